from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from admm_site.editorial.roles import create_demo_users
from admm_site.operations.demo import fixtures, loading
from admm_site.search import indexing

CONTENT_UNCHANGED = "The portal has content: what was edited is kept."
OTHER_CONTENT = (
    "The portal has content of its own, which the demonstration would overwrite. Use an empty database, or"
    " delete all its pages, snippets, documents and images with: manage.py load_demo --reset"
)
QUESTION = (
    "This deletes every page, country, area, series, document and image of the portal. Type yes to go on: "
)


class Command(BaseCommand):
    help = (
        "Load the demonstration content with its documents and make the sign-ins for it: manage.py load_demo."
        " A portal with other content is left as it is, unless told to start anew: load_demo --reset"
    )

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="delete the content of the portal first")
        parser.add_argument("--no-input", action="store_true", help="don't ask before deleting")
        parser.add_argument(
            "--if-empty", action="store_true", help="leave a portal that has content as it is"
        )
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=fixtures.FOLDER,
            help="folder that dump_demo wrote (default: fixtures/)",
        )

    def handle(self, reset, no_input, if_empty, folder, **options):
        if not fixtures.fixture_files(folder):
            raise CommandError(f"There are no fixtures in {folder}.")
        if if_empty and loading.is_unfinished():
            self.stdout.write("Loading the demonstration was interrupted: the rest is done now ...")
            loading.finish()
            self.show_sign_ins()
            return
        if loading.has_content():
            if if_empty:
                self.stdout.write(CONTENT_UNCHANGED)
                self.reindex_if_outdated()
                return
            if not reset and not loading.is_as_shipped(folder):
                raise CommandError(OTHER_CONTENT)
            if reset and not no_input and input(QUESTION) != "yes":
                raise CommandError("Nothing was changed.")
        loading.load(folder, reset=reset)
        self.stdout.write("The demonstration content is loaded.")
        self.show_sign_ins()

    def reindex_if_outdated(self):
        """Rebuild a search index that an earlier version of the portal made."""
        if indexing.is_outdated():
            self.stdout.write("The search index is of an earlier version: it is made anew ...")
            call_command("index_passages", verbosity=0)

    @transaction.atomic
    def show_sign_ins(self):
        """Show new passwords before they are stored; after an interruption, others are shown."""
        sign_ins = create_demo_users()
        if sign_ins:
            self.stdout.write("Sign in at /admin/ (these passwords are shown this once):")
        for username, password in sign_ins:
            self.stdout.write(f"  {username:<8}{password}")
        self.stdout.flush()
