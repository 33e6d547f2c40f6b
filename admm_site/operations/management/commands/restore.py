from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record
from admm_site.operations.backup import restore
from admm_site.operations.backup.archive import BackupError
from admm_site.operations.progress import Progress


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and an empty folder of files, then verify it: manage.py"
        " restore /var/backups/admm/monday.tar. The archive is checked before anything is changed; to do that"
        " alone: manage.py restore --check FILE"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="an archive that manage.py backup wrote")
        parser.add_argument("--check", action="store_true", help="check the archive and change nothing")

    def handle(self, file: Path, check: bool, verbosity: int, **options):
        progress = Progress(self.stderr, is_quiet=not verbosity)
        try:
            manifest = restore.check(file, progress)
            if check:
                self.stdout.write(f"{file} of {manifest['made_at']} is whole.")
                return
            restore.check_target()
        except (BackupError, OSError) as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        try:
            restore.restore(file, manifest, progress)
        except (BackupError, OSError, DatabaseError) as error:
            raise CommandError(f"The backup was not restored. {error}") from error
        record(new_entry(Action.BACKUP, file.name, "restore"))
        call_command("verify", verbosity=0, stdout=self.stdout, stderr=self.stderr)
        if verbosity:
            rows = sum(manifest["counts"].values())
            self.stdout.write(f"{rows} rows and {manifest['files']} files are restored and verified.")
