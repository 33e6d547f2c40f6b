"""Rich text handlers that omit links to pages and documents, and images, that are not public."""

from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from .internal_links import ANCHOR_WITHOUT_HREF
from .private_files import public_file
from .publication import is_public


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
