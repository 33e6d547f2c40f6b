"""Published addresses keep working; unknown addresses get a page with suggestions."""

import pytest
from bs4 import BeautifulSoup

from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Changes the slug of a page as an editor does."""

    def rename(page, slug: str):
        with django_capture_on_commit_callbacks(execute=True):
            page.slug = slug
            page.save_revision().publish()

    return rename


def test_a_page_that_is_renamed_leaves_a_redirect(client, portal, rename):
    rename(ContentPageFactory(slug="background"), "history")

    response = client.get("/about/background/")

    assert (response.status_code, response.url) == (301, "/about/history/")


def test_a_page_that_is_moved_leaves_a_redirect(client, portal):
    page, parent = ContentPageFactory(slug="background"), ContentPageFactory(slug="history")
    page.move(parent, pos="last-child")

    response = client.get("/about/background/")

    assert (response.status_code, response.url) == (301, "/about/history/background/")


def test_pages_below_one_that_is_moved_leave_redirects_too(client, portal):
    page, parent = ContentPageFactory(slug="background"), ContentPageFactory(slug="history")
    ContentPageFactory(parent=page, slug="objectives")
    page.refresh_from_db()
    page.move(parent, pos="last-child")

    assert client.get("/about/background/objectives/").url == "/about/history/background/objectives/"


def test_a_meeting_whose_address_is_corrected_leaves_a_redirect(client, portal, rename):
    rename(MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=5), "fifth-admm")
    assert client.get("/meetings/5th-admm/").url == "/meetings/fifth-admm/"


def test_an_address_without_its_last_slash_leads_on(client, portal):
    response = client.get("/about")
    assert (response.status_code, response.url) == (301, "/about/")


@pytest.mark.parametrize("hiding_method", ["draft", "expired"])
def test_a_hidden_page_is_not_found_at_its_address(client, portal, hiding_method):
    page = ContentPageFactory()
    hide(page, hiding_method)
    assert client.get(page.url).status_code == 404


@pytest.mark.parametrize("hiding_method", ["behind a password", "below a private page"])
def test_a_private_page_asks_for_a_password_or_sign_in(client, portal, hiding_method):
    page = ContentPageFactory(title="Kept apart")
    hide(page, hiding_method)
    response = client.get(page.url)
    assert response.status_code in (200, 302, 403)
    assert "Kept apart" not in response.content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_an_old_address_never_gives_away_a_hidden_page(client, portal, rename, hiding_method):
    page = ContentPageFactory(slug="background", introduction="Kept apart.")
    rename(page, "history")
    hide(page, hiding_method)
    response = client.get("/about/background/", follow=True)
    assert "Kept apart." not in response.content.decode()


@pytest.mark.parametrize(
    ("former", "current"),
    [
        ("/about/structure/", "/meetings/series/"),
        ("/about/structure.csv?country=viet-nam", "/meetings/series.csv?country=viet-nam"),
        ("/about/map/?year=2011", "/meetings/map/?year=2011"),
        ("/about/timeline/", "/meetings/timeline/"),
        ("/updates/", "/status-updates/"),
        ("/updates.atom", "/status-updates.atom"),
    ],
)
def test_a_former_address_of_a_view_redirects_to_its_current_one(client, portal, former, current):
    response = client.get(former)
    assert (response.status_code, response.url) == (301, current)


# What is not there


def get_not_found_page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 404
    return response.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/meetings/5th-adm/", "/meetings/5-th-admm/", "/5th-admm/", "/meeting/5th-admm/", "/MEETINGS/5TH-ADMM/"],
)
def test_the_nearest_address_is_suggested(client, portal, address):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=5)
    assert 'href="/meetings/5th-admm/"' in get_not_found_page(client, address)


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/timeline/", "/meetings/timeline/"),
        ("/calendar/", "/meetings/calendar/"),
        ("/country/lao-pdr/", "/countries/lao-pdr/"),
        ("/areas/hdar/", "/areas/hadr/"),
        ("/meetings/series/adm-plus/", "/meetings/series/admm-plus/"),
    ],
)
def test_addresses_that_are_no_pages_are_suggested_too(client, portal, address, nearest):
    CountryFactory(name="Lao PDR")
    CooperationAreaFactory(acronym="HADR")
    MeetingSeriesFactory(acronym="ADMM-Plus")
    assert (
        f'href="{nearest}"' in BeautifulSoup(get_not_found_page(client, address), "html.parser").main.decode()
    )


def test_the_same_last_part_comes_before_what_looks_alike(client, portal):
    page = BeautifulSoup(get_not_found_page(client, "/map/"), "html.parser")
    assert page.select_one("main .rows a")["href"] == "/meetings/map/"


def test_a_search_for_the_words_of_the_address_is_suggested(client, portal):
    soup = BeautifulSoup(get_not_found_page(client, "/documents/joint_declaration-of-ha-noi/"), "html.parser")
    field = soup.select_one("main form[action='/search/'] input[name=q]")
    assert field["value"] == "joint declaration of ha noi"


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_page_is_not_suggested_as_the_nearest(client, portal, hiding_method):
    page = ContentPageFactory(title="Kept apart", slug="negotiation")
    hide(page, hiding_method)
    html = get_not_found_page(client, "/about/negotiatio/")
    assert "Kept apart" not in html
    assert 'href="/about/negotiation/"' not in html


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/" + "a" * 3000 + "/",
        "/" + "a/" * 500,
        "/%00/",
        "/a%00b/",
        "/%FF/",
        "/<script>alert(1)</script>/",
        "/ບໍ່ມີ/",
        "/../../etc/passwd",
        "/meetings/5th-admm/more/",
        "/meetings/calendar/spring/",
        "/.env",
    ],
    ids=lambda address: address[:20],
)
def test_any_address_is_answered(client, portal, address):
    assert "<script>alert" not in get_not_found_page(client, address)
