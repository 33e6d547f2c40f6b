"""An SMTP backend whose failures don't break what sends a mail."""

from django.core.mail.backends.smtp import EmailBackend


class SMTPBackend(EmailBackend):
    """Raise a ConnectionError whenever the server can't be reached.

    Wagtail, which mails moderators when an editor submits a page, catches and logs that error only. smtplib
    and the system raise others for a host that can't be resolved, a refused password or a busy server.
    """

    def open(self) -> bool | None:
        try:
            return super().open()
        except OSError as error:  # SMTPException is one
            raise ConnectionError(f"The mail server can’t be used: {error}") from error
