"""How often somebody may try the password of private pages and files."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.accounts.signing_in import HOME, OFFICE, let_minutes_pass
from tests.factories.pages import ContentPageFactory

PASSWORD = "a word of old"


def address_of_page() -> str:
    page = ContentPageFactory(title="Private")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password=PASSWORD
    )
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])


def address_of_files() -> str:
    collection = Collection.get_first_root_node().add_child(name="Private")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=PASSWORD
    )
    return reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])


@pytest.fixture(params=[address_of_page, address_of_files])
def url(request, portal) -> str:
    return request.param()


def give(url: str, password: str, address: str = OFFICE):
    return Client().post(url, {"password": password, "return_url": "/"}, REMOTE_ADDR=address)


def test_the_eleventh_attempt_has_to_wait_though_its_password_is_right(url):
    assert [give(url, f"wrong {number}").status_code for number in range(10)] == [200] * 10

    response = give(url, PASSWORD)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    assert "Please try again in 15 minutes." in response.content.decode()
    let_minutes_pass(16)
    assert give(url, PASSWORD).status_code == 302


def test_readers_elsewhere_do_not_have_to_wait(url):
    for number in range(11):
        give(url, f"wrong {number}", HOME)
    assert give(url, PASSWORD, OFFICE).status_code == 302


def test_the_right_password_counts_for_nothing(url):
    assert [give(url, PASSWORD).status_code for _ in range(12)] == [302] * 12


def test_an_address_can_try_only_so_many_pages(portal):
    for url in [address_of_page() for _ in range(5)]:
        for number in range(10):
            give(url, f"wrong {number}")
    assert give(address_of_files(), PASSWORD).status_code == 429
