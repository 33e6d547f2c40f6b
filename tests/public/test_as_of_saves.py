"""Objects read as of a past day can't be saved."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.models import Page, Revision

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.as_of_write_guard import AsOfWriteError
from admm_site.core.clock import as_of
from admm_site.reference.models import Country
from meetings.models import MeetingPage

DAY = date(2010, 5, 1)
OWN = ("admm_site", "meetings", "initiatives")
TODAYS = {  # of which nothing is told as of a day
    *("feedback.ErrorReport", "editorial.PageCreation", "documents.PageText", "documents.EarlierAddress"),
    *(
        "documents.PortalRendition",
        "withdrawals.Withdrawal",
        "portal_search.Passage",
        "portal_search.Spelling",
    ),
    *("portal_search.Synonym", "portal_search.IndexVersion", "portal_search.QueryCount"),
    "operations.PeriodicJob",
    "accounts.Attempt",
    "audit.AuditEntry",
}
DATED = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in OWN and model._meta.label not in TODAYS
]
every_model = pytest.mark.parametrize("model", DATED, ids=lambda model: model._meta.label)


@pytest.fixture
def read_as_of(full_portal):
    """Returns the first row of the model, read as of a day before all of them."""

    def read_as_of(model):
        with as_of(DAY):
            return model._base_manager.first()

    return read_as_of


def values(model) -> list:
    return list(model._base_manager.order_by("pk").values())


def field_of(model) -> str:
    """A field of the model's own table that can be updated in bulk."""
    return next(
        field.name
        for field in model._meta.local_concrete_fields
        if not field.primary_key and not field.unique and not field.is_relation
    )


OPERATIONS = {
    "save": lambda row: row.save(),
    "save of a field": lambda row: row.save(update_fields=[field_of(type(row))]),
    "delete": lambda row: row.delete(),
    "update in bulk": lambda row: type(row)._base_manager.bulk_update([row], [field_of(type(row))]),
}
QUERYSET_OPERATIONS = {
    "update": lambda row: (
        type(row)
        ._base_manager.filter(pk=row.pk)
        .update(**{field_of(type(row)): getattr(row, field_of(type(row)))})
    ),
    "delete of a queryset": lambda row: type(row)._base_manager.filter(pk=row.pk).delete(),
}


def has_field_to_update(model, operation) -> bool:
    needs = "field" in operation or "update" in operation
    return not needs or any(
        not field.primary_key and not field.unique and not field.is_relation
        for field in model._meta.local_concrete_fields
    )


@pytest.mark.sample(8)
@every_model
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_row_read_as_of_a_past_day_is_refused_later(read_as_of, model, operation):
    if not has_field_to_update(model, operation):
        operation = "save"
    row, before = read_as_of(model), values(model)
    with pytest.raises(AsOfWriteError, match="was read as of 1 May 2010"):
        OPERATIONS[operation](row)
    assert values(model) == before


@pytest.mark.sample(8)
@every_model
@pytest.mark.parametrize("operation", [*OPERATIONS, *QUERYSET_OPERATIONS])
def test_a_row_is_refused_while_the_day_is_past(read_as_of, model, operation):
    if not has_field_to_update(model, operation):
        operation = "save"
    row, before = model._base_manager.first(), values(model)
    expected_error = (
        (AsOfWriteError, ProtectedError) if operation == "delete of a queryset" else AsOfWriteError
    )
    with pytest.raises(expected_error), transaction.atomic(), as_of(DAY):
        (OPERATIONS | QUERYSET_OPERATIONS)[operation](row)
    assert values(model) == before


@pytest.mark.sample(6)
@every_model
def test_a_row_that_is_read_again_today_can_be_saved(read_as_of, model):
    row, before = read_as_of(model), values(model)
    row.refresh_from_db()
    row.save()
    assert len(values(model)) == len(before)


@pytest.mark.sample(6)
@every_model
def test_copies_of_past_rows_are_refused(read_as_of, model):
    row = read_as_of(model)
    with pytest.raises(AsOfWriteError):
        model._base_manager.bulk_create([row], ignore_conflicts=True) if not issubclass(
            model, Page
        ) else row.copy(to=row.get_parent())


PUBLISHING = {
    "save_revision": lambda page: page.save_revision(),
    "publish": lambda page: page.publish(page.latest_revision),
    "unpublish": lambda page: page.unpublish(),
    "copy": lambda page: page.copy(to=page.get_parent(), update_attrs={"slug": "copy"}),
}


@pytest.mark.parametrize("operation", PUBLISHING)
@pytest.mark.parametrize("is_left", [True, False], ids=["later", "in the block"])
def test_a_page_of_a_past_day_is_not_published(full_portal, operation, is_left):
    Page.objects.get(pk=full_portal.meeting.pk).specific.save_revision()
    before = (values(Page), values(MeetingPage), Revision.objects.count())
    with as_of(DAY):
        page = MeetingPage._base_manager.get(pk=full_portal.meeting.pk)
        if not is_left:
            with pytest.raises(AsOfWriteError), transaction.atomic():
                PUBLISHING[operation](page)
    if is_left:
        with pytest.raises(AsOfWriteError):
            PUBLISHING[operation](page)
    assert (values(Page), values(MeetingPage), Revision.objects.count()) == before


def test_a_record_of_a_past_page_is_refused_too(full_portal):
    with as_of(DAY):
        page = MeetingPage._base_manager.get(pk=full_portal.meeting.pk)
        decision = page.decisions.first()
    with pytest.raises(AsOfWriteError):
        decision.save()


def test_a_field_that_is_read_today_does_not_make_the_rest_true(full_portal):
    with as_of(DAY):
        country = Country.objects.first()
    country.refresh_from_db(fields=["name"])
    with pytest.raises(AsOfWriteError):
        country.save()


def test_other_models_can_be_written_while_the_day_is_past(full_portal, client):
    with as_of(DAY):
        ContentType.objects.create(app_label="tests", model="row")
    assert client.get("/search/", {"q": "Vientiane", "as_of": "2010-05-01"}).status_code == 200


def test_every_model_says_whether_it_is_dated():
    """A new model is added here or inherits from AsOfReadOnlyMixin."""
    assert [model._meta.label for model in DATED if not issubclass(model, AsOfReadOnlyMixin)] == []
