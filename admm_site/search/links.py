"""The links of a page of results: each changes one parameter of the query string and keeps the others."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

from admm_site.core.listings import Chip

from .choices import Order
from .facets import LABELS, FacetChoice
from .results import SearchResults

MAX_SHOWN = 6


@dataclass(frozen=True)
class Link:
    choice: FacetChoice
    query: str


@dataclass(frozen=True)
class FacetLinks:
    name: str
    label: str | Promise
    links: list[Link]

    @property
    def first(self) -> list[Link]:
        """Return the links shown at once, with the selected one always among them."""
        return self.links[:MAX_SHOWN] + [link for link in self.links[MAX_SHOWN:] if link.choice.is_selected]

    @property
    def rest(self) -> list[Link]:
        return [link for link in self.links[MAX_SHOWN:] if not link.choice.is_selected]


class Links:
    """The links for the results of a query as typed; with `exact`, its spelling is not corrected."""

    def __init__(self, results: SearchResults, typed: str, exact: bool):
        self.results, self.filters = results, results.filters
        self.parameters = {"q": typed, **self.filters.requested}
        if results.order != Order.RELEVANCE:
            self.parameters["sort"] = str(results.order.value)
        if exact:
            self.parameters["exact"] = "1"

    def query(self, **changes: str) -> str:
        """Return the query string with these changes; empty values are left out."""
        return urlencode({name: value for name, value in (self.parameters | changes).items() if value})

    @property
    def current(self) -> str:
        return self.query()

    @property
    def as_typed(self) -> str:
        return self.query(exact="1")

    @property
    def unfiltered(self) -> str:
        return self.query(**dict.fromkeys(LABELS, ""))

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(LABELS[name], self.filters.label(name, value), self.query(**{name: ""}))
            for name, value in self.filters.requested.items()
        ]

    @property
    def facets(self) -> list[FacetLinks]:
        return [
            FacetLinks(facet.name, facet.label, self._links(facet)) for facet in self.results.counts.facets()
        ]

    def _links(self, facet) -> list[Link]:
        return [
            Link(choice, self.query(**{facet.name: "" if choice.is_selected else choice.value}))
            for choice in facet.choices
        ]

    @property
    def orders(self) -> list[tuple[Order, str]]:
        return [(order, self.query(sort="" if order == Order.RELEVANCE else order.value)) for order in Order]

    @property
    def without_most_restrictive(self) -> dict | None:
        """Return the filter whose removal leaves most results, with their number."""
        name = self.results.unfiltered.most_restrictive()
        if not name:
            return None
        return {
            "label": LABELS[name],
            "value": self.filters.label(name, self.filters.requested[name]),
            "count": self.results.unfiltered.without(name),
            "query": self.query(**{name: ""}),
        }
