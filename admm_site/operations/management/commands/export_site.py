from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from admm_site.operations.progress import Progress
from admm_site.operations.static_site.crawl import ExportError
from admm_site.operations.static_site.write import export_site


class Command(BaseCommand):
    help = (
        "Write the public portal as static files that work from a folder without a server. A folder of an"
        " earlier export is brought up to date. Example: manage.py export_site /srv/admm-copy"
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="an empty folder, or that of an earlier export")

    def handle(self, folder: Path, verbosity: int, **options):
        try:
            result = export_site(folder.absolute(), Progress(self.stderr, is_quiet=not verbosity))
        except (ExportError, OSError) as error:
            raise CommandError(f"Nothing was exported. {error}") from error
        if verbosity:
            written, deleted = len(result.written), len(result.deleted)
            self.stdout.write(f"{folder} has {result.files} files: {written} written, {deleted} deleted.")
