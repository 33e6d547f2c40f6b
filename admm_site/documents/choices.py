from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    CONCEPT_PAPER = "concept-paper", _("Concept paper")
    WORK_PROGRAMME = "work-programme", _("Work programme")
    PROTOCOL = "protocol", _("Protocol")
    GUIDELINES = "guidelines", _("Guidelines")
    TERMS_OF_REFERENCE = "terms-of-reference", _("Terms of reference")
    PROCEDURE = "procedure", _("Procedure")
    STRATEGY = "strategy", _("Strategy")
    JOINT_DECLARATION = "joint-declaration", _("Joint declaration")
    DECLARATION = "declaration", _("Declaration")
    JOINT_STATEMENT = "joint-statement", _("Joint statement")
    CHAIRMANS_STATEMENT = "chairmans-statement", _("Chairman’s statement")
    REPORT = "report", _("Report")
    BACKGROUND = "background", _("Background")
    OTHER = "other", _("Other document")


# What ministers issue as their own text, the weightiest first.
STATEMENT_KINDS = (
    DocumentKind.JOINT_DECLARATION,
    DocumentKind.DECLARATION,
    DocumentKind.JOINT_STATEMENT,
    DocumentKind.CHAIRMANS_STATEMENT,
)


def first_statement(documents: Iterable[Any]) -> Any | None:
    """Return the weightiest declaration or statement among the documents; None without one."""
    statements = [document for document in documents if document.kind in STATEMENT_KINDS]
    return min(statements, key=lambda document: STATEMENT_KINDS.index(document.kind), default=None)


class DocumentLanguage(TextChoices):
    """English, the languages of the ADMM-Plus, and the United Nations' French and Spanish."""

    ENGLISH = "en", _("English")
    BURMESE = "my", _("Burmese")
    CHINESE = "zh", _("Chinese")
    FILIPINO = "fil", _("Filipino")
    FRENCH = "fr", _("French")
    HINDI = "hi", _("Hindi")
    INDONESIAN = "id", _("Indonesian")
    JAPANESE = "ja", _("Japanese")
    KHMER = "km", _("Khmer")
    KOREAN = "ko", _("Korean")
    LAO = "lo", _("Lao")
    MALAY = "ms", _("Malay")
    PORTUGUESE = "pt", _("Portuguese")
    RUSSIAN = "ru", _("Russian")
    SPANISH = "es", _("Spanish")
    TETUM = "tet", _("Tetum")
    THAI = "th", _("Thai")
    VIETNAMESE = "vi", _("Vietnamese")


class Extraction(TextChoices):
    """The state of text extraction of a document."""

    WAITING = "waiting", _("Not read yet")
    READ = "read", _("Read")
    NO_TEXT = "no-text", _("No text")
    ENCRYPTED = "encrypted", _("Encrypted")
    DAMAGED = "damaged", _("Damaged")
    MISNAMED = "misnamed", _("Not what its name says")
    TOO_MANY_PAGES = "too-many-pages", _("Too many pages")
    TOO_LARGE = "too-large", _("Too large")
    TOO_SLOW = "too-slow", _("Took too long")
    NOT_READ = "not-read", _("Not a kind that is read")
    LOST = "lost", _("File not found")
    CORRUPT = "corrupt", _("Damaged in storage")
