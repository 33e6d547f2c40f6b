"""Describe the differences of a change in the reader's language.

Descriptions are made at reading time, so that they name no page or document that is not public then.
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
from .labels import DOCUMENT, LabelResolver, differences_with_fields
from .models import Change
from .text_diff import DiffLine, compare_lines

MAX_SUMMARY_SENTENCES = 3
MAX_VALUE_LENGTH = 100  # characters; longer values are compared word by word

COUNT_PHRASES = {
    "decisions": ngettext_lazy("with %(number)s decision", "with %(number)s decisions", "number"),
    "status_updates": ngettext_lazy(
        "with %(number)s status update", "with %(number)s status updates", "number"
    ),
}


@dataclass(frozen=True)
class DescribedChange:
    """A difference as a sentence, with the `lines` of a text before and after, or the `parts` of a record."""

    sentence: str
    lines: tuple[list[str], list[str]] = ((), ())
    parts: list["DescribedChange"] = field(default_factory=list)

    @cached_property
    def diff_lines(self) -> list[DiffLine]:
        """Return the lines that differ, compared only when they are shown."""
        return compare_lines(*self.lines)


def describe(changes: Iterable[Change]) -> list[Change]:
    """Set `descriptions` on the changes and return them; it is empty where the page is not public."""
    changes = list(changes)
    public_changes = [change for change in changes if change.public_page]
    labels = LabelResolver(public_changes)
    for change in changes:
        change.descriptions = _describe_change(change, labels) if change.public_page else []
    return changes


def _describe_change(change: Change, labels: LabelResolver) -> list[DescribedChange]:
    return [
        _describe_difference(field, difference, labels)
        for field, difference in differences_with_fields(change)
        if not _is_empty(difference)
    ]


def _is_empty(difference: dict) -> bool:
    """Return whether there is nothing to say: a count of records, or one empty value for another."""
    if "moved" in difference:
        return False
    return "count" in difference or all(difference[side] in (None, "", []) for side in ("before", "after"))


def _describe_difference(field, difference: dict, labels: LabelResolver) -> DescribedChange:
    label = capfirst(get_field_label(field))
    if "moved" in difference:
        return DescribedChange(
            _("Order changed: %(what)s") % {"what": field.related_model._meta.verbose_name_plural}
        )
    before, after = difference["before"], difference["after"]
    if "key" in difference:
        return _describe_record(label, field.related_model, before, after, labels)
    if isinstance(field, StreamField):
        return _describe_stream_field(label, before, after, labels)
    if field.many_to_many:
        return _describe_many_to_many(label, field, before, after, labels)
    return _describe_value(label, field, before, after, labels)


def get_field_label(field) -> str:
    """Return the label of a field or its records in a sentence."""
    return (
        _get_option(field, "tracked_field_labels")
        or (field.related_model._meta if field.one_to_many else field).verbose_name
    )


def _get_option(field, attribute: str):
    """Return the entry for the field in a dictionary that its model, or a base class of it, declares."""
    classes = getattr(field, "model", object).__mro__  # a property has no model
    return next((option for cls in classes if (option := getattr(cls, attribute, {}).get(field.name))), None)


def _describe_value(label: str, field, before, after, labels: LabelResolver) -> DescribedChange:
    if yes_no := _get_option(field, "tracked_boolean_labels"):
        yes, no = yes_no
        return DescribedChange(str(yes if after else no))
    old, new = display_value(field, before, labels), display_value(field, after, labels)
    values = {"what": label, "before": old, "after": new}
    if old is None or new is None:
        return DescribedChange(_template_without_values(before, after) % values)
    if max(len(old), len(new)) > MAX_VALUE_LENGTH:
        return DescribedChange(
            _template_without_values(old, new) % values, (old.splitlines(), new.splitlines())
        )
    is_date = isinstance(field, PartialDateField)
    if not old:
        return DescribedChange(
            (_("%(what)s added: %(after)s") if is_date else _("%(what)s added: “%(after)s”")) % values
        )
    if not new:
        template = _("%(what)s removed: %(before)s") if is_date else _("%(what)s removed: “%(before)s”")
        return DescribedChange(template % values)
    if is_date:
        return DescribedChange(_("%(what)s changed from %(before)s to %(after)s") % values)
    return DescribedChange(_("%(what)s changed from “%(before)s” to “%(after)s”") % values)


def _template_without_values(before, after) -> str:
    if not before:
        return _("%(what)s added")
    return _("%(what)s changed") if after else _("%(what)s removed")


def display_value(field, value, labels: LabelResolver) -> str | None:
    """Return the value as visitors read it, "" where it is empty, None where it must not be shown."""
    if value is None or value == "":
        return ""
    if field.name in getattr(getattr(field, "model", None), "tracked_without_values", ()) or (
        isinstance(field, PublicURLField) and is_hidden(value)
    ):
        return None
    if field.is_relation:
        return labels.get(field.related_model, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, PartialDateField):
        return PartialDate.parse(value).in_words()
    return str(dict(field.flatchoices or ()).get(value, value))


def _describe_many_to_many(
    label: str, field, before: list, after: list, labels: LabelResolver
) -> DescribedChange:
    """Describe which related objects were added and removed, by the labels of those that are public."""
    changed = [
        template % {"name": name}
        for template, keys in (
            (_("%(name)s added"), set(after) - set(before)),
            (_("%(name)s removed"), set(before) - set(after)),
        )
        for name in sorted(filter(None, (labels.get(field.related_model, key) for key in keys)))
    ]
    if not changed:
        return DescribedChange(_("%(what)s changed") % {"what": label})
    return DescribedChange(f"{label}: {', '.join(changed)}")


def _describe_stream_field(
    label: str, before: dict | None, after: dict | None, labels: LabelResolver
) -> DescribedChange:
    """Describe the lines that changed in a text, and the documents added to it or removed from it."""
    old, new = before or {"lines": [], "targets": []}, after or {"lines": [], "targets": []}
    parts = [
        DescribedChange(template % {"name": name})
        for template, targets, other_targets in (
            (_("Document added: “%(name)s”"), new["targets"], old["targets"]),
            (_("Document removed: “%(name)s”"), old["targets"], new["targets"]),
        )
        for target, key in targets
        if [target, key] not in other_targets and target == DOCUMENT
        if (name := labels.get(PortalDocument, key))
    ]
    is_text_changed = old["lines"] != new["lines"]
    sentence = (
        _template_without_values(before, after)
        if is_text_changed
        else _("%(what)s: links, files or layout changed")
    )
    return DescribedChange(sentence % {"what": label}, (old["lines"], new["lines"]), parts)


def _describe_record(
    label: str, record_type, before: dict | None, after: dict | None, labels: LabelResolver
) -> DescribedChange:
    record_label = get_record_label(record_type, after or before or {}, labels)
    values = {"what": label, "name": record_label}
    if not (before and after):
        template = _("%(what)s added: “%(name)s”") if after else _("%(what)s removed: “%(name)s”")
        template_without_label = _("%(what)s added") if after else _("%(what)s removed")
        return DescribedChange((template if record_label else template_without_label) % values)
    template = _("%(what)s changed: “%(name)s”") if record_label else _("%(what)s changed")
    field_differences = {
        field_name: {"before": before.get(field_name), "after": after.get(field_name)}
        for field_name in record_type.tracked_fields
        if before.get(field_name) != after.get(field_name)
    }
    parts = [
        _describe_difference(record_type._meta.get_field(field_name), difference, labels)
        for field_name, difference in field_differences.items()
        if not _is_empty(difference)
    ]
    return DescribedChange(template % values, parts=parts if record_label else [])


def get_record_label(record_type, record: dict, labels: LabelResolver) -> str:
    """Return the label of a record, such as `Adopted: ADIC` or `27 January 2016: Under way`.

    It is empty where the last of its parts is not public.
    """
    displayed = []
    for alternatives in record_type.label_fields:
        field_names = (alternatives,) if isinstance(alternatives, str) else alternatives
        values = (
            display_value(record_type._meta.get_field(field_name), record.get(field_name), labels)
            for field_name in field_names
        )
        displayed.append(next(filter(None, values), ""))
    return (
        ": ".join(Truncator(value).chars(MAX_VALUE_LENGTH) for value in displayed if value)
        if displayed[-1]
        else ""
    )


def get_summary(change: Change) -> str:
    """Return a one-line summary, such as `Published with 4 decisions`; "" where there is only a note."""
    if not change.public_page:
        return _("A page was withdrawn")
    if change.redacted_at:
        is_changed = change.kind == ChangeKind.CHANGED
        kind = "" if is_changed else f"{change.get_kind_display()}. "
        return f"{kind}{change.redaction_notice}"
    if change.kind != ChangeKind.CHANGED:
        count_phrases = [
            COUNT_PHRASES[difference["name"]] % {"number": difference["count"]}
            for difference in change.differences
            if "count" in difference
        ]
        return " ".join([change.get_kind_display(), *count_phrases])
    sentences = [description.sentence for description in change.descriptions[:MAX_SUMMARY_SENTENCES]]
    if more := len(change.descriptions) - len(sentences):
        sentences.append(ngettext("%(number)s more", "%(number)s more", more) % {"number": more})
    return "; ".join(sentences)


def get_headline(change: Change) -> str:
    """Return the title of the page and the summary: `8th ADMM: Published with 4 decisions`."""
    summary = get_summary(change) or change.note or change.get_kind_display()
    return f"{change.public_page.title}: {summary}" if change.public_page else summary


def get_note_and_reason(change: Change) -> str:
    """Return the editor's note, followed by the reason if the change is a correction."""
    correction = _("Correction: %(reason)s") % {"reason": change.reason} if change.reason else ""
    return " ".join(filter(None, (change.note, correction)))
