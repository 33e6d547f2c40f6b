"""Content of any size: the demonstration and more of the same kind. The same seed gives the same content.

    .venv/bin/python manage.py shell -c "from tests.bench.scale import make; make(20, 500, 50)"

What would take the portal's own rules hours is written straight to the database; they hold all the same.
"""

from collections.abc import Callable, Iterator

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Collection, Page

from admm_site.changes.recording import log_first_publications
from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from admm_site.core.revisions import store_live_revisions
from admm_site.database import collect_statistics
from admm_site.documents.choices import DocumentKind, DocumentLanguage, Extraction
from admm_site.documents.models import PageText, PortalDocument
from admm_site.operations.demo import loading
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import ActivityKind, PaperKind, Status
from initiatives.models import (
    ActivityPage,
    ConceptPaperIndexPage,
    ConceptPaperPage,
    InitiativeIndexPage,
    InitiativePage,
    StatusUpdate,
)
from meetings.choices import Verb
from meetings.models import (
    Decision,
    MeetingDocument,
    MeetingIndexPage,
    MeetingPage,
    MeetingSeries,
    Participation,
)

from .author import Author

FIRST_ORDINAL = 1000
UPDATES_AN_INITIATIVE = 10
DECISIONS_A_MEETING = 3
MOST_PAGES = 3
AT_ONCE = 1000


def make(meetings: int, documents: int, initiatives: int, seed: int = 1) -> None:
    """Loads the demonstration into an empty portal, then adds more of the same kind.

    Each initiative has a paper, ten status updates and an activity; documents are spread over the meetings.
    Nothing is left after an error.
    """
    if loading.has_content():
        raise SystemExit("The portal has content: this is for an empty database.")
    with transaction.atomic():
        loading.load()
        maker = _Maker(Author(seed))
        maker.add_pages(meetings, initiatives)
        log_first_publications()
        maker.add_documents(documents)
        store_live_revisions()
        call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    call_command("index_passages")
    collect_statistics()


class _Maker:
    def __init__(self, author: Author):
        self.author, self.random = author, author.random
        self.countries = list(Country.objects.order_by("code"))
        self.areas = list(CooperationArea.objects.order_by("slug"))
        self.series = list(MeetingSeries.objects.order_by("slug"))
        self.meetings: list[MeetingPage] = []

    def add_pages(self, meetings: int, number: int) -> None:
        self.meetings = _add(MeetingPage, MeetingIndexPage.objects.get(), meetings, self._meeting)
        _write(Participation, self._participations())
        new_papers = _add(ConceptPaperPage, ConceptPaperIndexPage.objects.get(), number, self._paper)
        _write(Decision, self._decisions(new_papers))
        initiatives = _add(InitiativePage, InitiativeIndexPage.objects.get(), number, self._initiative)
        through = InitiativePage.implements.through
        _write(
            through,
            (
                through(initiativepage_id=initiative.pk, conceptpaperpage_id=paper.pk)
                for initiative, paper in zip(initiatives, new_papers, strict=True)
            ),
        )
        _write(StatusUpdate, self._updates(initiatives))
        for initiative in initiatives:
            _add(ActivityPage, initiative, 1, self._activity)

    def add_documents(self, number: int) -> None:
        collection = Collection.get_first_root_node()
        file = PortalDocument.objects.order_by("pk").first()
        for first in range(0, number, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, number))
            some = PortalDocument.objects.bulk_create(
                self._document(position, collection, file) for position in numbers
            )
            _write(PageText, self._texts(some))
            _write(MeetingDocument, self._places(some, first))

    def _meeting(self, number: int) -> dict:
        series = self.random.choice(self.series)
        day, country = self._day(), self.random.choice(self.countries)
        ordinal = FIRST_ORDINAL + number
        return {
            "title": f"{ordinal}th {series.acronym}",
            "series": series,
            "ordinal": ordinal,
            "start_date": day,
            "end_date": day,
            "city": self.random.choice(self.author.names),
            "country": country,
            "chair_country": country,
            "state": EventStatus.HELD,
            "theme": self.author.title(),
            "summary": self.author.paragraph(),
            "body": [("rich_text", f"<p>{self.author.paragraph()}</p>")],
        }

    def _paper(self, number: int) -> dict:
        return {
            "title": f"Concept paper on {self.author.title()}",
            "kind": self.random.choice(PaperKind.values),
            "area": self.random.choice(self.areas),
            "summary": self.author.paragraph(),
        }

    def _initiative(self, number: int) -> dict:
        return {
            "title": self.author.title(),
            "area": self.random.choice(self.areas),
            "summary": self.author.paragraph(),
        }

    def _activity(self, number: int) -> dict:
        day = self._day()
        return {
            "title": f"Workshop on {self.author.title()}",
            "kind": self.random.choice(ActivityKind.values),
            "start_date": day,
            "end_date": day,
            "state": EventStatus.HELD,
            "country": self.random.choice(self.countries),
            "city": self.random.choice(self.author.names),
            "summary": self.author.sentence(),
        }

    def _document(self, number: int, collection: Collection, file: PortalDocument) -> PortalDocument:
        title = self.author.title()
        return PortalDocument(
            title=title,
            slug=f"made-{number}",
            file=file.file.name,
            file_size=file.file_size,
            file_hash=file.file_hash,
            sha256=file.sha256,
            kind=self.random.choice(DocumentKind.values),
            language=DocumentLanguage.ENGLISH,
            issued=self._day(),
            collection=collection,
            extraction=Extraction.READ,
            page_count=self.random.randint(1, MOST_PAGES),
        )

    def _day(self) -> PartialDate:
        return PartialDate(
            self.random.randint(2006, 2025), self.random.randint(1, 12), self.random.randint(1, 28)
        )

    def _participations(self) -> Iterator[Participation]:
        members = [country for country in self.countries if country.role == "member"]
        for meeting in self.meetings:
            for order, country in enumerate(members):
                yield Participation(page=meeting, country=country, sort_order=order)

    def _decisions(self, papers: list[ConceptPaperPage]) -> Iterator[Decision]:
        for meeting in self.meetings:
            for order, paper in enumerate(self.random.sample(papers, min(DECISIONS_A_MEETING, len(papers)))):
                yield Decision(
                    page=meeting,
                    subject_id=paper.pk,
                    verb=self.random.choice(Verb.values),
                    text=self.author.sentence(),
                    sort_order=order,
                )

    def _updates(self, initiatives: list[InitiativePage]) -> Iterator[StatusUpdate]:
        for initiative in initiatives:
            for order in range(UPDATES_AN_INITIATIVE):
                yield StatusUpdate(
                    page=initiative,
                    date=PartialDate(2010 + order, self.random.randint(1, 12)),
                    status=self.random.choice([Status.UNDER_WAY, Status.UNDER_WAY, Status.COMPLETED]),
                    note=self.author.sentence(),
                    reported_to=self.random.choice(self.meetings),
                    sort_order=order,
                )

    def _texts(self, documents: list[PortalDocument]) -> Iterator[PageText]:
        for document in documents:
            for number in range(1, document.page_count + 1):
                yield PageText(document=document, number=number, text=self.author.page())

    def _places(self, documents: list[PortalDocument], first: int) -> Iterator[MeetingDocument]:
        for number, document in enumerate(documents, first):
            meeting = self.meetings[number % len(self.meetings)]
            yield MeetingDocument(page=meeting, document=document, sort_order=number)


def _write(model: type[models.Model], rows: Iterator) -> None:
    """Stores rows; those with a permalink get their key."""

    def with_key(row):
        if hasattr(row, "ensure_key"):
            row.ensure_key()
        return row

    model._default_manager.bulk_create(map(with_key, rows), batch_size=AT_ONCE)


def _add(page_type: type[Page], parent: Page, number: int, values: Callable[[int], dict]) -> list[Page]:
    """Creates live pages below `parent` without revisions, each with the values for its position."""
    parent.refresh_from_db()
    last = parent.get_last_child()
    last_step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    rows = [values(position) for position in range(number)]
    now, content_type = timezone.now(), ContentType.objects.get_for_model(page_type)
    pages = Page.objects.bulk_create(
        [
            Page(
                title=value["title"],
                draft_title=value["title"],
                slug=f"made-{position}",
                path=Page._get_path(parent.path, parent.depth + 1, last_step + position + 1),
                depth=parent.depth + 1,
                url_path=f"{parent.url_path}made-{position}/",
                locale_id=parent.locale_id,
                content_type=content_type,
                live=True,
                first_published_at=now,
                last_published_at=now,
            )
            for position, value in enumerate(rows)
        ],
        batch_size=AT_ONCE,
    )
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + number)
    return [_specific(page_type, page, value) for page, value in zip(pages, rows, strict=True)]


def _specific(page_type: type[Page], page: Page, values: dict) -> Page:
    """The row of the page's specific model; the base row is stored already."""
    common = {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}
    specific = page_type(**{**common, **values, "page_ptr_id": page.pk})
    specific.save_base(raw=True, force_insert=True)
    return specific
