"""Withdrawing pages in the admin, and the report of withdrawn pages."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from admm_site.withdrawals.models import Withdrawal
from tests.factories.pages import ContentPageFactory
from tests.factories.users import EditorFactory
from tests.factories.withdrawals import WithdrawalFactory

TAKE_AWAY = {"reason": "It was wrong.", "stays_readable": "False"}


def unpublish_url(page) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk])


def visible_text(response, selector: str = "main") -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one(selector).get_text(" ").split())


@pytest.fixture
def author(db):
    """A user who edits pages but may not publish."""
    return EditorFactory(groups=[Group.objects.get(name="Editors")])


def test_unpublishing_a_page_asks_for_a_reason_in_the_same_step(editor_client, page):
    text = visible_text(editor_client.get(unpublish_url(page)))

    assert "Reason * Required, because visitors who open the address" in text
    assert "Remove the page Keep it readable under a banner" in text


def test_a_page_is_not_unpublished_without_a_reason(editor_client, page):
    response = editor_client.post(unpublish_url(page), {"reason": " ", "stays_readable": "False"})

    page.refresh_from_db()
    assert page.live
    assert "This field is required" in visible_text(response)
    assert not Withdrawal.objects.exists()


def test_a_page_is_unpublished_with_reason_and_replacement(editor_client, editor, page):
    new = ContentPageFactory()

    editor_client.post(unpublish_url(page), TAKE_AWAY | {"replaced_by": new.pk})

    page.refresh_from_db()
    withdrawal = Withdrawal.objects.get()
    assert not page.live
    assert (withdrawal.page_id, withdrawal.reason, withdrawal.replaced_by_id) == (
        page.pk,
        "It was wrong.",
        new.pk,
    )
    assert withdrawal.withdrawn_by == editor


def test_pages_below_go_for_the_same_reason(editor_client, page):
    below = ContentPageFactory(parent=page)

    editor_client.post(unpublish_url(page), TAKE_AWAY | {"include_descendants": "on"})

    assert set(Withdrawal.objects.values_list("page", "reason")) == {
        (page.pk, "It was wrong."),
        (below.pk, "It was wrong."),
    }


def test_a_page_that_is_kept_readable_stays_live(editor_client, client, editor, page):
    editor_client.post(unpublish_url(page), TAKE_AWAY | {"stays_readable": "True"})

    page.refresh_from_db()
    assert page.live
    assert Withdrawal.objects.get().withdrawn_by == editor
    assert "It was wrong." in client.get(page.url).content.decode()


def test_a_page_that_was_kept_readable_can_be_unpublished_later(editor_client, page):
    editor_client.post(unpublish_url(page), TAKE_AWAY | {"stays_readable": "True"})
    assert "It was wrong." in editor_client.get(unpublish_url(page)).content.decode()

    editor_client.post(unpublish_url(page), TAKE_AWAY | {"reason": "It is still wrong."})

    page.refresh_from_db()
    withdrawal = Withdrawal.objects.get()
    assert (page.live, withdrawal.stays_readable, withdrawal.reason) == (False, False, "It is still wrong.")


def test_a_page_can_t_replace_itself(editor_client, page):
    response = editor_client.post(unpublish_url(page), TAKE_AWAY | {"replaced_by": page.pk})

    assert "A page can’t replace itself" in visible_text(response)
    assert not Withdrawal.objects.exists()


def test_no_reason_is_asked_for_a_private_page(editor_client, page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert "Reason" not in visible_text(editor_client.get(unpublish_url(page)))
    editor_client.post(unpublish_url(page))

    page.refresh_from_db()
    assert not page.live
    assert not Withdrawal.objects.exists()


def test_withdrawing_requires_permission_to_publish(client, author, page):
    client.force_login(author)

    assert client.get(unpublish_url(page)).url == reverse("wagtailadmin_home")
    assert client.post(unpublish_url(page), TAKE_AWAY).url == reverse("wagtailadmin_home")
    page.refresh_from_db()
    assert page.live


def test_withdrawing_requires_signing_in(client, page):
    assert "Sign in again to save" in visible_text(client.post(unpublish_url(page), TAKE_AWAY))
    assert not Withdrawal.objects.exists()


def bulk_step(*pages) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    return f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}&next={reverse('wagtailadmin_home')}"


def test_unpublishing_several_pages_asks_for_a_reason(editor_client, editor, client, page):
    other_page = ContentPageFactory()
    text = visible_text(editor_client.get(bulk_step(page, other_page)))

    response = editor_client.post(bulk_step(page, other_page), {"reason": ""})
    unpublished_without_a_reason = Withdrawal.objects.exists()
    editor_client.post(bulk_step(page, other_page), {"reason": "They were wrong."})

    assert "Reason" in text
    assert "This field is required" in visible_text(response)
    assert not unpublished_without_a_reason
    assert set(Withdrawal.objects.values_list("page", "reason", "withdrawn_by")) == {
        (page.pk, "They were wrong.", editor.pk),
        (other_page.pk, "They were wrong.", editor.pk),
    }
    assert "They were wrong." in client.get(page.url).content.decode()


def test_pages_below_several_go_for_the_same_reason_and_are_replaced_alike(editor_client, page):
    below, new = ContentPageFactory(parent=page), ContentPageFactory()
    data = {"reason": "They were wrong.", "replaced_by": new.pk, "include_descendants": "on"}

    editor_client.post(bulk_step(page), data)

    assert set(Withdrawal.objects.values_list("page", "reason", "replaced_by")) == {
        (page.pk, "They were wrong.", new.pk),
        (below.pk, "They were wrong.", new.pk),
    }


def test_no_reason_is_asked_for_several_private_pages(editor_client, page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert "Reason" not in visible_text(editor_client.get(bulk_step(page)))
    editor_client.post(bulk_step(page))

    page.refresh_from_db()
    assert not page.live


# Afterwards


def test_the_form_of_a_withdrawn_page_says_so(editor_client, page):
    WithdrawalFactory(page=page, reason="It was wrong.")

    text = visible_text(editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])), ".messages")

    assert "This page was withdrawn on" in text
    assert "It was wrong. Publishing it makes it public again." in text


def test_a_page_that_stays_readable_is_put_back_on_request(editor_client, client, page):
    withdrawal = WithdrawalFactory(page=page, stays_readable=True, reason="It was wrong.")
    put_back = reverse("withdrawal_restore", args=[withdrawal.pk])

    edit_response = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "The banner stays until you restore the page." in visible_text(edit_response, ".messages")
    assert put_back in edit_response.content.decode()
    response = editor_client.get(put_back)
    assert "Visitors will no longer see that this page was withdrawn." in visible_text(response)
    editor_client.post(put_back)

    assert "It was wrong." not in client.get(page.url).content.decode()
    assert not Withdrawal.objects.exists()


def test_the_history_of_a_page_says_who_kept_it_readable_and_who_put_it_back(editor_client, editor, page):
    editor_client.post(unpublish_url(page), TAKE_AWAY | {"stays_readable": "True"})
    editor_client.post(reverse("withdrawal_restore", args=[Withdrawal.objects.get().pk]))

    history = visible_text(editor_client.get(reverse("wagtailadmin_pages:history", args=[page.pk])))

    assert f"Withdrawn, but kept readable {editor}" in history
    assert f"Restored {editor}" in history


def test_only_a_page_that_stays_readable_can_be_put_back(editor_client, page):
    page.unpublish()
    withdrawal = Withdrawal.objects.get()

    content = editor_client.get(reverse("withdrawal_edit", args=[withdrawal.pk])).content.decode()
    response = editor_client.post(reverse("withdrawal_restore", args=[withdrawal.pk]))

    assert reverse("withdrawal_restore", args=[withdrawal.pk]) not in content
    assert response.status_code == 404
    assert Withdrawal.objects.exists()


def test_withdrawn_pages_are_listed_with_reason_and_replacement(editor_client, page):
    new = ContentPageFactory(title="Newer")
    WithdrawalFactory(page=page, reason="", replaced_by=new)
    WithdrawalFactory(page__title="Xolotl", reason="It was wrong.")

    rows_text = visible_text(editor_client.get(reverse("withdrawals_report")), "table.listing")
    filtered_text = visible_text(
        editor_client.get(reverse("withdrawals_report"), {"reason": "missing"}), "table.listing"
    )

    assert "It was wrong." in rows_text
    assert "Quetzalcoatl" in filtered_text
    assert "None given" in filtered_text
    assert "Newer" in filtered_text
    assert "Xolotl" not in filtered_text


def test_the_list_can_be_exported(editor_client, page):
    WithdrawalFactory(page=page, reason="It was wrong.")

    response = editor_client.get(reverse("withdrawals_report"), {"export": "csv"})

    assert b"It was wrong." in b"".join(response.streaming_content)


def test_the_list_takes_no_more_queries_for_many_than_for_one(
    editor_client, portal, django_assert_max_num_queries
):
    url = reverse("withdrawals_report")
    WithdrawalFactory(replaced_by=ContentPageFactory())
    editor_client.get(url)
    with django_assert_max_num_queries(60) as queries:
        editor_client.get(url)
    for _ in range(10):
        WithdrawalFactory(replaced_by=ContentPageFactory())
    with django_assert_max_num_queries(len(queries)):
        editor_client.get(url)


def test_the_reason_can_be_given_afterwards(editor_client, client, page):
    page.unpublish()
    url = reverse("withdrawal_edit", args=[Withdrawal.objects.get().pk])

    assert editor_client.get(url).status_code == 200
    editor_client.post(url, {"reason": "It was wrong."})

    assert "It was wrong." in client.get(page.url).content.decode()


def test_withdrawals_require_permission_to_publish(client, author, page):
    withdrawal = WithdrawalFactory(page=page, stays_readable=True)
    client.force_login(author)

    for url in (reverse("withdrawals_report"), reverse("withdrawal_edit", args=[withdrawal.pk])):
        assert client.get(url).url == reverse("wagtailadmin_home")
    assert client.post(reverse("withdrawal_restore", args=[withdrawal.pk])).status_code == 404
    assert Withdrawal.objects.exists()
    assert reverse("withdrawals_report") not in client.get(reverse("wagtailadmin_home")).content.decode()
