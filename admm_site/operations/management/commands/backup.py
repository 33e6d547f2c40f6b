import sqlite3
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record_if_possible
from admm_site.operations.backup.archive import BackupError
from admm_site.operations.backup.create import create
from admm_site.operations.progress import Progress


class Command(BaseCommand):
    help = (
        "Write everything that the portal stores to one archive, while it is in use: content, histories,"
        " users and files. Example: manage.py backup /var/backups/admm/monday.tar. To move to another"
        " database engine: manage.py backup --portable move.tar"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, help="the archive; an earlier one is replaced when this is whole"
        )
        parser.add_argument("--portable", action="store_true", help="for SQLite and PostgreSQL alike")

    def handle(self, file: Path, portable: bool, verbosity: int, **options):
        progress = Progress(self.stderr, is_quiet=not verbosity)
        try:
            manifest = create(
                file.absolute(),
                is_portable=portable,
                report=progress,
                warn=lambda message: self.stderr.write(self.style.WARNING(message)),
            )
        except BackupError as error:
            raise CommandError(f"No backup was made. {error}") from error
        except (OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"No backup was made: {error}") from error
        record_if_possible(new_entry(Action.BACKUP, file.name, "backup"))
        if verbosity:
            rows = sum(manifest["counts"].values())
            self.stdout.write(f"{file} has {rows} rows and {manifest['files']} files.")
