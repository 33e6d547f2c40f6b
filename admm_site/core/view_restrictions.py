"""Which of Wagtail's view restrictions a reader has opened: by a shared password, or by signing in."""

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
    """Return the restrictions that let the reader in; nobody without a session has opened any.

    Asking the session makes the answer depend on the cookie for caches too (`Vary`), be it a 404.
    """
    if not request.session.keys():
        return NOTHING_OPENED
    kinds = (PageViewRestriction, CollectionViewRestriction)
    return OpenedRestrictions(
        *(
            tuple(one.pk for one in kind.objects.prefetch_related("groups") if one.accept_request(request))
            for kind in kinds
        )
    )


def prevent_caching(response: HttpResponse) -> HttpResponse:
    """Let no cache keep a response that was made for one reader."""
    add_never_cache_headers(response)
    patch_vary_headers(response, ["Cookie"])
    return response


def renew_key_for_new_password(sender: type[Model], instance, raw: bool = False, **kwargs) -> None:
    """Store a restriction under a new key when its password has changed.

    Sessions remember by its key that the password was given: who gave the old one has not given the new one.
    """
    stored = None if raw else sender.objects.filter(pk=instance.pk)
    if not stored or instance.password in stored.values_list("password", flat=True):
        return
    stored.delete()
    instance.pk = None
