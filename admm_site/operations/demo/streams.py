"""Text of pages as StreamFields store it, with the same identifiers each time."""

from collections.abc import Iterable
from html import escape
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("a7f0b4b5-6a36-5d3f-9b0c-2f7f5cf0c2d1")

Block = tuple[str, Any]


def stable_id(*parts: str) -> str:
    """The same UUID for the same words."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def stream(where: str, blocks: Iterable[Block]) -> list[dict]:
    """The raw content of a StreamField; `where` is the page or record it belongs to."""
    return [
        {"type": kind, "value": value, "id": stable_id(where, str(position), kind)}
        for position, (kind, value) in enumerate(blocks)
    ]


def heading(text: str, level: int = 2) -> Block:
    return "heading", {"text": text, "level": str(level)}


def paragraph(html: str) -> Block:
    return "rich_text", f"<p>{html}</p>"


def bullets(items: Iterable[str]) -> Block:
    """A list; each item is HTML."""
    return "rich_text", f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def quotation(text: str, source: str, url: str) -> Block:
    """Words of somebody else, as they are; an address in them becomes a link."""
    words = [
        f'<a href="{escape(word)}">{escape(word)}</a>'
        if word.startswith("https://")
        else escape(word, quote=False)
        for word in text.split(" ")
    ]
    return "quotation", {"text": f"<p>{' '.join(words)}</p>", "document": None, "source": source, "url": url}


def objectives(where: str, texts: Iterable[str]) -> Block:
    """Numbered, each with its anchor: `objective-1`."""
    items = [
        {
            "type": "item",
            "value": {"text": text, "anchor": f"objective-{number}"},
            "id": stable_id(where, f"objective-{number}"),
        }
        for number, text in enumerate(texts, 1)
    ]
    return "objectives", {"introduction": "", "items": items}


def call_out(title: str, html: str) -> Block:
    return "call_out", {"heading": title, "text": f"<p>{html}</p>"}


def event(date: str, title: str, html: str = "") -> Block:
    """An item of a timeline; the date is known to the day, the month or the year (`2004-11-29`)."""
    return "timeline_item", {"date": date, "heading": title, "text": f"<p>{html}</p>" if html else ""}


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Block:
    content = {
        "columns": [{"type": "text", "heading": column} for column in columns],
        "rows": [{"values": list(row)} for row in rows],
        "caption": "",
    }
    return "table", {"caption": caption, "table": content}
