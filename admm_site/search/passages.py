"""Build passages of pages, records, countries, areas, series and documents, as they describe themselves.

A passage must be as public as its owner. So it never quotes another page, except that a decision about a
page has two passages, one with the title of that page and one without (`Passage.about`). It names no
document or image in a private collection (`signal_handlers` rebuilds it when that changes).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from unicodedata import normalize

from django.db.models import Model, Q, QuerySet
from django.utils.html import strip_tags
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from admm_site.core.private_files import as_visitor
from admm_site.core.searchable import (
    SEARCH_WEIGHTS,
    FacetValues,
    Searchable,
    SearchKind,
    SearchRecord,
    title_with_acronym,
)
from admm_site.documents.models import PortalDocument

from .analysis import analyze_for_index, tokenize
from .headers_footers import remove_headers_footers
from .highlighting import SEPARATOR
from .models import Passage

MAX_WORDS = 600  # in a passage; longer pages of a document are split
MAX_UNSPLIT_LENGTH = 4_000  # characters of a printed page
SEPARATOR_AFTER_SENTENCE = re.compile(r"(?<=[.!?:;…]) · ")
SENTENCE_END = re.compile(r"[.!?;:。]\s|\n")

CitingPages = dict[int, set[FacetValues]]


@dataclass(frozen=True)
class PassageText:
    """Title and text of a passage, with the fields that say where it stands.

    `hidden_text` is searched, but not shown.
    """

    key: str
    title: str
    text: str = ""
    location: dict = field(default_factory=dict)
    is_head: bool = False
    hidden_text: str = ""
    doubt: str = ""


def owner_key(row: Model | Searchable) -> str:
    """Return the key under which the passages of a row are stored: `page:12`, `document:5`, `country:3`."""
    return f"{owner_name(type(row))}:{row.pk}"


def owner_name(model: type[Model] | type[Searchable]) -> str:
    return "page" if issubclass(model, Page) else str(model.search_kind.value)


def build_passages(rows: Sequence[Model]) -> list[Passage]:
    """Return the passages of rows and their records, not saved."""
    rows = _with_search_details(rows)
    citing = citing_pages([row for row in rows if isinstance(row, PortalDocument)])
    with as_visitor():
        return [passage for row in rows for passage in _build(row, citing)]


def _with_search_details(rows: Sequence[Model]) -> list[Model]:
    """Return the rows with live pages as `for_search` fetches them, by one query for each type."""
    keys = defaultdict(set)
    for row in rows:
        if isinstance(row, Page) and isinstance(row, Searchable) and row.live:
            keys[type(row)].add(row.pk)
    pages = {page.pk: page for model, pks in keys.items() for page in model.for_search().filter(pk__in=pks)}
    return [pages.get(row.pk, row) if isinstance(row, Page) else row for row in rows]


def _build(row: Model, citing: CitingPages) -> list[Passage]:
    if isinstance(row, PortalDocument):
        return _make_passages(row, document_facet_values(row, citing[row.pk]), _document_texts(row))
    if not isinstance(row, Page):
        text = PassageText(
            owner_key(row), title_with_acronym(row), join_text(*row.get_search_text()), is_head=True
        )
        return _make_passages(row, row.get_facet_values(), [text])
    if not isinstance(row, Searchable) or not row.live:  # a page whose details are lost is a plain Page
        return []
    facet_values = row.get_facet_values()
    passages = _make_passages(row, facet_values, _page_texts(row))
    for record in row.get_search_records():
        passages += _record_passages(row, facet_values, record)
    return passages


# Documents and the pages that cite them


def document_facet_values(document: PortalDocument, citing: Iterable[FacetValues]) -> FacetValues:
    """Return the facet values of a document: those of the public pages that cite it."""
    return FacetValues(
        SearchKind.DOCUMENT,
        document.issued,
        areas=frozenset().union(*(page.areas for page in citing)),
        series=frozenset().union(*(page.series for page in citing)),
        countries=frozenset().union(*(page.countries for page in citing)),
        language=document.language,
    )


def _citations() -> Iterator[tuple[type[Model], type[Page], str, str]]:
    """Yield how pages cite documents: model, page type, column of the page, lookup by page.

    The model is a page type or a record of one. The document of a source is not a document of the page: its
    relation has no reverse accessor.
    """
    for relation in PortalDocument._meta.related_objects:
        model, name = relation.related_model, relation.field.related_query_name()
        if issubclass(model, Page):
            yield model, model, "pk", f"{name}__in"
            continue
        key = next((field for field in model._meta.fields if isinstance(field, ParentalKey)), None)
        if key and issubclass(key.related_model, Page):
            yield model, key.related_model, key.attname, f"{name}__{key.name}__in"


def citing_pages(documents: Sequence[PortalDocument]) -> CitingPages:
    """Return the facet values of the public pages that cite each document, by a few queries for all."""
    citing: CitingPages = defaultdict(set)
    if not documents:
        return citing
    for model, page_model, page_column, _lookup in _citations():
        pairs = list(
            model._default_manager.filter(document__in=documents).values_list("document_id", page_column)
        )
        pages = page_model.for_search().public().filter(pk__in={pk for _document, pk in pairs})
        facet_values = {page.pk: page.get_facet_values() for page in pages}
        for document, pk in pairs:
            if pk in facet_values:
                citing[document].add(facet_values[pk])
    return citing


def documents_cited_by(pages: Iterable[int]) -> QuerySet[PortalDocument]:
    """Return the documents whose facet values depend on the pages."""
    pages = list(pages)
    is_cited = Q()
    for _model, _page_model, _column, lookup in _citations():
        is_cited |= Q(**{lookup: pages})
    return PortalDocument.objects.filter(is_cited).distinct()


# Text


def join_text(*values) -> str:
    """Return the values in one line; a value may be a list of texts, as that of a StreamField."""
    texts = [text for value in values for text in (value if isinstance(value, list | tuple) else [value])]
    lines = (" ".join(strip_tags(str(text)).split()) for text in texts if text)
    return SEPARATOR_AFTER_SENTENCE.sub(" ", SEPARATOR.join(line for line in lines if line))


def _page_texts(page: Page) -> Iterator[PassageText]:
    text = join_text(*page.get_search_text(), page.search_description)
    for number, part in enumerate(split_text(text) or [""]):
        yield PassageText(
            f"{owner_key(page)}:{number}",
            title_with_acronym(page),
            part,
            {"page_id": page.pk},
            is_head=number == 0,
            doubt=page.search_doubt,
        )


def _document_texts(document: PortalDocument) -> Iterator[PassageText]:
    owner, location = owner_key(document), {"document_id": document.pk}
    yield PassageText(
        owner, document.title, join_text(document.symbol, document.summary), location, is_head=True
    )
    pages = remove_headers_footers({page.number: page.text for page in document.pages_text.all()})
    for number, page in pages.items():
        for position, part in enumerate(split_text(page.text)):
            yield PassageText(
                f"{owner}:{number}:{position}",
                document.title,
                part,
                location | {"number": number},
                hidden_text="" if position else page.headers_footers,
            )


def split_text(text: str) -> list[str]:
    """Return the text in parts of at most `MAX_WORDS` words, split after a sentence if possible."""
    if len(text) <= MAX_UNSPLIT_LENGTH:
        return [text] if text.strip() else []
    starts = [token.start for token in tokenize(text)]
    pieces, begin = [], 0
    for position in range(MAX_WORDS, len(starts), MAX_WORDS):
        ends = [match.end() for match in SENTENCE_END.finditer(text, starts[position - 50], starts[position])]
        cut = ends[-1] if ends else starts[position]
        pieces.append(text[begin:cut])
        begin = cut
    return [piece for piece in (*pieces, text[begin:]) if piece.strip()]


# Passages


def _record_passages(page: Page, facet_values: FacetValues, record: SearchRecord) -> list[Passage]:
    facet_values = replace(
        facet_values,
        kind=record.kind,
        date=record.date or facet_values.date,
        areas=facet_values.areas | record.areas,
    )
    location = {
        "page_id": page.pk,
        "anchor": record.anchor,
        "about_id": record.about_id,
        "names_about": record.names_about,
    }
    text = join_text(*record.text)
    key = f"{owner_key(page)}:{record.key}"
    return _make_passages(
        page, facet_values, [PassageText(key, record.title, text, location, doubt=record.doubt)]
    )


def _make_passages(
    owner: Model | Searchable, facet_values: FacetValues, texts: Iterable[PassageText]
) -> list[Passage]:
    common = {
        "owner": owner_key(owner),
        "kind": facet_values.kind,
        "weight": SEARCH_WEIGHTS[facet_values.kind],
        "date": facet_values.date,
        "year": facet_values.date.year if facet_values.date else None,
        "areas": _join_keys(facet_values.areas),
        "series": _join_keys(facet_values.series),
        "countries": _join_keys(facet_values.countries),
        "language": facet_values.language,
    }
    group_key = _group_key(common)
    return [
        Passage(
            key=text.key,
            group_key=group_key,
            name=storable(text.title),
            text=storable(text.text),
            analyzed_text=analyze_for_index("\n".join((text.title, text.text, text.hidden_text))),
            is_head=text.is_head,
            doubt=text.doubt,
            **text.location,
            **common,
        )
        for text in texts
    ]


def storable(text: str) -> str:
    """Return the text in NFC and without null characters, which databases refuse."""
    return normalize("NFC", text.replace("\x00", " "))


def _join_keys(keys: frozenset[int]) -> str:
    return f" {' '.join(map(str, sorted(keys)))} " if keys else ""


def _group_key(common: dict) -> int:
    """Return the key of a group: passages with the same key are one result."""
    values = "|".join(str(value) for name, value in common.items() if name not in ("date", "weight"))
    return int.from_bytes(blake2b(values.encode(), digest_size=8).digest()) >> 1
