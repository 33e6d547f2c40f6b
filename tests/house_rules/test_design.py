"""docs/design.md shows each component with a picture, and names what there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from tests.browser.take_pictures import PICTURES

ROOT = Path(settings.BASE_DIR)
DESIGN = (ROOT / "docs/design.md").read_text(encoding="utf-8")
STYLES = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("static/css/*.css"))
TAKEN = {picture.name for picture in PICTURES}
MAX_SIZE = 1_500_000  # bytes of all pictures


def names(pattern: str) -> list[str]:
    """The names in the document that the pattern's group matches."""
    return sorted(set(re.findall(pattern, DESIGN)))


def test_each_picture_is_taken_stored_and_shown():
    stored = {path.stem for path in ROOT.glob("docs/images/components/*.png")}

    assert stored == TAKEN
    assert set(names(r"\]\(images/components/([\w-]+)\.png\)")) == TAKEN


def test_the_pictures_are_small():
    assert sum(path.stat().st_size for path in ROOT.glob("docs/images/**/*.png")) <= MAX_SIZE


@pytest.mark.parametrize("name", names(r"`\.([a-z][\w-]+)`"))
def test_a_class_of_the_design_is_styled(name):
    assert re.search(rf"\.{name}(?![\w-])", STYLES)


@pytest.mark.parametrize("name", names(r"`--([a-z][\w-]+)`"))
def test_a_token_of_the_design_is_defined(name):
    assert f"--{name}:" in STYLES


@pytest.mark.parametrize("name", names(r"`([\w/]+\.html)`"))
def test_a_template_of_the_design_can_be_read(name):
    get_template(name)
