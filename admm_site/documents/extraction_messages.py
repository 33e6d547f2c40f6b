"""Messages for editors about the extraction of a document and the traces in its file."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import Extraction
from .reader import MAX_PAGES, SECONDS
from .upload_messages import REASONS, describe_active_content


def describe_extraction(document) -> str:
    """Return one or two sentences about the state, and what the editor can do."""
    return DESCRIPTIONS[document.extraction](document)


def describe_traces(document) -> str:
    """Return a warning about what else the file contains and does; empty if nothing."""
    harm = document.traces.get("harm")
    harmful = str(REASONS.get(harm, REASONS["unchecked"])) if harm else ""
    active = describe_active_content(document.traces.get("active", {}))
    return " ".join(filter(None, (harmful, active, _describe_hidden_content(document))))


def _describe_hidden_content(document) -> str:
    contents = [*_names(document), *_numbers(document.traces)]
    if not contents:
        return ""
    return _(
        "This file also holds %(held)s. Readers can find it. If that is not meant to be public, remove it in"
        " the program that made the file, and upload it again."
    ) % {"held": get_text_list(contents, _("and"))}


def _names(document):
    """Yield phrases for traces with names, except a title that equals the document's."""
    traces = document.traces
    titles = [title for title in traces.get("titles", ()) if title.casefold() != document.title.casefold()]
    for names, words in (
        (traces.get("people"), _("the name of who wrote or changed it (%(names)s)")),
        (traces.get("companies"), _("the name of an organisation (%(names)s)")),
        (titles, _("the title “%(names)s”")),
        (traces.get("descriptions"), _("a description (%(names)s)")),
        (traces.get("paths"), _("a path on somebody’s computer (%(names)s)")),
    ):
        if names:
            yield words % {"names": "; ".join(names)}


def _numbers(traces):
    def count_phrase(kind, singular, plural):
        number = traces.get(kind, 0)
        if number:
            yield ngettext(singular, plural, number) % {"number": number}

    yield from count_phrase("changes", "%(number)s tracked change", "%(number)s tracked changes")
    yield from count_phrase("comments", "%(number)s comment", "%(number)s comments")
    if traces.get("hidden_text"):
        yield _("hidden text")
    yield from count_phrase("hidden_sheets", "%(number)s hidden sheet", "%(number)s hidden sheets")
    yield from count_phrase(
        "notes", "%(number)s page of speaker’s notes", "%(number)s pages of speaker’s notes"
    )
    yield from count_phrase("properties", "%(number)s custom property", "%(number)s custom properties")


def _read(document) -> str:
    if document.page_count is None:
        return _("The text was read.")
    number = document.pages_read
    if number == document.page_count:
        all_pages = ngettext(
            "The text of its page was read.", "The text of all %(number)s pages was read.", number
        )
        return all_pages % {"number": number}
    return _(
        "Text was found on %(number)s of %(pages)s pages. The others may be scanned: search doesn’t find"
        " their words."
    ) % {"number": number, "pages": document.page_count}


def _partly(why: str, document) -> str:
    number = document.pages_read
    if document.page_count is None and number:
        return f"{why} {_('Its beginning was read.')}"
    sentence = ngettext(
        "The text of %(number)s page was read.", "The text of %(number)s pages was read.", number
    )
    return f"{why} {sentence % {'number': number}}"


def _too_many_pages(document) -> str:
    return _partly(
        _("It has %(pages)s pages, of which the portal reads %(most)s.")
        % {"pages": document.page_count, "most": MAX_PAGES},
        document,
    )


DESCRIPTIONS = {
    Extraction.WAITING: lambda document: _("Its text waits to be read."),
    Extraction.READ: _read,
    Extraction.NO_TEXT: lambda document: _(
        "There is no text in it: it was probably scanned. Visitors can open it, but search doesn’t find its"
        " words. Text recognition (OCR) in the scanning program helps: upload what that gives."
    ),
    Extraction.ENCRYPTED: lambda document: _(
        "It asks for a password, so neither the portal nor visitors can read it. Upload it without."
    ),
    Extraction.DAMAGED: lambda document: _(
        "It can’t be read: the file is damaged, or never was what its name says. Try to open it yourself."
    ),
    Extraction.MISNAMED: lambda document: (
        _(
            "It can’t be read: its content is of another kind than its name says (.%(extension)s). Upload it"
            " under its right name."
        )
        % {"extension": document.file_extension.lower()}
    ),
    Extraction.TOO_MANY_PAGES: _too_many_pages,
    Extraction.TOO_LARGE: lambda document: _partly(
        _("It is too large to be read whole."),
        document,
    ),
    Extraction.TOO_SLOW: lambda document: _partly(
        _("Reading it took longer than %(seconds)s seconds, so the portal stopped.") % {"seconds": SECONDS},
        document,
    ),
    Extraction.NOT_READ: lambda document: _(
        "The portal reads the text of PDF and DOCX files only: search finds this one by its title and symbol."
    ),
    Extraction.CORRUPT: lambda document: _(
        "The stored file is no longer what was uploaded: its checksum has changed, so it was damaged in"
        " storage. Visitors can’t download it. Restore it from a backup and have it read again, or upload it"
        " again."
    ),
    Extraction.LOST: lambda document: _("The file is not where it was stored. Upload it again."),
}
