from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from admm_site.accounts import second_factor
from admm_site.audit.account_changes import account_changes_recorded


class Command(BaseCommand):
    help = (
        "Remove the second factor of an account whose owner lost it, passkeys included: the next sign-in sets"
        " up a new one."
        " Make sure first who asks (docs/sign-in.md). Example: manage.py reset_second_factor maria"
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username: str, **options):
        users = get_user_model()
        try:
            user = users.objects.get_by_natural_key(username)
        except users.DoesNotExist:
            raise CommandError(f"There is no account “{username}”.") from None
        devices = second_factor.get_devices(user)
        if not devices:
            raise CommandError(f"“{username}” has no second factor.")
        names = ", ".join(map(second_factor.name_device, devices))
        with transaction.atomic(), account_changes_recorded():
            second_factor.remove(devices)
        self.stdout.write(f"Second factor of “{username}” removed: {names}, and the recovery codes.")
