"""Full-text search in the lists of documents."""

from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat

from .models import Passage
from .queries import Sequence, Term, load_synonyms, parse

MIN_PREFIX_LENGTH = 3


def documents_matching(text: str) -> Q:
    """Return the condition that a document matches a query in its title, its symbol or its text.

    It is parsed as in the search of the portal, but each word may be on another page of the document, and
    the beginning of a word is enough.
    """
    query = parse(text, load_synonyms())
    if not query:
        return Q(pk__in=[])
    return Q(*map(_matches, query.terms), *(~Q(_matches(term)) for term in query.excluded_terms))


def _matches(term: Term) -> Exists:
    passages = Passage.objects.alias(
        padded=Concat(Value(" "), F("analyzed_text"), Value(" "), output_field=TextField())
    )
    any_alternative = Q()
    for alternative in term.alternatives:
        any_alternative |= Q(
            *(Q(padded__contains=_pattern(sequence, term.is_phrase)) for sequence in alternative)
        )
    return Exists(passages.filter(any_alternative, document=OuterRef("pk")))


def _pattern(sequence: Sequence, is_phrase: bool) -> str:
    """Return the words side by side with a space before and, unless the last may go on, after them."""
    words = " ".join(sequence)
    is_prefix = not is_phrase and words.isalpha() and len(words) >= MIN_PREFIX_LENGTH
    return f" {words}" if is_prefix else f" {words} "
