"""The passages that pages, records, countries, areas, series and documents are made into.

What a passage says must be as public as what it belongs to. So it never quotes another page, with one
exception: a decision about a page has two passages, of which one is found while that page is public, the
other while it is not. Documents and images in private collections are named in none (`signals.py` hears when
that changes).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import singledispatch
from hashlib import blake2b
from unicodedata import normalize

from django.db import models
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.search import index

from admm_site.core.partial_dates import PartialDate
from admm_site.core.private_files import as_visitor
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityDocument, ActivityPage, ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.models import ChairTerm, Decision, MeetingDocument, MeetingPage, MeetingSeries

from .analysis import analyze_for_index, tokenize
from .choices import WEIGHTS, Kind
from .headers_footers import remove_headers_footers
from .models import Passage

MAX_WORDS = 600  # in a passage: longer pages are cut, so that what is shown is where the words are
SHORT = 4_000  # letters: a printed page, which is not cut
GAP = " · "
AFTER_SENTENCE = re.compile(r"(?<=[.!?:;…]) · ")
PAGES_OF_RECORD = (MeetingPage, ConceptPaperPage, InitiativePage, ActivityPage)
SENTENCE_END = re.compile(r"[.!?;:。]\s|\n")


@dataclass(frozen=True)
class FacetValues:
    """What can be filtered by."""

    kind: Kind
    date: PartialDate | None = None
    areas: frozenset[int] = frozenset()
    series: frozenset[int] = frozenset()
    countries: frozenset[int] = frozenset()
    language: str = "en"


@dataclass(frozen=True)
class PassageText:
    """A name and a text of some owner, with the place where they stand.

    By what stands `besides` it is found too, but that is not shown.
    """

    key: str
    name: str
    text: str = ""
    place: dict = field(default_factory=dict)
    is_head: bool = False
    besides: str = ""
    doubt: str = ""


def ids(*values) -> frozenset[int]:
    return frozenset(value for value in values if value)


def owner_key(row: models.Model) -> str:
    """`page:12`, `document:5`, `country:3`: what the passages of a row are kept under."""
    return f"{owner_name(type(row))}:{row.pk}"


def owner_name(model: type[models.Model]) -> str:
    names: dict[type[models.Model], str] = {
        PortalDocument: "document",
        CooperationArea: "area",
        MeetingSeries: "series",
        Country: "country",
    }
    return "page" if issubclass(model, Page) else names[model]


def build_passages(rows: Sequence[models.Model]) -> list[Passage]:
    """The passages of pages with their records, documents, countries, areas and series; not saved."""
    holders = citing_pages([row for row in rows if isinstance(row, PortalDocument)])
    _attach_adoptions(rows)
    with as_visitor():
        return [passage for row in rows for passage in _passages_of(row, holders)]


def _attach_adoptions(rows: Sequence[models.Model]) -> None:
    """Fetch for all of the rows at once what is else asked of each paper and initiative."""
    for model in (ConceptPaperPage, InitiativePage):
        pages = {row.pk: row for row in rows if isinstance(row, model)}
        if len(pages) > 1:
            dated = model.objects.filter(pk__in=pages).with_adoption().values_list("pk", "adopted_on")
            for pk, adopted in dated:
                pages[pk].adopted_on = adopted
    papers = [row for row in rows if isinstance(row, ConceptPaperPage)]
    prefetch_related_objects(papers, "proposed_by")


def _passages_of(row: models.Model, holders: "CitingPages") -> list[Passage]:
    if isinstance(row, Page):
        return _of_page(row, facet_values(row)) if row.live else []
    if isinstance(row, PortalDocument):
        return _made(row, document_facts(row, holders[row.pk]), _document_said(row))
    return _made(row, facet_values(row), _snippet_said(row))


def _of_page(page: Page, facts: FacetValues) -> list[Passage]:
    return [*_made(page, facts, _page_said(page)), *_records(page, facts)]


# What can be filtered by


@singledispatch
def facet_values(row) -> FacetValues:
    return FacetValues(Kind.PAGE)


@facet_values.register
def _meeting_facts(meeting: MeetingPage) -> FacetValues:
    return FacetValues(
        Kind.MEETING,
        meeting.start_date,
        areas=ids(meeting.series.area_id),
        series=ids(meeting.series_id),
        countries=ids(meeting.country_id, meeting.chair_country_id),
    )


@facet_values.register
def _paper_facts(paper: ConceptPaperPage) -> FacetValues:
    return FacetValues(
        Kind.PAPER,
        adopted_on(paper),
        areas=ids(paper.area_id),
        countries=ids(*(country.pk for country in paper.proposed_by.all())),
    )


@facet_values.register
def _initiative_facts(initiative: InitiativePage) -> FacetValues:
    leads = initiative.leads.values_list("country_id", flat=True)
    return FacetValues(
        Kind.INITIATIVE, adopted_on(initiative), areas=ids(initiative.area_id), countries=ids(*leads)
    )


@facet_values.register
def _activity_facts(activity: ActivityPage) -> FacetValues:
    of_initiative = InitiativePage.objects.parent_of(activity).values_list("area_id", flat=True)
    hosts = [country.pk for country in activity.hosts.all()]
    return FacetValues(
        Kind.ACTIVITY,
        activity.start_date,
        areas=ids(activity.area_id or of_initiative.first()),
        series=ids(activity.series_id),
        countries=ids(activity.country_id, *hosts),
    )


@facet_values.register
def _country_facts(country: Country) -> FacetValues:
    return FacetValues(Kind.COUNTRY, countries=ids(country.pk))


@facet_values.register
def _area_facts(area: CooperationArea) -> FacetValues:
    return FacetValues(Kind.AREA, areas=ids(area.pk))


@facet_values.register
def _series_facts(series: MeetingSeries) -> FacetValues:
    return FacetValues(Kind.SERIES, areas=ids(series.area_id), series=ids(series.pk))


def adopted_on(page: ConceptPaperPage | InitiativePage) -> PartialDate | None:
    """By public decisions alone."""
    if "adopted_on" in vars(page):
        return page.adopted_on
    return type(page).objects.filter(pk=page.pk).with_adoption().values_list("adopted_on", flat=True).first()


def document_facts(document: PortalDocument, holders: Iterable[FacetValues]) -> FacetValues:
    """Those of the public pages that hold the document: its meeting, its paper, its activity."""
    return FacetValues(
        Kind.DOCUMENT,
        document.issued,
        areas=frozenset().union(*(one.areas for one in holders)),
        series=frozenset().union(*(one.series for one in holders)),
        countries=frozenset().union(*(one.countries for one in holders)),
        language=document.language,
    )


CitingPages = dict[int, set[FacetValues]]


def citing_pages(documents: Sequence[PortalDocument]) -> CitingPages:
    """The facts of the public pages that hold each document, by its key: a few queries for all of them."""
    held: CitingPages = defaultdict(set)
    for model, pages in (
        (MeetingDocument, MeetingPage.objects.select_related("series")),
        (Decision, MeetingPage.objects.select_related("series")),
        (ConceptPaperPage, ConceptPaperPage.objects.with_adoption().prefetch_related("proposed_by")),
        (ActivityDocument, ActivityPage.objects.all()),
    ):
        page = "pk" if issubclass(model, Page) else "page_id"
        pairs = list(model._default_manager.filter(document__in=documents).values_list("document_id", page))
        facts = {one.pk: facet_values(one) for one in pages.public().filter(pk__in={pk for _, pk in pairs})}
        for document, pk in pairs:
            if pk in facts:
                held[document].add(facts[pk])
    return held


def documents_cited_by(pages: Iterable[int]) -> models.QuerySet[PortalDocument]:
    """The documents of which what can be filtered by depends on the pages."""
    pages = list(pages)
    return PortalDocument.objects.filter(
        Q(meetingdocuments__page__in=pages)
        | Q(decisions_about__page__in=pages)
        | Q(papers__in=pages)
        | Q(activitydocuments__page__in=pages)
    ).distinct()


# What is said


def title_with_acronym(name: str, acronym: str = "") -> str:
    """The name, with its acronym behind it where that is not in it."""
    return f"{name} ({acronym})" if acronym and acronym not in name else name


def join_text(*values) -> str:
    """What there is of the values, in one line; a stream of blocks is a list of texts."""
    texts = [text for value in values for text in (value if isinstance(value, list | tuple) else [value])]
    lines = (" ".join(strip_tags(str(text)).split()) for text in texts if text)
    return AFTER_SENTENCE.sub(" ", GAP.join(line for line in lines if line))


def _page_said(page: Page) -> Iterator[PassageText]:
    """The text that the page type itself declares as searchable, and what stands on the page besides."""
    name = title_with_acronym(page.title, getattr(page, "acronym", ""))
    declared = (value for one in page.get_search_fields() for value in _declared(page, one))
    text = join_text(*declared, *_besides(page), page.search_description)
    doubt = page.doubt if isinstance(page, PAGES_OF_RECORD) else ""
    for number, part in enumerate(split_text(text) or [""]):
        key, place = f"{owner_key(page)}:{number}", {"page_id": page.pk}
        yield PassageText(key, name, part, place, is_head=number == 0, doubt=doubt)


def _declared(row, declared) -> Iterator:
    if isinstance(declared, index.RelatedFields):
        if related := declared.get_value(row):
            for one in declared.fields:
                yield from _declared(related, one)
    elif isinstance(declared, index.SearchField) and declared.field_name != "title":
        yield declared.get_value(row)


def _besides(page: Page) -> list[str]:
    if isinstance(page, MeetingPage):
        took_part = page.participations.values_list("country__name", flat=True)
        return [page.venue, page.dates, page.chair_person, *took_part]
    if isinstance(page, ActivityPage):
        return [page.venue, page.dates, str(page.country or ""), *(str(host) for host in page.hosts.all())]
    return []


def _snippet_said(row) -> Iterator[PassageText]:
    if isinstance(row, Country):
        name, text = row.name, join_text(row.official_name, row.get_role_display())
    elif isinstance(row, CooperationArea):
        name, text = title_with_acronym(row.name, row.acronym), row.description
    else:
        terms = ChairTerm.objects.filter(series=row).select_related("country").newest_first()
        chairs = [f"{term.country}, {term.years}" for term in terms]
        name, text = title_with_acronym(row.name, row.acronym), join_text(row.summary, chairs)
    yield PassageText(owner_key(row), name, text, is_head=True)


def _document_said(document: PortalDocument) -> Iterator[PassageText]:
    owner, place = owner_key(document), {"document_id": document.pk}
    yield PassageText(owner, document.title, join_text(document.symbol), place, is_head=True)
    pages = remove_headers_footers({page.number: page.text for page in document.pages_text.all()})
    for number, page in pages.items():
        for position, part in enumerate(split_text(page.text)):
            yield PassageText(
                f"{owner}:{number}:{position}",
                document.title,
                part,
                place | {"number": number},
                besides="" if position else page.headers_footers,
            )


def split_text(text: str) -> list[str]:
    """The text in pieces of `MOST_WORDS`, cut behind a sentence where there is one."""
    if len(text) <= SHORT:
        return [text] if text.strip() else []
    starts = [word.start for word in tokenize(text)]
    pieces, begin = [], 0
    for position in range(MAX_WORDS, len(starts), MAX_WORDS):
        ends = [match.end() for match in SENTENCE_END.finditer(text, starts[position - 50], starts[position])]
        cut = ends[-1] if ends else starts[position]
        pieces.append(text[begin:cut])
        begin = cut
    return [piece for piece in (*pieces, text[begin:]) if piece.strip()]


# Records inside a page


def _records(page: Page, facts: FacetValues) -> list[Passage]:
    if isinstance(page, MeetingPage):
        found = [_decision_passages(page, facts, decision) for decision in _decisions(page)]
    elif isinstance(page, InitiativePage):
        found = [_update_passages(page, facts, update) for update in StatusUpdate.objects.filter(page=page)]
    else:
        found = []
    return [passage for some in found for passage in some]


def _decisions(meeting: MeetingPage):
    subjects = Prefetch("subject", Page.objects.all().specific())
    return Decision.objects.filter(page=meeting).select_related("document", "page").prefetch_related(subjects)


def _decision_passages(meeting: MeetingPage, facts: FacetValues, decision: Decision) -> list[Passage]:
    facts = replace(facts, kind=Kind.DECISION)
    document, subject = decision.document, decision.subject
    place = {"page_id": meeting.pk, "anchor": decision.anchor}

    def passage(key, what, *said, **more):
        values = {"verb": decision.get_verb_display(), "meeting": meeting.title, "what": what}
        name = (
            _("%(verb)s at the %(meeting)s: %(what)s") if what else _("%(verb)s at the %(meeting)s")
        ) % values
        text = join_text(*said, "" if not document or document.title == what else document.title)
        return _made(
            meeting,
            more.pop("facts", facts),
            [PassageText(key, name, text, place | more, doubt=decision.doubt)],
        )

    key = f"{owner_key(meeting)}:decision:{decision.key}"
    found = []
    if decision.text or document:
        what = document.title if document else ""
        found += passage(key, what, decision.text, about_id=subject and subject.pk)
    if subject:
        area = replace(facts, areas=facts.areas | ids(getattr(subject, "area_id", None)))
        name = title_with_acronym(subject.title, getattr(subject, "acronym", ""))
        found += passage(
            f"{key}:about", name, decision.text, about_id=subject.pk, tells_about=True, facts=area
        )
    return found


def _update_passages(initiative: InitiativePage, facts: FacetValues, update: StatusUpdate) -> list[Passage]:
    facts = replace(facts, kind=Kind.UPDATE, date=update.date)
    name = (
        f"{title_with_acronym(initiative.title, initiative.acronym)}: {update.get_status_display().lower()}"
    )
    key, place = (
        f"{owner_key(initiative)}:update:{update.key}",
        {"page_id": initiative.pk, "anchor": update.anchor},
    )
    return _made(
        initiative, facts, [PassageText(key, name, join_text(update.note), place, doubt=update.doubt)]
    )


# Passages


def _made(owner: models.Model, facts: FacetValues, said: Iterable[PassageText]) -> list[Passage]:
    common = {
        "owner": owner_key(owner),
        "kind": facts.kind,
        "weight": WEIGHTS[facts.kind],
        "date": facts.date,
        "year": facts.date.year if facts.date else None,
        "areas": _listed(facts.areas),
        "series": _listed(facts.series),
        "countries": _listed(facts.countries),
        "language": facts.language,
    }
    thing = _thing(common)
    return [
        Passage(
            key=one.key,
            thing=thing,
            name=storable(one.name),
            text=storable(one.text),
            words=analyze_for_index("\n".join((one.name, one.text, one.besides))),
            is_head=one.is_head,
            doubt=one.doubt,
            **one.place,
            **common,
        )
        for one in said
    ]


def storable(text: str) -> str:
    """Return the text as databases can hold it, composed: so that words stand where they seem to."""
    return normalize("NFC", text.replace("\x00", " "))


def _listed(keys: frozenset[int]) -> str:
    return f" {' '.join(map(str, sorted(keys)))} " if keys else ""


def _thing(facts: dict) -> int:
    """The same number for passages that are one result."""
    values = "|".join(str(value) for name, value in facts.items() if name not in ("date", "weight"))
    return int.from_bytes(blake2b(values.encode(), digest_size=8).digest()) >> 1
