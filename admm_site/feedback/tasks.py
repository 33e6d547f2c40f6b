"""Background tasks for error reports."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_tasks import task

from .models import ErrorReport

logger = logging.getLogger(__name__)


@task(backend="background")
def mail_report(pk: int) -> None:
    """Mail a stored report to `ERROR_REPORTS_TO`."""
    report = ErrorReport.objects.filter(pk=pk).first()
    if not report:
        return
    message = EmailMessage(
        subject=_("Error report: %(address)s") % {"address": report.address},
        body=render_to_string("feedback/mail.txt", {"report": report, "portal": settings.PORTAL_URL}),
        to=settings.ERROR_REPORTS_TO,
        reply_to=[report.email] if report.email else None,
    )
    try:
        message.send()
    except Exception:
        logger.exception("Error report %s was not mailed; it is in the admin.", pk)
        raise
