from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AttemptKind(TextChoices):
    SIGN_IN = "sign-in", _("Sign-in")
    CODE = "code", _("Code of a second factor")
    PASSKEY = "passkey", _("Passkey")
    OPENID_CONNECT = "openid-connect", _("OpenID Connect")
    PAGE_PASSWORD = "page-password", _("Page password")
    RESET = "reset", _("Link for a new password")
