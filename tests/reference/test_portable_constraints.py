"""Any program can open, check, dump and restore the database: its rules need nothing of Django's."""

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
def plain(full_portal):
    """The database of the tests, with all its content, as a program without Django opens it."""
    opened = sqlite3.connect(":memory:")
    opened.deserialize(connection.connection.serialize())
    yield opened
    opened.close()


@sqlite_only
def test_the_database_is_checked_without_django(plain):
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@sqlite_only
def test_the_country_codes_are_checked_without_django(plain):
    plain.execute("UPDATE reference_country SET code = 'XY' WHERE code = 'VN'")
    for code in CODES:
        with pytest.raises(sqlite3.IntegrityError, match="country_code_is_alpha_2"):
            plain.execute("UPDATE reference_country SET code = ? WHERE code = 'XY'", (code,))


@sqlite_only
def test_a_dump_is_restored_without_django(plain):
    """Tables, indexes and rows; the full-text index is made anew by `update_index`."""
    restored = sqlite3.connect(":memory:")
    ours = {model._meta.db_table for model in apps.get_models()}
    for name, sql in plain.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
        if name in ours and "VIRTUAL" not in sql:
            restored.execute(sql)
            rows = plain.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            if rows:
                places = ",".join("?" * len(rows[0]))
                restored.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608
    assert restored.execute("SELECT COUNT(*) FROM reference_country").fetchone() != (0,)
    assert restored.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    restored.close()


@sqlite_only
def test_no_table_asks_for_a_function_of_django(plain):
    own = {row[0].lower() for row in plain.execute("PRAGMA function_list").fetchall() or []}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA function_list")
        of_django = {row[0].lower() for row in cursor.fetchall()} - own
    assert "regexp" in of_django
    used = {
        word.lower()
        for (sql,) in plain.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        for word in re.findall(r"\b\w+\b", re.sub(r'"[^"]*"', "", sql))
    }
    assert used & of_django == set()


def parts(expression) -> list:
    if isinstance(expression, models.Q):
        return [part for child in expression.children for part in parts(child)]
    if isinstance(expression, BaseExpression):
        return [expression, *(part for one in expression.get_source_expressions() for part in parts(one))]
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
