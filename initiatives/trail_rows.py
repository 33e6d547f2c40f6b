"""Papers and initiatives in a list, each with its trail as a lane: the decision tracker and the home page."""

from collections.abc import Iterable
from dataclasses import dataclass

from .lanes import Lane, Scale
from .models import ConceptPaperPage, InitiativePage
from .standing import adopted_at, get_standing
from .trail import get_trails
from .trail_steps import Trail


@dataclass(frozen=True)
class TrailRow:
    """A paper or an initiative in the list, with its trail as a lane and where it stands."""

    page: ConceptPaperPage | InitiativePage
    trail: Trail
    scale: Scale

    @property
    def name(self) -> str:
        return self.page.short_name if isinstance(self.page, InitiativePage) else self.page.title

    @property
    def lane(self) -> Lane:
        return Lane(self.trail, self.scale)

    @property
    def standing(self) -> str:
        """Return where it stands; a paper of the list has no initiative that carries it out."""
        if isinstance(self.page, InitiativePage):
            return get_standing(self.page, self.trail).sentence
        adoption = self.trail.adoption
        return f"{adopted_at(adoption)}." if adoption else ""

    @property
    def doubt(self) -> str:
        """Return what is not confirmed of what `standing` says."""
        if isinstance(self.page, InitiativePage) and self.page.reported_on:
            return self.page.status_doubt
        return self.trail.adoption.doubt if self.trail.adoption else ""


def get_trail_rows(pages: Iterable[ConceptPaperPage | InitiativePage]) -> dict[int, TrailRow]:
    """Return the rows of papers without an initiative and of initiatives by primary key, on one scale."""
    pages = list(pages)
    trails = get_trails(pages, all_initiatives=())
    scale = Scale.of(trails.values())
    return {page.pk: TrailRow(page, trails[page.pk].with_copied_records(), scale) for page in pages}
