"""Acronyms: what each stands for, and where one first stands on a page.

They are those of the records, and some of ASEAN's that no record has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Model, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from admm_site.core.query_cache import cached_until_changed
from admm_site.reference.models import CooperationArea
from initiatives.models import ConceptPaperPage, InitiativePage
from meetings.models import MeetingSeries

# Those that no record has, and those whose record is named otherwise, such as “Concept Paper on …”.
OTHER_NAMES = {
    "AADMER": _("ASEAN Agreement on Disaster Management and Emergency Response"),
    "AHA Centre": _("ASEAN Coordinating Centre for Humanitarian Assistance on disaster management"),
    "AMRG": _("ASEAN Militaries Ready Group"),
    "AOIP": _("ASEAN Outlook on the Indo-Pacific"),
    "APSC": _("ASEAN Political-Security Community"),
    "ASC": _("ASEAN Security Community"),
    "ASEAN": _("Association of Southeast Asian Nations"),
    "CBRN": _("Chemical, biological, radiological and nuclear"),
    "CSO": _("Civil society organisation"),
    "DCL": _("Direct Communications Link"),
    "EWG": _("Experts’ Working Group"),
    "MINDEF": _("Ministry of Defence"),
    "VAP": _("Vientiane Action Programme"),
    "WG": _("Working Group"),
}
# Elements whose words are no text of the page; what is in `abbr` is explained there, or a country's code.
NOT_READ = ("svg", "script", "style", "select", "datalist", "pre", "code", "textarea", "abbr")
NOT_TEXT = re.compile("|".join((*(rf"<{tag}\b.*?</{tag}>" for tag in NOT_READ), "<[^>]*>")), re.DOTALL)
PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(?P<text>.*?)</p>", re.DOTALL)
# Elements in which an acronym stays as it is, although it stands in a paragraph.
NOT_MARKED = (*NOT_READ, "a ", "a>", "button", "summary")


@dataclass(frozen=True)
class Acronym:
    """An acronym, what it stands for, and the address of its record, if it has one."""

    letters: str
    name: str
    url: str = ""


def all_acronyms() -> list[Acronym]:
    """Return all acronyms, by letters."""
    by_letters = {acronym.letters: acronym for acronym in acronyms_of_records()}
    for letters, name in OTHER_NAMES.items():
        acronym = by_letters.get(letters, Acronym(letters, ""))
        by_letters[letters] = replace(acronym, name=str(name))
    return sorted(by_letters.values(), key=lambda acronym: acronym.letters.casefold())


@cached_until_changed
def acronyms_of_records() -> tuple[Acronym, ...]:
    """Return those of bodies, areas, initiatives and papers, each once, read in one query.

    An initiative comes before the paper that it carries out.
    """
    records = (
        (MeetingSeries, MeetingSeries.objects.known_as_of_request(), "name", "slug"),
        (CooperationArea, CooperationArea.objects.all(), "name", "slug"),
        (InitiativePage, InitiativePage.objects.public().exclude(acronym=""), "title", "url_path"),
        (ConceptPaperPage, ConceptPaperPage.objects.public().exclude(acronym=""), "title", "url_path"),
    )
    first, *others = (
        queryset.order_by().values_list(Value(position), "acronym", name, key)
        for position, (_model, queryset, name, key) in enumerate(records)
    )
    by_letters: dict[str, Acronym] = {}
    for position, letters, name, key in sorted(first.union(*others, all=True).order_by()):
        model, _queryset, _name, key_field = records[position]
        if letters != name:
            url = _address(model(**{key_field: key}))
            by_letters.setdefault(letters, Acronym(letters, name, url))
    return tuple(by_letters.values())


def _address(record: Model) -> str:
    return record.url if isinstance(record, Page) else record.get_absolute_url()


def explain_acronyms(html: str) -> tuple[SafeString, list[Acronym]]:
    """Mark each acronym where it first stands in a paragraph, and return those that the page has.

    Only text is searched, never attributes, drawings, code or lists of choices.
    """
    by_letters = {acronym.letters: acronym for acronym in all_acronyms()}
    pattern = acronym_pattern(tuple(by_letters))
    in_text = {letters_of(match) for match in pattern.finditer("\n".join(NOT_TEXT.split(html)))}
    listed = [acronym for letters, acronym in by_letters.items() if letters in in_text]
    parts, end = [], 0
    for start, match in _first_in_paragraphs(html, pattern, in_text):
        title = escape(by_letters[letters_of(match)].name)
        parts += [html[end : start + match.start()], f'<abbr title="{title}">{match[0]}</abbr>']
        end = start + match.end()
    return mark_safe("".join((*parts, html[end:]))), listed  # noqa: S308 - rendered already, and escaped names


@lru_cache
def acronym_pattern(all_letters: tuple[str, ...]) -> re.Pattern:
    """Return the pattern of these acronyms as whole words, the longest first, also in the plural."""
    longest_first = sorted(all_letters, key=len, reverse=True)
    words = (re.escape(letters).replace(r"\ ", r"[ \u00a0]") for letters in longest_first)
    # What is before a word is looked at last: Python finds the first letters alone many times faster.
    whole_words = "|".join(rf"{word}(?<![\w/-]{word})" for word in words)
    return re.compile(rf"(?P<letters>{whole_words})s?(?![\w-])")


def letters_of(match: re.Match) -> str:
    return match["letters"].replace("\u00a0", " ")


def _first_in_paragraphs(
    html: str, pattern: re.Pattern, acronyms: set[str]
) -> Iterator[tuple[int, re.Match]]:
    """Return the first match of each acronym in a paragraph, with the position where its paragraph starts."""
    remaining = set(acronyms)
    for paragraph in PARAGRAPH.finditer(html):
        text = paragraph["text"]
        for match in pattern.finditer(text):
            letters = letters_of(match)
            if letters in remaining and not _is_in_element(text, match.start()):
                remaining.remove(letters)
                yield paragraph.start("text"), match
        if not remaining:
            return


def _is_in_element(text: str, position: int) -> bool:
    """Return whether a tag, or an element in which acronyms stay as they are, is open at the position."""
    before = text[:position]
    is_in_tag = before.rfind("<") > before.rfind(">")
    return is_in_tag or any(before.count(f"<{tag}") > before.count(f"</{tag}") for tag in NOT_MARKED)
