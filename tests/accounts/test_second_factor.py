"""The second factor: who must have one, how it is set up, and that nobody gets in without it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from admm_site.accounts.second_factor import must_have
from admm_site.editorial.failed_saves import UnsavedForm
from admm_site.editorial.roles import EDITORS, permissions
from tests.accounts.authenticator import SET_UP, set_up, with_second_factor
from tests.accounts.signing_in import ADMIN, HOME, PUBLIC, let_minutes_pass, sign_in, with_password
from tests.editorial.browser_form import edit_url, get_form_fields
from tests.factories.users import AdministratorFactory, DrafterFactory, EditorFactory, UserFactory

DASHBOARD = reverse("wagtailadmin_home")
PAGES = pytest.mark.parametrize("page", [ADMIN, PUBLIC])


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR = True


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def group(name: str, *codenames: str) -> Group:
    group = Group.objects.create(name=name)
    group.permissions.add(*permissions({"wagtailadmin": ["access_admin"], "reference": codenames}))
    return group


@pytest.mark.parametrize(
    ("make_user", "expected"),
    [
        (AdministratorFactory, True),
        (lambda: EditorFactory(groups=Group.objects.filter(name=EDITORS)), True),
        (lambda: EditorFactory(groups=Group.objects.filter(name="Moderators")), True),
        (lambda: EditorFactory(groups=[group("Countries", "change_country")]), True),
        (lambda: EditorFactory(groups=[group("Readers", "view_country")]), False),
        (lambda: EditorFactory(groups=Group.objects.filter(name="Editors")), True),
        (DrafterFactory, False),
        (UserFactory, False),
    ],
    ids=[
        "administrator",
        "secretariat",
        "moderator",
        "snippets",
        "only looks",
        "replaces files",
        "only drafts",
        "reader",
    ],
)
def test_who_changes_what_visitors_see_must_have_one(portal, make_user, expected):
    assert must_have(make_user()) is expected


def test_the_first_sign_in_leads_to_setting_it_up_and_then_on(portal, person):
    client = Client()
    assert sign_in(person, client).status_code == 302
    response = client.get(reverse("wagtailadmin_account"))
    assert response.url == f"{SET_UP}?next=%2Fadmin%2Faccount%2F"

    _, recovery_codes = set_up(client, response.url)

    assert len(set(recovery_codes)) == 10
    assert client.get(DASHBOARD).status_code == 200


def test_after_setting_it_up_one_goes_on_to_the_page_that_was_asked_for(portal, person):
    client = Client()
    client.force_login(person)
    for next_url, expected in (("/admin/pages/", "/admin/pages/"), ("https://evil.example/", DASHBOARD)):
        url = f"{SET_UP}?next={next_url}"
        TOTPDevice.objects.all().delete()
        page = client.get(url)
        assert "svg" in BeautifulSoup(page.content, "html.parser").img["src"]
        app, _ = set_up(client, url)
        response = client.post(url, get_form_fields(client.get(url), "//form") | {"code": app.code})
        assert BeautifulSoup(response.content, "html.parser").select_one("a.button")["href"] == expected


def test_a_wrong_code_sets_nothing_up(portal, person):
    client = Client()
    client.force_login(person)
    page = client.get(SET_UP)
    fields = get_form_fields(page, "//form[.//input[@name='key']]")

    response = client.post(SET_UP, fields | {"code": "000000"})

    assert "This isn’t the code of the app now." in text(response)
    assert get_form_fields(response, "//form[.//input[@name='key']]")["key"] == fields["key"]
    assert not TOTPDevice.objects.exists()
    assert client.get(DASHBOARD).status_code == 302


def test_nobody_can_have_somebody_confirm_a_key_of_another(portal, person):
    stranger, client = Client(), Client()
    stranger.force_login(with_password(EditorFactory()))
    client.force_login(person)
    key = get_form_fields(stranger.get(SET_UP), "//form[.//input[@name='key']]")["key"]

    response = client.post(SET_UP, {"action": "set-up-app", "key": key, "code": "123456"})

    assert response.status_code == 302
    assert not TOTPDevice.objects.exists()


@PAGES
def test_with_the_code_one_is_let_in(portal, person, page):
    app, _ = with_second_factor(person)
    client = Client()
    assert sign_in(person, client, page=page, code=app.code).status_code == 302
    assert client.get(DASHBOARD).status_code == 200


@PAGES
@pytest.mark.parametrize("code", ["", "000000", "wrong", "abcd-abcd-abcd-abcd", "９９９９９９", "\x00"])
def test_without_the_right_code_the_right_password_is_answered_as_a_wrong_one(portal, editor, page, code):
    with_second_factor(editor)
    client = Client()
    response = sign_in(editor, client, page=page, code=code)
    wrong = sign_in(editor, client, page=page, password="wrong")

    assert response.status_code == wrong.status_code == 200
    assert not is_signed_in(client)
    if "\x00" not in code:
        assert text(response) == text(wrong)


def test_a_code_works_once(portal, person):
    app, _ = with_second_factor(person)
    code = app.code
    assert sign_in(person, code=code).status_code == 302
    assert sign_in(person, code=code).status_code == 200


def test_a_recovery_code_works_once_however_it_is_typed(portal, person):
    _, codes = with_second_factor(person)
    client = Client()
    assert sign_in(person, client, code=codes[0].upper().replace("-", " ")).status_code == 302
    assert client.get(DASHBOARD).status_code == 200
    assert sign_in(person, code=codes[0]).status_code == 200


def test_recovery_codes_are_not_stored_as_they_are(portal, editor):
    _, codes = with_second_factor(editor)
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert not stored & {code.replace("-", "") for code in codes}


def test_wrong_codes_have_to_wait_wherever_they_come_from(portal, editor):
    app, _ = with_second_factor(editor)
    statuses = [
        sign_in(editor, code="000000", address=f"192.0.2.{number}").status_code for number in range(11)
    ]
    assert statuses == [200] * 10 + [429]
    let_minutes_pass(16)
    assert sign_in(editor, code=app.code).status_code == 302


def test_a_stranger_without_the_password_makes_nobody_wait_for_a_code(portal, editor):
    app, _ = with_second_factor(editor)
    for number in range(12):
        sign_in(editor, password="wrong", code="000000", address=f"192.0.2.{number}")
    assert sign_in(editor, code=app.code, address=HOME).status_code == 302


def test_a_session_of_before_is_signed_out_and_what_was_typed_is_kept(portal, editor):
    old = Client()
    old.force_login(editor)
    app, _ = with_second_factor(editor)

    response = old.post(edit_url(portal.about), {"title": "Typed"})

    assert response.status_code == 403
    assert not is_signed_in(old)
    fields = get_form_fields(response, "//form")
    assert UnsavedForm.from_signed(fields["unsaved"]).fields == [["title", "Typed"]]
    again = old.post(
        reverse("sign_in_again"),
        fields | {"username": editor.username, "password": "correct horse battery staple", "code": app.code},
    )
    assert again.status_code == 200
    assert "Your changes are not saved yet" in text(again)


def test_a_script_is_told(portal, editor):
    client = Client()
    client.force_login(editor)
    response = client.get(DASHBOARD, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 403
    assert response.json()["error_code"] == "second_factor_missing"


def test_new_recovery_codes_replace_the_old_ones(portal, editor):
    app, codes = with_second_factor(editor)
    client = Client()
    sign_in(editor, client, code=codes[0])
    assert "9 recovery codes are left" in text(client.get(SET_UP))

    response = client.post(SET_UP, get_form_fields(client.get(SET_UP), "//form") | {"code": app.code})

    assert len(BeautifulSoup(response.content, "html.parser").select("li code")) == 10
    assert sign_in(editor, code=codes[1]).status_code == 200


def test_it_is_removed_only_with_a_code(portal, editor):
    app, _ = with_second_factor(editor)
    client = Client()
    sign_in(editor, client, code=app.code)
    remove = {"action": f"remove {TOTPDevice.objects.get().persistent_id}"}
    client.post(SET_UP, remove | {"code": "000000"})
    assert TOTPDevice.objects.exists()
    client.post(SET_UP, remove | {"code": app.code})
    assert not TOTPDevice.objects.exists()
    assert client.get(DASHBOARD).url.startswith(SET_UP)


def test_codes_can_not_be_tried_without_end_in_a_session(portal, editor):
    app, _ = with_second_factor(editor)
    client = Client()
    sign_in(editor, client, code=app.code)
    statuses = [client.post(SET_UP, {"code": "000000"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_lost_one_is_reset_by_a_command(portal, editor, capsys):
    with_second_factor(editor)
    call_command("reset_second_factor", editor.username)
    assert "removed" in capsys.readouterr().out
    client = Client()
    assert sign_in(editor, client).status_code == 302
    assert client.get(DASHBOARD).url.startswith(SET_UP)


@pytest.mark.parametrize("make_user", [EditorFactory, lambda: None], ids=["has none", "no account"])
def test_there_may_be_nothing_to_reset(portal, make_user):
    user = make_user()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", user.username if user else "nobody")


def test_whom_it_is_not_required_of_may_set_one_up(portal, settings):
    settings.SECOND_FACTOR = False
    user = with_password(EditorFactory())
    client = Client()
    sign_in(user, client)
    assert client.get(DASHBOARD).status_code == 200
    assert SET_UP in client.get(reverse("wagtailadmin_account")).content.decode()

    app, _ = set_up(client)

    assert sign_in(user).status_code == 200
    assert sign_in(user, code=app.code).status_code == 302


def test_a_reader_signs_in_without_one(portal):
    assert sign_in(with_password(UserFactory()), page=PUBLIC).status_code == 302
