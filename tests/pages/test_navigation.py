"""The menu, the breadcrumbs and the links in the footer: where each page belongs, and how one gets there."""

import pytest
from bs4 import BeautifulSoup

from tests.factories.pages import ContentPageFactory
from tests.sitemap_pages import get_pages, sitemap_addresses

MENU = ["Meetings", "Decisions", "Initiatives", "Countries and areas", "Documents", "About"]


def page(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def menu(page: BeautifulSoup) -> dict[str, str]:
    """The addresses of the menu by their words."""
    return {link.text: link["href"] for link in page.select(".menu nav a")}


def test_the_menu_names_what_visitors_come_for(client, portal):
    assert list(menu(page(client, "/"))) == MENU


@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("/meetings/", "Meetings"),
        ("/meetings/5th-admm/", "Meetings"),
        ("/meetings/series/admm/", "Meetings"),
        ("/meetings/map/", "Meetings"),
        ("/decisions/", "Decisions"),
        ("/trail/", "Decisions"),
        ("/initiatives/adic/workshop/", "Initiatives"),
        ("/concept-papers/adic/", "Initiatives"),
        ("/status-updates/", "Initiatives"),
        ("/countries/viet-nam/", "Countries and areas"),
        ("/areas/hadr/", "Countries and areas"),
        ("/documents/joint-declaration/", "Documents"),
        ("/about/background/", "About"),
        ("/changes/", "About"),
        ("/api/", "About"),
    ],
)
def test_every_page_marks_its_section_in_the_menu(client, full_portal, address, section):
    current = page(client, address).select(".menu nav [aria-current]")
    assert [link.text for link in current] == [section]


@pytest.mark.parametrize(
    ("address", "steps"),
    [
        ("/meetings/5th-admm/", ["Home", "Meetings", "5th ADMM"]),
        ("/meetings/map/", ["Home", "Meetings", "Map"]),
        ("/meetings/calendar/2011/5/", ["Home", "Meetings", "Calendar", "May 2011"]),
        ("/meetings/series/admm/", ["Home", "Meetings", "Structure", "Meetings of the ADMM"]),
        ("/concept-papers/adic/", ["Home", "Initiatives", "Concept papers", "ADIC"]),
        ("/initiatives/adic/workshop/", ["Home", "Initiatives", "ADIC", "Workshop"]),
        ("/areas/hadr/", ["Home", "Countries and areas", "Areas of cooperation", "Disaster relief"]),
        ("/about/reuse/", ["Home", "About", "Reuse"]),
        ("/changes/meetings/5th-admm/", ["Home", "About", "What changed", "History of “5th ADMM”"]),
    ],
)
def test_breadcrumbs_lead_through_the_section_and_the_view_of_the_address(
    client, full_portal, address, steps
):
    assert [step.text.strip() for step in page(client, address).select(".breadcrumbs li")] == steps


def test_the_page_about_the_portal_leads_to_all_that_lies_under_it(client, portal):
    privacy = ContentPageFactory(parent=portal.about, title="Privacy", slug="privacy")
    ContentPageFactory(parent=privacy, title="Cookies", slug="cookies")
    links = {link["href"] for link in page(client, "/about/").select("main a[href]")}
    assert {"/about/privacy/", "/about/privacy/cookies/", "/about/reuse/", "/about/contact/"} <= links
    assert {"/changes/", "/cite/", "/api/"} <= links


def test_the_views_about_the_portal_stay_in_the_menu_without_its_page(client, portal):
    portal.about.unpublish()
    assert menu(page(client, "/"))["About"] == "/about/in-five-minutes/"


def test_a_page_of_text_that_menus_show_is_in_the_menu_and_those_below_it_in_the_footer(client, portal):
    parent = ContentPageFactory(parent=portal.home, title="For the press", slug="press", show_in_menus=True)
    ContentPageFactory(parent=parent, title="Pictures", slug="pictures", show_in_menus=True)
    home = page(client, "/")
    assert menu(home)["For the press"] == "/press/"
    assert "/press/pictures/" in [link["href"] for link in home.select(".site-footer a")]


def test_a_section_page_is_left_out_of_the_menu_on_request(client, portal):
    portal.meetings.show_in_menus = False
    portal.meetings.save_revision().publish()
    home = page(client, "/")
    assert "Meetings" not in menu(home)
    assert "/meetings/" in [link["href"] for link in home.select(".site-footer a")]


def test_every_page_is_at_most_two_steps_from_the_menu(client, full_portal):
    def links(parts: list) -> set[str]:
        return {link["href"].partition("#")[0] for part in parts for link in part.find_all("a", href=True)}

    home = page(client, "/")
    first_steps = links(home.select(".menu, .site-footer"))
    pages = get_pages(client, (address for address in first_steps if address.startswith("/")))
    two_steps = first_steps.union(*(links([page]) for page in pages.values()))
    assert set(sitemap_addresses(client)) - two_steps == set()
