"""What others refer to can't be deleted, and the editor is told where it is used."""

import json
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from admm_site.documents.models import PortalDocument
from admm_site.editorial.references import find_usages
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import (
    ActivityDocumentFactory,
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.usefixtures("portal")


def text_with_image(image):
    return [{"type": "image", "value": {"image": image.pk}}]


def text_with_link(document):
    link = f'<p><a linktype="document" id="{document.pk}">the declaration</a></p>'
    return [{"type": "rich_text", "value": link}]


def content_page(blocks):
    return ContentPageFactory(body=json.dumps(blocks))


# What is deleted, by what makes it used: each makes a use of the target and returns who uses it.
USES = {
    "a country that hosted a meeting": (CountryFactory, lambda target: MeetingPageFactory(country=target)),
    "a country that took part": (CountryFactory, lambda target: ParticipationFactory(country=target).page),
    "a country that chairs a series": (
        CountryFactory,
        lambda target: ChairTermFactory(country=target).series,
    ),
    "a country that proposed a paper": (
        CountryFactory,
        lambda target: ConceptPaperPageFactory(proposed_by=[target]),
    ),
    "a country that hosted an activity": (CountryFactory, lambda target: ActivityPageFactory(hosts=[target])),
    "a country that leads an initiative": (
        CountryFactory,
        lambda target: InitiativeLeadFactory(country=target).page,
    ),
    "an area of a paper": (CooperationAreaFactory, lambda target: ConceptPaperPageFactory(area=target)),
    "an area of a working group": (
        CooperationAreaFactory,
        lambda target: MeetingSeriesFactory(working_group=True, area=target),
    ),
    "a series with meetings": (MeetingSeriesFactory, lambda target: MeetingPageFactory(series=target)),
    "a series that another reports to": (
        MeetingSeriesFactory,
        lambda target: MeetingSeriesFactory(reports_to=target),
    ),
    "a document of a meeting": (
        PortalDocumentFactory,
        lambda target: MeetingDocumentFactory(document=target).page,
    ),
    "a document of an activity": (
        PortalDocumentFactory,
        lambda target: ActivityDocumentFactory(document=target).page,
    ),
    "a document decided on": (PortalDocumentFactory, lambda target: DecisionFactory(document=target).page),
    "a document that is a source": (
        PortalDocumentFactory,
        lambda target: CountryFactory(source_document=target),
    ),
    "a document linked in a text": (
        PortalDocumentFactory,
        lambda target: content_page(text_with_link(target)),
    ),
    "an image in a text": (PortalImageFactory, lambda target: content_page(text_with_image(target))),
    "a paper decided on": (ConceptPaperPageFactory, lambda target: DecisionFactory(subject=target).page),
    "a paper carried out": (
        ConceptPaperPageFactory,
        lambda target: InitiativePageFactory(implements=[target]),
    ),
    "a meeting reported to": (
        MeetingPageFactory,
        lambda target: StatusUpdateFactory(reported_to=target).page,
    ),
}
ONE_OF_EACH_KIND = (
    "a country that proposed a paper",
    "a series with meetings",
    "a document decided on",
    "an image in a text",
    "a meeting reported to",
)
IN_BULK = {name: USES[name] for name in ONE_OF_EACH_KIND}


def delete_url(target):
    if isinstance(target, Page):
        return reverse("wagtailadmin_pages:delete", args=[target.pk])
    if hasattr(target, "snippet_viewset"):
        return reverse(target.snippet_viewset.get_url_name("delete"), args=[target.pk])
    section = "wagtaildocs" if isinstance(target, PortalDocument) else "wagtailimages"
    return reverse(f"{section}:delete", args=[target.pk])


def bulk_delete_url(*targets):
    model = Page if isinstance(targets[0], Page) else type(targets[0])
    url = reverse("wagtail_bulk_action", args=[model._meta.app_label, model._meta.model_name, "delete"])
    return f"{url}?" + "&".join(f"id={target.pk}" for target in targets)


def message_html(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def exists(target):
    return type(target).objects.filter(pk=target.pk).exists()


@pytest.mark.sample(5)
@pytest.mark.parametrize(("make", "usage"), USES.values(), ids=USES.keys())
def test_a_referenced_object_is_not_deleted_and_the_reference_is_linked(editor_client, make, usage):
    target = make()
    user = usage(target)

    response = editor_client.post(delete_url(target))

    assert exists(target)
    assert response.status_code == 302
    assert str(user) in message_html(response)
    assert f'href="{AdminURLFinder().get_edit_url(user)}"' in message_html(response)


@pytest.mark.parametrize(("make", "usage"), IN_BULK.values(), ids=IN_BULK.keys())
def test_a_referenced_object_is_not_deleted_in_bulk_either(editor_client, make, usage):
    used_object, unused_object = make(), make()
    user = usage(used_object)

    response = editor_client.post(bulk_delete_url(used_object, unused_object))

    assert exists(used_object)
    assert exists(unused_object)
    assert str(user) in message_html(response)


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    "make",
    [
        CountryFactory,
        CooperationAreaFactory,
        MeetingSeriesFactory,
        PortalDocumentFactory,
        PortalImageFactory,
        ConceptPaperPageFactory,
        MeetingPageFactory,
    ],
    ids=lambda factory: factory._meta.model.__name__,
)
@pytest.mark.parametrize("url_of", [delete_url, bulk_delete_url], ids=["alone", "in bulk"])
def test_an_object_without_references_is_deleted(editor_client, make, url_of):
    target = make()

    editor_client.post(url_of(target))

    assert not exists(target)


def draft_of_live_page(document):
    """A live page that cites the document in its newest draft only."""
    page = ContentPageFactory()
    page.body = json.dumps(text_with_link(document))
    page.save_revision()
    return page


def draft_with_record(document):
    meeting = MeetingPageFactory()
    meeting.decisions.add(DecisionFactory.build(page=None, document=document))
    meeting.save_revision()
    return meeting


def scheduled_version_behind_a_newer_draft(document):
    page = ContentPageFactory()
    page.save_revision().publish()
    page.refresh_from_db()
    page.body = json.dumps(text_with_link(document))
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    page.refresh_from_db()
    page.body = "[]"
    page.save_revision()
    return page


@pytest.mark.parametrize(
    "usage",
    [draft_of_live_page, draft_with_record, scheduled_version_behind_a_newer_draft],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("url_of", [delete_url, bulk_delete_url], ids=["alone", "in bulk"])
def test_a_document_that_only_an_unpublished_version_cites_is_not_deleted(editor_client, usage, url_of):
    document = PortalDocumentFactory()
    page = usage(document)

    response = editor_client.post(url_of(document))

    assert exists(document)
    assert str(page) in message_html(response)
    assert "in an unpublished draft" in message_html(response)


def test_a_country_that_only_a_draft_names_is_used(db):
    country = CountryFactory()
    paper = ConceptPaperPageFactory()
    paper.proposed_by.add(country)
    paper.save_revision()

    assert [(usage.source.pk, usage.in_draft) for usage in find_usages([country])] == [(paper.pk, True)]


def test_a_reference_in_an_earlier_version_does_not_count(db):
    document = PortalDocumentFactory()
    page = content_page(text_with_link(document))
    page.body = "[]"
    page.save_revision().publish()

    assert find_usages([document]) == []


def test_pages_that_rely_on_each_other_alone_are_deleted_together(editor_client):
    paper = ConceptPaperPageFactory()
    initiative = InitiativePageFactory(implements=[paper])

    editor_client.post(bulk_delete_url(paper, initiative))

    assert not exists(paper)
    assert not exists(initiative)


def test_a_page_is_kept_for_the_sake_of_a_page_below_it(admin_client):
    activity = ActivityPageFactory()
    initiative = activity.get_parent()
    link = f'<p><a linktype="page" id="{activity.pk}">the exercise</a></p>'
    content_page([{"type": "rich_text", "value": link}])

    response = admin_client.post(reverse("wagtailadmin_pages:delete", args=[initiative.pk]))

    assert exists(activity)
    assert activity.title in message_html(response)


def test_many_places_are_named_in_part(editor_client):
    country = CountryFactory()
    for _ in range(12):
        MeetingPageFactory(country=country)

    response = editor_client.post(delete_url(country))

    assert message_html(response).count("href=") == 10
    assert "and 2 more" in message_html(response)


def test_a_file_just_uploaded_is_kept_when_something_cites_it_already(editor_client):
    document = PortalDocumentFactory()
    MeetingDocumentFactory(document=document)

    response = editor_client.post(reverse("wagtaildocs:delete_multiple", args=[document.pk]))

    assert response.json() == {"success": False}
    assert exists(document)


def test_users_can_be_deleted(admin_client):
    user = UserFactory()
    ContentPageFactory(owner=user)

    admin_client.post(bulk_delete_url(user))

    assert not exists(user)
