"""List the licences of the packages that the portal runs on, in `docs/licences.md`: `make licences`.

They are read from what is installed. A licence that isn't known to be free has to be looked at by a person.
"""

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

from . import BASE, REQUIREMENTS

FILE = BASE / "docs" / "licences.md"
# Free licences, by their SPDX identifiers, that let the portal be used and passed on under its own.
FREE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "HPND", "ISC", "LGPL-3.0-only", "MIT"),
    *("MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "ZPL-2.1", "Zlib"),
}
# Of packages that name their licence in other words: what their licence files say.
NAMES = {
    "BSD 3-Clause OR Apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
CLASSIFIER = "License :: OSI Approved :: "
OPERATORS = {"AND", "OR", "WITH"}
HEADING = """\
# Licences

What the portal runs on, by the licence that each package names (SPDX identifiers). `make licences`
writes this list from what is installed; a test fails if it is out of date, or if a licence is
unknown or not free. The portal's own licence is in [LICENSE](../LICENSE).

| package | licence |
| --- | --- |
"""


def required_packages() -> list[str]:
    """Return the names of the locked packages, whichever platform or Python they are for."""
    return re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", REQUIREMENTS.read_text(), re.MULTILINE)


def is_needed_here(name: str) -> bool:
    line = re.search(rf"^{re.escape(name)}==[^\\\n]*", REQUIREMENTS.read_text(), re.MULTILINE)
    marker = Requirement(line[0]).marker if line else None
    return marker is None or marker.evaluate()


def licence_of(name: str) -> str:
    """Return the licence as an SPDX expression; an empty string if the package isn't installed."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    named = metadata.get("License-Expression") or _classifier(metadata) or metadata.get("License", "")
    return NAMES.get(named, named)


def _classifier(metadata) -> str:
    classifiers = metadata.get_all("Classifier") or []
    licences = {entry.removeprefix(CLASSIFIER) for entry in classifiers if entry.startswith(CLASSIFIER)}
    return " AND ".join(sorted({NAMES.get(licence, licence) for licence in licences}))


def is_free(licence: str) -> bool:
    """Return whether all parts of the expression are known to be free."""
    parts = set(re.findall(r"[^\s()]+", licence)) - OPERATORS
    return bool(parts) and parts <= FREE


def as_document(licences: dict[str, str]) -> str:
    rows = (f"| {name} | {licence} |" for name, licence in sorted(licences.items()))
    return HEADING + "\n".join(rows) + "\n"


def installed_licences() -> dict[str, str]:
    """Return the licence of each package by its name."""
    return {name: licence_of(name) for name in required_packages() if is_needed_here(name)}


if __name__ == "__main__":
    FILE.write_text(as_document(installed_licences()), encoding="utf-8")
