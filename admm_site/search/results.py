"""Makes results of the passages that a query finds: a few queries, however much that is."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from .choices import Order
from .execute import Hits, run_query
from .facets import FacetCounts, FacetLabels, Filters
from .highlighting import excerpt, highlight
from .models import Passage
from .queries import Query
from .ranking import score

MAX_OTHER_PASSAGES = 4


@dataclass
class Result:
    """One thing: the passage that answers best, and others of it."""

    passage: Passage
    others: list[Passage]
    query: Query
    places: FacetLabels

    @property
    def kind(self) -> str:
        kind = self.passage.get_kind_display()
        return f"{kind} · {self.passage.document.get_kind_display()}" if self.passage.document else kind

    @property
    def title(self) -> SafeString:
        return highlight(self.passage.name, self.query.sequences)

    @cached_property
    def text(self) -> SafeString:
        return excerpt(self.passage.text, self.query.sequences)

    @property
    def url(self) -> str:
        """The page of the thing."""
        return self._url(self.passage)

    @property
    def file_url(self) -> str:
        """Where in the file of a document the words are; empty for all else."""
        return self._file_url(self.passage)

    @cached_property
    def more_places(self) -> list[tuple[str, str]]:
        """Words and address of each other place of the same thing."""
        if self.passage.document:
            passages: dict[int, Passage] = {}
            for passage in self.others:
                if passage.number and passage.number != self.passage.number:
                    passages.setdefault(passage.number, passage)
            return [(str(number), self._file_url(passages[number])) for number in sorted(passages)]
        names: dict[str, str] = {}
        for passage in self.others:
            names.setdefault(self._url(passage), passage.name)
        names.pop(self.url, None)
        return [(name, url) for url, name in names.items()]

    def _url(self, passage: Passage) -> str:
        if passage.page:
            return f"{passage.page.url}#{passage.anchor}" if passage.anchor else passage.page.url
        if passage.document:
            return passage.document.get_absolute_url()
        name, _, pk = passage.owner.partition(":")
        slug, _label = self.places.by_pk.get((name, int(pk)), ("", ""))
        return reverse(name, args=[slug]) if slug else ""

    def _file_url(self, passage: Passage) -> str:
        document = passage.document
        if not document or not passage.number:
            return ""
        return (
            f"{document.url}#page={passage.number}"
            if document.file_extension.lower() == "pdf"
            else document.url
        )


@dataclass
class SearchResults:
    """What a query finds: all of it counted, the best of it listed."""

    query: Query
    filters: Filters
    order: Order = Order.RELEVANCE
    looked_up: Hits = field(default_factory=Hits)

    @cached_property
    def counts(self) -> FacetCounts:
        return FacetCounts(self.looked_up.counted, self.filters)

    @cached_property
    def unfiltered(self) -> FacetCounts:
        """What is found without any filter: one more look, which only a page without results is worth."""
        if not self.query or not self.filters.asked:
            return self.counts
        return FacetCounts(run_query(self.query, self.order).counted, self.filters)

    @property
    def is_truncated(self) -> bool:
        """Whether there is more than is counted: of words that stand almost everywhere."""
        return self.looked_up.is_truncated

    @cached_property
    def things(self) -> list[list[int]]:
        """The results in order, each as the keys of its passages, the best first."""
        candidates = self.looked_up.listed
        if candidates and self.order == Order.RELEVANCE:
            candidates = _rank(self.query, candidates)
        grouped: dict[int, list[int]] = {}
        for pk, thing in candidates:
            grouped.setdefault(thing, []).append(pk)
        return list(grouped.values())

    def results(self, things: list[list[int]]) -> list[Result]:
        """A page of `things` as they are shown."""
        shown = [pks[: MAX_OTHER_PASSAGES + 1] for pks in things]
        passages = (
            Passage.objects.select_related("page", "document")
            .defer("words")
            .in_bulk([pk for pks in shown for pk in pks])
        )
        found = ([passages[pk] for pk in pks if pk in passages] for pks in shown)
        return [
            Result(first, others, self.query, self.filters.places) for first, *others in filter(None, found)
        ]


def search_passages(query: Query, filters: Filters, order: Order = Order.RELEVANCE) -> SearchResults:
    """Everything public that the query matches, by what it can be filtered by."""
    if not query or filters.unknown:
        return SearchResults(query, filters, order)
    return SearchResults(query, filters, order, run_query(query, order, filters.facts))


def _rank(query: Query, candidates: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same, the best first; those that are as good stay in their order."""
    rows = Passage.objects.filter(pk__in=[pk for pk, _thing in candidates])
    scores = {
        pk: score(query, kind, name, words)
        for pk, kind, name, words in rows.values_list("pk", "kind", "name", "words")
    }
    return sorted(candidates, key=lambda one: scores.get(one[0], 0.0), reverse=True)
