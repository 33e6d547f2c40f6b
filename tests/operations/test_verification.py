"""`manage.py verify` reports every kind of damage with the title of the object, and fails."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page, Revision

from admm_site.core.revisions import store_live_revisions
from admm_site.documents.choices import Extraction
from admm_site.documents.models import PortalDocument
from meetings.models import Decision
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import DecisionFactory
from tests.factories.pages import ContentPageFactory

pytestmark = pytest.mark.slow


def verify() -> tuple[int, str]:
    """The output of the command, and its exit code."""
    output = StringIO()
    try:
        call_command("verify", stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue() + str(error)
    return 0, output.getvalue()


def problems(output: str) -> list[str]:
    return [line.strip() for line in output.splitlines() if line.startswith("  ")]


def sql(statement: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def sound(portal, settings):
    """A portal without damage."""
    page = ContentPageFactory(title="Background")
    ContentPageFactory(title="Establishment", parent=page)
    decision = DecisionFactory(document=PortalDocumentFactory(title="Joint Declaration"))
    version = DocumentVersionFactory(document=decision.document)
    image = PortalImageFactory(title="Family photo")
    image.get_file_hash()  # stored, as uploading does
    store_live_revisions()
    call_command("index_passages", verbosity=0)
    yield {
        "page": Page.objects.get(pk=page.pk),
        "meeting": Page.objects.get(pk=decision.page_id).specific,
        "decision": Decision.objects.get(pk=decision.pk),
        "document": PortalDocument.objects.get(pk=decision.document_id),
        "version": version,
        "image": image,
    }
    connection.set_rollback(True)  # what is damaged refers to what is gone


def test_a_sound_portal_has_no_problems(sound):
    code, output = verify()
    assert (code, problems(output)) == (0, [])
    assert "Everything is whole." in output


def flip(file_object):
    path = Path(file_object.file.path)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def lose(file_object):
    Path(file_object.file.path).unlink()


def drop_trigger(table: str):
    if connection.vendor == "postgresql":
        sql(f"DROP TRIGGER raise_content_version ON {table}")
    else:
        sql(f'DROP TRIGGER "raise_content_version_DELETE_{table}"')


DAMAGE = {
    "a trigger": (
        lambda of: drop_trigger("meetings_decision"),
        "meetings_decision",
        "Changes of the table meetings_decision don’t invalidate cached responses: run migrate.",
    ),
    "a byte of a document": (lambda of: flip(of["document"]), "“Joint Declaration”", "restore it"),
    "a byte of an earlier version": (lambda of: flip(of["version"]), "“Joint Declaration, 1”", "restore it"),
    "a byte of an image": (lambda of: flip(of["image"]), "“Family photo”", "restore it"),
    "the file of a document": (lambda of: lose(of["document"]), "“Joint Declaration”", "is missing"),
    "the file of an earlier version": (
        lambda of: lose(of["version"]),
        "“Joint Declaration, 1”",
        "is missing",
    ),
    "the file of an image": (lambda of: lose(of["image"]), "“Family photo”", "is missing"),
    "a file of nothing": (
        lambda of: default_storage.save("documents/left.pdf", ContentFile(b"A")),
        "documents/left.pdf",
        "belongs to nothing",
    ),
    "the place of a page": (
        lambda of: sql(
            "UPDATE wagtailcore_page SET path = %s WHERE id = %s", "0001000100099999", of["page"].pk
        ),
        "“Background”",
        "is gone",
    ),
    "the number of pages below": (
        lambda of: sql("UPDATE wagtailcore_page SET numchild = 7 WHERE id = %s", of["page"].pk),
        "“Background”",
        "number of children",
    ),
    "the parent of a page": (
        lambda of: sql(
            "UPDATE wagtailcore_page SET path = %s WHERE id = %s",
            of["page"].path[:-4] + "ZZZZ",
            of["page"].pk,
        ),
        "“Establishment”",
        "below of is gone",
    ),
    "the details of a page": (
        lambda of: sql("DELETE FROM meetings_meetingpage WHERE page_ptr_id = %s", of["meeting"].pk),
        "Page “",
        "all of it but its title and address is gone",
    ),
    "a slug": (
        lambda of: sql("UPDATE wagtailcore_page SET slug = '' WHERE id = %s", of["page"].pk),
        "“Background”",
        "no slug",
    ),
    "the slug of a country": (
        lambda of: sql("UPDATE reference_country SET slug = '' WHERE id = %s", of["meeting"].country_id),
        "country",
        "no slug",
    ),
    "a reference": (
        lambda of: sql("DELETE FROM wagtailcore_referenceindex WHERE object_id = %s", str(of["meeting"].pk)),
        "Meeting “",
        "rebuild_references_index",
    ),
    "a record of a page": (
        lambda of: sql("DELETE FROM meetings_decision WHERE id = %s", of["decision"].pk),
        "Meeting “",
        "rebuild_references_index",
    ),
    "a passage": (
        lambda of: sql("DELETE FROM portal_search_passage WHERE owner = %s", f"page:{of['page'].pk}"),
        "“Background”",
        "index_passages",
    ),
    "the text of a passage": (
        lambda of: sql(
            "UPDATE portal_search_passage SET text = 'other' WHERE owner = %s", f"page:{of['page'].pk}"
        ),
        "“Background”",
        "index_passages",
    ),
    "the owner of passages": (
        lambda of: sql(
            "UPDATE portal_search_passage SET owner = 'country:999' WHERE owner = %s", f"page:{of['page'].pk}"
        ),
        "country:999",
        "which is gone",
    ),
    "an entry of the index": (
        lambda of: sql("DELETE FROM wagtailsearch_indexentry"),
        "“Background”",
        "update_index",
    ),
    "a revision": (
        lambda of: (
            sql("UPDATE wagtailcore_page SET latest_revision_id = NULL WHERE id = %s", of["page"].pk),
            sql("UPDATE wagtailcore_page SET live_revision_id = NULL WHERE id = %s", of["page"].pk),
            sql("DELETE FROM wagtailcore_revision WHERE object_id = %s", str(of["page"].pk)),
        ),
        "“Background”",
        "gone from its history",
    ),
    "the content of a revision": (
        lambda of: Revision.objects.filter(object_id=of["meeting"].pk).update(content=[]),
        "Meeting “",
        "can’t be opened",
    ),
}


@pytest.mark.sample(2)
@pytest.mark.filterwarnings("ignore:Specific versions")  # Wagtail's, of a page without details
@pytest.mark.parametrize(("do", "name", "words"), DAMAGE.values(), ids=DAMAGE.keys())
def test_each_kind_of_damage_is_reported(sound, do, name, words):
    do(sound)
    code, output = verify()
    assert code == 1
    assert [line for line in problems(output) if name in line and words in line], output
    assert "found." in output.splitlines()[-1]


def test_a_damaged_document_is_marked_as_such(sound):
    flip(sound["document"])
    verify()
    sound["document"].refresh_from_db()
    assert sound["document"].extraction == Extraction.CORRUPT


def test_nothing_else_is_changed(sound):
    lose(sound["document"])
    sql("DELETE FROM portal_search_passage")
    before = PortalDocument.objects.values().get()
    verify()
    assert PortalDocument.objects.values().get() == before
