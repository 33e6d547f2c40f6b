"""Every public address of the portal, with the content of `tests.factories.portal.create_full_portal`.

The tests in `tests/public/` run over this list. A new address is added here, and nowhere else.
"""

# Pages that people read.
PAGES = {
    "home": "/",
    "meetings": "/meetings/",
    "meetings, filtered": "/meetings/?year=2011&series=admm&country=viet-nam&state=held&framework=admm",
    "meeting": "/meetings/5th-admm/",
    "calendar": "/meetings/calendar/",
    "month of a meeting": "/meetings/calendar/2011/5/",
    "month of an activity": "/meetings/calendar/2012/9/",
    "series": "/meetings/series/admm/",
    "working group": "/meetings/series/hadr-ewg/",
    "structure": "/meetings/series/",
    "map": "/meetings/map/",
    "in five minutes": "/about/in-five-minutes/",
    "contact": "/about/contact/",
    "reuse": "/about/reuse/",
    "meetings compared": "/meetings/compare/?a=5th-admm&b=4th-admm",
    "meetings to compare": "/meetings/compare/",
    "initiative on two days": "/initiatives/adic/compare/?a=2011-05-01&b=2016-02-01",
    "timeline": "/meetings/timeline/",
    "concept papers": "/concept-papers/",
    "concept papers, filtered": "/concept-papers/?area=hadr&country=viet-nam&kind=concept-paper&year=2011",
    "concept paper": "/concept-papers/adic/",
    "superseded paper": "/concept-papers/older-paper/",
    "initiatives": "/initiatives/",
    "initiatives, filtered": "/initiatives/?area=hadr&status=under-way&country=viet-nam&year=2011",
    "progress": "/initiatives/progress/",
    "progress, filtered": (
        "/initiatives/progress/?area=hadr&status=under-way&kind=initiative&status_updates=quiet"
    ),
    "initiative": "/initiatives/adic/",
    "activity": "/initiatives/adic/workshop/",
    "about": "/about/",
    "page of text": "/about/background/",
    "withdrawn page that stays readable": "/about/still-readable/",
    "countries": "/countries/",
    "country": "/countries/viet-nam/",
    "areas": "/areas/",
    "area": "/areas/hadr/",
    "documents": "/documents/",
    "documents, filtered": "/documents/?kind=joint-declaration&year=2011&language=en",
    "documents, filtered and sorted": "/documents/?q=declaration&series=admm&country=viet-nam&sort=title",
    "document": "/documents/joint-declaration/",
    "earlier version of a document": "/documents/joint-declaration/versions/1/",
    "activities": "/activities/",
    "activities, filtered": "/activities/?area=hadr&country=viet-nam&kind=workshop&year=2012&state=held",
    "decisions": "/decisions/",
    "decisions, filtered": "/decisions/?series=admm&year=2011&verb=adopted&country=viet-nam",
    "status updates": "/status-updates/",
    "trail": "/trail/",
    "trail, filtered": "/trail/?area=hadr&series=admm&year=2011&status=under-way&by=series",
    "changes": "/changes/",
    "changes, filtered": "/changes/?kind=changed&major=yes&area=hadr&country=viet-nam&series=admm&year=2014",
    "history of a meeting": "/changes/meetings/5th-admm/",
    "how to cite": "/cite/",
    "statement of a decision": "/d/decisn22/",
    "statement of a report": "/d/report22/",
    "status updates, filtered": "/status-updates/?area=hadr&status=under-way&year=2016",
    "calendar, filtered": "/meetings/calendar/?series=admm&country=viet-nam",
    "API for people": "/api/",
    "form for an error": "/report/?page=/meetings/5th-admm/",
    "form for an error somewhere": "/report/?page=",
    "thanks for a report": "/report/thanks/?page=/meetings/5th-admm/",
    "search": "/search/",
    "search for a word": "/search/?q=cooperation",
    "search, filtered": (
        "/search/?q=cooperation&kind=meeting&series=admm&country=viet-nam&year=2011&language=en"
    ),
    "search for nothing": "/search/?q=xylophone",
    "search for a word spelled wrong": "/search/?q=coperation",
}

# What is read by machines.
FILES = {
    "sitemap": "/sitemap.xml",
    "robots.txt": "/robots.txt",
    "security.txt": "/.well-known/security.txt",
    "healthz": "/healthz",
    "readyz": "/readyz",
    "preview of a meeting": "/meetings/5th-admm/preview.png",
    "search suggestions": "/search/suggestions/?q=ad",
}

DOCUMENT_FILES = {
    "first page of a document": "/documents/joint-declaration/first-page/",
    "earlier file of a document": "/documents/joint-declaration/versions/1/declaration.pdf",
}

# Lists as other programs take them, each of one page above; and everything of one meeting.
DATA = {
    f"{name}, {suffix}": f"{address}.{suffix}"
    for name, address, suffixes in (
        ("meetings", "/meetings", ("csv", "json", "atom", "ics")),
        ("concept papers", "/concept-papers", ("csv", "json", "atom")),
        ("initiatives", "/initiatives", ("csv", "json", "atom")),
        ("progress", "/initiatives/progress", ("csv", "json")),
        ("activities", "/activities", ("csv", "json", "atom", "ics")),
        ("decisions", "/decisions", ("csv", "json", "atom")),
        ("status updates", "/status-updates", ("csv", "json", "atom")),
        ("trail", "/trail", ("csv", "json")),
        ("changes", "/changes", ("csv", "json", "atom")),
        ("documents", "/documents", ("csv", "json", "atom")),
        ("countries", "/countries", ("csv", "json", "atom")),
        ("areas", "/areas", ("csv", "json", "atom")),
        ("series", "/meetings/series", ("csv", "json", "atom")),
        ("calendar", "/meetings/calendar", ("ics",)),
    )
    for suffix in suffixes
}
ARCHIVES = {"meeting as a ZIP": "/meetings/5th-admm.zip"}
FILTERED_DATA = {
    "meetings, filtered, csv": "/meetings.csv?year=2011&series=admm",
    "calendar, filtered, ics": "/meetings/calendar.ics?series=admm&country=viet-nam",
}

# The API: its lists with all that can be included, and one record of each.
API = {
    "API": "/api/v1/",
    "API description": "/api/v1/openapi.json",
    "API, meetings": "/api/v1/meetings/?include=decisions,documents,participants,status_updates",
    "API, meetings, filtered": "/api/v1/meetings/?series=admm&year=2011&fields=title",
    "API, decisions": "/api/v1/decisions/?include=trail",
    "API, papers": "/api/v1/papers/?include=decisions,initiatives,trail",
    "API, initiatives": "/api/v1/initiatives/?include=decisions,status_updates,activities",
    "API, initiatives with their trail": "/api/v1/initiatives/?include=trail",
    "API, status updates": "/api/v1/status-updates/",
    "API, activities": "/api/v1/activities/?include=documents,trail",
    "API, documents": "/api/v1/documents/",
    "API, countries": "/api/v1/countries/",
    "API, areas": "/api/v1/areas/?include=series",
    "API, series": "/api/v1/series/?include=chairs",
}
API_RECORDS = {
    "API, meeting": "/api/v1/meetings/5th-admm/?include=decisions,documents,participants,status_updates",
    "API, paper": "/api/v1/papers/adic/?include=decisions,initiatives,trail",
    "API, superseded paper": "/api/v1/papers/older-paper/",
    "API, initiative": "/api/v1/initiatives/adic/?include=decisions,status_updates,activities",
    "API, initiative with its trail": "/api/v1/initiatives/adic/?include=trail",
    "API, activity": "/api/v1/activities/adic/workshop/?include=documents,trail",
    "API, document": "/api/v1/documents/joint-declaration/",
    "API, country": "/api/v1/countries/viet-nam/",
    "API, area": "/api/v1/areas/hadr/?include=series",
    "API, one series": "/api/v1/series/hadr-ewg/?include=chairs",
}

# What is answered with 404, and with help.
NOT_FOUND = {
    "page not found": "/nothing/at/all/",
    "meeting not found": "/meetings/5th-adm/",
    "activity not found": "/initiatives/adic/worksho/",
    "country not found": "/countries/atlantis/",
    "document not found": "/documents/joint-declaratio/",
    "version not found": "/documents/joint-declaration/versions/99999/",
    "statement not found": "/d/nothing2/",
    "history not found": "/changes/meetings/5th-adm/",
    "month not found": "/meetings/calendar/2011/13/",
}

# What is answered with 410, when it was withdrawn and why.
WITHDRAWN = {"withdrawn page": "/about/taken-away/"}

FILES |= DOCUMENT_FILES | DATA | ARCHIVES | FILTERED_DATA | API | API_RECORDS


def as_of(day: str, addresses: dict[str, str]) -> dict[str, str]:
    """The same addresses as of a day, with that behind their names."""
    return {
        f"{name}, as of {day}": f"{address}{'&' if '?' in address else '?'}as_of={day}"
        for name, address in addresses.items()
    }


# Pages, and some of what is read by machines, as of a past day; and pages of which nothing was known on one.
AS_OF = as_of(
    "2014-05-01",
    {
        name: address
        for name, address in PAGES.items()
        if not address.startswith(("/search/", "/report/")) and "filtered" not in name
    }
    | {
        name: FILES[name]
        for name in ("meetings, csv", "meetings, ics", "decisions, json", "status updates, csv")
    }
    | {name: FILES[name] for name in ("documents, csv", "countries, csv", "series, atom", "meeting as a ZIP")}
    | {name: API[name] for name in ("API, meetings", "API, initiatives", "API, papers", "API, series")},
)
NOT_YET_KNOWN = as_of(
    "2009-06-01",
    {
        name: PAGES[name]
        for name in ("meeting", "concept paper", "initiative", "activity", "series", "document")
    },
)

SURFACES = PAGES | FILES | AS_OF | NOT_YET_KNOWN | NOT_FOUND | WITHDRAWN

# One or more of each kind (the fixture `surfaces`).
FEW = {
    name: SURFACES[name]
    for name in (
        *("home", "meetings, filtered", "meeting", "calendar", "series", "initiative", "concept paper"),
        *(
            "activity",
            "page of text",
            "country",
            "document",
            "trail",
            "changes",
            "progress",
            "search for a word",
        ),
        *("statement of a decision", "form for an error", "sitemap", "search suggestions"),
        *(
            "first page of a document",
            "meetings, csv",
            "decisions, json",
            "status updates, atom",
            "calendar, ics",
        ),
        *("meeting as a ZIP", "API", "API, meetings", "API, initiative", "API, document"),
        *("initiative, as of 2014-05-01", "meeting, as of 2009-06-01", "meeting not found", "withdrawn page"),
    )
}

# What the tests of one address ask of its filters.
LISTS = (
    *("/meetings/", "/concept-papers/", "/initiatives/", "/documents/"),
    *("/activities/", "/decisions/", "/status-updates/", "/trail/", "/initiatives/progress/", "/changes/"),
)
