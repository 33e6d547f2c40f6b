"""Messages for editors about files that act when they are opened, and files that are never stored."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

# The sorts of active content, as `inspection` names them.
ACTIVE_CONTENT = {
    "scripts": ngettext_lazy("%(number)s script", "%(number)s scripts", "number"),
    "macros": ngettext_lazy("%(number)s set of macros", "%(number)s sets of macros", "number"),
    "launches": ngettext_lazy(
        "%(number)s action that starts a program", "%(number)s actions that start a program", "number"
    ),
    "submissions": ngettext_lazy(
        "%(number)s action that sends or loads data", "%(number)s actions that send or load data", "number"
    ),
    "other_files": ngettext_lazy(
        "%(number)s link that opens another file", "%(number)s links that open another file", "number"
    ),
    "attachments": ngettext_lazy("%(number)s attached file", "%(number)s attached files", "number"),
    "embedded": ngettext_lazy("%(number)s embedded object", "%(number)s embedded objects", "number"),
    "programs": ngettext_lazy("%(number)s program", "%(number)s programs", "number"),
    "controls": ngettext_lazy("%(number)s ActiveX or other control", "%(number)s controls", "number"),
    "external": ngettext_lazy(
        "%(number)s part that is loaded from elsewhere",
        "%(number)s parts that are loaded from elsewhere",
        "number",
    ),
    "media": ngettext_lazy("%(number)s film, sound or model", "%(number)s films, sounds or models", "number"),
    "xfa": ngettext_lazy("%(number)s XFA form", "%(number)s XFA forms", "number"),
    "formulas": ngettext_lazy("%(number)s formula", "%(number)s formulas", "number"),
}

REMEDIES = {
    "pdf": gettext_lazy("Print it to a new PDF"),
    "csv": gettext_lazy("Save it with the results in place of the formulas"),
}
OFFICE_REMEDY = gettext_lazy("Remove that in the program that made the file, or save it as PDF")

# Why a file is never stored, as `inspection` names it.
REASONS = {
    "bomb": gettext_lazy(
        "This file unpacks to far more than its size, which would stop the computers of readers. Open it in"
        " the program that made it, save it anew, and upload that."
    ),
    "nested": gettext_lazy(
        "This file holds archives within archives. Remove them in the program that made it, or save it as"
        " PDF, and upload that."
    ),
    "entities": gettext_lazy(
        "This file declares entities of XML, which no Office program writes. Open it in the program that made"
        " it, save it anew, and upload that."
    ),
    "unchecked": gettext_lazy(
        "This file couldn’t be checked: it is damaged, or takes more time or memory than a document needs."
        " Open it in the program that made it, save it anew, and upload that."
    ),
    "polyglot": gettext_lazy(
        "This file is of two kinds at once. Open it in the program that made it, save it anew, and upload"
        " that."
    ),
}
IMAGE_REASONS = {
    "no-image": gettext_lazy(
        "This is not an image that can be opened: it is damaged, or of another kind. Open it in an image"
        " program, save it as JPEG, PNG, WebP or AVIF, and upload that."
    ),
    "misnamed": gettext_lazy(
        "The content of this image is of another kind than its name says. Save it anew in an image program,"
        " and upload that."
    ),
    "polyglot": gettext_lazy(
        "This file is an image and a document at once. Save it anew in an image program, and upload that."
    ),
    "pixels": gettext_lazy(
        "This image has too many pixels. Make it smaller, such as 4,000 pixels wide, and upload that."
    ),
    "frames": gettext_lazy("This image is a film of too many pictures. Save one of them, and upload that."),
    "text": gettext_lazy(
        "This image holds more text than pictures do. Save it anew without its metadata, and upload that."
    ),
    "unchecked": gettext_lazy(
        "This image couldn’t be checked: it takes more time or memory than a picture needs. Make it smaller,"
        " save it anew, and upload that."
    ),
}


def describe_active_content(active_content: dict[str, int]) -> str:
    """Return a sentence that names what the file does when it is opened; empty if nothing."""
    parts = [
        words % {"number": active_content[sort]}
        for sort, words in ACTIVE_CONTENT.items()
        if active_content.get(sort)
    ]
    if not parts:
        return ""
    return _("This file can do more than be read: it holds %(parts)s.") % {
        "parts": get_text_list(parts, _("and"))
    }


def refuse_active_content(active_content: dict[str, int], kind: str) -> str:
    """Return that sentence and what to do, for a file that is not stored; empty if nothing is active."""
    sentence = describe_active_content(active_content)
    if not sentence:
        return ""
    remedy = REMEDIES.get(kind, OFFICE_REMEDY)
    return _("%(sentence)s The portal doesn’t store such files. %(remedy)s, and upload that.") % {
        "sentence": sentence,
        "remedy": remedy,
    }
