"""Paths in the storage."""

from pathlib import PurePosixPath


def version_path(version, name: str) -> str:
    """Return a path in a folder for each earlier version, so that its file keeps its name."""
    return f"document_versions/{version.document_id}/{version.number}/{PurePosixPath(name).name}"
