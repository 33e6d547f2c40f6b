"""System checks of a deployment: is the process that reads uploads confined, and the bucket private?"""

from django.conf import settings
from django.core.checks import Info, Tags, Warning, register
from django.core.files.storage import default_storage

from .extraction import Reader

PROTECTIONS = ("files", "network", "processes")


@register(Tags.security, deploy=True)
def check_confinement(app_configs, **kwargs) -> list[Info]:
    """Return a message that names what the process could reach if a file took it over."""
    with Reader() as reader:
        missing = [name for name in PROTECTIONS if name not in reader.confinement()]
    if not missing:
        return []
    message = f"This system doesn't keep the process that reads uploads from: {', '.join(missing)}."
    hint = (
        "Files need Landlock (Linux 5.13, switched on in its list of security modules), the others"
        " libseccomp (Debian: libseccomp2). Limits of memory and time hold either way; see docs/uploads.md."
    )
    return [Info(message, hint=hint, id="documents.I001")]


@register(Tags.security, deploy=True)
def check_bucket(app_configs, **kwargs) -> list[Warning]:
    """Return a warning if the bucket of `STORAGE_URL` can't be reached, or if strangers read it."""
    if not settings.OBJECT_STORE:
        return []
    try:
        is_public = default_storage.is_public()
    except OSError as error:
        return [Warning(f"The bucket of STORAGE_URL can't be used: {error}", id="documents.W001")]
    hint = "Make it private: see “The bucket” in docs/security.md."
    message = "Anybody can read the bucket of STORAGE_URL, and so files that aren't public."
    return [Warning(message, hint=hint, id="documents.W002")] if is_public else []
