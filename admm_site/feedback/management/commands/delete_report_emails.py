from django.core.management.base import BaseCommand

from admm_site.feedback.models import EMAIL_RETENTION_DAYS, ErrorReport


class Command(BaseCommand):
    help = (
        f"Remove the e-mail addresses of error reports that are older than {EMAIL_RETENTION_DAYS} days."
        " Once a day is right; running it again does no harm. Example: manage.py delete_report_emails"
    )

    def handle(self, *args, **options):
        self.stdout.write(f"E-mail addresses removed: {ErrorReport.objects.delete_old_emails()}.")
