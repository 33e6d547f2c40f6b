"""Search results: the hits of a query as a page shows them."""

import re
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from .choices import Order
from .execute import Hits, run_query
from .facets import FacetCounts, FacetLabels, Filters
from .highlighting import excerpt, highlight, matched_sequences, sentences
from .models import Passage
from .queries import Query, Term
from .ranking import score

MAX_OTHER_PASSAGES = 4
ADDRESS = re.compile(r"https?://\S+\s?")  # nobody reads the addresses of sources in an excerpt


@dataclass
class Result:
    """A group of passages: the best one, and others with links of their own."""

    passage: Passage
    other_passages: list[Passage]
    query: Query
    labels: FacetLabels

    @property
    def kind(self) -> str:
        return self.passage.get_kind_display()

    @property
    def title(self) -> SafeString:
        return highlight(self.passage.name, self.query.sequences)

    @cached_property
    def text(self) -> SafeString:
        """Return what introduces the passage or, where that lacks words of the query, the part with most."""
        introduction, title = self._introduction, self.passage.name
        text = ADDRESS.sub("", self.passage.text)
        is_enough = self._matched_terms(title, introduction) >= self._matched_terms(title, text)
        return excerpt(introduction if introduction and is_enough else text, self.query.sequences)

    def _matched_terms(self, *texts: str) -> set[Term]:
        """Return the terms of the query that one of the texts has."""
        sequences = set().union(*(matched_sequences(text, self.query.sequences) for text in texts))
        return {term for term in self.query.terms if not sequences.isdisjoint(term.sequences)}

    @property
    def _introduction(self) -> str:
        """Return the summary of a document for its first page, of others what is written in sentences."""
        if not self.passage.document:
            return sentences(self.passage.text)
        return self.passage.document.summary if self.passage.number == 1 else ""

    @property
    def url(self) -> str:
        return passage_url(self.passage, self.labels)

    @property
    def file_url(self) -> str:
        """Return the address of the passage in the file of a document; empty for other passages."""
        return self._file_url(self.passage)

    @cached_property
    def more_links(self) -> list[tuple[str, str]]:
        """Return the text and address of a link to each other place of the result."""
        if self.passage.document:
            pages: dict[int, Passage] = {}
            for passage in self.other_passages:
                if passage.number and passage.number != self.passage.number:
                    pages.setdefault(passage.number, passage)
            return [(str(number), self._file_url(pages[number])) for number in sorted(pages)]
        names: dict[str, str] = {}
        for passage in self.other_passages:
            names.setdefault(passage_url(passage, self.labels), passage.name)
        names.pop(self.url, None)
        return [(name, url) for url, name in names.items()]

    def _file_url(self, passage: Passage) -> str:
        document = passage.document
        if not document or not passage.number:
            return ""
        is_pdf = document.file_extension.lower() == "pdf"
        return f"{document.url}#page={passage.number}" if is_pdf else document.url


def passage_url(passage: Passage, labels: FacetLabels) -> str:
    """Return the address at which the passage is read; empty for one of a record that is gone."""
    if passage.page:
        return f"{passage.page.url}#{passage.anchor}" if passage.anchor else passage.page.url
    if passage.document:
        return passage.document.get_absolute_url()
    name, _, pk = passage.owner.partition(":")
    slug, _label = labels.by_pk.get((name, int(pk)), ("", ""))
    return reverse(name, args=[slug]) if slug else ""


@dataclass
class SearchResults:
    """All results of a query: counted by facet, the best of them listed."""

    query: Query
    filters: Filters
    order: Order = Order.RELEVANCE
    hits: Hits = field(default_factory=Hits)

    @cached_property
    def counts(self) -> FacetCounts:
        return FacetCounts(self.hits.counted, self.filters)

    @cached_property
    def unfiltered(self) -> FacetCounts:
        """Return the counts without any filter, by another query; only a page without results needs it."""
        if not self.query or not self.filters.requested:
            return self.counts
        return FacetCounts(run_query(self.query, self.order).counted, self.filters)

    @property
    def is_truncated(self) -> bool:
        return self.hits.is_truncated

    @property
    def is_empty(self) -> bool:
        """Return whether there is no result, with or without filters."""
        return not (self.counts.total or self.unfiltered.total)

    @cached_property
    def groups(self) -> list[list[int]]:
        """Return the results in order, each as the keys of its passages, best first."""
        hits = self.hits.listed
        if hits and self.order == Order.RELEVANCE:
            hits = _rank(self.query, hits)
        groups: dict[int, list[int]] = {}
        for pk, group in hits:
            groups.setdefault(group, []).append(pk)
        return list(groups.values())

    def get_results(self, groups: list[list[int]]) -> list[Result]:
        """Return the results of a page of `groups`."""
        groups = [pks[: MAX_OTHER_PASSAGES + 1] for pks in groups]
        passages = (
            Passage.objects.select_related("page", "document")
            .defer("analyzed_text")
            .in_bulk([pk for pks in groups for pk in pks])
        )
        grouped = ([passages[pk] for pk in pks if pk in passages] for pks in groups)
        return [
            Result(first, rest, self.query, self.filters.labels) for first, *rest in filter(None, grouped)
        ]


def search_passages(query: Query, filters: Filters, order: Order = Order.RELEVANCE) -> SearchResults:
    """Return the public results of a query that pass the filters."""
    if not query or filters.invalid:
        return SearchResults(query, filters, order)
    return SearchResults(query, filters, order, run_query(query, order, filters.facet_tokens))


def _rank(query: Query, hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the hits by score, those with the same score in their order."""
    rows = Passage.objects.filter(pk__in=[pk for pk, _group in hits])
    scores = {
        pk: score(query, kind, name, analyzed_text)
        for pk, kind, name, analyzed_text in rows.values_list("pk", "kind", "name", "analyzed_text")
    }
    return sorted(hits, key=lambda hit: scores.get(hit[0], 0.0), reverse=True)
