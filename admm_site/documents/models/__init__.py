"""Documents and images, in place of Wagtail's own from the first migration on: later they can't be."""

from .documents import PortalDocument
from .images import PortalImage, PortalRendition
from .parts import DocumentVersion, EarlierAddress, PageText

__all__ = [
    "DocumentVersion",
    "EarlierAddress",
    "PageText",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
]
