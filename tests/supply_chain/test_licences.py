"""Everything that the portal runs on is free, and listed."""

import re

import pytest

from .licences import FILE, as_document, installed_licences, is_free, required_packages


def test_every_licence_is_known_to_be_free():
    doubtful = {name: licence for name, licence in installed_licences().items() if not is_free(licence)}

    assert not doubtful, (
        "Read the licences of these packages. If they are free, name them in FREE or NAMES of"
        f" tests/supply_chain/licences.py, else do without the package: {doubtful}"
    )


def test_the_document_lists_them():
    """A few packages are installed on some versions of Python only: then their rows aren't compared."""
    document = FILE.read_text()
    listed = set(re.findall(r"^\| ([\w.-]+) \|", document, re.MULTILINE)) - {"package", "---"}
    expected = installed_licences()

    assert set(as_document(expected).splitlines()) <= set(document.splitlines()), "Run `make licences`."
    assert expected.keys() <= listed <= set(required_packages()), "Run `make licences`."


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("BSD-3-Clause OR Apache-2.0", True),
        ("(MIT AND Zlib)", True),
        ("", False),
        ("UNKNOWN", False),
        ("MIT AND Proprietary", False),
        ("AGPL-3.0-only", False),
    ],
)
def test_a_licence_counts_as_free_if_all_of_it_is_known(licence, expected):
    assert is_free(licence) is expected
