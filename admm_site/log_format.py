"""How the log is written: plain lines in development, one JSON object a line on a server.

Each line has the id of its request. What looks like an e-mail address, and the values of rows that PostgreSQL
repeats in its errors, are left out.
"""

import json
import logging
import re
from datetime import UTC, datetime

from .request_ids import current_request_id

PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<=DETAIL:  ).*")
LEFT_OUT = "[left out]"

encode = json.JSONEncoder(ensure_ascii=False, default=str).encode  # made once: each line would make one


class PlainFormatter(logging.Formatter):
    """Add the id of the request, if there is one, to the line."""

    def format(self, record: logging.LogRecord) -> str:
        text = without_personal_data(super().format(record))
        request_id = current_request_id()
        first, *rest = text.split("\n", 1)
        return "\n".join([f"{first} [{request_id}]", *rest]) if request_id else text


class JSONFormatter(logging.Formatter):
    """Write time, level, logger, message, id of the request, traceback, and the `fields` of the record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        if request_id := current_request_id():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = without_personal_data(self.formatException(record.exc_info))
        return encode(line)


def without_personal_data(text: str) -> str:
    return PERSONAL.sub(LEFT_OUT, text) if "@" in text or "DETAIL:" in text else text


def without_client_errors(record: logging.LogRecord) -> bool:
    """Return whether to log the record; what a client did wrong is no warning, and has no traceback.

    That an address doesn't exist stands in the line of the request; why a form was refused is logged as INFO.
    """
    if getattr(record, "status_code", 500) >= 500:
        return True
    record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return record.name != "django.request" and logging.getLogger().isEnabledFor(logging.INFO)
