"""Rich text as it is shown: allowed HTML only, and no links to pages and files, or images, not public.

The editor cleans what is typed; what came another way (SQL, a fixture, an old revision) is cleaned here.
"""

from functools import lru_cache

import nh3
from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from .internal_links import ANCHOR_WITHOUT_HREF, without_hidden_links
from .private_files import public_file
from .publication import is_public

TEXT_TAGS = {"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "ul"}  # which the portal's editor offers
MORE_TAGS = {"blockquote", "code", "h2", "h3", "h4", "h5", "h6", "hr", "img", "sub", "sup"}  # and Wagtail's
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"alt", "class", "height", "loading", "src", "width"},
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}


def _keep_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    """Return the value, or None for the address of a picture on another site."""
    is_elsewhere = attribute == "src" and (not value.startswith("/") or value.startswith(("//", "/\\")))
    return None if is_elsewhere else value


_cleaner = nh3.Cleaner(
    tags=TEXT_TAGS | MORE_TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_keep_own_pictures,
    url_schemes=LINK_SCHEMES,
    link_rel=None,
)


@lru_cache(maxsize=1_000)
def clean_html(html: str) -> str:
    """Return the HTML with the elements, attributes and kinds of link of rich text only."""
    return _cleaner.clean(html)


def public_rich_text(html: str) -> str:
    """Return expanded rich text as it is shown: cleaned, and links to hidden targets as words."""
    return without_hidden_links(clean_html(html))


class PublicPageLinkHandler(PageLinkHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        keys = [attrs.get("id") for attrs in attrs_list]
        pages = Page.objects.filter(is_public(), pk__in=[key for key in keys if key])
        public = {str(page.pk): page for page in pages}
        return [public.get(str(key)) for key in keys]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        pages = cls.get_many(attrs_list)
        return [
            f'<a href="{escape(page.url)}">' if page and page.url else ANCHOR_WITHOUT_HREF for page in pages
        ]


class PublicDocumentLinkHandler(DocumentLinkHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list:
        return [public_file(document) for document in super().get_many(attrs_list)]


class PublicImageEmbedHandler(ImageEmbedHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list:
        return [public_file(image) for image in super().get_many(attrs_list)]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return nothing for an image that is not public, not even its alternative text."""
        tags = super().expand_db_attributes_many(attrs_list)
        return ["" if tag == '<img alt="">' else tag for tag in tags]
