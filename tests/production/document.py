"""The commands of docs/operate.md, so that the check runs what the document says."""

import re
import shlex

from .installation import REPOSITORY

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def documented(beginning: str) -> list[str]:
    """Return the command of the document that begins so, or the part of a line after `&&`."""
    return shlex.split(documented_line(beginning), comments=True)


def documented_line(beginning: str) -> str:
    """Return the same for a shell, as it is written."""
    text = (REPOSITORY / "docs/operate.md").read_text()
    lines = "\n".join(BLOCK.findall(text)).replace("\\\n", "").splitlines()
    commands = [part.strip() for line in lines for part in line.split("&&")]
    return next(each for each in commands if each.startswith(beginning))
