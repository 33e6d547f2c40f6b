from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from wagtail.models import UploadedFile

DAYS = 7


class Command(BaseCommand):
    help = (
        "Delete uploads that were put aside until their form is complete, and were then abandoned. Once a day"
        " is right; running it again does no harm. Example: manage.py forget_uploads --days 7 --dry-run"
    )

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=DAYS, help=f"older than this many days ({DAYS})")
        parser.add_argument("--dry-run", action="store_true", help="count them and delete nothing")

    def handle(self, days, dry_run, **options):
        before = timezone.now() - timedelta(days=days)
        abandoned = [upload for upload in UploadedFile.objects.all() if _is_older(upload, before)]
        if not dry_run:
            for upload in abandoned:
                _delete(upload)
        self.stdout.write(f"Uploads {'to delete' if dry_run else 'deleted'}: {len(abandoned)}.")


def _is_older(upload: UploadedFile, before) -> bool:
    """Return whether the file is older; one that is lost can't be completed any more."""
    try:
        return not upload.file or upload.file.storage.get_modified_time(upload.file.name) < before
    except FileNotFoundError:
        return True


def _delete(upload: UploadedFile) -> None:
    """Delete the row first: a file without a row does less harm than a row without its file."""
    file = upload.file
    with transaction.atomic():
        upload.delete()
    if file:
        file.storage.delete(file.name)
