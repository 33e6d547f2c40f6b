"""A link checker for the static copy of the portal."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup


def broken_links(folder: Path) -> list[tuple[str, str]]:
    """Return the file and the link of each link that leads to no file, or to no element of it."""
    pages = {path: BeautifulSoup(path.read_bytes(), "html.parser") for path in folder.rglob("*.html")}
    anchors = {path: {element["id"] for element in page.find_all(id=True)} for path, page in pages.items()}
    return [
        (str(path.relative_to(folder)), link)
        for path, page in pages.items()
        for attribute in ("href", "src")
        for link in (str(element[attribute]) for element in page.find_all(attrs={attribute: True}))
        if _is_broken(path, link, anchors)
    ]


def _is_broken(path: Path, link: str, anchors: dict[Path, set[str]]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return True
    return bool(parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target])
