"""What Django and Wagtail tell of, whichever view or command did it: sign-ins, and what Wagtail logs.

Signals, because nothing else hears all of it: publishing alone has eight ways.
"""

import json
from copy import copy

from django.contrib.auth import get_user_model, signals
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.signals import post_delete, post_save
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_otp_webauthn.models import WebAuthnCredential
from wagtail.models import CollectionViewRestriction, ModelLogEntry, PageLogEntry

from .choices import Action
from .recording import new_entry, record, record_refusal

# Of what Wagtail logs, what is copied: the rest is work on content, and stays in Wagtail's own history.
COPIED_LOG_ACTIONS = {
    "portal.redact": Action.REDACT,
    "portal.restore_redacted": Action.REDACT,
    "wagtail.delete": Action.DELETE,
    "wagtail.publish": Action.PUBLISH,
    "wagtail.publish.schedule": Action.SCHEDULE,
    "wagtail.publish.scheduled": Action.PUBLISH,
    "wagtail.schedule.cancel": Action.SCHEDULE,
    "wagtail.unpublish": Action.WITHDRAW,
    "wagtail.unpublish.scheduled": Action.WITHDRAW,
    "wagtail.view_restriction.create": Action.PRIVACY,
    "wagtail.view_restriction.delete": Action.PRIVACY,
    "wagtail.view_restriction.edit": Action.PRIVACY,
    "withdrawals.kept_readable": Action.WITHDRAW,
    "withdrawals.restored": Action.WITHDRAW,
}


def connect() -> None:
    signals.user_logged_in.connect(record_sign_in)
    signals.user_logged_out.connect(record_sign_out)
    signals.user_login_failed.connect(record_failed_sign_in)
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(copy_log_entry, sender=model)
    post_save.connect(record_collection_privacy, sender=CollectionViewRestriction)
    post_delete.connect(record_collection_privacy, sender=CollectionViewRestriction)


def record_sign_in(sender, request, user, **kwargs):
    device = getattr(user, "otp_device", None)
    factor = _("with a passkey") if isinstance(device, WebAuthnCredential) else _("with the second factor")
    details = (getattr(user, "sign_in_method", ""), factor if device else "")
    record(new_entry(Action.SIGN_IN, detail=" ".join(filter(None, details)), user=user, request=request))


def record_sign_out(sender, request, user, **kwargs):
    if user:
        record(new_entry(Action.SIGN_OUT, user=user, request=request))


def record_failed_sign_in(sender, credentials, request=None, **kwargs):
    user = find_account(credentials.get("username") or "")
    detail = _("wrong password") if user else _("unknown name")
    record_refusal(new_entry(Action.SIGN_IN, detail=detail, user=user, request=request))


def find_account(name: str):
    """Return the account of that name. Another name is stored nowhere: it may be a password."""
    return get_user_model().objects.filter(username=name).first() if "\x00" not in name else None


def copy_log_entry(sender, instance, created, raw=False, **kwargs):
    action = COPIED_LOG_ACTIONS.get(instance.action)
    model = instance.content_type.model_class()
    if not action or not created or raw or model._meta.app_label == "auth":
        return  # accounts and roles: see `account_changes`
    subject = f"{capfirst(model._meta.verbose_name)} “{instance.label}”"
    detail = [get_message(instance), _("number %(key)s") % {"key": instance.object_id}]
    if instance.revision_id:
        detail.append(_("version %(key)s") % {"key": instance.revision_id})
    record(new_entry(action, subject, "; ".join(detail), user=instance.user))


def get_message(log_entry) -> str:
    """Return what Wagtail says of the entry, which it does of an entry as read from the database."""
    stored = copy(log_entry)
    stored.data = json.loads(DjangoJSONEncoder().encode(log_entry.data))
    return str(stored.message)


def record_collection_privacy(sender, instance, raw=False, **kwargs):
    if raw:
        return
    is_deleted = kwargs["signal"] is post_delete
    subject = f"{capfirst(instance.collection._meta.verbose_name)} “{instance.collection}”"
    detail = _("public again") if is_deleted else instance.get_restriction_type_display()
    record(new_entry(Action.PRIVACY, subject, str(detail)))
