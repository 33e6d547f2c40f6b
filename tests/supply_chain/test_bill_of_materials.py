"""The bill of materials has every locked package, and is the same each time."""

import json

import pytest

from .bill_of_materials import write
from .licences import required_packages


@pytest.mark.exhaustive
def test_it_lists_what_is_locked_and_is_reproducible(tmp_path):
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for file in files:
        write(file)

    first, second = (file.read_bytes() for file in files)
    components = json.loads(first)["components"]
    assert first == second
    assert {component["name"] for component in components} == set(required_packages())
    assert all(component["version"] for component in components)
