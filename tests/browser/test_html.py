"""Every page is valid HTML by the Nu checker.

The style sheets are left out: the checker knows neither container queries nor more than one `@import`.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import urlopen

import pytest

from .page_types import PAGE_TYPES, each_page_type
from .serving import ROOT

pytestmark = pytest.mark.browser

CHECKER = Path(sys.prefix, "vnu/node_modules/vnu-jar/build/dist/vnu.jar")


def read(url: str) -> bytes:
    """The content of the response, whatever its status."""
    try:
        with urlopen(url) as response:
            return response.read()
    except HTTPError as error:
        return error.read()


def check(files: list[Path]) -> dict[str, list[str]]:
    """The messages of the checker for each file, errors and warnings."""
    if not CHECKER.exists() or not shutil.which("java"):
        pytest.fail(
            "The HTML checker or Java is missing: `make system test-browser` installs both.", pytrace=False
        )
    command = ["java", "-jar", str(CHECKER), "--exit-zero-always", "--format", "json", *map(str, files)]
    errors_by_file = {file.name: [] for file in files}
    for message in json.loads(subprocess.run(command, check=True, capture_output=True).stderr)["messages"]:
        name = Path(unquote(message["url"])).name
        errors_by_file[name].append(f"line {message.get('lastLine', '?')}: {message['message']}")
    return errors_by_file


@pytest.fixture(scope="module")
def messages_by_page(site, tmp_path_factory) -> dict[str, list[str]]:
    """The messages for each page; the checker runs once, as starting it takes longer than its work."""
    folder = tmp_path_factory.mktemp("pages")
    for page_type in PAGE_TYPES:
        (folder / f"{page_type.name}.html").write_bytes(read(site + page_type.address))
    return check([*folder.iterdir(), ROOT / "templates/500.html"])


@each_page_type
def test_a_page_is_valid_html(messages_by_page, page_type):
    assert messages_by_page[f"{page_type.name}.html"] == []


def test_the_page_shown_when_something_breaks_is_valid_html(messages_by_page):
    assert messages_by_page["500.html"] == []
