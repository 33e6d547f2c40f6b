"""An address of each kind of page, and the status that it answers with."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class PageType:
    name: str
    address: str
    status: int = 200


PAGE_TYPES = [
    PageType("home", "/"),
    PageType("meetings", "/meetings/"),
    PageType("meetings, filtered", "/meetings/?series=admm&state=held"),
    PageType("meeting", "/meetings/5th-admm/"),
    PageType("meeting to come", "/meetings/20th-admm/"),
    PageType("series", "/meetings/series/admm/"),
    PageType("series of experts", "/meetings/series/ewg-ct/"),
    PageType("calendar", "/meetings/calendar/"),
    PageType("month", "/meetings/calendar/2011/05/"),
    PageType("structure", "/meetings/series/"),
    PageType("in five minutes", "/about/in-five-minutes/"),
    PageType("timeline", "/meetings/timeline/"),
    PageType("map", "/meetings/map/"),
    PageType("meetings compared", "/meetings/compare/?a=5th-admm&b=7th-admm"),
    PageType("concept papers", "/concept-papers/"),
    PageType("concept paper", "/concept-papers/adic/"),
    PageType("initiatives", "/initiatives/"),
    PageType("progress", "/initiatives/progress/"),
    PageType("initiative", "/initiatives/adic/"),
    PageType("initiative on two days", "/initiatives/adic/compare/?a=2011-06-01&b=2020-01-01"),
    PageType("activity", "/initiatives/adic/4th-adic-workshop/"),
    PageType("countries", "/countries/"),
    PageType("country", "/countries/lao-pdr/"),
    PageType("areas", "/areas/"),
    PageType("area", "/areas/hadr/"),
    PageType("documents", "/documents/"),
    PageType("document", "/documents/terms-of-reference-of-asean-our-eyes/"),
    PageType("decisions", "/decisions/"),
    PageType("status updates", "/status-updates/"),
    PageType("trail", "/trail/?area=defence-industry"),
    PageType("changes", "/changes/"),
    PageType("history", "/changes/meetings/5th-admm/"),
    PageType("how to cite", "/cite/"),
    PageType("statement", "/d/ektdap97/"),
    PageType("activities", "/activities/"),
    PageType("API for people", "/api/"),
    PageType("text with its sections", "/about/"),
    PageType("background", "/about/background/"),
    PageType("text with a table", "/about/working-groups/"),
    PageType("search", "/search/"),
    PageType("search, found", "/search/?q=logistics"),
    PageType("search, narrowed", "/search/?q=HADR&kind=activity"),
    PageType("search, corrected", "/search/?q=Vientianne"),
    PageType("search, nothing found", "/search/?q=xylophone"),
    PageType("meeting on another day", "/meetings/8th-admm/?as_of=2014-05-01"),
    PageType("not known on that day", "/initiatives/adic/?as_of=2006-06-01"),
    PageType("day that there is not", "/?as_of=2014-02-30", 400),
    PageType("empty list", "/meetings/?state=cancelled"),
    PageType("filter that does not exist", "/meetings/?series=navy", 400),
    PageType("form for an error", "/report/?page=/meetings/5th-admm/"),
    PageType("form for an error somewhere", "/report/"),
    PageType("thanks for a report", "/report/thanks/?page=/meetings/5th-admm/"),
    PageType("withdrawn page", "/about/taken-away/", 410),
    PageType("withdrawn page that stays readable", "/about/still-readable/"),
    PageType("no such page", "/meetings/5th-adm/", 404),
]

each_page_type = pytest.mark.parametrize("page_type", PAGE_TYPES, ids=lambda page_type: page_type.name)
