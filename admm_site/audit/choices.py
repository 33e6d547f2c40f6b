from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    """What an entry of the audit trail is about."""

    SIGN_IN = "sign-in", _("Sign-in")
    SIGN_OUT = "sign-out", _("Sign-out")
    ATTEMPTS = "attempts", _("Too many attempts")
    ACCESS = "access", _("Access to the admin")
    ACCOUNT = "account", _("Account")
    PASSWORD = "password", _("Password")
    SECOND_FACTOR = "second-factor", _("Second factor")
    ROLE = "role", _("Roles of an account")
    PERMISSIONS = "permissions", _("Permissions of a role")
    EXPORT = "export", _("Export")
    BACKUP = "backup", _("Backup and restore")
    PUBLISH = "publish", _("Publication")
    WITHDRAW = "withdraw", _("Withdrawal")
    SCHEDULE = "schedule", _("Schedule")
    DELETE = "delete", _("Deletion")
    PRIVACY = "privacy", _("Privacy")
    REDACT = "redact", _("Redaction")


class Result(TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
