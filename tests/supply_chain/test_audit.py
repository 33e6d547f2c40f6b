"""`make audit` tells apart what is weak, what couldn't be asked, and what went wrong."""

import json
from subprocess import CompletedProcess

import pytest

from . import audit

SOUND = {"name": "sound", "version": "1.0", "vulns": []}
WEAK = {"name": "weak", "version": "2.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "unheard-of", "skip_reason": "not on PyPI"}


@pytest.mark.parametrize(
    ("stdout", "stderr", "code", "words"),
    [
        ([SOUND], "", 0, "1 packages: 0 with known weaknesses, 0 not looked up."),
        ([SOUND, WEAK], "", 1, "weak 2.0: CVE-2026-1; mended in: 2.1"),
        ([SOUND, SKIPPED], "", 1, "unheard-of: not looked up: not on PyPI"),
        ([SKIPPED], "", 0, "can't be reached from here"),
        (None, "Max retries exceeded with url: /pypi/django/json", 0, "can't be reached from here"),
        (None, "requirements.txt: hash mismatch", 1, "hash mismatch"),
    ],
    ids=["sound", "weak", "skipped", "a mirror without an answer", "no network", "broken"],
)
def test_the_exit_code_says_which(monkeypatch, capsys, stdout, stderr, code, words):
    output = json.dumps({"dependencies": stdout}) if stdout else ""
    monkeypatch.setattr(audit, "run_pip_audit", lambda: CompletedProcess([], 1, output, stderr))

    assert audit.main() == code
    captured = capsys.readouterr()
    assert words in captured.out + captured.err
