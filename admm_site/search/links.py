"""The addresses that a page of results leads to: each keeps what was asked, but for one thing."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

from admm_site.core.listings import Chip

from .choices import Order
from .facets import LABELS, FacetChoice
from .results import SearchResults

SHOWN_AT_ONCE = 6


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
        """Those shown at once; what is chosen is always among them."""
        return self.links[:SHOWN_AT_ONCE] + [
            link for link in self.links[SHOWN_AT_ONCE:] if link.choice.is_selected
        ]

    @property
    def rest(self) -> list[Link]:
        return [link for link in self.links[SHOWN_AT_ONCE:] if not link.choice.is_selected]


class Links:
    """For results `found` of what was `typed`; `exact` where its spelling is kept as it is."""

    def __init__(self, found: SearchResults, typed: str, exact: bool):
        self.found, self.filters = found, found.filters
        self.kept = {"q": typed, **self.filters.asked}
        if found.order != Order.RELEVANCE:
            self.kept["sort"] = str(found.order.value)
        if exact:
            self.kept["exact"] = "1"

    def query(self, **changes: str) -> str:
        """The query string with other values; an empty one is left out."""
        return urlencode({name: value for name, value in (self.kept | changes).items() if value})

    @property
    def here(self) -> str:
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
            for name, value in self.filters.asked.items()
        ]

    @property
    def facets(self) -> list[FacetLinks]:
        return [
            FacetLinks(facet.name, facet.label, self._links(facet)) for facet in self.found.counts.facets()
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
        """The filter without which most would be found, and how much that is."""
        name = self.found.unfiltered.most_restrictive()
        if not name:
            return None
        return {
            "label": LABELS[name],
            "value": self.filters.label(name, self.filters.asked[name]),
            "count": self.found.unfiltered.without(name),
            "query": self.query(**{name: ""}),
        }
