"""Write the static site: only the files that changed, and none that it doesn't own."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files import File

from admm_site.changes.models import Change
from admm_site.documents.checksums import compute_checksum

from .crawl import Crawl, ExportError
from .rewrite import INDEX_FILE, SCRIPT_FILE, Rewriter

MANIFEST = "files.json"
SEARCH_SCRIPT = settings.BASE_DIR / "static/js/static_site_search.js"


@dataclass
class Result:
    """What an export did to the folder."""

    files: int = 0
    written: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


def export_site(folder: Path, report: Callable[[str], None]) -> Result:
    """Make the folder a static copy of the public portal, and return what changed in it.

    The same content gives the same files. Raise ExportError, with the folder as it was, where an address
    fails or the folder holds something else.
    """
    former = _read_manifest(folder)
    with TemporaryDirectory() as name:
        crawl = Crawl(Path(name), report)
        crawl.run()
        _rewrite_pages(crawl)
        files = {str(path.relative_to(name)): path for path in Path(name).rglob("*") if path.is_file()}
        return _update(folder, files, former, report)


def _rewrite_pages(crawl: Crawl) -> None:
    newest = Change.objects.with_public_page().newest_first().first()
    rewriter = Rewriter(crawl, newest and newest.at)
    for name in sorted(crawl.pages):
        path = crawl.folder / name
        path.write_bytes(rewriter.rewrite(name, path.read_bytes()))
    (crawl.folder / INDEX_FILE).write_bytes(rewriter.index())
    (crawl.folder / SCRIPT_FILE).write_bytes(SEARCH_SCRIPT.read_bytes())


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return the checksums of the files of the former export."""
    manifest = folder / MANIFEST
    if manifest.is_file():
        return json.loads(manifest.read_text())
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"{folder} holds other files: name an empty folder, or one of an earlier export.")
    return {}


def _update(folder: Path, files: dict[str, Path], former: dict[str, str], report) -> Result:
    folder.mkdir(parents=True, exist_ok=True)
    result, checksums = Result(len(files)), {}
    for name, source in sorted(files.items()):
        with source.open("rb") as content:
            checksums[name] = compute_checksum(File(content).chunks())
        if former.get(name) != checksums[name] or not (folder / name).is_file():
            _replace(folder / name, source)
            result.written.append(name)
        report(f"{len(checksums)} of {len(files)} files")
    for name in sorted(former.keys() - checksums.keys()):
        (folder / name).unlink(missing_ok=True)
        result.deleted.append(name)
    (folder / MANIFEST).write_text(json.dumps(checksums, indent=1, sort_keys=True) + "\n")
    return result


def _replace(path: Path, source: Path) -> None:
    """Copy the file so that a reader sees the former or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    shutil.copyfile(source, partial)
    os.replace(partial, path)
