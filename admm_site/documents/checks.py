"""System check of the process that reads uploads: `manage.py check --deploy` says how well it is confined."""

from django.core.checks import Info, Tags, register

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
