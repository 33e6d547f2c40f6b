"""Identify the running code and configuration, so that a shared cache never serves what an older one made."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

CODE = ("admm_site", "initiatives", "meetings", "templates", "static", "requirements.txt")


@cache
def release_id() -> str:
    """Return a hash of the code, templates, static files, versions of packages and settings."""
    digest = hashlib.blake2b(settings.ENVIRONMENT_DIGEST.encode(), digest_size=16)
    for path in sorted(_code_files()):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _code_files() -> list[Path]:
    roots = [settings.BASE_DIR / name for name in CODE]
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*"))]
    return [path for path in files if path.is_file() and path.suffix != ".pyc"]
