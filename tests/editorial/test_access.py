"""Who may open which view of the admin is decided in a table, which has a row for every view."""

import pytest

from .access_table import (
    FILE,
    OPENS,
    ROLES,
    Person,
    bulk_action_views,
    bulk_actions,
    format_row,
    get_cells,
    read_table,
)
from .admin_addresses import addresses, objects, patterns

pytestmark = pytest.mark.slow

PARTS = 12  # in which the views are asked
FAILS_BY_DESIGN = ("wagtailadmin_error_test", "admin/failwhale/")
# What a visitor needs for signing in; the pages behind them show nothing of the portal.
OPEN_TO_ALL = {
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_sprite",
}


def all_views() -> set[tuple[str, str]]:
    return {*patterns(), *bulk_action_views()} - {FAILS_BY_DESIGN}


@pytest.fixture
def admin_views(full_portal, editor) -> dict[tuple[str, str], str]:
    """An address of each view by its name and route."""
    records = objects(full_portal, editor)
    by_key = addresses(records)
    named = {view: by_key[" ".join(view)] for view in patterns() if view != FAILS_BY_DESIGN}
    return named | bulk_actions(records)


def test_every_view_has_a_row_and_every_row_a_view(db):
    views, rows = all_views(), set(read_table())

    assert not views - rows, (
        f"Decide who may open these views, and add a row for each to {FILE.name}."
        f" test_everybody_gets_what_the_table_says prints what they answer now: {sorted(views - rows)}"
    )
    assert len(FILE.read_text().splitlines()) == len(rows) + 1, "A view has two rows."
    assert not rows - views, f"Remove the rows of views that are gone from {FILE.name}: {rows - views}"


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_table_says(admin_views, part):
    table = read_table()
    people = {role: Person(role) for role in ROLES}

    differences = []
    for view, address in list(admin_views.items())[part::PARTS]:
        cells = get_cells(people, address)
        if cells != table.get(view):
            differences.append(format_row(view, cells))

    assert not differences, (
        f"These views answer otherwise than {FILE.name} says. If that is wrong, mend the view;"
        " if it is meant, change the row:\n" + "\n".join(differences)
    )


def test_only_what_signing_in_needs_is_open_to_visitors():
    opened = {name for (name, _), row in read_table().items() if OPENS in row["visitor"]}

    assert opened == OPEN_TO_ALL


def test_the_admin_is_closed_to_readers():
    opened = {name for (name, _), row in read_table().items() if OPENS in row["reader"]}

    assert opened == OPEN_TO_ALL


def test_what_a_drafter_may_do_an_editor_may_too_and_an_administrator_may_all_of_it():
    """Except what nobody may do, and what belongs to somebody else."""
    wrong = [
        view
        for view, row in read_table().items()
        for less, more in (("drafter", "editor"), ("editor", "administrator"), ("moderator", "administrator"))
        if OPENS in row[less] and row[less] != row[more] and row[more] != OPENS
    ]

    assert wrong == []
