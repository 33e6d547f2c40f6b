"""A portal with one of everything, every record connected to the others; and many more of each."""

from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.models import FeaturedPage
from tests.without_search import without_indexes, without_search_index

from .changes import ChangeFactory, decision_values, field_difference, record_difference
from .documents import DocumentVersionFactory, PortalDocumentFactory, PortalImageFactory
from .initiatives import (
    ActivityDocumentFactory,
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from .meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from .pages import ContentPageFactory, create_portal
from .reference import CooperationAreaFactory, CountryFactory
from .withdrawals import WithdrawalFactory

WORDS = [
    ("heading", {"text": "Establishment", "level": "2"}),
    ("rich_text", "<p>Ministers met.</p>"),
    ("objectives", {"introduction": "", "items": [{"text": "promote peace", "anchor": "objective-1"}]}),
]


def every_block(document, image) -> list:
    """A block of each type."""
    cells = {"columns": [{"type": "text", "heading": "Year"}], "rows": [{"values": ["2011"]}]}
    return [
        ("heading", {"text": "Establishment", "level": "2"}),
        ("rich_text", f'<p>See <a linktype="document" id="{document.pk}">the text</a>.</p>'),
        ("quotation", {"text": "<p>We met.</p>", "document": document, "source": "", "url": ""}),
        ("objectives", {"introduction": "", "items": [{"text": "promote peace", "anchor": "objective-1"}]}),
        ("image", {"image": image, "alt_text": "", "caption": "Jakarta"}),
        ("table", {"caption": "Meetings", "table": cells}),
        ("call_out", {"heading": "Note", "text": "<p>In its time.</p>"}),
        ("document_list", {"heading": "Read", "documents": [document]}),
        ("timeline_item", {"date": PartialDate(2004, 11), "heading": "Programme", "text": ""}),
    ]


def create_full_portal() -> SimpleNamespace:
    """Everything that `tests.public_urls` has an address of; returns the records by name."""
    with without_search_index():
        p = _fill()
    call_command("index_passages", verbosity=0)
    return p


def _fill() -> SimpleNamespace:
    p = create_portal()
    p.country = CountryFactory(code="VN", name="Viet Nam")
    p.plus = CountryFactory(code="US", name="United States", plus=True)
    p.area = CooperationAreaFactory(acronym="HADR", name="Disaster relief")
    p.admm = MeetingSeriesFactory(acronym="ADMM")
    p.adsom = MeetingSeriesFactory(acronym="ADSOM", level="senior-officials", reports_to=p.admm)
    p.group = MeetingSeriesFactory(acronym="HADR EWG", working_group=True, area=p.area, reports_to=p.adsom)
    ChairTermFactory(series=p.group, country=p.country, role="co-chair")
    ChairTermFactory(series=p.group, country=p.plus, role="co-chair")

    p.document = PortalDocumentFactory(title="Joint Declaration", issued=PartialDate(2011, 5, 19), drawn=True)
    DocumentVersionFactory(document=p.document)
    p.country.source_document = p.document
    p.country.save()
    p.image = PortalImageFactory()
    p.meeting = MeetingPageFactory(
        series=p.admm,
        ordinal=5,
        country=p.country,
        chair_country=p.country,
        theme="Cooperation",
        body=WORDS,
    )
    MeetingPageFactory(series=p.admm, ordinal=4, country=p.country, start_date=PartialDate(2010))
    MeetingPageFactory(series=p.admm, ordinal=20, country=p.country, planned=True)
    p.preparing = MeetingPageFactory(
        series=p.adsom, ordinal=9, country=p.country, start_date=PartialDate(2011, 4, 27)
    )
    MeetingPageFactory(series=p.group, ordinal=1, country=p.country, start_date=PartialDate(2011, 7))
    ParticipationFactory(page=p.meeting, country=p.country)
    ParticipationFactory(page=p.meeting, country=p.plus, role="observer")
    MeetingDocumentFactory(page=p.meeting, document=p.document)

    p.paper = ConceptPaperPageFactory(
        title="ADIC", area=p.area, proposed_by=[p.country], document=p.document, summary="Cooperation"
    )
    ConceptPaperPageFactory(title="Older paper", area=p.area, superseded_by=p.paper)
    p.initiative = InitiativePageFactory(
        title="ADIC", area=p.area, implements=[p.paper], summary="Cooperation", body=WORDS
    )
    InitiativePageFactory(title="Another initiative", area=p.area)
    InitiativeLeadFactory(page=p.initiative, country=p.country)
    InitiativeLeadFactory(page=p.initiative, country=p.plus, role="co-lead")
    StatusUpdateFactory(page=p.initiative, reported_to=p.meeting, source_document=p.document, key="report22")
    DecisionFactory(
        page=p.meeting,
        subject=p.paper,
        document=p.document,
        source_document=p.document,
        key="decisn22",
    )
    DecisionFactory(page=p.meeting, subject=p.initiative, verb="noted")
    p.activity = ActivityPageFactory(
        parent=p.initiative,
        title="Workshop",
        area=p.area,
        series=p.group,
        country=p.country,
        hosts=[p.country, p.plus],
    )
    ActivityDocumentFactory(page=p.activity, document=p.document)
    p.page = ContentPageFactory(
        title="Background",
        introduction="Cooperation",
        body=every_block(p.document, p.image),
        source_document=p.document,
    )
    ContentPageFactory(title="Objectives", parent=p.page)
    FeaturedPage.objects.create(page=p.home, target=p.page)
    for page in (p.meeting, p.paper, p.initiative, p.activity, p.page):
        ChangeFactory(page=page, kind="published")
        _log(p, page, p.country, p.area, p.document)
    WithdrawalFactory(page__title="Taken away")
    WithdrawalFactory(page__title="Still readable", replaced_by=p.page, stays_readable=True)
    return p


def _log(p: SimpleNamespace, page: Page, country, area, document) -> None:
    """Changes that name pages, countries, areas and documents."""
    ChangeFactory(
        page=page, differences=field_difference("title", page.title, page.title), is_major=True, note="New."
    )
    ChangeFactory(
        page=p.meeting, differences=field_difference("country", None, country.pk), is_correction=True
    )
    ChangeFactory(page=p.paper, differences=field_difference("area", area.pk, p.area.pk))
    differences = record_difference(
        "decisions", "decisn22", decision_values(p.paper, document), decision_values(p.initiative, p.document)
    )
    ChangeFactory(page=p.meeting, differences=differences)


def multiply(p: SimpleNamespace, times: int) -> None:
    """Creates `times` more of each record and of each relation."""
    for page in (p.about, p.page, p.initiative):
        page.refresh_from_db()
    with without_indexes():
        _add_to_each(p, times)
    call_command("rebuild_references_index", verbosity=0)
    call_command("index_passages", verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # its planner knows nothing yet of what was just made


def _add_to_each(p: SimpleNamespace, times: int) -> None:
    for number in range(times):
        country = CountryFactory(source_document=p.document)
        area = CooperationAreaFactory()
        series = MeetingSeriesFactory(working_group=True, area=p.area, reports_to=p.adsom)
        ChairTermFactory(
            series=p.group, country=country, start=PartialDate(1950 + number), end=PartialDate(1951 + number)
        )
        ChairTermFactory(series=series, country=p.country)
        document = PortalDocumentFactory(issued=PartialDate(2011, 5), translation_of=p.document)
        DocumentVersionFactory(document=p.document)
        meeting = MeetingPageFactory(
            series=p.admm,
            ordinal=100 + number,
            country=p.country,
            chair_country=p.country,
            theme="Cooperation",
        )
        MeetingPageFactory(series=series, country=country, start_date=PartialDate(2011, 5, 1 + number % 28))
        ParticipationFactory(page=p.meeting, country=country)
        MeetingDocumentFactory(page=p.meeting, document=document)
        paper = ConceptPaperPageFactory(
            area=p.area, proposed_by=[p.country], document=document, summary="Cooperation"
        )
        initiative = InitiativePageFactory(area=p.area, implements=[paper, p.paper], summary="Cooperation")
        InitiativeLeadFactory(page=initiative, country=p.country)
        InitiativeLeadFactory(page=p.initiative, country=country)
        StatusUpdateFactory(page=initiative, reported_to=meeting)
        StatusUpdateFactory(
            page=p.initiative, date=PartialDate(1950 + number), reported_to=meeting, source_document=document
        )
        DecisionFactory(page=p.meeting, subject=paper, document=document, source_document=document)
        DecisionFactory(page=meeting, subject=p.paper)
        DecisionFactory(page=meeting, subject=p.initiative)
        activity = ActivityPageFactory(
            parent=p.initiative, area=p.area, series=p.group, country=p.country, hosts=[p.country, country]
        )
        ActivityDocumentFactory(page=p.activity, document=document)
        ActivityPageFactory(parent=p.initiative, area=area, state="planned", start_date=PartialDate(2026, 9))
        ContentPageFactory(introduction="Cooperation")
        ContentPageFactory(parent=p.page, introduction="Cooperation")
        FeaturedPage.objects.create(page=p.home, target=activity)
        _log(p, p.meeting, country, area, document)


def add_many(page_type: type[Page], parent: Page, number: int, **fields) -> None:
    """Creates `number` pages below `parent` by bulk insert, without validation and indexing."""
    parent.refresh_from_db()
    last = parent.get_children().order_by("path").last()
    start = Page._str2int(last.path[-Page.steplen :]) if last else 0
    content_type = ContentType.objects.get_for_model(page_type)
    name = page_type._meta.verbose_name
    pages = Page.objects.bulk_create(
        Page(
            title=f"{name} {position}",
            draft_title=f"{name} {position}",
            slug=f"many-{position}",
            path=Page._get_path(parent.path, parent.depth + 1, position),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}many-{position}/",
            locale_id=parent.locale_id,
            content_type=content_type,
            live=True,
        )
        for position in range(start + 1, start + number + 1)
    )
    for position, page in enumerate(pages, start + 1):
        values = {field: value(position) if callable(value) else value for field, value in fields.items()}
        page_type(page_ptr=page, **values).save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + number)
