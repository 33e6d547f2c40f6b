"""Everything that changes what visitors see, as the rules of a state machine of Hypothesis.

A rule is a way in which content changes. After each step, `CacheMachine` requests a sample of the public
addresses through the cache and without it: nothing may differ.
"""

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from datetime import timedelta
from difflib import unified_diff
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Revision,
    Site,
)

from admm_site.audit import append_only
from admm_site.changes.models import Change
from admm_site.core.content_version import read_version
from admm_site.core.page_base import PublicationError
from admm_site.core.partial_dates import PartialDate
from admm_site.documents.models import PortalDocument, PortalRendition
from admm_site.pages.models import ContentPage
from admm_site.reference.models import CooperationArea, Country
from admm_site.withdrawals.models import Withdrawal
from initiatives.models import ActivityDocument, ActivityPage, InitiativePage, StatusUpdate
from meetings.models import Decision, MeetingDocument, MeetingPage, MeetingSeries
from tests.audit_triggers import remove_audit_triggers
from tests.changes.publishing import draft, publish
from tests.factories.documents import DocumentVersionFactory
from tests.factories.initiatives import ActivityDocumentFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.portal import create_full_portal
from tests.public_urls import NOT_FOUND, PAGES, SURFACES
from tests.responses import lasting_headers, read

# What is made anew each time: forms with a token of the moment, health checks, ZIP files with the time.
NEVER_CACHED = re.compile(r"/report/|/healthz|/readyz|.*\.zip\b")
TOKEN = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")\w+'
)  # the form for a password has a new one each time
ADDRESSES = [address for address in SURFACES.values() if not NEVER_CACHED.match(address)]
NUMBERS = st.integers(0, 99)  # which of the rows that there are
# Three of them, and a page with a picture, whose renditions are made by the request.
SAMPLES = st.lists(st.sampled_from(ADDRESSES), min_size=3, max_size=3, unique=True).map(
    lambda addresses: [PAGES["page of text"], *addresses]
)
HEADERS = st.sampled_from([{}, {"accept_encoding": "gzip"}, {"origin": "https://other.example"}])

# One sequence each, because it takes minutes to make a failing one shorter; the same ones in each run.
SETTINGS = hypothesis_settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)

STEPS_AN_ADDRESS = 10  # of long sequences

# What an editor is told to do otherwise: nothing changes.
REFUSALS = (ValidationError, ProtectedError, IntegrityError, PublicationError, CommandError)

type_of_snippet = (Country, CooperationArea, MeetingSeries)
Answer = tuple[int, dict[str, str], bytes]


def pick(rows: QuerySet, number: int) -> Any:
    """The row at this position, counted round; the change is refused if there is none."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise ValidationError("There is no such row.")
    return rows.get(pk=keys[number % len(keys)])


def a_page(number: int) -> Page:
    """A page below a section; an alias is only what Wagtail makes of its source."""
    return pick(Page.objects.filter(depth__gt=3, alias_of=None), number).specific


def execute(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def in_another_connection(call: Callable) -> Any:
    def run():
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, run).result()


def refill_database() -> None:
    """Put the portal with one of everything into the place of what is there, committed."""
    options = {"verbosity": 0, "interactive": False, "inhibit_post_migrate": True}
    remove_audit_triggers()  # which refuse that
    call_command("flush", reset_sequences=False, **options)
    append_only.install()
    Locale.objects.create(pk=1, language_code="en")  # pages look for it
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    create_full_portal()


def get_answer(address: str, headers: dict[str, str]) -> Answer:
    """The status, headers and body; of a page that is never stored, uncompressed and without its token."""
    response = Client().get(address, headers=headers)
    headers, body = lasting_headers(response.headers), read(response)
    if "no-store" in headers.get("cache-control", "") and headers.get("content-encoding") == "gzip":
        headers.pop("content-length", None)
        body = gzip.decompress(body)
    return response.status_code, headers, TOKEN.sub(b"", body)


def difference(cached: Answer, anew: Answer) -> str:
    """A unified diff of the two responses, status and headers first."""
    lines = [
        [str(status), *map(str, sorted(headers.items())), *body.decode(errors="replace").splitlines()]
        for status, headers, body in (cached, anew)
    ]
    return "\n".join(unified_diff(*lines, "cached", "made anew", n=1, lineterm=""))


@contextmanager
def without_caches() -> Iterator[None]:
    """Nothing is read from a cache or stored in one; what they hold stays there."""
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    with override_settings(CACHES=dict.fromkeys(settings.CACHES, dummy), RESPONSE_CACHE=False):
        yield


def change(**strategies) -> Callable:
    """Declare a way in which content changes, in a transaction of its own."""

    def decorate(function: Callable) -> Callable:
        @rule(**strategies)
        @wraps(function)
        def attempt(self, **values):
            before = read_version()
            with suppress(*REFUSALS), transaction.atomic():
                function(self, **values)
            self.effective[function.__name__] += read_version() != before

        return attempt

    return decorate


class ContentChanges(RuleBasedStateMachine):
    """The rules. `effective` counts how often each of them changed something."""

    effective: Counter[str] = Counter()

    def __init__(self):
        super().__init__()
        self.count = 0
        self.folder = TemporaryDirectory()

    def teardown(self):
        self.folder.cleanup()

    def new_text(self) -> str:
        self.count += 1
        return f"Text {self.count}"

    # Pages

    @change(number=NUMBERS)
    def create_a_page(self, number):
        parent = pick(ContentPage.objects.filter(depth__gt=2, alias_of=None), number)
        publish(ContentPageFactory(title=self.new_text(), parent=parent))

    @change()
    def create_a_meeting(self):
        MeetingPageFactory(series=MeetingSeries.objects.first(), country=Country.objects.first())

    @change(number=NUMBERS)
    def publish_a_page(self, number):
        publish(a_page(number))

    @rule(number=NUMBERS)
    def save_a_draft(self, number):
        """Changes nothing that visitors see, nor the version."""
        with suppress(*REFUSALS):
            draft(a_page(number), title=self.new_text())

    @change(number=NUMBERS)
    def rename_a_page(self, number):
        title = self.new_text()
        publish(a_page(number), title=title, slug=title.lower().replace(" ", "-"))

    @change(number=NUMBERS)
    def unpublish_a_page(self, number):
        a_page(number).unpublish()

    @change(number=NUMBERS)
    def withdraw_a_page(self, number):
        page = a_page(number)
        page.unpublish()
        Withdrawal.objects.update_or_create(page=page, defaults={"reason": self.new_text()})

    @change(number=NUMBERS)
    def delete_a_page(self, number):
        pick(Page.objects.filter(depth__gt=3), number).delete()

    @change(number=NUMBERS, section=NUMBERS)
    def move_a_page(self, number, section):
        page = pick(Page.objects.exact_type(ContentPage).filter(depth__gt=3, alias_of=None), number)
        sections = ContentPage.objects.filter(depth__gt=2, alias_of=None).not_descendant_of(
            page, inclusive=True
        )
        page.move(pick(sections, section), pos="last-child")

    @change(number=NUMBERS)
    def copy_a_page(self, number):
        title = self.new_text()
        a_page(number).copy(update_attrs={"title": title, "slug": title.lower().replace(" ", "-")})

    @change(number=NUMBERS)
    def create_an_alias(self, number):
        page = pick(Page.objects.exact_type(ContentPage).filter(depth__gt=3, alias_of=None), number)
        page.specific.create_alias(update_slug=self.new_text().lower().replace(" ", "-"))

    @change(number=NUMBERS, restriction=st.sampled_from(["password", "login"]))
    def make_a_page_private(self, number, restriction):
        values = {"password": "a word of old"} if restriction == "password" else {}
        PageViewRestriction.objects.create(page=a_page(number), restriction_type=restriction, **values)

    @precondition(lambda self: PageViewRestriction.objects.exists())
    @change(number=NUMBERS)
    def make_a_page_public_again(self, number):
        pick(PageViewRestriction.objects, number).delete()

    # Time that passes

    @change(number=NUMBERS)
    def schedule_a_page(self, number):
        page = a_page(number)
        publish(page, title=self.new_text(), go_live_at=timezone.now() + timedelta(days=1))

    @change(number=NUMBERS)
    def let_the_schedule_pass(self, number):
        """A day passes, and cron publishes what is due."""
        past = timezone.now() - timedelta(hours=1)
        for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
            content = revision.content | {"go_live_at": past.isoformat()}
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
        call_command("publish_scheduled", verbosity=0)

    @precondition(lambda self: self.has_clock)
    @rule(number=NUMBERS, is_unpublished=st.booleans())
    def let_a_page_expire(self, number, is_unpublished):
        """Nothing is written at the moment of the expiry."""
        with suppress(ValidationError):
            page = a_page(number)
            expiry = timezone.now() + timedelta(milliseconds=400)
            Page.objects.filter(pk=page.pk).update(expire_at=expiry)
            self.visit([page.url or "/", *self.addresses[:2]])
            while timezone.now() <= expiry + timedelta(milliseconds=3):  # SQLite’s clock counts milliseconds
                sleep(0.01)
            self.effective["let_a_page_expire"] += 1
            self.compare(["/sitemap.xml", *self.addresses])
            if is_unpublished:
                call_command("publish_scheduled", verbosity=0)

    # Records, documents and snippets

    @change(number=NUMBERS)
    def add_a_status_update(self, number):
        StatusUpdateFactory(page=pick(InitiativePage.objects, number), date=PartialDate(2014, 1))

    @change(number=NUMBERS)
    def delete_a_status_update(self, number):
        pick(StatusUpdate.objects, number).delete()

    @change(number=NUMBERS)
    def replace_a_file(self, number):
        document = pick(PortalDocument.objects, number)
        DocumentVersionFactory(document=document, reason=self.new_text())
        document.file = ContentFile(f"%PDF-1.4 {self.count}".encode(), "document.pdf")
        document.save()

    @change(number=NUMBERS)
    def rename_a_document(self, number):
        document = pick(PortalDocument.objects, number)
        document.title = self.new_text()
        document.save()

    @change(number=NUMBERS, document=NUMBERS, by=st.sampled_from(["meeting", "activity", "decision"]))
    def cite_a_document(self, number, document, by):
        document = pick(PortalDocument.objects, document)
        if by == "activity":
            ActivityDocumentFactory(page=pick(ActivityPage.objects, number), document=document)
        else:
            factory = MeetingDocumentFactory if by == "meeting" else DecisionFactory
            factory(page=pick(MeetingPage.objects, number), document=document)

    @change(number=NUMBERS, model=st.sampled_from([MeetingDocument, ActivityDocument, Decision]))
    def cite_a_document_no_more(self, number, model):
        pick(model.objects, number).delete()

    @change(number=NUMBERS)
    def move_a_document_to_a_private_collection(self, number):
        collection = Collection.get_first_root_node().add_child(name=self.new_text())
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
        PortalDocument.objects.filter(pk=pick(PortalDocument.objects, number).pk).update(
            collection=collection
        )

    @precondition(lambda self: CollectionViewRestriction.objects.exists())
    @change()
    def make_the_collections_public_again(self):
        CollectionViewRestriction.objects.all().delete()

    @change(number=NUMBERS, model=st.sampled_from(type_of_snippet))
    def edit_a_snippet(self, number, model):
        snippet = pick(model.objects, number)
        snippet.name = self.new_text()
        snippet.save()

    @change(number=NUMBERS)
    def redact_a_change(self, number):
        pick(Change.objects.filter(redacted_at__isnull=True), number).redact(None, "A private address")

    @precondition(lambda self: Change.objects.filter(redacted_at__isnull=False).exists())
    @change(number=NUMBERS)
    def restore_a_change(self, number):
        pick(Change.objects.filter(redacted_at__isnull=False), number).restore()

    @change(address=st.sampled_from(list(NOT_FOUND.values())), number=NUMBERS)
    def add_a_redirect(self, address, number):
        Redirect.add_redirect(old_path=address, redirect_to=a_page(number))

    @change()
    def delete_the_redirects(self):
        Redirect.objects.all().delete()

    # Past models, forms and signals

    @change(number=NUMBERS, model=st.sampled_from(type_of_snippet))
    def load_a_fixture(self, number, model):
        snippet = pick(model.objects, number)
        snippet.name = self.new_text()
        self.load([snippet])

    def load(self, rows: list[Model]) -> None:
        fixture = Path(self.folder.name) / "rows.json"
        fixture.write_text(serializers.serialize("json", rows))
        call_command("loaddata", fixture, verbosity=0)

    @change()
    def update_many_rows_at_once(self):
        MeetingPage.objects.update(city=self.new_text())

    @change()
    def change_many_rows_one_by_one_at_once(self):
        countries = list(Country.objects.all())
        for country in countries:
            country.name = f"{self.new_text()} {country.code}"
        Country.objects.bulk_update(countries, ["name"])

    @change(number=NUMBERS)
    def rename_a_page_by_sql(self, number):
        execute("UPDATE wagtailcore_page SET title = %s WHERE id = %s", self.new_text(), a_page(number).pk)

    @change(number=NUMBERS)
    def publish_or_unpublish_a_page_by_sql(self, number):
        execute("UPDATE wagtailcore_page SET live = NOT live WHERE id = %s", a_page(number).pk)

    @change(number=NUMBERS)
    def delete_a_decision_by_sql(self, number):
        execute("DELETE FROM meetings_decision WHERE id = %s", pick(Decision.objects, number).pk)

    @change()
    def delete_the_renditions_by_sql(self):
        execute(f"DELETE FROM {PortalRendition._meta.db_table}")  # noqa: S608 - no value of anybody's

    @change()
    def add_a_site_in_bulk(self):
        page = Page.objects.filter(depth=3).first()
        name = f"{self.new_text().lower().replace(' ', '-')}.example"
        Site.objects.bulk_create([Site(hostname=name, root_page=page)])

    @change()
    def delete_the_other_sites_by_sql(self):
        execute("DELETE FROM wagtailcore_site WHERE NOT is_default_site")

    # Transactions

    @rule(number=NUMBERS)
    def roll_back_what_the_writer_has_seen(self, number):
        with suppress(*REFUSALS), transaction.atomic():
            self.rename_a_page_by_sql(number=number)
            self.visit(self.addresses)
            transaction.set_rollback(True)

    @precondition(lambda self: self.has_connections)
    @rule(first=NUMBERS, second=NUMBERS)
    def let_two_write_at_once(self, first, second):
        """Each of them sees what it wrote itself, before and after the other commits."""
        with transaction.atomic():
            self.rename_a_page_by_sql(number=first)
            in_another_connection(lambda: self.visit(self.addresses))
            if first % 10 != second % 10:  # else they would wait for each other
                in_another_connection(lambda: self.edit_a_snippet(number=second, model=Country))
            self.visit(self.addresses)
        in_another_connection(lambda: self.compare(self.addresses))


class CacheMachine(ContentChanges):
    """Responses in the process, through the cache and without it."""

    has_clock = True  # in a transaction, that of PostgreSQL stands still
    has_connections = False

    def __init__(self):
        super().__init__()
        for cache in caches.all():  # or a failing example would fail earlier when it is repeated
            cache.clear()

    @initialize(addresses=SAMPLES, headers=HEADERS)
    def choose_addresses(self, addresses, headers):
        self.addresses, self.headers = addresses, headers

    @rule(addresses=SAMPLES, headers=HEADERS)
    def choose_other_addresses(self, addresses, headers):
        self.addresses, self.headers = addresses, headers

    @invariant()
    def no_response_is_out_of_date(self):
        self.compare(self.compared_addresses())

    def compared_addresses(self) -> list[str]:
        return self.addresses

    def visit(self, addresses: list[str]) -> list[Answer]:
        return [get_answer(address, self.headers) for address in addresses]

    def compare(self, addresses: list[str]) -> None:
        cached = self.visit(addresses)
        with without_caches():
            anew = self.visit(addresses)
        for address, cached_answer, new_answer in zip(addresses, cached, anew, strict=True):
            if cached_answer != new_answer:
                raise AssertionError(f"{address} is out of date:\n{difference(cached_answer, new_answer)}")


class CommittedMachine(CacheMachine):
    """Each example begins with a portal that is committed, and so is each step.

    To compare responses takes nearly all of the time. So one of the addresses is compared, the same one for
    some steps: a change can only be missed by a response that is cached before it.
    """

    has_connections = connection.vendor == "postgresql"  # of SQLite, the tests have one

    def __init__(self):
        super().__init__()
        self.compared = 0
        refill_database()

    def compared_addresses(self):
        self.compared += 1
        return [self.addresses[self.compared // STEPS_AN_ADDRESS % len(self.addresses)]]
