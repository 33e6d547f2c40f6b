"""Actions of the admin on pages: by an editor on each page type, and by an administrator on some.

The tests assert what is stored after an action, and what visitors read.
"""

import json
from collections.abc import Collection
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageViewRestriction, get_page_models

from admm_site.core.page_base import PortalPage
from admm_site.pages.models import ContentPage
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
)
from tests.factories.meetings import MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory
from tests.factories.users import AdministratorFactory, EditorFactory

from .browser_form import get_form_fields, row
from .pages import PAGES, SECTIONS

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("portal")]

NEW = {
    "page of text": (ContentPage, lambda portal: portal.about, dict),
    "meeting": (MeetingPage, lambda portal: portal.meetings, lambda: {"series": MeetingSeriesFactory().pk}),
    "concept paper": (
        ConceptPaperPage,
        lambda portal: portal.papers,
        lambda: {"area": CooperationAreaFactory().pk},
    ),
    "initiative": (
        InitiativePage,
        lambda portal: portal.initiatives,
        lambda: {"area": CooperationAreaFactory().pk},
    ),
    "activity": (ActivityPage, lambda portal: InitiativePageFactory(), lambda: {"start_date": "2027"}),
}
PUBLISH = {"action-publish": "1"}
RELIED_ON_BY_NOTHING = {
    "page of text": ContentPageFactory,
    "concept paper": ConceptPaperPageFactory,
    "activity": ActivityPageFactory,
}
WITHDRAWAL = {"reason": "It was wrong.", "stays_readable": "False"}


def by_both(names: str, cases: dict, by_administrator: Collection = ("list of meetings", "meeting")):
    """Each case by an editor, who may do less; some by an administrator too."""
    roles = [("editor", name) for name in cases]
    roles += [("administrator", name) for name in cases if name in by_administrator]
    values = [(role, *(cases[name] if "," in names else [cases[name]])) for role, name in roles]
    ids = [f"{role}-{name}" for role, name in roles]
    return pytest.mark.parametrize(f"browser, {names}", values, ids=ids, indirect=["browser"])


every_page = by_both("make", SECTIONS | PAGES)
below_sections = by_both("make", PAGES)


@pytest.fixture
def browser(request, editor) -> Client:
    client = Client()
    client.force_login(AdministratorFactory() if request.param == "administrator" else editor)
    return client


def page_url(name: str, *args) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def bulk_url(action: str, *pages) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}&next={reverse('wagtailadmin_home')}"


def reload_page(page) -> PortalPage:
    return type(page).objects.get(pk=page.pk)


def draft(page) -> PortalPage:
    return reload_page(page).get_latest_revision_as_object()


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def text_field(form: dict) -> str:
    """The name of a text field of the page type."""
    return next(name for name in ("introduction", "summary") if name in form)


def send(client, page, form=None, **changes) -> None:
    """Submits the edit form as shown, with these changes."""
    _post(client, page, get_form_fields(client.get(page_url("edit", page.pk))) | (form or {}) | changes)


def write(client, page, text: str, **changes) -> None:
    fields = get_form_fields(client.get(page_url("edit", page.pk)))
    _post(client, page, fields | {text_field(fields): text} | changes)


def _post(client, page, form: dict) -> None:
    """A form with an error would be shown again, with status 200."""
    assert client.post(page_url("edit", page.pk), form).status_code == 302


def text_of(page) -> str:
    return getattr(page, "introduction", None) or getattr(page, "summary", "")


def test_every_page_type_is_tested(portal):
    page_types_here = {type(make(portal)) for make in (SECTIONS | PAGES).values()}
    assert page_types_here == {model for model in get_page_models() if issubclass(model, PortalPage)}
    assert {model for model, *_ in NEW.values()} == {type(make(portal)) for make in PAGES.values()}


# Added


@pytest.mark.parametrize("action", [{}, PUBLISH], ids=["draft", "published"])
@by_both("model, parent, needs", NEW)
def test_a_page_is_added(browser, portal, model, parent, needs, action):
    url = page_url("add", model._meta.app_label, model._meta.model_name, parent(portal).pk)
    form = get_form_fields(browser.get(url))
    title = {"title": "A new page"} if "title" in form else {"custom_title": "A new page"}

    fields = title | needs() | {text_field(form): "New words."}
    response = browser.post(url, form | fields | action)

    page = model.objects.get(title="A new page")
    assert response.status_code == 302
    assert page.live == bool(action)
    assert (draft(page).title, text_of(draft(page))) == ("A new page", "New words.")
    assert Client().get(page.url).status_code == (200 if action else 404)


@by_both("make", SECTIONS)
def test_no_second_section_is_added(browser, portal, make):
    page = make(portal)
    above = page.get_parent()
    url = page_url("add", page._meta.app_label, page._meta.model_name, above.pk)

    response = browser.post(url, {"title": "Another", "slug": "another"}, follow=True)

    assert type(page).objects.count() == 1
    assert "permission" in visible_text(response)


# Edited


@every_page
def test_a_draft_changes_nothing_that_visitors_read(browser, portal, make):
    page = make(portal)

    write(browser, page, "In the draft only.")

    assert text_of(draft(page)) == "In the draft only."
    assert text_of(reload_page(page)) != "In the draft only."
    assert "In the draft only." not in Client().get(page.url).text
    assert "In the draft only." in browser.get(page_url("view_draft", page.pk)).text
    fields = get_form_fields(browser.get(page_url("edit", page.pk)))
    assert fields[text_field(fields)] == "In the draft only."


@every_page
def test_an_earlier_revision_is_compared_with_the_latest_and_published_again(browser, portal, make):
    page = make(portal)
    write(browser, page, "Of before.", **PUBLISH)
    before = reload_page(page).latest_revision
    write(browser, page, "Of today.", **PUBLISH)

    comparison = visible_text(browser.get(page_url("revisions_compare", page.pk, before.pk, "latest")))
    url = page_url("revisions_revert", page.pk, before.pk)
    form = get_form_fields(browser.get(url))
    assert form[text_field(form)] == "Of before."
    response = browser.post(url, form | PUBLISH)

    assert "before" in comparison
    assert "today" in comparison
    assert response.status_code == 302
    assert text_of(reload_page(page)) == "Of before."
    history = visible_text(browser.get(page_url("history", page.pk)))
    assert "reverted" in history.lower()


@every_page
def test_a_schedule_is_set_and_cancelled(browser, portal, make):
    page = make(portal)
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    write(browser, page, "Of tomorrow.", go_live_at=tomorrow, **PUBLISH)
    revision = reload_page(page).scheduled_revision
    url = page_url("revisions_unschedule", page.pk, revision.pk)

    assert browser.get(url).status_code == 200
    browser.post(url)

    assert reload_page(page).scheduled_revision is None
    assert reload_page(page).live
    assert text_of(draft(page)) == "Of tomorrow."
    assert text_of(reload_page(page)) != "Of tomorrow."


@every_page
def test_only_the_owner_of_a_lock_can_change_the_page(browser, portal, make):
    page = make(portal)
    other_browser = Client()
    other_browser.force_login(EditorFactory(groups=[Group.objects.get(name="Editors")]))
    form = get_form_fields(other_browser.get(page_url("edit", page.pk)))

    browser.post(page_url("lock", page.pk))
    response = other_browser.post(
        page_url("edit", page.pk), form | {text_field(form): "Of another."}, follow=True
    )
    write(browser, page, "Of the one.")
    assert reload_page(page).locked
    browser.post(page_url("unlock", page.pk))

    assert "locked" in visible_text(response)
    assert text_of(draft(page)) == "Of the one."
    assert not reload_page(page).locked


@every_page
def test_a_page_goes_through_moderation(browser, portal, make):
    page = make(portal)
    moderating = Client()
    moderating.force_login(EditorFactory(groups=[Group.objects.get(name="Moderators")]))

    write(browser, page, "To be rejected.", **{"action-submit": "1"})
    _decide(moderating, page, "reject")
    status = reload_page(page).current_workflow_state.status
    write(browser, page, "To be cancelled.", **{"action-restart-workflow": "1"})
    form = get_form_fields(browser.get(page_url("edit", page.pk)))
    browser.post(page_url("edit", page.pk), form | {"action-cancel-workflow": "1"})  # shows it again
    cancelled_state = reload_page(page).current_workflow_state
    write(browser, page, "To be approved.", **{"action-submit": "1"})
    waiting = text_of(reload_page(page))
    _decide(moderating, page, "approve")

    assert status == "needs_changes"
    assert cancelled_state is None
    assert not waiting.startswith("To be")
    assert text_of(reload_page(page)) == "To be approved."
    assert "To be approved." in visible_text(Client().get(page.url))


def _decide(client, page, decision: str):
    state = reload_page(page).current_workflow_state.current_task_state
    url = page_url("workflow_action", page.pk, decision, state.pk)
    response = client.post(url, {"comment": "ດີ"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert json.loads(response.content)["step"] == "success"


@every_page
def test_a_comment_is_written_answered_and_resolved(browser, portal, make):
    page = make(portal)
    field = text_field(get_form_fields(browser.get(page_url("edit", page.pk))))
    formset = {"comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": ""}
    new = row("comments", 0, text="Who said so?", contentpath=field, position="", resolved="")
    replies = {f"comments-0-replies-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")}

    send(browser, page, formset | new | replies | {"comments-0-replies-MAX_NUM_FORMS": ""})
    comment = Comment.objects.get()
    comment_fields = formset | new | {"comments-INITIAL_FORMS": "1", "comments-0-id": str(comment.pk)}
    reply = {
        "comments-0-replies-TOTAL_FORMS": "1",
        "comments-0-replies-0-text": "The chair did.",
        "comments-0-replies-0-id": "",
        "comments-0-replies-0-DELETE": "",
    }
    send(browser, page, comment_fields | replies | reply)
    send(browser, page, comment_fields | replies | {"comments-0-resolved": "on"})

    comment.refresh_from_db()
    assert (comment.page_id, comment.text, comment.contentpath) == (page.pk, "Who said so?", field)
    assert CommentReply.objects.get().text == "The chair did."
    assert comment.resolved_at


# Copied and moved


@below_sections
def test_a_copy_and_an_alias_are_made(browser, portal, make):
    page = make(portal)
    below = [child.pk for child in page.get_children()]
    data = {"new_title": "Copied", "new_slug": "copied", "new_parent_page": page.get_parent().pk}
    url = page_url("copy", page.pk)
    assert browser.get(url).status_code == 200

    browser.post(url, data)
    browser.post(url, data | {"new_slug": "alias", "alias": "on"})

    copy, alias = (type(page).objects.get(slug=slug) for slug in ("copied", "alias"))
    assert (copy.live, draft(copy).title) == (False, "Copied")
    assert (alias.live, alias.alias_of_id) == (True, page.pk)
    assert [child.pk for child in reload_page(page).get_children()] == below
    browser.post(page_url("convert_alias", alias.pk))
    assert reload_page(alias).alias_of_id is None
    write(browser, alias, "Of its own.", **PUBLISH)
    assert text_of(reload_page(alias)) == "Of its own."


@below_sections
@pytest.mark.parametrize("mode", ["one", "several"])
def test_a_page_is_moved_to_where_its_type_may_stand_alone(browser, portal, make, mode):
    page = make(portal)
    wrong_parent = portal.papers if isinstance(page, MeetingPage) else portal.meetings
    parent_factories = {ContentPage: ContentPageFactory, ActivityPage: InitiativePageFactory}.get(type(page))

    def move(destination):
        if mode == "one":
            browser.post(page_url("move_confirm", page.pk, destination.pk))
        else:
            browser.post(bulk_url("move", page), {"chooser": destination.pk})

    before = reload_page(page).path
    move(wrong_parent)
    assert reload_page(page).path == before
    if parent_factories:
        destination = parent_factories()
        address = page.url
        move(destination)
        moved_page = reload_page(page)
        assert moved_page.get_parent().pk == destination.pk
        assert moved_page.url != address
        assert Client().get(address).url == moved_page.url


@below_sections
def test_a_page_is_put_in_another_place(browser, portal, make):
    page = make(portal)
    above = page.get_parent()
    for child in above.get_children().exclude(pk=page.pk):
        child.delete()
    beside = {"new_title": "Beside", "new_parent_page": above.pk}
    for slug in ("beside-1", "beside-2"):
        browser.post(page_url("copy", page.pk), beside | {"new_slug": slug})
    url, places = page_url("set_page_position", page.pk), {}

    for position in ("1", "0", "", "0", "99", "x", "-1"):
        browser.post(f"{url}?position={position}")
        order = list(Page.objects.get(pk=above.pk).get_children().values_list("pk", flat=True))
        assert len(order) == 3
        places[position] = order.index(page.pk)

    assert places == {"1": 1, "0": 0, "": 2, "99": 2, "x": 2, "-1": 2}
    assert not any(Page.find_problems())


# Taken away


@below_sections
@pytest.mark.parametrize("mode", ["one", "several"])
def test_a_page_is_unpublished_with_its_reason_and_published_again(browser, portal, make, mode):
    page = make(portal)
    page.save_revision().publish()
    url = page_url("unpublish", page.pk) if mode == "one" else bulk_url("unpublish", page)

    assert browser.get(url).status_code == 200
    without = browser.post(url, {"stays_readable": "False"})
    was_live = reload_page(page).live
    browser.post(url, WITHDRAWAL)

    assert without.status_code == 200
    assert was_live
    assert not reload_page(page).live
    response = Client().get(page.url)
    assert response.status_code == 410
    assert "It was wrong." in response.text
    browser.post(bulk_url("publish", page))
    assert reload_page(page).live
    assert Client().get(page.url).status_code == 200


@pytest.mark.parametrize("mode", ["one", "several"])
@by_both("make", RELIED_ON_BY_NOTHING, by_administrator=["page of text"])
def test_a_page_that_nothing_relies_on_is_deleted(browser, portal, make, mode):
    page = make()
    url = page_url("delete", page.pk) if mode == "one" else bulk_url("delete", page)

    assert browser.get(url).status_code == 200
    browser.post(url)

    assert not Page.objects.filter(pk=page.pk).exists()
    assert not any(Page.find_problems())


@below_sections
def test_a_page_is_hidden_and_shown_again(browser, portal, make):
    page = make(portal)
    url = page_url("set_privacy", page.pk)

    assert browser.get(url).status_code == 200
    browser.post(url, {"restriction_type": "login"})
    hidden = Client().get(page.url).status_code
    browser.post(url, {"restriction_type": "none"})

    assert hidden == 302
    assert not PageViewRestriction.objects.exists()
    assert Client().get(page.url).status_code == 200


@below_sections
def test_references_to_a_page_are_listed(browser, portal, make):
    page = make(portal)
    citing = ContentPageFactory(title="Citing", introduction="See below.")
    citing.body = [("rich_text", f'<p><a linktype="page" id="{page.pk}">See</a></p>')]
    citing.save_revision().publish()

    assert "Citing" in visible_text(browser.get(page_url("usage", page.pk)))
