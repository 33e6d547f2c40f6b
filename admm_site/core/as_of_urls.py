"""The URL parameter `?as_of=2014-05-01`: which dates it takes, and which URLs support it."""

import re
from datetime import date

from .absolute_urls import absolute_url
from .clock import as_of_date

AS_OF_PARAMETER = "as_of"
AS_OF_RANGE = {"first": "2004-01-01", "last": "2039-12-31"}
# Exactly the dates of the range; the OpenAPI description of the API has it too.
AS_OF_PATTERN = (
    r"20(?:0[4-9]|[123][0-9])-"
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|20(?:0[48]|[13][26]|2[048])-02-29"
)
# Files, search, error reports, and what is about the portal itself: they are the same on every date.
AS_OF_EXEMPT = re.compile(
    r"/(?:admin/|static/|media/|images/|search/|report/|documents/\d+/|documents/authenticate_with_password/"
    r"|documents/[\w-]+/(?:first-page/|versions/\d+/.)|api/v1/(?:openapi\.json)?$"
    r"|sitemap|robots\.txt$|favicon\.ico$|\.well-known/|healthz$|readyz$|metrics$)"
)


def supports_as_of(path: str) -> bool:
    """Return whether the path can be requested as of a date."""
    return not AS_OF_EXEMPT.match(path)


def add_as_of(query: str) -> str:
    """Return the query string with the as-of date of the request, if it has one."""
    day = as_of_date()
    return "&".join(part for part in (query, day and f"{AS_OF_PARAMETER}={day}") if part)


def parse_as_of(text: str) -> date:
    """Return the date written in full (`2014-05-01`); raise ValueError if it is invalid or out of range."""
    if not re.fullmatch(AS_OF_PATTERN, text):
        raise ValueError("not a date of the range")
    return date.fromisoformat(text)


def as_of_url(path: str, day: date) -> str:
    """Return the absolute URL of a page as of a date."""
    return absolute_url(f"{path}?{AS_OF_PARAMETER}={day.isoformat()}")
