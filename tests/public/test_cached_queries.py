"""The query cache is never stale: responses are the same as without it.

These tests commit their transactions as in production; all others run in a transaction, in which nothing is
cached.
"""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from admm_site.core.partial_dates import PartialDate
from admm_site.reference.models import CooperationArea
from initiatives.models import StatusUpdate
from tests.factories.initiatives import StatusUpdateFactory
from tests.factories.portal import create_full_portal
from tests.public_urls import PAGES
from tests.responses import response_text
from tests.visibility import hide

KEEPING = (
    "home",
    "meetings",
    "meeting",
    "concept papers",
    "initiatives",
    "initiatives, filtered",
    "progress",
    "trail",
    "timeline",
    "country",
    "area",
    "series",
    "documents",
    "changes",
)
ADDRESSES = [PAGES[name] for name in KEEPING]
ADDRESSES += [f"{address}{'&' if '?' in address else '?'}as_of=2014-05-01" for address in ADDRESSES]


def report(p: SimpleNamespace):
    StatusUpdateFactory(page=p.initiative, date=PartialDate(2014, 1), status="completed")


def reports_corrected_at_once(p: SimpleNamespace):
    StatusUpdate.objects.filter(page=p.initiative).update(status="dormant")


def paper_and_area_renamed(p: SimpleNamespace):
    Page.objects.filter(pk=p.paper.pk).update(title="Renamed")
    CooperationArea.objects.update(name="Renamed")


def meeting_unpublished(p: SimpleNamespace):
    hide(p.meeting, "unpublished")


def make_section_private(p: SimpleNamespace):
    hide(p.paper, "below a private page")


def initiative_deleted(p: SimpleNamespace):
    p.initiative.delete()


CHANGES = [
    report,
    reports_corrected_at_once,
    paper_and_area_renamed,
    meeting_unpublished,
    make_section_private,
    initiative_deleted,
]


def answers() -> dict[str, str]:
    return {address: response_text(Client().get(address)) for address in ADDRESSES}


def wrong() -> list[str]:
    """The addresses whose response differs from that without the query cache."""
    get_or_compute = answers()
    with transaction.atomic():
        anew = answers()
    return [address for address in ADDRESSES if get_or_compute[address] != anew[address]]


@pytest.fixture
def p(real_transactions) -> SimpleNamespace:
    return create_full_portal()


@pytest.mark.exhaustive
def test_what_is_recalled_is_what_was_found(p):
    answers()
    assert wrong() == []


@pytest.mark.exhaustive
def test_nothing_is_recalled_once_it_has_changed(p):
    answers()
    wrong_by_change = {}
    for change in CHANGES:
        change(p)
        wrong_by_change[change.__name__] = wrong()
    assert wrong_by_change == {change.__name__: [] for change in CHANGES}
