import pytest

from admm_site.reference.models import CooperationArea
from tests.factories.reference import CooperationAreaFactory
from tests.validation import validation_errors


@pytest.mark.parametrize("field", ["name", "acronym", "slug"])
def test_areas_are_unique(db, field):
    area = CooperationAreaFactory(acronym="HADR")
    again = CooperationAreaFactory.build(**{field: getattr(area, field)})
    assert set(validation_errors(again.full_clean)) >= {field}


def test_an_area_is_found_by_its_slug(db):
    area = CooperationAreaFactory(acronym="HADR")
    assert CooperationArea.objects.get_by_natural_key("hadr") == area


def test_an_area_has_an_address_in_words(db):
    assert CooperationAreaFactory(acronym="HADR").get_absolute_url() == "/areas/hadr/"
