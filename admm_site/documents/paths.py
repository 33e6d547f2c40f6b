"""Where files that are not uploaded as such are kept."""

from pathlib import PurePosixPath


def version_path(version, name: str) -> str:
    """A folder for each earlier version, so that its file keeps its name."""
    return f"document_versions/{version.document_id}/{version.number}/{PurePosixPath(name).name}"
