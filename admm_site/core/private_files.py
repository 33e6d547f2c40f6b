"""Withhold documents and images in private collections from visitors.

A foreign key to a file (`FileKey`) is None in a visitor's request if the file is in a private collection, so
that no template, export or feed has to check. StreamField blocks call `public_file`. The admin, commands and
background tasks read references as they are stored.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.http import HttpRequest, HttpResponse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction

from .absolute_urls import is_in_admin
from .loaded_foreign_key import LoadedForeignKey
from .query_cache import cached_until_changed
from .streaming import stream_in_context

# In a visitor's request: the results of `cached_for_visitor`.
_visitor_cache: ContextVar[dict[Callable, Any] | None] = ContextVar("visitor_cache", default=None)


def is_in_private_collection(file: str = "", opened: tuple[int, ...] = ()) -> Exists:
    """Return the condition that the file at the lookup path `file` (the row itself by default) is private.

    It is in a private collection, or in one below. Restrictions whose keys are `opened` are ignored.
    """
    path = ExpressionWrapper(
        OuterRef(f"{file}__collection__path" if file else "collection__path"), output_field=CharField()
    )
    return Exists(
        CollectionViewRestriction.objects.exclude(pk__in=opened)
        .alias(file_path=path)
        .filter(file_path__startswith=F("collection__path"))
    )


@contextmanager
def as_visitor() -> Iterator[None]:
    """Read references within the `with` block as visitors do: without private files."""
    token = _visitor_cache.set({})
    try:
        yield
    finally:
        _visitor_cache.reset(token)


def is_visitor_request() -> bool:
    """Return whether a visitor's request is handled: not one of the admin, a command or a task."""
    return _visitor_cache.get() is not None


def cached_for_visitor(compute: Callable[[], Any]) -> Any:
    """Return the result of `compute`, computed once in a visitor's request."""
    cache = _visitor_cache.get()
    if cache is None:
        return compute()
    if compute not in cache:
        cache[compute] = compute()
    return cache[compute]


def is_withheld(model: type[models.Model], key: int) -> bool:
    """Return whether the document or image with the key is withheld in this request."""
    if key is None or not is_visitor_request():
        return False
    return (model is get_image_model(), key) in cached_for_visitor(_withheld_files)


@cached_until_changed
def _withheld_files() -> frozenset[tuple[bool, int]]:
    """Return the images (`True`) and documents (`False`) in private collections, read in one query."""
    images, documents = (
        model._default_manager.filter(is_in_private_collection())
        .order_by()
        .values_list(Value(is_image, BooleanField()), "pk")
        for model, is_image in ((get_image_model(), True), (get_document_model(), False))
    )
    return frozenset((bool(is_image), key) for is_image, key in images.union(documents, all=True))


def public_file(file: models.Model | None) -> models.Model | None:
    """Return the document or image, or None if it is withheld in this request."""
    return None if file is None or is_withheld(type(file), file.pk) else file


class PublicFileDescriptor(ForwardManyToOneDescriptor):
    def __get__(self, instance, cls=None):
        if instance is not None:
            key = getattr(instance, self.field.attname)
            if is_withheld(self.field.related_model, key):
                return None
        return super().__get__(instance, cls)


class FileKey(LoadedForeignKey):
    """A foreign key to a document or an image that is None for visitors while the file is private."""

    forward_related_accessor_class = PublicFileDescriptor


def visitor_middleware(get_response: Callable) -> Callable:
    """Handle every request outside of the admin as a visitor's, previews included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_in_admin(request):
            return get_response(request)
        with as_visitor():
            return stream_in_context(get_response(request))

    return middleware
