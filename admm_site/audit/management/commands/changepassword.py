from django.contrib.auth.management.commands import changepassword

from admm_site.audit.account_changes import account_changes_recorded


class Command(changepassword.Command):
    """Django's command, which leaves an entry in the audit trail."""

    def handle(self, *args, **options):
        with account_changes_recorded():
            return super().handle(*args, **options)
