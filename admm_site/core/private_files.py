"""Documents and images that lie in a private collection: what visitors read names none of them.

`public_related` asks of a page whether the public may see it; of a file, the reference itself does
(`FileKey`): while a visitor is answered, one that leads to a private collection leads nowhere. No template,
export or
feed has to ask. Blocks of text ask `public_file`. Whoever works in the admin, and all that runs beside
the web, reads references as they are stored. Nothing is stored differently.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import Any

from django.db import models
from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction

from .query_cache import cached_until_changed

# While a visitor is answered: what was asked once for all of the answer, by who asks it.
_visit: ContextVar[dict[Callable, Any] | None] = ContextVar("visit", default=None)


def is_in_private_collection(file: str = "", opened: tuple[int, ...] = ()) -> Exists:
    """The condition that the file at the lookup path `file` (the row itself by default) is in a private
    collection, or in a collection below one; restrictions whose keys are `opened` are passed over."""
    path = ExpressionWrapper(
        OuterRef(f"{file}__collection__path" if file else "collection__path"), output_field=CharField()
    )
    return Exists(
        CollectionViewRestriction.objects.exclude(pk__in=opened)
        .alias(asked_path=path)
        .filter(asked_path__startswith=F("collection__path"))
    )


@contextmanager
def as_visitor() -> Iterator[None]:
    """References inside the `with` block lead to no file that is withheld from the public."""
    token = _visit.set({})
    try:
        yield
    finally:
        _visit.reset(token)


def is_visitor_request() -> bool:
    """Whether a visitor is answered: not the admin, nor what runs beside the web."""
    return _visit.get() is not None


def cached_for_visitor(ask: Callable[[], Any]) -> Any:
    """Return what `ask` returns, and ask it once while one visitor is answered."""
    answers = _visit.get()
    if answers is None:
        return ask()
    if ask not in answers:
        answers[ask] = ask()
    return answers[ask]


def is_withheld(model: type[models.Model], key: int) -> bool:
    """Whether a visitor is answered who must not be told of the document or image with the key."""
    if key is None or not is_visitor_request():
        return False
    return (model is get_image_model(), key) in cached_for_visitor(_withheld_files)


@cached_until_changed
def _withheld_files() -> frozenset[tuple[bool, int]]:
    """The images (`True`) and documents that lie in a private collection, in one query."""
    images, documents = (
        model._default_manager.filter(is_in_private_collection())
        .order_by()
        .values_list(Value(is_image, BooleanField()), "pk")
        for model, is_image in ((get_image_model(), True), (get_document_model(), False))
    )
    return frozenset((bool(is_image), key) for is_image, key in images.union(documents, all=True))


def public_file(file: models.Model | None) -> models.Model | None:
    """Return the document or image unless it is withheld from the visitor who is answered."""
    return None if file is None or is_withheld(type(file), file.pk) else file


class PublicFileDescriptor(ForwardManyToOneDescriptor):
    def __get__(self, instance, cls=None):
        if instance is not None:
            key = getattr(instance, self.field.attname)
            if is_withheld(self.field.related_model, key):
                return None
        return super().__get__(instance, cls)


class FileKey(models.ForeignKey):
    """A reference to a document or an image, which leads nowhere for visitors while that is withheld."""

    forward_related_accessor_class = PublicFileDescriptor

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def visitor_middleware(get_response: Callable) -> Callable:
    """Answers everybody as a visitor, except in the admin; a preview shows what visitors will read."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            return get_response(request)
        with as_visitor():
            response = get_response(request)
            if response.streaming and not isinstance(response, FileResponse):
                response.streaming_content = iterate_in_context(copy_context(), response.streaming_content)
            return response

    return answer


def iterate_in_context(context: Context, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, each made in a context that is no longer there when they are asked for."""
    chunks = iter(chunks)
    while (chunk := context.run(next, chunks, None)) is not None:
        yield chunk
