"""Rules for every template."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR, "templates")
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
# A script is a file of the portal that is run once the page is there, and only adds to it.
A_FILE = r""" src="\{% static 'js/[a-z_]+\.js' %\}" defer></script>"""
UNSAFE = re.compile(rf"\|\s*safe\b|autoescape off|<script\b(?!{A_FILE})|\son[a-z]+=|\sstyle=")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_short(name):
    assert len((FOLDER / name).read_text().splitlines()) <= 120


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_no_third_party_request(name):
    assert not ELSEWHERE.search((FOLDER / name).read_text())


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_escapes_everything_and_holds_no_script(name):
    assert not UNSAFE.search((FOLDER / name).read_text())
