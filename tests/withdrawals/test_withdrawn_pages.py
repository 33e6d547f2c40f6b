"""The response at the address of a withdrawn page."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from admm_site.withdrawals.models import Withdrawal
from admm_site.withdrawals.recording import withdrawal_details
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.withdrawals import WithdrawalFactory

REASON = "It repeated what another page says."


def withdraw(page, **facts):
    with withdrawal_details(reason=REASON, **facts):
        page.unpublish()


def main_of(response):
    return BeautifulSoup(response.content, "html.parser").main


def visible_text(element) -> str:
    return " ".join(element.get_text(" ").split())


def test_the_address_of_a_withdrawn_page_says_when_and_why(client, page):
    WithdrawalFactory(page__slug="gone", reason=REASON, withdrawn_at=datetime(2026, 3, 2, 20, tzinfo=UTC))

    response = client.get("/about/gone/")

    assert response.status_code == 410
    assert f"Withdrawn on 3 March 2026 . {REASON}" in visible_text(main_of(response))
    assert main_of(response).find("input", attrs={"name": "q"})


def test_the_withdrawal_notice_names_the_page_and_leads_on(client, page):
    withdraw(page)

    response = client.get(page.url)

    main = main_of(response)
    assert main.h1.get_text() == "“Quetzalcoatl” was withdrawn"
    assert "Quetzalcoatl" in BeautifulSoup(response.content, "html.parser").title.get_text()
    assert [link["href"] for link in main.select("ul a")] == ["/about/", "/"]
    assert main.find("input", attrs={"name": "q"})["value"] == "Quetzalcoatl"
    assert "serpents" not in response.content.decode()


def test_the_notice_leads_to_the_nearest_page_above_that_is_public(client, page):
    below = ContentPageFactory(parent=page)
    for withdrawn_page in (below, page):
        withdraw(withdrawn_page)

    assert [link["href"] for link in main_of(client.get(below.url)).select("ul a")] == ["/about/", "/"]


def test_the_notice_has_the_title_that_was_public(client, page):
    withdraw(page)
    page.title = "Xolotl"
    page.save_revision()
    page.save()

    assert main_of(client.get(page.url)).h1.get_text() == "“Quetzalcoatl” was withdrawn"


def test_a_title_that_must_not_be_read_either_is_left_out(editor_client, client, page):
    withdraw(page)
    withdrawal = Withdrawal.objects.get()
    values = {"title": "", "reason": "It named a person."}
    editor_client.post(f"/admin/reports/withdrawn/{withdrawal.pk}/", values)

    response = client.get(page.url)

    assert main_of(response).h1.get_text() == "The page at this address was withdrawn"
    assert "Quetzalcoatl" not in response.content.decode()


@pytest.mark.parametrize("query", ["?as_of=2014-05-01", "?q=anything"])
def test_a_withdrawn_page_is_410_for_get_and_head_with_any_query(client, page, query):
    withdraw(page)

    assert client.get(page.url + query).status_code == 410
    assert client.head(page.url + query).status_code == 410


def test_an_address_without_its_slash_redirects_to_the_notice(client, page):
    withdraw(page)

    assert client.get("/about/old").url == "/about/old/"


def test_pages_that_went_with_it_say_the_same(client, page):
    below, draft = ContentPageFactory(parent=page), ContentPageFactory(parent=page, live=False)
    for withdrawn_page in (page, below):
        withdraw(withdrawn_page)

    assert REASON in client.get(below.url).content.decode()
    assert client.get(draft.url).status_code == 404


def test_a_page_that_another_replaces_leads_on(client, page):
    new = ContentPageFactory()
    withdraw(page, replaced_by=new)

    response = client.get(page.url)

    assert (response.status_code, response.url) == (301, new.url)
    assert client.get(f"{page.url}?as_of=2014-05-01").url == f"{new.url}?as_of=2014-05-01"


@pytest.mark.parametrize("is_private", [False, True], ids=["a draft", "a private page"])
def test_no_withdrawal_redirects_to_a_hidden_page(client, page, is_private):
    hidden = ContentPageFactory(title="Xolotl", slug="axolotl", live=is_private)
    if is_private:
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    withdraw(page, replaced_by=hidden)

    response = client.get(page.url)

    assert response.status_code == 410
    assert "Xolotl" not in response.content.decode()
    assert "axolotl" not in response.content.decode()


def test_a_page_that_was_never_public_is_not_found(client, portal):
    draft = ContentPageFactory(live=False)
    draft.save_revision()

    assert client.get(draft.url).status_code == 404


def test_a_page_that_was_private_when_it_was_unpublished_is_not_found(client, page):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    withdraw(page)
    restriction.delete()

    assert client.get(page.url).status_code == 404


def test_a_withdrawn_page_that_became_private_is_not_found(client, page):
    withdraw(page)
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")

    assert client.get(page.url).status_code == 404


def test_a_page_whose_time_is_over_says_since_when(client, page):
    page.expire_at = timezone.now() - timedelta(days=3)
    page.save(clean=False)
    call_command("publish_scheduled")

    response = client.get(page.url)

    assert response.status_code == 410
    day = timezone.localdate(page.expire_at)
    assert main_of(response).find("time", datetime=day.isoformat())
    assert Withdrawal.objects.get().reason == ""


def test_publishing_a_page_again_ends_its_withdrawal(client, page):
    withdraw(page)
    page.save_revision().publish()

    assert client.get(page.url).status_code == 200
    assert not Withdrawal.objects.exists()


def test_a_page_that_is_to_be_published_again_later_is_withdrawn_until_then(client, page):
    withdraw(page)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()

    assert REASON in client.get(page.url).content.decode()


def test_a_page_that_was_deleted_is_not_found(client, page):
    url = page.url
    page.delete()

    assert client.get(url).status_code == 404


def test_a_withdrawn_page_can_be_deleted(client, page):
    withdraw(page)
    page.delete()

    assert client.get("/about/old/").status_code == 404


def test_an_old_address_says_that_the_page_was_withdrawn_and_names_no_other(client, page):
    Redirect.objects.create(old_path="/about/older", redirect_page=page)
    withdraw(page)

    response = client.get("/about/older/")
    assert response.status_code == 410
    assert REASON in response.content.decode()
    assert "/about/old/" not in response.content.decode()


def test_a_redirect_from_the_address_itself_goes_first(client, page):
    withdraw(page)
    Redirect.objects.create(old_path="/about/old", redirect_link="/meetings/")

    assert client.get(page.url).url == "/meetings/"


def test_other_formats_of_a_withdrawn_page_are_not_found(client, portal):
    meeting = MeetingPageFactory()
    withdraw(meeting)

    assert client.get(meeting.url).status_code == 410
    assert client.get(f"{meeting.url.rstrip('/')}.zip").status_code == 404
    assert client.get(f"/api/v1/meetings/{meeting.slug}/").status_code == 404


def test_a_statement_goes_with_its_page(client, portal):
    decision = DecisionFactory(text="Quetzalcoatl", key="gone2222")
    draft = DecisionFactory(page=MeetingPageFactory(live=False), key="draft222")
    withdraw(decision.page)

    response = client.get(decision.permalink)

    assert response.status_code == 410
    assert REASON in response.content.decode()
    assert "Quetzalcoatl" not in response.content.decode()
    assert client.get(draft.permalink).status_code == 404


def test_the_alias_of_a_withdrawn_page_says_the_same(client, page):
    alias = page.create_alias(parent=page.get_parent(), update_slug="alias")
    withdraw(page)

    assert REASON in client.get(alias.url).content.decode()


@pytest.mark.parametrize("path", ["/about/%00/", "/about/%ff/", "/about/old/../old/", "/ABOUT/OLD/"])
def test_an_address_like_that_of_a_withdrawn_page_is_not_found(client, page, path):
    withdraw(page)

    assert client.get(path).status_code == 404


def test_pages_that_are_found_need_no_query_for_withdrawals(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get("/meetings.csv")

    assert queries.captured_queries
    assert [query["sql"] for query in queries.captured_queries if "withdrawal" in query["sql"]] == []


# What stays readable


def test_a_page_that_stays_readable_says_above_all_else_that_it_was_withdrawn(client, portal):
    new = ContentPageFactory(title="Newer")
    old = WithdrawalFactory(
        stays_readable=True, reason=REASON, replaced_by=new, withdrawn_at=datetime(2026, 3, 2, tzinfo=UTC)
    )

    response = client.get(old.page.url)
    banner = BeautifulSoup(response.content, "html.parser").find("aside", attrs={"aria-label": "Withdrawn"})

    assert response.status_code == 200
    assert f"withdrawn on 2 March 2026 . {REASON} It is replaced by: Newer" in visible_text(banner)
    assert banner.a["href"] == new.url


def test_publishing_a_page_that_stays_readable_leaves_it_withdrawn(client, page):
    WithdrawalFactory(page=page, stays_readable=True, reason=REASON)
    page.introduction = "Plumed serpents."
    page.save_revision().publish()

    content = client.get(page.url).content.decode()
    assert "Plumed serpents." in content
    assert REASON in content


def test_the_replacement_is_named_only_while_it_is_public(client, portal):
    hidden = ContentPageFactory(title="Xolotl", live=False)
    old = WithdrawalFactory(stays_readable=True, replaced_by=hidden)

    assert "Xolotl" not in client.get(old.page.url).content.decode()


def test_no_other_page_has_a_banner(client, page):
    WithdrawalFactory(stays_readable=True)

    assert 'aria-label="Withdrawn"' not in client.get(page.url).content.decode()
