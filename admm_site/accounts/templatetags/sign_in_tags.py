from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def passkey_data() -> str:
    """Return the attributes by which `passkeys.js` knows whether and how to ask for passkeys."""
    return format_html(
        'data-passkey-origin="{}" data-options-url="{}" data-failed="{}"',
        settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0],
        reverse("passkey_options"),
        _("There was no answer from a passkey. Please try again, or go on without."),
    )


@register.simple_tag
def openid_connect_name() -> str:
    """Return what the identity provider is called, or an empty string without one."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""
