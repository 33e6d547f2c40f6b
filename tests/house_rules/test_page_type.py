"""A new page type needs few files (docs/architecture.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "page_type"


@pytest.mark.exhaustive
def test_a_page_type_that_is_named_nowhere_is_on_every_surface():
    """Runs in a process of its own: all other tests know the page types of the portal only."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "--ds=tests.page_type.settings", "tests/page_type"]
    process = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=FOLDER.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout[-4000:]
