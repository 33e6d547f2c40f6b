"""docs/data.md and the columns of the lists agree."""

import re
from pathlib import Path

import pytest

from admm_site.exports.lists import LIST_EXPORTS

DOCS = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.search(rf"^### {re.escape(title)}\n(.*?)(?=^#|\Z)", DOCS, re.MULTILINE | re.DOTALL)[1]


@pytest.mark.parametrize("list_export", LIST_EXPORTS.values(), ids=LIST_EXPORTS)
def test_the_columns_are_documented_as_they_are(list_export):
    documented_columns = re.findall(r"^\| `(\w+)` \| (.+) \|$", section(str(list_export.title)), re.MULTILINE)
    assert documented_columns == [(column.name, str(column.description)) for column in list_export.columns]


@pytest.mark.parametrize("list_export", LIST_EXPORTS.values(), ids=LIST_EXPORTS)
def test_the_filters_and_formats_are_documented_as_they_are(list_export):
    introduction = section(str(list_export.title)).strip().partition("\n\n")[0]
    assert tuple(re.findall(r"`\.(\w+)`", introduction)) == list_export.suffixes
    filters = re.findall(r"`(\w+)`", introduction.partition("filters:")[2])
    assert filters == list(list_export.filterset.base_filters)


def test_every_address_of_the_examples_works(client, db):
    from tests.factories.portal import create_full_portal

    create_full_portal()
    addresses = set(re.findall(r"https://portal\.example(/[^\s\"`)]*)", DOCS))
    assert addresses
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
