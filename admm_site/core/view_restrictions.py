"""Wagtail's view restrictions that a reader has opened: by a shared password, or by signing in."""

from typing import NamedTuple

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from wagtail.models import CollectionViewRestriction, PageViewRestriction


class OpenedRestrictions(NamedTuple):
    """The keys of the restrictions on pages and on collections that a reader has opened."""

    pages: tuple[int, ...] = ()
    collections: tuple[int, ...] = ()


NOTHING_OPENED = OpenedRestrictions()


def opened_by(request: HttpRequest) -> OpenedRestrictions:
    """Return the restrictions that accept the request: none without a session.

    Reading the session adds `Vary: Cookie` to the response, be it a 404.
    """
    if not request.session.keys():
        return NOTHING_OPENED
    models = (PageViewRestriction, CollectionViewRestriction)
    return OpenedRestrictions(
        *(
            tuple(row.pk for row in model.objects.prefetch_related("groups") if row.accept_request(request))
            for model in models
        )
    )


def prevent_caching(response: HttpResponse) -> HttpResponse:
    """Set headers that prevent caches from storing a response for one reader."""
    add_never_cache_headers(response)
    patch_vary_headers(response, ["Cookie"])
    return response


def renew_key_for_new_password(sender: type[Model], instance, raw: bool = False, **kwargs) -> None:
    """Store a restriction under a new primary key when its password has changed.

    Sessions remember by that key that the password was given: readers who gave the old one are asked again.
    """
    stored = None if raw else sender.objects.filter(pk=instance.pk)
    if not stored or instance.password in stored.values_list("password", flat=True):
        return
    stored.delete()
    instance.pk = None
