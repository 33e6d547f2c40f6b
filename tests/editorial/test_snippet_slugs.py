"""Slugs of countries, areas and series that were saved without one, in the admin and by code."""

import pytest
from django.urls import reverse

from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries
from tests.factories.users import AdministratorFactory

from .browser_form import get_form_fields

NAMES = {"Thai": ("ประเทศ", "praeths"), "signs": ("★", None), "Vietnamese": ("Đà Nẵng", "da-nang")}
KINDS = {
    "country": (Country, {"code": "ZZ", "official_name": "Z", "role": "member"}, "name"),
    "area": (CooperationArea, {"name": "Area Z", "kind": "ewg", "description": "Z."}, "acronym"),
    "series": (
        MeetingSeries,
        {"name": "Series Z", "framework": "admm", "level": "ministers", "summary": "Z."},
        "acronym",
    ),
}
every_name = pytest.mark.parametrize(("text", "slug"), NAMES.values(), ids=NAMES.keys())
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.sample(3)
@every_name
@every_kind
def test_a_name_in_any_script_makes_an_address(client, db, kind, text, slug):
    model, fields, name_field = KINDS[kind]
    client.force_login(AdministratorFactory())
    url = reverse(f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:add")
    form = get_form_fields(client.get(url)) | fields | {name_field: text, "slug": ""}

    response = client.post(url, form)

    row = model.objects.get()
    assert response.status_code == 302
    assert row.slug == (slug or slug_without_words(kind))
    assert client.get(row.get_absolute_url()).status_code == 200


def slug_without_words(kind: str) -> str:
    return {"country": "country-1", "area": "area-z", "series": "series-z"}[kind]


@pytest.mark.parametrize("method", ["save", "bulk"])
def test_code_gives_a_snippet_a_free_slug(db, method):
    for code in ("ZX", "ZY"):
        country = Country(name="ປະເທດ", code=code, official_name="X", role="member")
        country.save() if method == "save" else Country.objects.bulk_create([country])

    assert sorted(Country.objects.values_list("slug", flat=True)) == ["paethd", "paethd-2"]


def test_a_long_name_makes_a_slug_that_fits(db):
    country = Country.objects.create(name="ກ" * 80, code="ZX", official_name="X", role="member")

    assert 0 < len(country.slug) <= 50
