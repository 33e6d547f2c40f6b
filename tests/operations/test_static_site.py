"""The public portal as static files: what has a file, where links lead, what an export leaves alone."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from admm_site.operations.static_site import links
from tests.factories.pages import ContentPageFactory
from tests.static_site import broken_links

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "copy"


@pytest.fixture
def export(folder, settings):
    """Exports the public portal; returns the names and contents of the files."""
    settings.PORTAL_URL = "http://testserver"

    def export() -> dict[str, bytes]:
        call_command("export_site", folder, verbosity=0)
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    return export


@pytest.mark.parametrize(
    ("address", "is_page", "name"),
    [
        ("/", True, "index.html"),
        ("/meetings/", True, "meetings/index.html"),
        ("/meetings/?page=2", True, "meetings/page-2.html"),
        ("/meetings.csv", False, "meetings.csv"),
        ("/documents/7/Joint%20Declaration.pdf", False, "documents/7/Joint Declaration.pdf"),
    ],
)
def test_an_address_has_the_file_that_a_reader_expects(address, is_page, name):
    assert links.file_name(address, is_page) == name


@pytest.mark.parametrize("address", ["/documents/%2e%2e/%2e%2e/passwd", "/a/../b", "/a%00b", "/a%5cb"])
def test_no_address_leads_out_of_the_folder(address):
    with pytest.raises(ValueError, match="file name"):
        links.file_name(address, is_page=False)


@pytest.mark.parametrize(
    "address", ["/meetings/?year=2011", "/admin/", "/search/?q=a", "/?as_of=2014-01-01", "/api/v1/meetings/"]
)
def test_what_a_server_must_answer_has_no_file(address):
    assert not links.is_exportable(address)


def test_a_link_leads_to_a_file_in_the_folder():
    assert links.relative_link("meetings/5th-admm/index.html", "index.html") == "../../index.html"
    assert links.relative_link("index.html", "a b/c?d.html", "top") == "a%20b/c%3Fd.html#top"


@pytest.mark.exhaustive
def test_an_export_has_every_public_page_and_no_broken_link(full_portal, export, folder):
    files = export()

    assert {"meetings/index.html", "initiatives/index.html", "search/index.html", "meetings.csv"} <= set(
        files
    )
    assert broken_links(folder) == []


def test_an_export_leaves_out_what_is_not_public(portal, export):
    ContentPageFactory(parent=portal.about, title="In preparation", slug="draft", live=False)
    private = ContentPageFactory(parent=portal.about, title="For delegations", slug="private")
    private.view_restrictions.create(restriction_type="password", password="a-password")

    files = export()

    assert not {name for name in files if "draft" in name or "private" in name}
    assert not {name for name, content in files.items() if b"For delegations" in content}


@pytest.mark.exhaustive
def test_a_form_and_a_filter_lead_to_the_portal_and_search_to_the_copy(portal, export):
    page = BeautifulSoup(export()["meetings/index.html"], "html.parser")
    actions = {form["action"] for form in page.find_all("form")}
    assert "../search/index.html" in actions
    assert all(
        action == "../search/index.html" or action.startswith("http://testserver/") for action in actions
    )


@pytest.mark.exhaustive
def test_the_second_export_writes_what_changed_and_deletes_what_is_gone(portal, export, folder):
    page = ContentPageFactory(parent=portal.about, title="Once", slug="once")
    first = export()
    assert "about/once/index.html" in first
    unchanged = folder / "initiatives/index.html"
    time = unchanged.stat().st_mtime_ns

    page.delete()
    second = export()

    assert "about/once/index.html" not in second
    assert unchanged.stat().st_mtime_ns == time, "a file that is as before was written again"


@pytest.mark.exhaustive
def test_the_same_content_gives_the_same_files(portal, export):
    assert export() == export()


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(portal, folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("Keep me")

    with pytest.raises(CommandError, match="holds other files"):
        call_command("export_site", folder, verbosity=0)

    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
