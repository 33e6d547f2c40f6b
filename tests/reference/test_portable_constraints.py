"""Other programs can open, check, dump and restore the database: constraints use no function of Django."""

import re
import sqlite3

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.expressions import BaseExpression
from django.db.models.lookups import Regex

from admm_site.reference.models import Country
from tests.factories.reference import CountryFactory

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")
CONSTRAINTS = [
    pytest.param(model, constraint, id=f"{model._meta.label}.{constraint.name}")
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, models.CheckConstraint)
]
CODES = ["V", "V1", "vn", "Vn", "ÉA", "VNM", "", " V"]


@pytest.fixture
def sqlite_copy(full_portal):
    """The test database with all its content, opened without Django."""
    database = sqlite3.connect(":memory:")
    database.deserialize(connection.connection.serialize())
    yield database
    database.close()


@sqlite_only
def test_the_database_is_checked_without_django(sqlite_copy):
    assert sqlite_copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@sqlite_only
def test_the_country_codes_are_checked_without_django(sqlite_copy):
    sqlite_copy.execute("UPDATE reference_country SET code = 'XY' WHERE code = 'VN'")
    for code in CODES:
        with pytest.raises(sqlite3.IntegrityError, match="country_code_is_alpha_2"):
            sqlite_copy.execute("UPDATE reference_country SET code = ? WHERE code = 'XY'", (code,))


@sqlite_only
def test_a_dump_is_restored_without_django(sqlite_copy):
    """Tables, indexes and rows; `update_index` rebuilds the full-text index."""
    target = sqlite3.connect(":memory:")
    ours = {model._meta.db_table for model in apps.get_models()}
    for name, sql in sqlite_copy.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
    ).fetchall():
        if name in ours and "VIRTUAL" not in sql:
            target.execute(sql)
            rows = sqlite_copy.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            if rows:
                places = ",".join("?" * len(rows[0]))
                target.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608
    assert target.execute("SELECT COUNT(*) FROM reference_country").fetchone() != (0,)
    assert target.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    target.close()


@sqlite_only
def test_no_table_asks_for_a_function_of_django(sqlite_copy):
    own = {row[0].lower() for row in sqlite_copy.execute("PRAGMA function_list").fetchall() or []}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA function_list")
        of_django = {row[0].lower() for row in cursor.fetchall()} - own
    assert "regexp" in of_django
    words = {
        word.lower()
        for (sql,) in sqlite_copy.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        for word in re.findall(r"\b\w+\b", re.sub(r'"[^"]*"', "", sql))
    }
    assert words & of_django == set()


def parts(expression) -> list:
    if isinstance(expression, models.Q):
        return [part for child in expression.children for part in parts(child)]
    if isinstance(expression, BaseExpression):
        return [
            expression,
            *(part for source in expression.get_source_expressions() for part in parts(source)),
        ]
    return [expression]


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_no_rule_is_a_regular_expression(model, constraint):
    for part in parts(constraint.condition):
        assert not isinstance(part, Regex)
        assert not (isinstance(part, tuple) and part[0].endswith("regex"))


@pytest.mark.parametrize("code", CODES)
def test_a_wrong_code_is_refused_by_the_database(db, code):
    country = CountryFactory(code="VN")
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.filter(pk=country.pk).update(code=code if len(code) < 3 else "v1")
