from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from admm_site.operations.demo import fixtures, loading
from admm_site.operations.demo.evidence import FactsError


class Command(BaseCommand):
    help = (
        "Write the fixtures of the demonstration and its PDF documents anew from a folder of YAML facts and"
        " the official background text: manage.py build_demo facts/ background.txt."
        " Leaves the database as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "facts", type=Path, help="folder of YAML files: countries.yaml, meetings.yaml, ..."
        )
        parser.add_argument(
            "text_of_record", type=Path, help="the text of the background page, such as background.txt"
        )
        parser.add_argument(
            "--output", type=Path, default=fixtures.FOLDER, help="where to write (default: fixtures/)"
        )

    def handle(self, facts, text_of_record, output, **options):
        try:
            # Packages of development: only this command needs them.
            from admm_site.operations.demo.build import Build
            from admm_site.operations.demo.facts import Background, Facts
        except ImportError as error:
            raise CommandError(
                f"Install requirements-dev.txt to build the demonstration ({error})."
            ) from error

        try:
            build = Build(Facts.read(facts), Background.read(text_of_record), output / "media")
            with transaction.atomic():
                loading.clear()
                # No fact says which words mean the same: what is shipped stays.
                call_command("loaddata", str(fixtures.FOLDER / "0_synonyms.json"), verbosity=0)
                build.run()
                texts = fixtures.dump()
                transaction.set_rollback(True)
        except (FactsError, OSError) as error:
            raise CommandError(str(error)) from error
        paths = fixtures.write_texts(texts, output)
        fixtures.keep_only({document.file.name for document in build.documents.values()}, output)
        self.stdout.write(f"{len(paths)} fixtures and {len(build.documents)} documents are in {output}.")
