"""The differences of a change in words, made when they are read: in the reader's language, naming no page or
document that is not public at that moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from wagtail.fields import StreamField

from admm_site.core.internal_links import PublicURLField, is_hidden
from admm_site.core.partial_dates import PartialDate, PartialDateField
from admm_site.documents.models import PortalDocument

from .choices import ChangeKind
from .labels import DOCUMENT, Names, described
from .models import Change
from .text_diff import Passage, compared

MOST_IN_A_SUMMARY = 3
LONGEST_VALUE = 100  # characters: what is longer is compared word by word

WITH = {
    "decisions": ngettext_lazy("with %(number)s decision", "with %(number)s decisions", "number"),
    "status_updates": ngettext_lazy(
        "with %(number)s status update", "with %(number)s status updates", "number"
    ),
}


@dataclass(frozen=True)
class Told:
    """One difference: a sentence, of a text its lines before and after, of a record what of it differs."""

    sentence: str
    lines: tuple[list[str], list[str]] = ((), ())
    parts: list["Told"] = field(default_factory=list)

    @cached_property
    def passages(self) -> list[Passage]:
        """What was removed and added; compared when it is shown."""
        return compared(*self.lines)


def put_in_words(changes: Iterable[Change]) -> list[Change]:
    """The same changes, each with `told`: its differences in words, of those whose page may be named."""
    changes = list(changes)
    named = [change for change in changes if change.public_page]
    names = Names(named)
    for change in changes:
        change.told = _tell(change, names) if change.public_page else []
    return changes


def _tell(change: Change, names: Names) -> list[Told]:
    return [_say(of, one, names) for of, one in described(change) if not _says_nothing(one)]


def _says_nothing(difference: dict) -> bool:
    """Whether it is no more than a number of records, or one kind of nothing in place of another."""
    if "moved" in difference:
        return False
    return "count" in difference or all(difference[side] in (None, "", []) for side in ("before", "after"))


def _say(of, difference: dict, names: Names) -> Told:
    label = capfirst(label_of(of))
    if "moved" in difference:
        return Told(_("Order changed: %(what)s") % {"what": of.related_model._meta.verbose_name_plural})
    before, after = difference["before"], difference["after"]
    if "key" in difference:
        return _say_record(label, of.related_model, before, after, names)
    if isinstance(of, StreamField):
        return _say_text(label, before, after, names)
    if of.many_to_many:
        return _say_many(label, of, before, after, names)
    return _say_value(label, of, before, after, names)


def label_of(field) -> str:
    """Return what a field or its records are called in a sentence."""
    return (
        _logged(field, "logged_as")
        or (field.related_model._meta if field.one_to_many else field).verbose_name
    )


def _logged(field, attribute: str):
    """Return what the class that has the field, or one that it is made of, says of it in that attribute."""
    classes = getattr(field, "model", object).__mro__  # a property has no model
    return next((said for one in classes if (said := getattr(one, attribute, {}).get(field.name))), None)


def _say_value(label: str, field, before, after, names: Names) -> Told:
    if yes_no := _logged(field, "logged_yes_no"):
        yes, no = yes_no
        return Told(str(yes if after else no))
    was, now = value_in_words(field, before, names), value_in_words(field, after, names)
    values = {"what": label, "before": was, "after": now}
    if was is None or now is None:
        return Told(_how(before, after) % values)
    if max(len(was), len(now)) > LONGEST_VALUE:
        return Told(_how(was, now) % values, (was.splitlines(), now.splitlines()))
    is_date = isinstance(field, PartialDateField)
    if not was:
        return Told(
            (_("%(what)s added: %(after)s") if is_date else _("%(what)s added: “%(after)s”")) % values
        )
    if not now:
        words = _("%(what)s removed: %(before)s") if is_date else _("%(what)s removed: “%(before)s”")
        return Told(words % values)
    if is_date:
        return Told(_("%(what)s changed from %(before)s to %(after)s") % values)
    return Told(_("%(what)s changed from “%(before)s” to “%(after)s”") % values)


def _how(before, after) -> str:
    if not before:
        return _("%(what)s added")
    return _("%(what)s changed") if after else _("%(what)s removed")


def value_in_words(field, value, names: Names) -> str | None:
    """The value as visitors read it, empty where there is none; None where it may not be named."""
    if value is None or value == "":
        return ""
    if field.name in getattr(getattr(field, "model", None), "logged_without_values", ()) or (
        isinstance(field, PublicURLField) and is_hidden(value)
    ):
        return None
    if field.is_relation:
        return names.of(field.related_model, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, PartialDateField):
        return PartialDate.parse(value).in_words()
    return str(dict(field.flatchoices or ()).get(value, value))


def _say_many(label: str, field, before: list, after: list, names: Names) -> Told:
    """Which were added and which removed, of those that may be named."""
    changed = [
        word % {"name": name}
        for word, keys in (
            (_("%(name)s added"), set(after) - set(before)),
            (_("%(name)s removed"), set(before) - set(after)),
        )
        for name in sorted(filter(None, (names.of(field.related_model, key) for key in keys)))
    ]
    if not changed:
        return Told(_("%(what)s changed") % {"what": label})
    return Told(f"{label}: {', '.join(changed)}")


def _say_text(label: str, before: dict | None, after: dict | None, names: Names) -> Told:
    """What was removed from a text of blocks and added to it, and which documents it shows or no longer."""
    was, now = before or {"lines": [], "targets": []}, after or {"lines": [], "targets": []}
    parts = [
        Told(word % {"name": name})
        for word, targets, others in (
            (_("Document added: “%(name)s”"), now["targets"], was["targets"]),
            (_("Document removed: “%(name)s”"), was["targets"], now["targets"]),
        )
        for target, key in targets
        if [target, key] not in others and target == DOCUMENT
        if (name := names.of(PortalDocument, key))
    ]
    has_other_words = was["lines"] != now["lines"]
    sentence = _how(before, after) if has_other_words else _("%(what)s: links, files or layout changed")
    return Told(sentence % {"what": label}, (was["lines"], now["lines"]), parts)


def _say_record(label: str, record_type, before: dict | None, after: dict | None, names: Names) -> Told:
    name = name_of_record(record_type, after or before, names)
    values = {"what": label, "name": name}
    if not (before and after):
        words = _("%(what)s added: “%(name)s”") if after else _("%(what)s removed: “%(name)s”")
        bare = _("%(what)s added") if after else _("%(what)s removed")
        return Told((words if name else bare) % values)
    words = _("%(what)s changed: “%(name)s”") if name else _("%(what)s changed")
    differing = {
        one: {"before": before.get(one), "after": after.get(one)}
        for one in record_type.logged
        if before.get(one) != after.get(one)
    }
    parts = [
        _say(record_type._meta.get_field(one), difference, names)
        for one, difference in differing.items()
        if not _says_nothing(difference)
    ]
    return Told(words % values, parts=parts if name else [])


def name_of_record(record_type, values: dict, names: Names) -> str:
    """What the record is called by, of what may be named: `Adopted: ADIC`, `27 January 2016: Under way`."""
    said = []
    for alternatives in record_type.named_by:
        several = (alternatives,) if isinstance(alternatives, str) else alternatives
        words = (value_in_words(record_type._meta.get_field(one), values.get(one), names) for one in several)
        said.append(next(filter(None, words), ""))
    return ": ".join(Truncator(one).chars(LONGEST_VALUE) for one in said if one) if said[-1] else ""


def summary_of(change: Change) -> str:
    """What happened, in a line: `Published with 4 decisions`; empty where no more than a note is known."""
    if not change.public_page:
        return _("A page was withdrawn")
    if change.redacted_at:
        is_changed = change.kind == ChangeKind.CHANGED
        kind = "" if is_changed else f"{change.get_kind_display()}. "
        return f"{kind}{change.redaction_notice}"
    if change.kind != ChangeKind.CHANGED:
        counted = [
            WITH[one["name"]] % {"number": one["count"]} for one in change.differences if "count" in one
        ]
        return " ".join([change.get_kind_display(), *counted])
    sentences = [one.sentence for one in change.told[:MOST_IN_A_SUMMARY]]
    if more := len(change.told) - len(sentences):
        sentences.append(ngettext("%(number)s more", "%(number)s more", more) % {"number": more})
    return "; ".join(sentences)


def headline_of(change: Change) -> str:
    """`8th ADMM: Published with 4 decisions`."""
    summary = summary_of(change) or change.note or change.get_kind_display()
    return f"{change.public_page.title}: {summary}" if change.public_page else summary


def remark_of(change: Change) -> str:
    """What the editor says of it, and what was wrong if it corrects an error."""
    correction = _("Correction: %(reason)s") % {"reason": change.reason} if change.reason else ""
    return " ".join(filter(None, (change.note, correction)))
