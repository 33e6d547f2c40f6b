"""Tell the owner of an account, at the address of before, that its e-mail address has changed.

A signal, because the account page, the admin's list of users and commands change it. Who took an account over
would have links for new passwords sent to another address.
"""

import logging
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def notify_old_address(sender, instance, raw=False, update_fields=None, **kwargs):
    if raw or not instance.pk or (update_fields is not None and "email" not in update_fields):
        return
    old = get_user_model().objects.filter(pk=instance.pk).values_list("email", flat=True).first()
    if old and old.casefold() != instance.email.casefold():
        transaction.on_commit(partial(mail_changed_address, old, instance.get_username()))


def mail_changed_address(address: str, name: str) -> None:
    """Send the mail; if that fails, the change stands, and the log says so."""
    context = {"name": name, "portal": settings.PORTAL_URL, "contact": settings.SECURITY_CONTACT}
    body = render_to_string("accounts/address_changed.txt", context)
    try:
        send_mail(_("Your e-mail address was changed"), body, None, [address])
    except OSError:  # SMTP errors are among them
        logger.exception("The owner of an account was not told that its e-mail address changed.")
