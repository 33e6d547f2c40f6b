"""The differences of a change in words, made when they are read: in the reader's language, naming no page or
document that is not public at that moment.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from wagtail.fields import StreamField
from wagtail.models import Page

from admm_site.content.partial_dates import PartialDate, PartialDateField
from admm_site.content.publication import public_pages
from admm_site.media.models import PortalDocument

from .choices import ChangeKind
from .comparing import Passage, compared
from .models import Change

MOST_IN_A_SUMMARY = 3
LONGEST_VALUE = 100  # letters: what is longer is compared word by word

WITH = {
    "decisions": ngettext_lazy("with %(number)s outcome", "with %(number)s outcomes", "number"),
    "status_updates": ngettext_lazy(
        "with %(number)s report of progress", "with %(number)s reports of progress", "number"
    ),
}


@dataclass(frozen=True)
class Told:
    """One difference: a sentence, for a text also what was taken out and put in, for a record what of it."""

    sentence: str
    passages: list[Passage] = field(default_factory=list)
    parts: list["Told"] = field(default_factory=list)


class Names:
    """What the differences of some changes point at, by what it is called: asked once for all of them.

    A page or a document that is not public has no name.
    """

    def __init__(self, changes: Iterable[Change]):
        self.wanted = defaultdict(set)
        for change in changes:
            for difference in change.differences:
                self._want(change.page.specific_class, difference)
        self.found = {model: self._ask(model, keys) for model, keys in self.wanted.items()}

    def of(self, model: type[models.Model], key) -> str | None:
        return self.found.get(_kind(model), {}).get(int(key))

    def _want(self, page_type, difference):
        described = describe(page_type, difference["name"])
        for side in ("before", "after"):
            value = difference.get(side)
            if "key" in difference:
                for name, one in (value or {}).items():
                    self._want_value(described.related_model._meta.get_field(name), one)
            else:
                self._want_value(described, value)

    def _want_value(self, described, value):
        if isinstance(described, StreamField):
            for label, key in (value or {}).get("targets", ()):
                if label == PortalDocument._meta.label_lower:
                    self.wanted[PortalDocument].add(int(key))
        elif described.is_relation and value:
            self.wanted[_kind(described.related_model)].update(value if isinstance(value, list) else [value])

    @staticmethod
    def _ask(model, keys) -> dict[int, str]:
        if model is Page:
            return dict(public_pages().filter(pk__in=keys).values_list("pk", "title"))
        rows = PortalDocument.objects.public() if model is PortalDocument else model._default_manager.all()
        return {row.pk: str(row) for row in rows.filter(pk__in=keys)}


def _kind(model: type[models.Model]) -> type[models.Model]:
    return Page if issubclass(model, Page) else model


def describe(page_type: type[Page], name: str) -> models.Field:
    """The field, relation or computed property that a page type names in `logged`."""
    return page_type.logged_properties.get(name) or page_type._meta.get_field(name)


def put_in_words(changes: Iterable[Change]) -> list[Change]:
    """The same changes, each with `told`: its differences in words, of those whose page may be named."""
    changes = list(changes)
    named = [change for change in changes if change.public_page]
    names = Names(named)
    for change in changes:
        change.told = _tell(change, names) if change.public_page else []
    return changes


def _tell(change: Change, names: Names) -> list[Told]:
    page_type = change.page.specific_class
    return [
        _say(describe(page_type, one["name"]), one, names) for one in change.differences if "count" not in one
    ]


def _say(described, difference: dict, names: Names) -> Told:
    label = capfirst(label_of(described))
    if "moved" in difference:
        return Told(_("%(what)s: the order changed") % {"what": label})
    before, after = difference["before"], difference["after"]
    if "key" in difference:
        return _say_record(label, described.related_model, before, after, names)
    if isinstance(described, StreamField):
        return _say_text(label, before, after, names)
    if described.many_to_many:
        return _say_many(label, described, before, after, names)
    return _say_value(label, described, before, after, names)


def label_of(described) -> str:
    return (described.related_model._meta if described.one_to_many else described).verbose_name


def _say_value(label: str, described, before, after, names: Names) -> Told:
    was, now = value_in_words(described, before, names), value_in_words(described, after, names)
    values = {"what": label, "before": was, "after": now}
    if was is None or now is None:
        return Told(_("%(what)s changed") % values)
    if max(len(was), len(now)) > LONGEST_VALUE:
        return Told(_how(was, now) % values, compared(was.splitlines(), now.splitlines()))
    if not was:
        return Told(_("%(what)s added: “%(after)s”") % values)
    if not now:
        return Told(_("%(what)s removed: “%(before)s”") % values)
    return Told(_("%(what)s changed from “%(before)s” to “%(after)s”") % values)


def _how(before, after) -> str:
    if not before:
        return _("%(what)s added")
    return _("%(what)s reworded") if after else _("%(what)s removed")


def value_in_words(described, value, names: Names) -> str | None:
    """The value as visitors read it, empty where there is none; None where it may not be named."""
    if value is None or value == "":
        return ""
    if described.is_relation:
        return names.of(described.related_model, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(described, PartialDateField):
        return PartialDate.parse(value).in_words()
    return str(dict(described.flatchoices or ()).get(value, value))


def _say_many(label: str, described, before: list, after: list, names: Names) -> Told:
    """Which were added and which removed, of those that may be named."""
    changed = [
        word % {"name": name}
        for word, keys in (
            (_("%(name)s added"), set(after) - set(before)),
            (_("%(name)s removed"), set(before) - set(after)),
        )
        for name in sorted(filter(None, (names.of(described.related_model, key) for key in keys)))
    ]
    if not changed:
        return Told(_("%(what)s changed") % {"what": label})
    return Told(f"{label}: {', '.join(changed)}")


def _say_text(label: str, before: dict | None, after: dict | None, names: Names) -> Told:
    """What was taken out of a text of blocks and put into it, and which documents it shows or no longer."""
    was, now = before or {"lines": [], "targets": []}, after or {"lines": [], "targets": []}
    passages = compared(was["lines"], now["lines"])
    parts = [
        Told(word % {"name": name})
        for word, targets, others in (
            (_("Document added: “%(name)s”"), now["targets"], was["targets"]),
            (_("Document removed: “%(name)s”"), was["targets"], now["targets"]),
        )
        for target, key in targets
        if [target, key] not in others and target == PortalDocument._meta.label_lower
        if (name := names.of(PortalDocument, key))
    ]
    sentence = _how(was["lines"], now["lines"]) if passages else _("%(what)s: links, files or layout changed")
    return Told(sentence % {"what": label}, passages, parts)


def _say_record(label: str, record_type, before: dict | None, after: dict | None, names: Names) -> Told:
    name = name_of_record(record_type, after or before, names)
    values = {"what": label, "name": name}
    if not (before and after):
        words = _("%(what)s added: %(name)s") if after else _("%(what)s removed: %(name)s")
        bare = _("%(what)s added") if after else _("%(what)s removed")
        return Told((words if name else bare) % values)
    words = _("%(what)s changed: %(name)s") if name else _("%(what)s changed")
    fields = [
        record_type._meta.get_field(one) for one in record_type.logged if before.get(one) != after.get(one)
    ]
    parts = [
        _say(one, {"before": before.get(one.name), "after": after.get(one.name)}, names) for one in fields
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
    """What happened, in a line: `Published with 4 outcomes`; empty where no more than a note is known."""
    if not change.public_page:
        return _("A page was withdrawn")
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
    """`8th ADMM: Published with 4 outcomes`."""
    summary = summary_of(change) or change.note or change.get_kind_display()
    return f"{change.public_page.title}: {summary}" if change.public_page else summary
