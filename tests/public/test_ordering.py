"""The database never chooses which of two rows comes first: every order ends in a key that is unique.

PostgreSQL answers in no order of its own, and another one after each change; SQLite hides that.
"""

import re
from collections import defaultdict

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from admm_site.documents.models import PortalDocument
from tests.responses import read

QUESTIONS = {
    "status of an initiative": "/search/?q=status+of+adic",
    "chairs of a body": "/search/?q=who+chairs+the+admm",
    "meetings of a year": "/search/?q=where+did+ministers+meet+in+2011",
    "next meeting": "/search/?q=next+meeting",
}

END_OF_ORDER = re.compile(r"\s(LIMIT|OFFSET|FETCH|FOR|UNION|ROWS|RANGE)\b|$")
COLUMN = re.compile(r'(?:"?(\w+)"?\.)?"?(\w+)"?(?: (?:ASC|DESC))?(?: NULLS (?:FIRST|LAST))?')
TABLE = re.compile(r'"(\w+)" (?:AS )?"?([A-Z]+\d+)"?')
# Rows that are made of several, and Wagtail's own order of the one or two sites that a request may be for.
EXEMPT = re.compile(r'SELECT DISTINCT|GROUP BY|FROM "wagtailcore_site"')


def unique_columns() -> dict[str, set[str]]:
    """The columns of each table that are unique, alone or within their parent."""
    columns = defaultdict(set)
    for model in apps.get_models(include_auto_created=True):
        constraints = [constraint.fields for constraint in model._meta.total_unique_constraints]
        together = {name for names in (*model._meta.unique_together, *constraints) for name in names}
        columns[model._meta.db_table] |= {
            field.column for field in model._meta.local_fields if field.unique or field.name in together
        }
    return columns


def text_of_clause(sql: str) -> str:
    """The text up to the first unmatched closing parenthesis, with all inner ones emptied."""
    values, depth = [], 0
    for character in sql:
        depth -= character == ")"
        if depth < 0:
            break
        if not depth:
            values.append(character)
        depth += character == "("
    return "".join(values)


def last_keys(sql: str) -> set[str]:
    """The last key of each ORDER BY in the statement, as table.column."""
    keys = set()
    for match in re.finditer("ORDER BY ", sql):
        statement = statement_around(sql, match.start())
        if EXEMPT.search(text_of_clause(statement)):
            continue
        order = text_of_clause(sql[match.end() :])
        last = order[: END_OF_ORDER.search(order).start()].split(", ")[-1].strip()
        if position := re.match(r"\d+", last):  # of what is selected
            last = selected_columns(statement)[int(position.group()) - 1]
        tables = {alias: table for table, alias in TABLE.findall(text_of_clause(statement))}
        column = COLUMN.fullmatch(last)
        alias, name = column.groups() if column else (None, last)
        keys.add(f"{tables.get(alias, alias or '')}.{name}")
    return keys


def statement_around(sql: str, position: int) -> str:
    """The innermost SELECT statement that contains the position."""
    depth = 0
    for start in range(position - 1, -1, -1):
        depth += (sql[start] == ")") - (sql[start] == "(")
        if depth < 0:
            return sql[start + 1 :]
    return sql


def selected_columns(sql: str) -> list[str]:
    """The columns that the statement selects."""
    columns = text_of_clause(sql.removeprefix("SELECT ")).partition(" FROM ")[0]
    return [column.partition(" AS ")[0] for column in columns.split(", ")]


@pytest.fixture(scope="module")
def orders(module_portal, surfaces) -> dict[str, str]:
    """The last key of each ORDER BY of all queries, with a statement that has it."""
    keys = {}

    def note(execute, sql, params, many, context):
        keys.update(dict.fromkeys(last_keys(sql), sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for address in (surfaces | QUESTIONS).values():
            read(Client().get(address))
    return keys


def test_every_order_ends_in_a_key_that_is_unique(orders, db):
    unique = unique_columns()
    ambiguous_orders = [
        f"{key} is the last key of {sql}"
        for key, sql in orders.items()
        if (place := key.split("."))[1] not in unique.get(place[0], {"pk", "id"})
    ]
    assert not ambiguous_orders, "\n\n".join(ambiguous_orders)


def test_the_orders_of_the_portal_are_seen(orders, db):
    assert len(orders) > 10
    assert "meetings_decision.id" in orders


def test_the_newest_documents_are_read_in_the_order_of_an_index(db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which sorts a few rows instead
            cursor.execute("SET LOCAL enable_sort = off")
    assert "document_newest_first" in PortalDocument.objects.public().newest_first()[:50].explain()
