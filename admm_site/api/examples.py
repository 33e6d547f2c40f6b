"""Example requests, which the page of the API shows and its tests send."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """A request with its title."""

    title: str | Promise
    address: str


EXAMPLES = [
    Example(_("The meetings of ministers in 2011"), "/api/v1/meetings/?series=admm&year=2011"),
    Example(
        _("One meeting with its decisions and documents"),
        "/api/v1/meetings/5th-admm/?include=decisions,documents",
    ),
    Example(
        _("What was adopted: only the title, the meeting and the date"),
        "/api/v1/decisions/?verb=adopted&fields=title,meeting,date",
    ),
    Example(
        _("Initiatives under way, with their status updates"),
        "/api/v1/initiatives/?status=under-way&include=status_updates",
    ),
    Example(_("Papers of one area, two at a time"), "/api/v1/papers/?area=hadr&page_size=2"),
    Example(_("Joint declarations in English"), "/api/v1/documents/?kind=joint-declaration&language=en"),
    Example(_("Who chairs the working groups"), "/api/v1/series/?level=experts&fields=name&include=chairs"),
]

WHOLE_LIST = """\
import json
from urllib.request import urlopen

meetings = []
address = "{origin}/api/v1/meetings/?fields=title,start,city"
while address:
    page = json.load(urlopen(address))
    meetings += page["results"]
    address = page["next"]

for meeting in meetings:
    start = meeting["start"] and meeting["start"]["value"]
    print(start, meeting["title"], meeting["city"], sep=", ")
"""
