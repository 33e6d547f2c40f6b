"""What browsers are told that a response may do."""

import re
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.views.generic import TemplateView

from admm_site.security_headers import security_headers_middleware
from tests.factories.users import AdministratorFactory

PER_RESPONSE = ("Server-Timing", "Date")


def sources(response, directive: str) -> set[str]:
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return set(policy.get(directive, policy["default-src"]).split())


@pytest.mark.parametrize("address", ["/", "/meetings/", "/search/?q=a", "/no-such-page/", "/cite/"])
def test_a_public_response_allows_nothing_inline_and_nothing_of_others(client, portal, address):
    response = client.get(address)

    assert sources(response, "default-src") == {"'none'"}
    for directive in ("script-src", "style-src", "font-src", "form-action"):
        assert sources(response, directive) == {"'self'"}, directive
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/sitemap.xml", "/api/v1/meetings/", "/readyz", "/robots.txt"])
def test_what_is_no_page_may_load_nothing(client, portal, address):
    response = client.get(address)
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_cached_response_has_the_same_headers(client, portal):
    first, again = client.get("/meetings/"), client.get("/meetings/")
    assert "hit" in again["Server-Timing"]
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/", "/meetings/", "/api/v1/meetings/", "/meetings/calendar.ics", "/sitemap.xml"]
)
def test_not_modified_changes_no_header_of_what_a_browser_has(client, portal, address):
    """Browsers update the headers of their copy from a 304 (RFC 9111, section 4.3.4)."""
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert {name: first.get(name) for name in again.headers if name not in PER_RESPONSE} == {
        name: value for name, value in again.headers.items() if name not in PER_RESPONSE
    }


@pytest.mark.parametrize("name", ["wagtailadmin_login", "wagtailadmin_password_reset"])
def test_the_sign_in_allows_no_inline_scripts_and_has_none(client, portal, name):
    response = client.get(reverse(name))

    assert sources(response, "script-src") == {"'self'"}
    assert re.findall(rb"<script(?![^>]* src=)(?![^>]* type=.application/json)", response.content) == []


def test_the_admin_allows_its_own_inline_scripts_and_no_others(client, portal):
    client.force_login(AdministratorFactory())
    response = client.get(reverse("wagtailadmin_home"))
    assert sources(response, "script-src") == {"'self'", "'unsafe-inline'"}
    assert sources(response, "frame-ancestors") == {"'self'"}


def test_an_admin_that_fails_early_allows_the_least(rf):
    response = security_headers_middleware(TemplateView.as_view(template_name="503.html"))(rf.get("/admin/"))
    assert sources(response, "script-src") == {"'self'"}


def test_a_policy_of_its_own_is_kept(rf):
    def view(request):
        response = TemplateView.as_view(template_name="503.html")(request)
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    response = security_headers_middleware(view)(rf.get("/"))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
