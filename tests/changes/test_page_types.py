"""What each page type declares for the log."""

import pytest
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, get_page_models

from admm_site.core.change_notes import NOTE_FIELDS

PAGE_TYPES = [model for model in get_page_models() if model is not Page]
# The title of a meeting follows from these; a portal is a demonstration or not as a whole.
NOT_LOGGED = {"ordinal", "custom_title", "is_demonstration"}
each_page_type = pytest.mark.parametrize("model", PAGE_TYPES, ids=[model.__name__ for model in PAGE_TYPES])


@each_page_type
def test_a_page_type_tracks_every_field_that_visitors_read(model):
    fields = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    records = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    records -= {relation.get_accessor_name() for relation in get_all_child_relations(Page)}
    assert fields - {"page_ptr", *NOTE_FIELDS} - set(model.tracked_fields) - NOT_LOGGED == set()
    assert records <= set(model.tracked_fields)


@each_page_type
def test_tracked_fields_exist_and_their_records_have_label_fields(model):
    for name in model.tracked_fields:
        field = model.tracked_properties.get(name) or model._meta.get_field(name)
        if field.one_to_many:
            record = field.related_model
            assert {record._meta.get_field(name) for name in record.tracked_fields}
            assert record.label_fields
