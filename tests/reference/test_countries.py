import pytest

from admm_site.core.partial_dates import PartialDate
from admm_site.reference.models import Country
from tests.factories.reference import CountryFactory
from tests.validation import validation_errors


@pytest.mark.parametrize("code", ["vn", "V", "V1", "", "VNM", "ÅÄ"], ids=repr)
def test_the_code_of_a_country_is_two_capital_letters(db, code):
    assert set(validation_errors(CountryFactory.build(code=code).full_clean)) == {"code"}


def test_a_code_in_small_letters_is_answered_with_the_right_one(db):
    assert (
        "Write the code in capitals: “VN”."
        in validation_errors(CountryFactory.build(code="vn").full_clean)["code"]
    )


@pytest.mark.parametrize("field", ["code", "slug"])
def test_countries_are_unique(db, field):
    country = CountryFactory(code="VN", name="Viet Nam")
    again = CountryFactory.build(**{field: getattr(country, field)})
    assert set(validation_errors(again.full_clean)) == {field}


def test_a_country_is_found_by_its_code(db):
    country = CountryFactory(code="VN")
    assert Country.objects.get_by_natural_key(*country.natural_key()) == country


def test_members_and_plus_countries_are_told_apart(db):
    member, plus, _ = CountryFactory(), CountryFactory(plus=True), CountryFactory(observer=True)
    assert Country.objects.members().get() == member
    assert Country.objects.plus().get() == plus


def test_a_country_has_an_address_in_words(db):
    assert CountryFactory(name="Viet Nam").get_absolute_url() == "/countries/viet-nam/"


def test_an_observer_may_become_a_member(db):
    CountryFactory.build(since=PartialDate(2025, 10, 26), earlier_role="observer").full_clean()
