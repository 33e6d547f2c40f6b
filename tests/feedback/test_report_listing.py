"""Error reports in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from admm_site.editorial.roles import EDITORS
from tests.factories.feedback import ErrorReportFactory
from tests.factories.users import AdministratorFactory, EditorFactory

LIST = "error_reports:index"


@pytest.fixture
def editor(db):
    """An editor without other rights."""
    return EditorFactory(groups=[Group.objects.get(name=EDITORS)])


def visible_text(response, selector: str) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one(selector).get_text(" ").split())


def test_reports_are_listed_the_newest_first_and_by_state(editor_client, portal):
    ErrorReportFactory(text="The first.", state="corrected")
    ErrorReportFactory(text="The second.")

    text = visible_text(editor_client.get(reverse(LIST)), "table.listing")
    new = visible_text(editor_client.get(reverse(LIST), {"state": "new"}), "table.listing")

    assert text.index("The second.") < text.index("The first.")
    assert "The second." in new
    assert "The first." not in new


def test_a_report_shows_its_page_and_version_and_leads_to_both(editor_client, page):
    report = ErrorReportFactory(
        page=page,
        revision=page.live_revision,
        published_at=page.last_published_at,
        email="reader@portal.example",
    )

    soup = BeautifulSoup(editor_client.get(report.admin_url).content, "html.parser").main
    links = {link["href"] for link in soup.find_all("a", href=True)}

    assert links >= {
        report.address,
        "mailto:reader@portal.example",
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, page.live_revision_id]),
    }
    assert not soup.find("textarea")


def test_the_state_of_a_report_records_who_set_it(editor_client, editor, portal):
    report = ErrorReportFactory()

    editor_client.post(report.admin_url, {"state": "corrected", "text": "Nothing was wrong."})

    report.refresh_from_db()
    assert (report.state, report.handled_by, report.text) == ("corrected", editor, "The date is another.")


def test_new_reports_need_attention(editor_client, portal):
    report = ErrorReportFactory()
    ErrorReportFactory(state="corrected")

    panel = BeautifulSoup(editor_client.get(reverse("wagtailadmin_home")).content, "html.parser").select_one(
        "#attention-section"
    )

    assert "New error reports (1)" in panel.get_text()
    assert panel.find("a", href=report.admin_url)


def test_a_user_without_permission_sees_no_reports(client, portal):
    ErrorReportFactory()
    client.force_login(EditorFactory())

    assert "New error reports" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse(LIST)).url == reverse("wagtailadmin_home")


def test_nobody_adds_a_report_in_the_admin(client, portal):
    client.force_login(AdministratorFactory())

    assert client.get(reverse("error_reports:add")).url == reverse("wagtailadmin_home")


def test_the_list_takes_no_more_queries_for_many_than_for_one(
    editor_client, editor, page, django_assert_max_num_queries
):
    ErrorReportFactory(page=page, handled_by=editor)
    editor_client.get(reverse(LIST))
    with django_assert_max_num_queries(60) as queries:
        editor_client.get(reverse(LIST))
    for _ in range(10):
        ErrorReportFactory(page=page, handled_by=EditorFactory())
    with django_assert_max_num_queries(len(queries)):
        editor_client.get(reverse(LIST))
