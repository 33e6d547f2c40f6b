"""Which documents hold what somebody looks for in a list of documents."""

from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat

from .models import Passage
from .queries import Term, load_synonyms, parse

MIN_PREFIX_LENGTH = 3


def documents_matching(text: str) -> Q:
    """Return the condition that a document holds all that was typed, in its title, its symbol or its text.

    It is understood as in the search of the portal, but each word may stand on another page, and the
    beginning of a word is enough.
    """
    query = parse(text, load_synonyms())
    if not query:
        return Q(pk__in=[])
    return Q(*map(_holds, query.terms), *(~Q(_holds(term)) for term in query.excluded_terms))


def _holds(term: Term) -> Exists:
    passages = Passage.objects.alias(
        apart=Concat(Value(" "), F("words"), Value(" "), output_field=TextField())
    )
    alternatives = Q()
    for way in term.alternatives:
        alternatives |= Q(*(Q(apart__contains=_written_at(sequence, term.is_phrase)) for sequence in way))
    return Exists(passages.filter(alternatives, document=OuterRef("pk")))


def _written_at(sequence: tuple[str, ...], is_phrase: bool) -> str:
    """The words as a passage has them: side by side, with a blank before and, if they are whole, after."""
    words = " ".join(sequence)
    may_go_on = not is_phrase and words.isalpha() and len(words) >= MIN_PREFIX_LENGTH
    return f" {words}" if may_go_on else f" {words} "
