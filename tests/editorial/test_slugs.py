"""Slugs of titles in any script, with forms submitted as a browser does."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from initiatives.models import ConceptPaperPage
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory

from .browser_form import get_form_fields

PUBLISH = {"action-publish": "1"}
BY_ITSELF = {"headers": {"Accept": "application/json"}}
TITLES = {
    "Thai": ("การประชุมรัฐมนตรีกลาโหม", "karprachumrathmntriklaohm"),
    "Lao": ("ກອງປະຊຸມ", "kngpaxoum"),
    "Khmer": ("កិច្ចប្រជុំ", "kechchbrchoam"),
    "Burmese": ("အစည်းအဝေး", "cnnve"),
    "Chinese": ("东盟防长会议", "dongmengfangzhanghuiyi"),
    "digits of another script": ("၂၀၂၆", "2026"),
    "signs": ("—!? ★", None),
    "Vietnamese": ("Đường đến Đà Nẵng", "duong-den-da-nang"),
}
TYPES = {
    "meeting": ("meetings.meetingpage", "meetings", "meeting-1"),
    "paper": ("initiatives.conceptpaperpage", "papers", "concept-paper-1"),
    "initiative": ("initiatives.initiativepage", "initiatives", "initiative-1"),
    "activity": ("initiatives.activitypage", "initiative", "activity-1"),
    "text": ("pages.contentpage", "about", "page-of-text-1"),
}


@pytest.fixture
def add(browser, portal):
    """Adds a page of a kind with these values."""
    portal.initiative = InitiativePageFactory(title="Above")
    area, series = CooperationAreaFactory(), MeetingSeriesFactory(acronym="ADMM")

    def add(kind: str, title: str, **values):
        model, section, _slug = TYPES[kind]
        url = reverse("wagtailadmin_pages:add", args=[*model.split("."), getattr(portal, section).pk])
        form = get_form_fields(browser.get(url))
        fields = {"custom_title": title, "ordinal": "", "series": series.pk}
        form |= fields if kind == "meeting" else {"title": title, "start_date": "2026"}
        form |= {"area": area.pk} if kind in ("paper", "initiative") else {}
        kwargs = values.pop("request", {})
        return browser.post(url, form | values, **kwargs)

    return add


# Each title on one kind of page, and on each kind a title with a slug of its own and one without.
TITLES_BY_KIND = sorted({(t, "paper") for t in TITLES} | {(t, k) for t in ("Thai", "signs") for k in TYPES})


@pytest.mark.exhaustive
@pytest.mark.parametrize("action", [{}, PUBLISH], ids=["draft", "published"])
@pytest.mark.parametrize(("title", "kind"), TITLES_BY_KIND)
def test_a_page_has_an_address_whatever_its_title(add, kind, title, action):
    text, slug = TITLES[title]

    response = add(kind, text, **action)

    page = Page.objects.get(title=text)
    assert response.status_code == 302
    assert page.slug == (slug or TYPES[kind][2])
    assert page.url_path.endswith(f"/{page.slug}/")
    assert page.get_latest_revision_as_object().slug == page.slug


@pytest.mark.parametrize("action", [{}, PUBLISH], ids=["draft", "published"])
def test_pages_of_one_title_lie_beside_each_other(add, action):
    for text in ("ກອງປະຊຸມ", "ກອງປະຊຸມ", "!!", "??"):
        assert add("paper", text, **action).status_code == 302

    slugs = ConceptPaperPage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["kngpaxoum", "kngpaxoum-2", "concept-paper-1", "concept-paper-2"]


@pytest.mark.sample(2)
@pytest.mark.parametrize("text", ["ກອງປະຊຸມ", "!!"])
def test_a_browser_that_saves_by_itself_gets_an_address(add, text):
    assert add("paper", text, request=BY_ITSELF).json()["success"]
    assert ConceptPaperPage.objects.get().slug


POSTED = {
    "empty": ("Đà Nẵng", "", "da-nang"),
    "as Django makes it": ("Đà Nẵng", "a-nang", "da-nang"),
    "what is left of it": ("ປະຊຸມ 2026", "2026", "paxoum-2026"),
    "blanks": ("ປະຊຸມ", "  ", "paxoum"),
    "taken": ("Above", "above", "above-2"),
    "an own one": ("ປະຊຸມ", "council", "council"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize(("title", "posted_slug", "slug"), POSTED.values(), ids=POSTED.keys())
def test_the_address_that_a_browser_makes_is_made_better(add, title, posted_slug, slug):
    assert add("initiative", title, slug=posted_slug).status_code == 302
    assert Page.objects.get(title=title, slug__startswith=slug).slug == slug


RESERVED = {
    "of the page type": ("initiative", "Progress", "progress-2"),
    "below another page": ("activity", "Compare", "compare-2"),
    "beside a text": ("text", "Timeline", "timeline-2"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize(("kind", "title", "slug"), RESERVED.values(), ids=RESERVED.keys())
@pytest.mark.parametrize("posted_slug", [True, False], ids=["made by the browser", "left empty"])
def test_an_address_that_the_portal_answers_itself_gets_a_number(add, kind, title, slug, posted_slug):
    response = add(kind, title, slug=title.lower() if posted_slug else "", **PUBLISH)

    assert response.status_code == 302
    assert Page.objects.get(title=title).slug == slug


@pytest.mark.sample(2)
@pytest.mark.parametrize("title", ["Search", "Countries", "Admin", "API", "Documents"])
def test_a_page_of_text_at_the_top_does_not_hide_behind_the_portal(add, portal, client, title):
    portal.about = portal.home

    assert add("text", title, slug=title.lower(), **PUBLISH).status_code == 302

    page = Page.objects.get(title=title)
    assert page.slug == f"{title.lower()}-2"
    assert client.get(page.url).context["page"].pk == page.pk


def test_a_stored_empty_address_stops_no_other(add, portal):
    broken = ConceptPaperPageFactory(live=False)
    Page.objects.filter(pk=broken.pk).update(slug="", url_path=f"{portal.papers.url_path}/")

    for text in ("ກອງປະຊຸມ", "Plain", "!!"):
        assert add("paper", text, **PUBLISH).status_code == 302


def test_a_draft_in_another_script_is_renamed_and_published(add, browser):
    add("text", "ປະຊຸມ")
    page = Page.objects.get(title="ປະຊຸມ")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    browser.post(url, get_form_fields(browser.get(url)) | {"title": "—"})
    browser.post(url, get_form_fields(browser.get(url)) | {"title": "ປະກາດ"} | PUBLISH)

    page.refresh_from_db()
    assert page.live
    assert page.slug == "pakad"


def test_a_page_made_by_code_has_an_address(portal):
    assert ContentPageFactory(title="ປະຊຸມ").slug == "paxoum"
    assert ContentPageFactory(title="★").slug == "page-of-text-1"
    assert ContentPageFactory(title="☆", live=False).slug == "page-of-text-2"
