"""The page types of the portal, for whatever shows pages of every type."""

from wagtail.models import get_page_models

from .page_base import PortalPage


def page_types(base: type = PortalPage) -> list[type[PortalPage]]:
    """Return the page types of the portal that are of the class `base`, such as `EventMixin`."""
    return [model for model in get_page_models() if issubclass(model, PortalPage) and issubclass(model, base)]


def record_page_types() -> list[type[PortalPage]]:
    """Return the page types that the API has as records and that visitors are offered to cite."""
    return [model for model in page_types() if model.record_type]
