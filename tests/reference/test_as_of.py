"""Roles of countries as of a past day."""

from datetime import date

from admm_site.core.clock import as_of
from admm_site.core.partial_dates import PartialDate
from admm_site.reference.models import Country
from tests.factories.reference import CountryFactory


def test_a_role_that_began_later_is_the_one_of_before(client, portal):
    CountryFactory(name="Timor-Leste", since=PartialDate(2025, 10, 26), earlier_role="observer")
    CountryFactory(name="Japan", plus=True, since=PartialDate(2010, 10, 12))
    CountryFactory(name="Malaysia", since=PartialDate(1967, 8, 8))

    def roles(day: date) -> dict[str, str]:
        with as_of(day):
            members = {country.name for country in Country.objects.known_as_of_request().members()}
            roles_by_name = {country.name: country.role for country in Country.objects.known_as_of_request()}
        assert members == {name for name, role in roles_by_name.items() if role == "member"}
        rows = client.get(f"/api/v1/countries/?role=member&as_of={day}").json()["results"]
        assert {country["name"] for country in rows} == members
        return roles_by_name

    assert roles(date(2009, 1, 1)) == {"Timor-Leste": "observer", "Malaysia": "member"}
    assert roles(date(2014, 5, 1)) == {"Timor-Leste": "observer", "Malaysia": "member", "Japan": "plus"}
    assert roles(date(2025, 10, 26))["Timor-Leste"] == "member"


def test_a_country_that_had_no_role_yet_says_so(client, portal):
    CountryFactory(name="Japan", plus=True, since=PartialDate(2010, 10, 12))
    content = client.get("/countries/japan/?as_of=2009-01-01").content.decode()
    assert "The portal has no record of this on or before 1 January 2009" in content
