"""Every public address of the portal, with the content of `tests.factories.portal.fill_portal`.

The tests in `tests/public/` run over this list: what holds for one address holds for all. A new one is added
here, and nowhere else.
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
    "structure": "/about/structure/",
    "concept papers": "/concept-papers/",
    "concept papers, filtered": "/concept-papers/?area=hadr&country=viet-nam&kind=concept-paper&year=2011",
    "concept paper": "/concept-papers/adic/",
    "superseded paper": "/concept-papers/older-paper/",
    "initiatives": "/initiatives/",
    "initiatives, filtered": "/initiatives/?area=hadr&status=under-way&country=viet-nam&year=2011",
    "initiative": "/initiatives/adic/",
    "activity": "/initiatives/adic/workshop/",
    "about": "/about/",
    "page of text": "/about/background/",
    "countries": "/countries/",
    "country": "/countries/viet-nam/",
    "areas": "/areas/",
    "area": "/areas/hadr/",
    "documents": "/documents/",
    "documents, filtered": "/documents/?kind=joint-declaration&year=2011&language=en",
    "search": "/search/",
    "search for a word": "/search/?q=cooperation",
}

# What is read by machines.
FILES = {
    "sitemap": "/sitemap.xml",
    "robots.txt": "/robots.txt",
    "security.txt": "/.well-known/security.txt",
    "healthz": "/healthz",
    "readyz": "/readyz",
}

# What is answered with 404, and with help.
NOT_FOUND = {
    "page not found": "/nothing/at/all/",
    "meeting not found": "/meetings/5th-adm/",
    "activity not found": "/initiatives/adic/worksho/",
    "country not found": "/countries/atlantis/",
    "month not found": "/meetings/calendar/2011/13/",
}

SURFACES = PAGES | FILES | NOT_FOUND

# What the tests of one address ask of its filters.
LISTS = ("/meetings/", "/concept-papers/", "/initiatives/", "/documents/")
