"""Makes the content of the portal from the facts, through its models, so that each of their rules is met.

All that could differ between two runs follows from the facts: keys of records, identifiers, times.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from pypdf import PdfReader
from wagtail.models import Page

from admm_site.content.partial_dates import PartialDate
from admm_site.content.records import KEY_CHARACTERS, KEY_LENGTH
from admm_site.media.models import PortalDocument
from admm_site.pages.models import ContentPage, FeaturedPage, HomePage
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import LeadRole
from initiatives.models import (
    ActivityPage,
    ConceptPaperIndexPage,
    ConceptPaperPage,
    InitiativeIndexPage,
    InitiativeLead,
    InitiativePage,
    StatusUpdate,
)
from meetings.choices import ParticipationRole
from meetings.models import (
    ChairTerm,
    Decision,
    MeetingDocument,
    MeetingIndexPage,
    MeetingPage,
    MeetingSeries,
    Participation,
)

from . import facts as found
from . import records, texts
from .documents import BACKGROUND_SLUG, DemoDocument, all_documents, write_documents
from .evidence import Evidence, FactsError, Reference
from .streams import objectives, stable_id, stream

DESCRIPTIVE = "Its title was not found in the pages read: the words are the portal’s own."

PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)

# What a meeting decides on, in the order in which its decisions are shown.
DECIDED_ON = [records.ConceptPaper, records.Initiative, records.Declaration, type(None)]

# Which paragraph of the text of record says what it is the source of, by the slug of the record.
PARAGRAPHS = {
    "1": ("admm", "inaugural-admm", "establishment-of-the-admm"),
    "2": ("cso-cooperation", "cso-workshops", "hadr-military-assets", "hadr-table-top-exercise"),
    "3": ("5th-admm", "adic", "apcn"),
    "4": ("7th-admm", "adip", "logistics-support-framework"),
    "5": ("8th-admm",),
    "1–6": ("background",),
}
PARAGRAPH_OF = {slug: paragraph for paragraph, slugs in PARAGRAPHS.items() for slug in slugs}


def record_key(*parts: str) -> str:
    """The key of a record inside a page: the same for the same words."""
    number = int.from_bytes(sha256("/".join(parts).encode()).digest())
    digits = (number // len(KEY_CHARACTERS) ** place % len(KEY_CHARACTERS) for place in range(KEY_LENGTH))
    return "".join(KEY_CHARACTERS[digit] for digit in digits)


def in_order(items: Iterable) -> list:
    """The same records, placed in their page in this order."""
    items = list(items)
    for position, item in enumerate(items):
        item.sort_order = position
    return items


def date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def occasion(facts: records.Meeting | records.Activity) -> dict[str, Any]:
    """The fields that meetings and activities share, but for the country."""
    return {
        "state": facts.state,
        "format": facts.format,
        "start_date": date(facts.start),
        "end_date": date(facts.end),
        "city": facts.city,
    }


class Build:
    """Fills a portal that has nothing but its home page. Files of documents are written to `folder`."""

    def __init__(self, facts: found.Facts, background: found.Background, folder: Path):
        self.facts = facts
        self.background = background
        self.folder = folder
        self.decisions = self._decisions_by_meeting()

    def run(self) -> None:
        self.documents = self._documents()
        self.countries = {code: self._country(country) for code, country in self.facts.countries.items()}
        self.areas = {slug: self._area(area) for slug, area in self.facts.areas.items()}
        self.series = self._all_series()
        self._sections()
        self.papers = {slug: self._paper(paper) for slug, paper in self.facts.papers.items()}
        self.initiatives = {slug: self._initiative(i) for slug, i in self.facts.initiatives.items()}
        self.meetings = {slug: self._meeting(meeting) for slug, meeting in self.facts.meetings.items()}
        for initiative in self.facts.initiatives.values():
            self._progress(initiative)
        self._feature()

    # What everything is made with

    def _add(self, parent: Page, page: Page) -> Page:
        page.translation_key = UUID(stable_id(f"{parent.url_path}{page.slug}/"))
        page.first_published_at = page.last_published_at = PUBLISHED
        parent.add_child(instance=page)
        return page

    def _source(self, evidence: Evidence, slug: str, where: str) -> dict[str, Any]:
        """The fields of `Source`; what the text of record says cites its document and paragraph."""
        fields = evidence.source_fields()
        if evidence.source.origin == Reference.SEED:
            fields |= {"source_name": "", "source_url": "", "source_paragraph": self._paragraph(slug)}
            fields["source_document"] = self.documents[BACKGROUND_SLUG]
        pages = [("page", self._cited_page(page, slug)) for page in evidence.more_sources if page.url]
        return fields | {"more_sources": stream(f"{where}/source", pages)}

    def _cited_page(self, page: Reference, slug: str) -> dict[str, str]:
        name = page.name
        if page.origin == Reference.SEED:
            name = f"{name}, paragraph {self._paragraph(slug)}"
        return {"name": name, "url": page.url}

    def _paragraph(self, slug: str) -> str:
        if slug not in PARAGRAPH_OF:
            raise FactsError(f"{slug}: say in PARAGRAPHS which paragraph of the text of record is meant.")
        return PARAGRAPH_OF[slug]

    # Reference

    def _documents(self) -> dict[str, PortalDocument]:
        documents = list(all_documents(self.facts, self.background))
        paths = write_documents(documents, self.folder / "documents")
        return {
            document.slug: self._document(document, path)
            for document, path in zip(documents, paths, strict=True)
        }

    def _document(self, demo: DemoDocument, path: Path) -> PortalDocument:
        content = path.read_bytes()
        document = PortalDocument(
            title=demo.title,
            file=path.relative_to(self.folder).as_posix(),
            kind=demo.kind,
            issued=date(demo.issued),
            language=demo.language,
            page_count=len(PdfReader(path).pages),
            file_size=len(content),
            file_hash=sha1(content, usedforsecurity=False).hexdigest(),
            sha256=sha256(content).hexdigest(),
        )
        document.full_clean()
        document.save()
        PortalDocument.objects.filter(pk=document.pk).update(created_at=PUBLISHED)
        return document

    def _country(self, facts: records.Country) -> Country:
        country = Country(
            code=facts.code,
            slug=facts.slug,
            name=facts.name,
            official_name=facts.official_name,
            role=facts.role,
            earlier_role=facts.earlier_role,
            since=date(facts.since),
            **self._source(facts.evidence, facts.slug, f"countries/{facts.slug}"),
        )
        country.full_clean()
        country.save()
        return country

    def _area(self, facts: records.Area) -> CooperationArea:
        area = CooperationArea(
            slug=facts.slug,
            name=facts.name,
            acronym=facts.acronym,
            kind=facts.kind,
            description=facts.description,
            **self._source(facts.evidence, facts.slug, f"areas/{facts.slug}"),
        )
        area.full_clean()
        area.save()
        return area

    def _all_series(self) -> dict[str, MeetingSeries]:
        """Each series before those that report to it."""
        made: dict[str, MeetingSeries] = {}
        while left := [series for slug, series in self.facts.series.items() if slug not in made]:
            ready = [series for series in left if not series.reports_to or series.reports_to in made]
            if not ready:
                raise FactsError(
                    f"series: {', '.join(s.slug for s in left)} report to each other in a circle."
                )
            made |= {series.slug: self._one_series(series, made.get(series.reports_to)) for series in ready}
        return made

    def _one_series(self, facts: records.Series, reports_to: MeetingSeries | None) -> MeetingSeries:
        series = MeetingSeries(
            slug=facts.slug,
            name=facts.name,
            acronym=facts.acronym,
            framework=facts.framework,
            level=facts.level,
            reports_to=reports_to,
            area=self.areas.get(facts.area),
            established=date(facts.established),
            summary=facts.summary,
            **self._source(facts.evidence, facts.slug, f"series/{facts.slug}"),
        )
        series.chair_terms = in_order(
            ChairTerm(
                country=self.countries[term.country],
                role=term.role,
                start=date(term.start),
                end=date(term.end),
                **self._source(term.evidence, facts.slug, f"series/{facts.slug}/{term.country}/{term.start}"),
            )
            for term in facts.chair_terms
        )
        series.full_clean()
        series.clean_records()
        series.save()
        return series

    # Pages

    def _sections(self) -> None:
        words = texts.home()
        self.home = home = HomePage.objects.get()
        home.translation_key = UUID(stable_id(home.url_path))
        home.first_published_at = home.last_published_at = PUBLISHED
        home.heading, home.introduction = words["heading"], words["introduction"]
        home.is_demonstration = True
        home.save()
        types = (MeetingIndexPage, ConceptPaperIndexPage, InitiativeIndexPage)
        self.meeting_index, self.paper_index, self.initiative_index = (
            self._section(page_type, *section)
            for page_type, section in zip(types, words["sections"].items(), strict=True)
        )
        about = self._text(home, texts.about(), show_in_menus=True)
        for text in texts.below_about(self.background, self.facts.ewg_cycles.values()):
            self._text(about, text)

    def _section(self, page_type: type[Page], title: str, introduction: str) -> Page:
        section = page_type(title=title, slug=slugify(title), introduction=introduction, show_in_menus=True)
        return self._add(self.home, section)

    def _text(self, parent: Page, text: texts.Text, *, show_in_menus: bool = False) -> Page:
        where = f"pages/{text.slug}"
        page = ContentPage(
            title=text.title,
            slug=text.slug,
            introduction=text.introduction,
            body=stream(where, text.body),
            show_in_menus=show_in_menus,
            **(self._source(text.evidence, text.slug, where) if text.evidence else {}),
        )
        return self._add(parent, page)

    def _paper(self, facts: records.ConceptPaper) -> ConceptPaperPage:
        where = f"papers/{facts.slug}"
        paper = ConceptPaperPage(
            title=facts.title,
            slug=facts.slug,
            title_is_descriptive=facts.title_is_descriptive,
            kind=facts.kind,
            acronym=facts.acronym,
            area=self.areas[facts.area],
            document=self.documents[facts.slug],
            summary=facts.summary,
            objectives=stream(where, [objectives(where, facts.objectives)] if facts.objectives else []),
            **self._source(facts.evidence, facts.slug, where),
        )
        paper.proposed_by = [self.countries[code] for code in facts.proposed_by]
        return self._add(self.paper_index, paper)

    def _initiative(self, facts: records.Initiative) -> InitiativePage:
        where = f"initiatives/{facts.slug}"
        initiative = InitiativePage(
            title=facts.name,
            slug=facts.slug,
            acronym=facts.acronym,
            area=self.areas[facts.area],
            is_portal_grouping=facts.portal_grouping,
            summary=facts.summary,
            **self._source(facts.evidence, facts.slug, where),
        )
        initiative.implements = [self.papers[slug] for slug in facts.implements]
        leads = ((code, LeadRole.LEAD) for code in facts.lead)
        co_leads = ((code, LeadRole.CO_LEAD) for code in facts.co_lead)
        initiative.leads = in_order(
            InitiativeLead(country=self.countries[code], role=role) for code, role in (*leads, *co_leads)
        )
        return self._add(self.initiative_index, initiative)

    def _progress(self, facts: records.Initiative) -> None:
        """The updates, which may name a meeting, and the activities."""
        initiative = self.initiatives[facts.slug]
        initiative.status_updates = in_order(
            StatusUpdate(
                key=record_key(facts.slug, update.date, update.status),
                date=date(update.date),
                status=update.status,
                note=update.text,
                reported_to=self.meetings.get(update.reported_to),
                **self._source(update.evidence, facts.slug, f"initiatives/{facts.slug}/{update.date}"),
            )
            for update in facts.stored_updates
        )
        initiative.save()
        for activity in facts.activities:
            self._activity(initiative, activity)

    def _activity(self, initiative: InitiativePage, facts: records.Activity) -> None:
        activity = ActivityPage(
            title=facts.title,
            slug=facts.slug,
            kind=facts.kind,
            country=self.countries.get(facts.country),
            venue=facts.place,
            area=self.areas.get(facts.area),
            series=self.series.get(facts.series),
            summary=facts.summary,
            **occasion(facts),
            **self._source(facts.evidence, facts.slug, f"activities/{initiative.slug}/{facts.slug}"),
        )
        activity.hosts = [self.countries[code] for code in facts.hosts]
        self._add(initiative, activity)

    def _meeting(self, facts: records.Meeting) -> MeetingPage:
        meeting = MeetingPage(
            slug=facts.slug,
            series=self.series[facts.series],
            ordinal=facts.ordinal,
            country=self.countries.get(facts.country),
            venue=facts.venue,
            chair_country=self.countries.get(facts.chair_country),
            chair_person=facts.chair_person,
            theme=facts.theme,
            summary=facts.summary,
            **occasion(facts),
            **self._source(facts.evidence, facts.slug, f"meetings/{facts.slug}"),
        )
        if facts.short_title != meeting.generated_title():
            meeting.custom_title = facts.short_title
        if facts.title != facts.short_title:
            meeting.seo_title = facts.title
        participants = ((code, ParticipationRole.PARTICIPANT) for code in facts.participants)
        observers = ((code, ParticipationRole.OBSERVER) for code in facts.observers)
        meeting.participations = in_order(
            Participation(country=self.countries[code], role=role)
            for code, role in (*participants, *observers)
        )
        decisions = self.decisions[facts.slug]
        meeting.decisions = in_order(self._decision(decision) for decision in decisions)
        meeting.documents = in_order(
            MeetingDocument(
                key=record_key(facts.slug, decision.subject.slug),
                document=self.documents[decision.subject.slug],
                title=decision.subject.title,
            )
            for decision in decisions
            if isinstance(decision.subject, records.Declaration)
        )
        return self._add(self.meeting_index, meeting)

    def _decision(self, facts: found.Decision) -> Decision:
        subject = facts.subject
        slug = subject.slug if subject else facts.meeting
        pages = {records.ConceptPaper: self.papers, records.Initiative: self.initiatives}.get(
            type(subject), {}
        )
        where = (
            "decisions",
            facts.meeting,
            facts.verb,
            type(subject).__name__ if subject else facts.text,
            slug,
        )
        return Decision(
            key=record_key(*where),
            verb=facts.verb,
            subject=pages.get(slug),
            document=self.documents[slug] if isinstance(subject, records.Declaration) else None,
            text=facts.text,
            **self._source(facts.evidence, slug, "/".join(where)),
        )

    def _decisions_by_meeting(self) -> dict[str, list[found.Decision]]:
        """The decisions of each meeting, with what the status `adopted` of an initiative says of them."""
        said = {}
        for adoption in self.facts.adoptions():
            text = adoption.update.text.lower()
            carrier = next(d for d in adoption.decisions if d.verb in text or adoption.implied)
            said[carrier] = adoption.update
        by_meeting = defaultdict(list)
        for decision in self.facts.decisions():
            by_meeting[decision.meeting].append(self._in_full(decision, said.get(decision)))
        for decisions in by_meeting.values():
            decisions.sort(key=lambda decision: DECIDED_ON.index(type(decision.subject)))
        return by_meeting

    def _in_full(self, decision: found.Decision, update: records.StatusUpdate | None) -> found.Decision:
        subject = decision.subject
        if isinstance(subject, records.Declaration):
            evidence = subject.evidence
            if subject.title_is_descriptive:
                evidence = replace(evidence, note=f"{DESCRIPTIVE} {evidence.note}".strip())
            return replace(decision, text=subject.summary, evidence=evidence)
        if update and decision.text != update.text:
            return replace(decision, text=update.text, evidence=decision.evidence.joined(update.evidence))
        return decision

    def _feature(self) -> None:
        self.home.featured = in_order(
            FeaturedPage(
                key=record_key("featured", path),
                target=Page.objects.get(url_path=f"/home/{path}/"),
                text=words,
            )
            for path, words in texts.home()["featured"].items()
        )
        self.home.refresh_from_db(fields=["numchild"])
        self.home.save()
