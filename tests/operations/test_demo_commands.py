"""Dumping the content of a portal as fixtures and loading it elsewhere, with a small portal."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.rich_text import RichText

from admm_site.documents.models import PortalDocument
from admm_site.operations.demo import fixtures, loading
from admm_site.pages.models import HomePage
from admm_site.reference.models import Country
from admm_site.search import indexing
from admm_site.search.models import IndexVersion
from initiatives.models import InitiativePage
from meetings.models import Decision, MeetingDocument, MeetingPage
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory, create_portal
from tests.factories.reference import CountryFactory
from tests.module_fixtures import keep_for_module
from tests.without_search import without_search_index

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def run(command: str, *args, **options) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def portal(db):
    """Created for each test, because others test what happens to an empty database."""
    return create_portal()


def fill_little() -> None:
    """A paper adopted by a meeting, with its document, and an initiative that reported to a meeting."""
    paper = ConceptPaperPageFactory(title="Paper", proposed_by=[CountryFactory(code="MY")])
    initiative = InitiativePageFactory(title="Initiative", implements=[paper])
    meeting = MeetingPageFactory(ordinal=5)
    DecisionFactory(page=meeting, subject=paper)
    MeetingDocumentFactory(page=meeting)
    StatusUpdateFactory(page=initiative, reported_to=meeting)


@pytest.fixture(scope="module")
def small_fixtures(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """The fixtures of the small portal, dumped once for the module."""
    folder = tmp_path_factory.mktemp("little") / "fixtures"
    with keep_for_module(django_db_blocker, str(tmp_path_factory.mktemp("media"))), without_search_index():
        create_portal()
        fill_little()
        fixtures.write(folder)
    return folder


@pytest.fixture
def dump(small_fixtures, db, tmp_path) -> Path:
    """The fixtures of the small portal, with an empty portal to load them into."""
    return shutil.copytree(small_fixtures, tmp_path / "fixtures")


def test_a_loaded_dump_is_dumped_identically(dump, tmp_path):
    run("load_demo", folder=dump)
    run("dump_demo", output=tmp_path / "again")

    assert contents(tmp_path / "again") == contents(dump)
    assert Decision.objects.get().subject.title == "Paper"
    assert list(InitiativePage.objects.get().implements.values_list("proposed_by__code", flat=True)) == ["MY"]


def test_no_primary_key_is_in_a_fixture(dump):
    assert not any('"pk"' in path.read_text() for path in fixtures.fixture_files(dump))


def test_loaddata_alone_may_be_repeated(dump):
    for _ in range(2):
        call_command("loaddata", *map(str, fixtures.fixture_files(dump)), verbosity=0)

    assert (Page.objects.count(), Decision.objects.count()) == (9, 1)


@pytest.mark.exhaustive
def test_loading_twice_changes_nothing(dump):
    run("load_demo", folder=dump)
    before = fixtures.dump()

    run("load_demo", folder=dump)

    assert fixtures.dump() == before


def test_what_is_loaded_can_be_found_and_read_at_once(dump, client):
    run("load_demo", folder=dump)

    assert Page.objects.search("Paper")[0].title == "Paper"
    assert client.get(PortalDocument.objects.get().url).getvalue().startswith(b"%PDF-")


@pytest.mark.exhaustive
def test_sign_ins_are_shown_when_they_are_made_and_never_again(dump):
    output = run("load_demo", folder=dump)
    passwords = dict(line.split() for line in output.splitlines() if line.startswith("  "))

    assert set(passwords) == {"admin", "editor"}
    assert all(
        get_user_model().objects.get(username=name).check_password(passwords[name]) for name in passwords
    )
    assert "editor" not in run("load_demo", folder=dump)


def test_a_portal_with_other_content_is_refused(dump):
    CountryFactory()

    with pytest.raises(CommandError, match="has content of its own"):
        run("load_demo", folder=dump)
    assert Country.objects.count() == 1


def test_a_home_page_that_was_edited_is_content():
    home = HomePage.objects.get()
    assert not loading.has_content()

    home.save_revision()

    assert loading.has_content()


def test_edits_are_kept_on_request(dump):
    run("load_demo", folder=dump)
    MeetingPage.objects.update(theme="Edited")

    output = run("load_demo", folder=dump, if_empty=True)

    assert output == "The portal has content: what was edited is kept.\n"
    assert MeetingPage.objects.get().theme == "Edited"


def test_the_search_index_of_an_earlier_version_is_rebuilt(dump):
    run("load_demo", folder=dump)
    IndexVersion.objects.update(number=0)

    output = run("load_demo", folder=dump, if_empty=True)

    assert "The search index is of an earlier version" in output
    assert not indexing.is_outdated()


def test_a_reset_asks_before_it_deletes(dump, monkeypatch):
    MeetingPageFactory(slug="mine")
    monkeypatch.setattr("builtins.input", lambda question: "no")

    with pytest.raises(CommandError, match="Nothing was changed"):
        run("load_demo", folder=dump, reset=True)
    assert MeetingPage.objects.get().slug == "mine"


@pytest.mark.exhaustive
def test_a_reset_leaves_the_demonstration_alone(dump):
    run("load_demo", folder=dump)
    before = fixtures.dump()
    MeetingPageFactory(slug="mine")
    PortalImageFactory()
    HomePage.objects.get().save_revision().publish()

    run("load_demo", folder=dump, reset=True, no_input=True)

    assert fixtures.dump() == before
    assert HomePage.objects.get().revisions.count() == 1  # that of what was loaded


def test_a_failed_load_leaves_nothing_behind(dump):
    names = list(fixtures.media_files(dump))
    default_storage.save("folder", ContentFile(b"in the way of the last file"))
    (dump / "media/folder").mkdir()
    (dump / "media/folder/last.pdf").write_bytes(b"%PDF-")

    with pytest.raises(OSError, match="folder"):
        run("load_demo", folder=dump)

    assert not loading.has_content()
    assert not get_user_model().objects.exists()
    assert not ReferenceIndex.objects.exists()
    assert not default_storage.exists(names[0])


def test_a_folder_without_fixtures_is_said_to_have_none(tmp_path):
    with pytest.raises(CommandError, match="no fixtures in"):
        run("load_demo", folder=tmp_path)


@pytest.mark.exhaustive
def test_an_edit_in_the_admin_is_dumped_with_its_new_file(dump, tmp_path):
    run("load_demo", folder=dump)
    meeting = MeetingPage.objects.get()
    meeting.documents.add(MeetingDocument(document=PortalDocumentFactory(), title="Report"))
    meeting.save_revision().publish()

    run("dump_demo", output=dump)

    assert len(fixtures.media_files(dump)) == 2
    assert '"title": "Report"' in (dump / "9_meetings.json").read_text()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda page: setattr(
                page, "body", [("rich_text", RichText(f'<a linktype="page" id="{page.pk}">x</a>'))]
            ),
            "Fifth, text: points at “Fifth” by its number",
        ),
        (
            lambda page: setattr(
                page,
                "body",
                [("document_list", {"heading": "", "documents": [PortalDocumentFactory(title="Minutes")]})],
            ),
            "Fifth, text: points at “Minutes” by its number",
        ),
        (
            lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
            "Fifth is private",
        ),
        (lambda page: page.save_revision(), "Fifth has changes that are not published"),
    ],
    ids=["link by number", "document by number", "private", "draft"],
)
def test_what_fixtures_cannot_carry_is_refused_with_the_name_of_the_page(portal, tmp_path, make, message):
    page = ContentPageFactory(title="Fifth")
    make(page)
    page.save()

    with pytest.raises(CommandError, match=message):
        run("dump_demo", output=tmp_path / "fixtures")
    assert not (tmp_path / "fixtures").exists()
