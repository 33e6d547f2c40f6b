"""The style sheet as visitors get it: one file, small."""

import gzip
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

OF_OTHERS = ["wagtail*", "rest_framework", "admin"]  # nine of ten seconds
MAX_SIZE = 14 * 1024  # bytes when compressed


@pytest.fixture(scope="module")
def style_sheet(tmp_path_factory) -> str:
    """The style sheet that `collectstatic` makes for production."""
    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "admm_site.storage.PortalStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0, ignore=OF_OTHERS, stdout=StringIO())
    return (folder / "css/portal.css").read_text()


def test_it_is_one_file_with_the_rules_of_all(style_sheet):
    assert "@import" not in style_sheet
    for rule in (".menu", ".event", ".chart", ".search", "@media print", "forced-colors"):
        assert rule in style_sheet


def test_it_contains_its_drawings(style_sheet):
    assert "../img" not in style_sheet
    assert "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'" in style_sheet


def test_it_has_no_comments(style_sheet):
    assert "/*" not in style_sheet


def test_it_is_small(style_sheet):
    assert len(gzip.compress(style_sheet.encode())) <= MAX_SIZE
