"""Every tracked field of every page type and record is described in a sentence."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from admm_site.changes.describe import DescribedChange, describe
from admm_site.changes.models import Change
from admm_site.core.page_base import PortalPage
from admm_site.core.partial_dates import PartialDateField
from tests.factories.changes import ChangeFactory, field_difference, record_difference
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import hide

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGE_TYPES = [model for model in get_page_models() if issubclass(model, PortalPage)]
NOTHING = {"added": (None, 1), "changed": (0, 1), "removed": (0, None)}
WRONG = {
    "a label beside its own word": r"(?i)\bfrom changed from\b|\bto changed\b|\bas changed\b|\b(\w+) \1\b",
    "no value": r"“\s*”|from +to\b|: *$|\bNone\b",
    "a value as it is stored": r"\bTrue\b|\bFalse\b|“yes”|“no”|\d{4}-\d\d|“\d+”|\w-(?:person|paper)\b",
    "an elliptical label": r"(?i)^(?:its|except|of|as|from|to|about|implements|proposed by|superseded by)\b",
    "a name from the code": r"_",
}


@pytest.fixture
def related_objects(portal) -> SimpleNamespace:
    """Two objects of each model that fields refer to."""
    documents = [PortalDocumentFactory(title=title) for title in ("Joint Declaration", "Statement")]
    for document in documents:
        DecisionFactory(document=document)
    names, areas = ("Viet Nam", "Indonesia"), ("Maritime security", "Counter-terrorism")
    return SimpleNamespace(
        portaldocument=documents,
        portalimage=[PortalImageFactory(title=title) for title in ("IMG_2011", "IMG_2012")],
        country=[CountryFactory(name=name) for name in names],
        cooperationarea=[CooperationAreaFactory(name=name) for name in areas],
        meetingseries=[MeetingSeriesFactory(acronym=acronym) for acronym in ("ADMM", "ADSOM")],
        conceptpaperpage=[ConceptPaperPageFactory(title=title) for title in ("Old paper", "New paper")],
        meetingpage=[MeetingPageFactory(custom_title=title) for title in ("4th ADMM", "5th ADMM")],
        page=[ConceptPaperPageFactory(title=title) for title in ("A paper", "Another paper")],
    )


def example_value(field, related_objects, number: int | None):
    """The first or second example value of the field as the log stores it; the empty value for None."""
    if isinstance(field, models.BooleanField):
        return bool(number)
    if number is None:
        return [] if field.many_to_many else ("" if isinstance(field, models.CharField) else None)
    if isinstance(field, StreamField):
        return {"lines": [("One", "Another")[number]], "targets": [], "sum": str(number)}
    if field.is_relation:
        key = getattr(related_objects, field.related_model._meta.model_name)[number].pk
        return [key] if field.many_to_many else key
    if isinstance(field, PartialDateField):
        return ("2006-05-09", "2006-05-10")[number]
    if choices := [key for key, _label in field.flatchoices]:
        return choices[number]
    if isinstance(field, models.URLField):
        return ("https://a.example/", "https://b.example/")[number]
    return ("4", "12")[number] if field.name.endswith("paragraph") else ("Peace", "Trust")[number]


def fields_of(model) -> Iterator[tuple[str, object]]:
    for name in model.tracked_fields:
        yield name, getattr(model, "tracked_properties", {}).get(name) or model._meta.get_field(name)


def differences_of(page_type, related_objects) -> Iterator[tuple[str, list[dict]]]:
    """Each difference that a page of the type can have, with a name for failures."""
    for name, field in fields_of(page_type):
        for change, (before, after) in NOTHING.items():
            if isinstance(field, models.Field) and not field.one_to_many:
                yield (
                    f"{name} {change}",
                    field_difference(
                        name,
                        example_value(field, related_objects, before),
                        example_value(field, related_objects, after),
                    ),
                )
            else:
                yield from records_of(name, field.related_model, change, (before, after), related_objects)


def records_of(name: str, record_type, change: str, sides, related_objects):
    full = {
        field_name: example_value(field, related_objects, 0) for field_name, field in fields_of(record_type)
    }
    if change != "changed":
        before, after = (None, full) if change == "added" else (full, None)
        yield f"{name} {change}", record_difference(name, "key", before, after)
    for field_name, field in fields_of(record_type):
        before, after = (
            full | {field_name: example_value(field, related_objects, number)} for number in sides
        )
        yield f"{name}.{field_name} {change}", record_difference(name, "key", before, after)


def sentences(description: DescribedChange) -> list[str]:
    return [description.sentence, *(sentence for part in description.parts for sentence in sentences(part))]


def describe_differences(page, differences: list[dict]) -> list[str]:
    ChangeFactory(page=page, differences=differences)
    (change,) = describe(Change.objects.select_related("page").newest_first()[:1])
    Change.objects.all().delete()
    return [sentence for description in change.descriptions for sentence in sentences(description)]


def page_of(page_type) -> Page:
    """A page whose content type is `page_type`, which is all that the log reads."""
    page = ConceptPaperPageFactory()
    Page.objects.filter(pk=page.pk).update(content_type=ContentType.objects.get_for_model(page_type))
    return Page.objects.get(pk=page.pk)


@pytest.fixture
def every_sentence(related_objects) -> dict[str, list[str]]:
    """The sentences for each difference of each page type."""
    sentences_by_name = {}
    for page_type in PAGE_TYPES:
        page = page_of(page_type)
        for name, differences in differences_of(page_type, related_objects):
            sentences_by_name[f"{page_type.__name__}.{name}"] = describe_differences(page, differences)
    return sentences_by_name


@pytest.mark.exhaustive
def test_every_change_of_every_field_reads_as_a_sentence(every_sentence):
    assert len(every_sentence) > 300
    assert [name for name, sentences in every_sentence.items() if not sentences] == []
    wrong = {
        (name, why): sentences
        for name, sentences in every_sentence.items()
        for why, pattern in WRONG.items()
        if any(re.search(pattern, sentence) for sentence in sentences)
    }
    assert wrong == {}


SENTENCES = {
    "MeetingPage.start_date changed": ["Start date changed from 9 May 2006 to 10 May 2006"],
    "MeetingPage.end_date added": ["End date added: 10 May 2006"],
    "MeetingPage.format changed": ["Format changed from “In person” to “Video conference”"],
    "MeetingPage.chair_country changed": ["Chair changed from “Viet Nam” to “Indonesia”"],
    "MeetingPage.chair_person removed": ["Name of the chair removed: “Peace”"],
    "MeetingPage.photograph changed": ["Photograph changed"],
    "MeetingPage.venue changed": ["Venue changed from “Peace” to “Trust”"],
    "MeetingPage.body changed": ["Page text changed"],
    "MeetingPage.source_confirms changed": ["Now confirmed by its source"],
    "MeetingPage.source_confirms removed": ["No longer confirmed by its source"],
    "MeetingPage.source_paragraph changed": ["Source paragraph changed"],
    "MeetingPage.participations added": ["Participant added: “Viet Nam”"],
    "MeetingPage.participations.role changed": [
        "Participant changed: “Viet Nam”",
        "Role changed from “Participant” to “Observer”",
    ],
    "MeetingPage.documents removed": ["Meeting document removed: “Joint Declaration”"],
    "ActivityPage.kind changed": ["Type of activity changed from “Workshop” to “Table-top exercise”"],
    "ActivityPage.hosts changed": ["Host countries: Indonesia added, Viet Nam removed"],
    "ActivityPage.series removed": ["Working group removed: “ADMM”"],
    "ConceptPaperPage.superseded_by added": ["Replacement paper added: “New paper”"],
    "ConceptPaperPage.title_is_descriptive changed": ["Title marked as a description by this portal"],
    "InitiativePage.is_portal_grouping changed": ["Marked as grouped by this portal, not by ASEAN"],
    "InitiativePage.status_updates.reported_to changed": [
        "Status update changed: “9 May 2006: Proposed”",
        "Receiving meeting changed from “4th ADMM” to “5th ADMM”",
    ],
}


def test_descriptions_of_some_fields(every_sentence):
    assert {name: every_sentence[name] for name in SENTENCES} == SENTENCES


def test_a_change_from_one_empty_value_to_another_is_not_described(related_objects):
    page = page_of(type(related_objects.meetingpage[0]))
    assert describe_differences(page, field_difference("theme", None, "")) == []


def test_a_new_order_names_what_was_reordered(related_objects):
    page = page_of(type(related_objects.meetingpage[0]))
    assert describe_differences(page, [{"name": "decisions", "moved": True}]) == ["Order changed: decisions"]


def test_the_address_of_a_hidden_page_is_not_in_a_description(related_objects):
    target, page = related_objects.conceptpaperpage[0], page_of(type(related_objects.meetingpage[0]))
    address = f"http://testserver{target.url}"
    assert describe_differences(page, field_difference("source_url", "", address)) == [
        f"Source address added: “{address}”"
    ]

    hide(target, "draft")

    assert describe_differences(page, field_difference("source_url", "", address)) == ["Source address added"]
