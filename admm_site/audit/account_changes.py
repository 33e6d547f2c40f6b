"""Record what a view or command changed of accounts and roles, by comparing them before and after.

Wagtail and Django change them in many ways, of which bulk updates send no signal. The number of queries
doesn't depend on how many accounts there are, or how many of them change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from .choices import Action
from .models import AuditEntry
from .recording import joined, new_entry, record

Keyed = dict[int, set]


@dataclass
class Account:
    name: str
    email: str
    password: str = field(repr=False)
    is_active: bool
    is_administrator: bool
    roles: set[str]
    permissions: set[str]
    devices: set[int]
    recovery_devices: set[int]
    passkeys: set[tuple[int, str]]


@dataclass
class Role:
    name: str
    permissions: set[str]


@dataclass
class Snapshot:
    accounts: dict[int, Account]
    roles: dict[int, Role]


@contextmanager
def account_changes_recorded() -> Iterator[None]:
    """Record what changes of accounts and roles within the `with` block; nothing if it raises."""
    before = take_snapshot()
    yield
    record(*compare(before, take_snapshot()))


def take_snapshot() -> Snapshot:
    return Snapshot(_read_accounts(), _read_roles())


def _read_accounts() -> dict[int, Account]:
    users = get_user_model()
    roles = _grouped(users.groups.through.objects.values_list("user_id", "group__name"))
    permissions = _grouped(
        users.user_permissions.through.objects.values_list("user_id", "permission__codename")
    )
    devices = _grouped(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", "pk"))
    recovery = _grouped(StaticDevice.objects.values_list("user_id", "pk"))
    confirmed = WebAuthnCredential.objects.filter(confirmed=True).values_list("user_id", "pk", "name")
    passkeys = _grouped((user, (key, name)) for user, key, name in confirmed)
    rows = users.objects.values_list("pk", "username", "email", "password", "is_active", "is_superuser")
    return {
        key: Account(
            name,
            email,
            password,
            active,
            administrator,
            roles[key],
            permissions[key],
            devices[key],
            recovery[key],
            passkeys[key],
        )
        for key, name, email, password, active, administrator in rows
    }


def _read_roles() -> dict[int, Role]:
    permissions = _grouped(Group.permissions.through.objects.values_list("group_id", "permission__codename"))
    placed = (
        (GroupPagePermission, "page__title"),
        (GroupCollectionPermission, "collection__name"),
        (GroupSitePermission, "site__hostname"),
    )
    for model, place in placed:
        for key, codename, name in model.objects.values_list("group_id", "permission__codename", place):
            permissions[key].add(f"{codename} ({name})")
    return {key: Role(name, permissions[key]) for key, name in Group.objects.values_list("pk", "name")}


def _grouped(rows: Iterable[tuple]) -> Keyed:
    sets: Keyed = defaultdict(set)
    for key, value in rows:
        sets[key].add(value)
    return sets


def compare(before: Snapshot, after: Snapshot) -> list[AuditEntry]:
    """Return an entry for each account and role, and kind of change."""
    entries: list[AuditEntry] = []
    for key in sorted(before.accounts.keys() | after.accounts.keys()):
        entries += _compare_accounts(key, before.accounts.get(key), after.accounts.get(key))
    for key in sorted(before.roles.keys() | after.roles.keys()):
        entries += _compare_roles(before.roles.get(key), after.roles.get(key))
    return entries


def _compare_accounts(key: int, old: Account | None, new: Account | None) -> Iterator[AuditEntry]:
    account = new or old
    if old == new or account is None:
        return
    subject = _("Account “%(name)s” (number %(key)s)") % {"name": account.name, "key": key}
    if new is None:
        yield new_entry(Action.ACCOUNT, subject, _("deleted"))
        return
    blank = Account(new.name, new.email, new.password, True, False, set(), set(), set(), set(), set())
    changes = _describe_account(old or blank, new)
    if old is None:
        changes.insert(0, _("created"))
    if changes:
        yield new_entry(Action.ACCOUNT, subject, "; ".join(changes))
    old = old or blank
    if roles := _describe_sets(old.roles | old.permissions, new.roles | new.permissions):
        yield new_entry(Action.ROLE, subject, roles)
    if old.password != new.password:
        yield new_entry(Action.PASSWORD, subject, _("changed"))
    if factor := _describe_second_factor(old, new):
        yield new_entry(Action.SECOND_FACTOR, subject, factor)


def _describe_account(old: Account, new: Account) -> list[str]:
    """Return what changed; an e-mail address isn't repeated here, because that is personal data."""
    changes = []
    if old.name != new.name:
        changes.append(_("renamed, before: “%(name)s”") % {"name": old.name})
    if old.email != new.email:
        changes.append(_("e-mail address changed"))
    if old.is_active != new.is_active:
        changes.append(_("activated") if new.is_active else _("deactivated"))
    if old.is_administrator != new.is_administrator:
        changes.append(_("made an administrator") if new.is_administrator else _("no longer administrator"))
    return changes


def _describe_second_factor(old: Account, new: Account) -> str:
    changes = []
    if old.devices != new.devices:
        changes.append(_("set up") if new.devices else _("removed"))
    changes.append(joined(_("passkey added"), (name for _key, name in new.passkeys - old.passkeys)))
    changes.append(joined(_("passkey removed"), (name for _key, name in old.passkeys - new.passkeys)))
    if not any(changes) and old.recovery_devices != new.recovery_devices:
        changes.append(_("new recovery codes") if new.recovery_devices else _("recovery codes removed"))
    return "; ".join(filter(None, changes))


def _compare_roles(old: Role | None, new: Role | None) -> Iterator[AuditEntry]:
    role = new or old
    if old == new or role is None:
        return
    subject = _("Role “%(name)s”") % {"name": role.name}
    if new is None:
        yield new_entry(Action.PERMISSIONS, subject, _("deleted"))
        return
    changes = [] if old else [_("created")]
    if old and old.name != new.name:
        changes.append(_("renamed, before: “%(name)s”") % {"name": old.name})
    changes.append(_describe_sets(old.permissions if old else set(), new.permissions))
    yield new_entry(Action.PERMISSIONS, subject, "; ".join(filter(None, changes)))


def _describe_sets(old: set[str], new: set[str]) -> str:
    return "; ".join(filter(None, (joined(_("added"), new - old), joined(_("removed"), old - new))))
