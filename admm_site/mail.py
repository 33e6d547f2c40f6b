"""A mail server that the portal can do without."""

from django.core.mail.backends.smtp import EmailBackend


class SMTPBackend(EmailBackend):
    """Raises a ConnectionError for whatever keeps it from reaching the server.

    That is what Wagtail, which tells moderators of what editors submit, logs and goes on from; of a name that
    leads nowhere, a refused password or a server that has no time, smtplib and the system raise others.
    """

    def open(self) -> bool | None:
        try:
            return super().open()
        except OSError as error:  # SMTPException is one
            raise ConnectionError(f"The mail server can’t be used: {error}") from error
