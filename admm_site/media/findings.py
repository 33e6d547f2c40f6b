"""What an editor is told of reading a document: what was found, and why not more."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import Extraction
from .reader import MAX_PAGES, SECONDS


def in_words(document) -> str:
    """One or two sentences, with what to do where something can be done."""
    return SENTENCES[document.extraction](document)


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
    read = ngettext("The text of %(number)s page was read.", "The text of %(number)s pages was read.", number)
    return f"{why} {read % {'number': number}}"


def _too_many_pages(document) -> str:
    return _partly(
        _("It has %(pages)s pages, of which the portal reads %(most)s.")
        % {"pages": document.page_count, "most": MAX_PAGES},
        document,
    )


SENTENCES = {
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
    Extraction.LOST: lambda document: _("The file is not where it was stored. Upload it again."),
}
