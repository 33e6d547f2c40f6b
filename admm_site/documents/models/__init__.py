"""Documents and images. They replace Wagtail's models, which is possible in the first migration only."""

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
