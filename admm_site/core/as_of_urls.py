"""The days that the portal can be asked about, as `?as_of=2014-05-01`."""

import re
from datetime import date

from .absolute_urls import absolute_url
from .clock import as_of_date

AS_OF_PARAMETER = "as_of"
AS_OF_RANGE = {"first": "2004-01-01", "last": "2039-12-31"}
# Every day that there is from the first to the last, and nothing else; the API is described by it.
AS_OF_PATTERN = (
    r"20(?:0[4-9]|[123][0-9])-"
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|20(?:0[48]|[13][26]|2[048])-02-29"
)
# Files, search, reports of errors, and what is about the portal itself: a day means nothing to them.
AS_OF_EXEMPT = re.compile(
    r"/(?:admin/|static/|media/|images/|search/|report/|documents/\d+/|documents/authenticate_with_password/"
    r"|documents/[\w-]+/(?:first-page/|versions/\d+/.)|api/v1/(?:openapi\.json)?$"
    r"|sitemap|robots\.txt$|favicon\.ico$|\.well-known/|healthz$|readyz$)"
)


def supports_as_of(path: str) -> bool:
    """Whether what is at the path can be asked for as of a day."""
    return not AS_OF_EXEMPT.match(path)


def add_as_of(query: str) -> str:
    """The query string with the day that was asked for, if one was."""
    day = as_of_date()
    return "&".join(part for part in (query, day and f"{AS_OF_PARAMETER}={day}") if part)


def parse_as_of(text: str) -> date:
    """The day written in full (`2014-05-01`); `ValueError` when the portal can't be asked about it."""
    if not re.fullmatch(AS_OF_PATTERN, text):
        raise ValueError("not a day from the first to the last")
    return date.fromisoformat(text)


def as_of_url(path: str, day: date) -> str:
    """The address of a page as it stood on a day."""
    return absolute_url(f"{path}?{AS_OF_PARAMETER}={day.isoformat()}")
