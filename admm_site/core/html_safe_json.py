"""JSON that contains no markup, wherever it is put into a page."""

import json

ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def dump_html_safe_json(value: object, **options) -> str:
    """Return the value as JSON in which whatever a browser could read as HTML is escaped."""
    return json.dumps(value, ensure_ascii=False, **options).translate(ESCAPES)
