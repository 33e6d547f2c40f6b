from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from admm_site.operations.demo import fixtures


class Command(BaseCommand):
    help = (
        "Write the content of the portal as the fixtures of the demonstration, with its files: manage.py"
        " dump_demo, or manage.py dump_demo --output ../fixtures. Users and histories are not part of them."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--output", type=Path, default=fixtures.FOLDER, help="where to write (default: fixtures/)"
        )

    def handle(self, output, **options):
        try:
            paths = fixtures.write(output)
        except fixtures.UnsupportedContent as error:
            unsupported = "\n".join(f"- {sentence}" for sentence in error.sentences)
            raise CommandError(
                f"Nothing was written, because fixtures can't carry everything:\n{unsupported}"
            ) from error
        except OSError as error:
            raise CommandError(f"A file of the portal can't be copied: {error}") from error
        self.stdout.write(f"{len(paths)} fixtures are in {output}.")
