"""Copy tables between engines: one member for each table, one row a line as JSON, with plain primary keys.

Values are those of the columns, not of the models: nothing is validated, computed or renumbered on the way.
"""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import Error, connection, models, transaction
from django.utils.translation import gettext as _

from .archive import BackupError, MemberReader
from .snapshot import portal_models

FOLDER, SUFFIX = "tables/", ".jsonl.gz"
ROWS_AT_ONCE = 1000
# Column types whose values JSON has no notation for, each with a field that converts them for any engine.
CONVERTERS: dict[str, models.Field] = {
    "DateField": models.DateField(),
    "DateTimeField": models.DateTimeField(),
    "DurationField": models.DurationField(),
    "TimeField": models.TimeField(),
    "UUIDField": models.UUIDField(),
}


def dump(folder: Path, report: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
    """Write each table to a file in the folder; yield the names of the members and the files."""
    for model in portal_models():
        table = model._meta.db_table
        report(table)
        path = folder / f"{table}{SUFFIX}"
        with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as file:
            file.write(json.dumps([field.column for field in model._meta.local_concrete_fields]) + "\n")
            for row in _iter_rows(model):
                file.write(json.dumps(row, ensure_ascii=False, default=_to_json) + "\n")
        yield f"{FOLDER}{table}{SUFFIX}", path


def _iter_rows(model: type[models.Model]) -> Iterator[list]:
    """Yield the values of each row, as the engine's own converters of Django make them."""
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    expressions = [field.get_col(model._meta.db_table) for field in fields]
    converters = [
        (number, converter, expression)
        for number, expression in enumerate(expressions)
        for converter in connection.ops.get_db_converters(expression)
    ]
    with connection.chunked_cursor() as cursor:
        order = quote(model._meta.pk.column)
        cursor.execute(f"SELECT {columns} FROM {quote(model._meta.db_table)} ORDER BY {order}")  # noqa: S608
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for values in map(list, rows):
                for number, convert, expression in converters:
                    values[number] = convert(values[number], expression, connection)
                yield values


def _to_json(value) -> str:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    return str(value)


def sequences() -> dict[str, int]:
    """Return the last key that each table has given out, so that no key of a deleted row comes back."""
    last_keys = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            last_keys = dict(cursor.fetchall())
        for model in _serial_models() if connection.vendor == "postgresql" else ():
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column],
            )
            last_keys[model._meta.db_table] = cursor.fetchone()[0] or 0
    return last_keys


def _serial_models(registry=apps) -> list[type[models.Model]]:
    """Return the models whose keys the database gives out."""
    return [
        model
        for model in portal_models(registry)
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    ]


def clear(registry) -> None:
    """Delete the rows that migrations create, in all tables."""
    with connection.cursor() as cursor:
        for model in portal_models(registry):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def load(name: str, content: MemberReader, registry) -> None:
    """Insert the rows of a member into its table."""
    table = name.removeprefix(FOLDER).removesuffix(SUFFIX)
    model = next((model for model in portal_models(registry) if model._meta.db_table == table), None)
    if model is None:
        raise BackupError(_("The table %(table)s is unknown to this version.") % {"table": table})
    with gzip.GzipFile(fileobj=content) as lines:
        fields = {field.column: field for field in model._meta.local_concrete_fields}
        columns = [fields[column] for column in json.loads(next(lines))]
        names = ", ".join(connection.ops.quote_name(field.column) for field in columns)
        places = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})"  # noqa: S608
        convert = [_converter(field) for field in columns]
        while some := list(islice(lines, ROWS_AT_ONCE)):
            _insert(table, statement, [_to_row(line, convert) for line in some])


def _to_row(line: bytes, convert: list[Callable]) -> list:
    return [
        value if value is None else to(value) for to, value in zip(convert, json.loads(line), strict=True)
    ]


def _insert(table: str, statement: str, rows: list[list]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
    except Error as error:
        raise BackupError(
            _("The table %(table)s has a row that this database refuses: %(error)s")
            % {"table": table, "error": str(error).partition("\n")[0]}
        ) from error


def _converter(field: models.Field) -> Callable:
    """Return the function that turns a value of JSON into one of the column."""
    while field.remote_field:
        field = field.target_field
    kind = field.get_internal_type()
    if kind == "BinaryField":
        return base64.b64decode
    if plain := CONVERTERS.get(kind):
        return lambda value: plain.get_db_prep_save(plain.to_python(value), connection)
    return lambda value: value


def restore_sequences(last_keys: dict[str, int], registry) -> None:
    """Let new keys begin after the last one that was given out."""
    serial_models = _serial_models(registry)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), serial_models):
            cursor.execute(statement)
        for model in serial_models:
            if last_key := last_keys.get(model._meta.db_table):
                _raise_sequence(cursor, model, last_key)


def _raise_sequence(cursor, model: type[models.Model], last_key: int) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last_key])
        return
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s, 1))",
        [connection.ops.quote_name(table), key, last_key],
    )
