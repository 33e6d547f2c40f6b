import re
import subprocess
import sys

import pytest
from django.conf import settings

SERVER = {"DEBUG": "false", "SECRET_KEY": "a key of one's own", "ALLOWED_HOSTS": "portal.example"}


def start(**environment):
    return subprocess.run(
        [sys.executable, "-c", "import admm_site.settings"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_development_starts_with_nothing_set():
    assert start().returncode == 0


def test_a_server_starts_with_a_key_and_a_host_of_its_own():
    assert start(**SERVER).returncode == 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY to run"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS to run"),
        ({"SECRET_KEY": "", "ALLOWED_HOSTS": ""}, "Set SECRET_KEY and ALLOWED_HOSTS to run"),
        ({"SECRET_KEY": "django-insecure-development-only-never-on-a-server"}, "is the development key"),
    ],
    ids=["no key", "no host", "neither", "the development key"],
)
def test_a_server_refuses_to_start_and_says_what_is_missing(environment, said):
    started = start(**SERVER | environment)

    assert started.returncode != 0
    assert said in started.stderr.splitlines()[-1]


def test_each_variable_is_documented():
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (settings.BASE_DIR / "admm_site/settings.py").read_text())
    documented = re.findall(
        r"^\| `(\w+)`", (settings.BASE_DIR / "docs/settings.md").read_text(), re.MULTILINE
    )

    assert sorted(documented) == sorted(set(read))
