"""Records inside a page: orderable, part of its revisions, with a permanent anchor."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.forms import HiddenInput, ModelChoiceField, ModelMultipleChoiceField
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from modelcluster.queryset import FakeQuerySet
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from .as_of_read_only import AsOfReadOnlyMixin
from .batching import batched
from .readable_codes import READABLE_CHARACTERS

KEY_LENGTH = 8


# Records with the same `sort_order`, or none, are ordered by creation: databases have no default order.
ORDERING = ["sort_order", "pk"]


class RecordManager(models.Manager):
    def get_by_natural_key(self, url_path, key):
        return self.get(page__url_path=url_path, key=key)


class Record(AsOfReadOnlyMixin, Orderable):
    """A child of a page with a `page` (its parental key) and a `key` that never changes.

    The primary key does change: each publication of a draft with a new record creates the record again.
    The change log covers `tracked_fields`, and calls the record by its `label_fields`.
    """

    key = models.CharField(max_length=KEY_LENGTH, blank=True)
    is_stored = False  # while its page is saved: the row has all its values

    objects = RecordManager()

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ORDERING

    def clean(self):
        super().clean()
        self.ensure_key()

    def save(self, *args, **kwargs):
        if not self.is_stored:
            self.ensure_key()
            super().save(*args, **kwargs)

    def ensure_key(self):
        if not self.key:
            self.key = get_random_string(KEY_LENGTH, READABLE_CHARACTERS)

    def natural_key(self):
        return (*self.page.natural_key(), self.key)

    natural_key.dependencies = ["wagtailcore.page"]

    @property
    def anchor(self) -> str:
        """Return the record's `id` on its page, such as `decision-7kq2m9xa`."""
        return f"{self._meta.model_name}-{self.key}"

    @property
    def address(self) -> str:
        return f"{self.page.url}#{self.anchor}"

    key_panel = FieldPanel("key", widget=HiddenInput, classname="w-hidden")


class PermalinkRecord(Record):
    """A record with a permalink, `/d/<key>/`: its key is unique on the portal.

    Wagtail copies the records of a page with their keys. The records of a copy get new keys when they are
    stored, and in every later revision; those of an alias keep theirs, because they are the same records.
    """

    class Meta(Record.Meta):
        abstract = True
        indexes = [models.Index(fields=["key"], name="%(class)s_key")]

    def save(self, *args, **kwargs):
        if self.pk is None and self.key and not self.page.alias_of_id:
            self.renew_key(keys_of_other_pages([self.key], self.page_id))
        super().save(*args, **kwargs)

    def renew_key(self, used_keys: set[str]):
        """Generate another key if another page has the record's own."""
        if self.key in used_keys:
            self.key = ""
            self.ensure_key()

    @property
    def permalink(self) -> str:
        """Return `/d/<key>/`; empty on a private page, and without a key: in the preview of a new record."""
        return reverse("statement", args=[self.key]) if self.key and not self.page.is_private else ""

    @classmethod
    def subclasses(cls) -> list[type["PermalinkRecord"]]:
        return [model for model in apps.get_models() if issubclass(model, cls)]


def keys_of_other_pages(keys: list[str], page_id: int | None) -> set[str]:
    """Return those of the keys that records of other pages have, except of aliases."""
    return {
        key
        for model in PermalinkRecord.subclasses()
        for key in model.objects.filter(key__in=keys, page__alias_of__isnull=True)
        .exclude(page=page_id)
        .values_list("key", flat=True)
    }


class RecordValidationMixin(AsOfReadOnlyMixin):
    """Validate the records of a page or snippet, alone and together.

    Not part of `full_clean`: a form calls that before it has assigned the records that were typed.
    """

    def save(self, *args, **kwargs):
        """Save with the changed records in one batch, so that the page is indexed once."""
        with batched(), _skip_stored_records(self):
            return super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        with batched():
            return super().delete(*args, **kwargs)

    def clean_records(self):
        """Validate every record, then their uniqueness; raise errors keyed by relation."""
        errors = {}
        for relation in get_all_child_relations(type(self)):
            if issubclass(relation.related_model, Orderable):
                self._clean_each(relation, errors)
                self._check_unique(relation, errors)
        if errors:
            raise ValidationError(errors)

    def ensure_keys(self):
        """Give each record its key before a revision is made: every publication has the same anchors."""
        for relation in _record_relations(self):
            records = list(getattr(self, relation.get_accessor_name()).all())
            if issubclass(relation.related_model, PermalinkRecord) and not self.alias_of_id:
                self._renew_copied_keys(relation.related_model, records)
            for record in records:
                record.ensure_key()

    def _renew_copied_keys(self, model, records):
        """Replace the keys that a copied revision still has of the original page."""
        stored = dict(model.objects.filter(page=self.pk).values_list("pk", "key")) if self.pk else {}
        for record in records:
            record.key = stored.get(record.pk, record.key)
        used_keys = keys_of_other_pages([record.key for record in records if record.key], self.pk)
        for record in records:
            record.renew_key(used_keys)

    def _clean_each(self, relation, errors):
        name = relation.get_accessor_name()
        records = list(getattr(self, name).all())
        targets = _load_targets(records, relation)
        for record in records:
            # Django would ask for each target once more whether it exists.
            exclude = [field.name for field in targets if field.get_cached_value(record, default=None)]
            try:
                record.full_clean(
                    exclude=[relation.field.name, *exclude], validate_unique=False, validate_constraints=False
                )
            except ValidationError as error:
                errors.setdefault(name, []).extend(f"{record}: {message}" for message in error.messages)

    def _check_unique(self, relation, errors):
        """Check constraints that allow one record a page: the database would raise an IntegrityError."""
        page, meta = relation.field, relation.related_model._meta
        for constraint in meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or page.name not in constraint.fields:
                continue
            names = [meta.get_field(name).attname for name in constraint.fields if name != page.name]
            seen = set()
            for record in getattr(self, relation.get_accessor_name()).all():
                values = tuple(getattr(record, name) for name in names)
                if values in seen:
                    message = _("%(record)s: this is here twice; remove one.") % {"record": record}
                    errors.setdefault(relation.get_accessor_name(), []).append(message)
                seen.add(values)


@contextmanager
def _skip_stored_records(page: models.Model) -> Iterator[None]:
    """Don't save the records of the page that are stored as they are: modelcluster saves each, one by one."""
    records = [record for relation in _record_relations(page) for record in _stored_records(page, relation)]
    for record in records:
        record.is_stored = True
    try:
        yield
    finally:
        for record in records:
            record.is_stored = False


def _record_relations(page: models.Model) -> list[models.ManyToOneRel]:
    relations = get_all_child_relations(type(page))
    return [relation for relation in relations if issubclass(relation.related_model, Record)]


def _stored_records(page: models.Model, relation: models.ManyToOneRel) -> list[Record]:
    """Return those of the records to be saved whose rows have all their values."""
    records = getattr(page, relation.get_accessor_name()).all()
    if not page.pk or not isinstance(records, FakeQuerySet) or len(records) < 2:
        return []
    rows = relation.related_model.objects.filter(page=page.pk).in_bulk()
    return [record for record in records if record.pk in rows and _has_values_of(record, rows[record.pk])]


def _has_values_of(record: Record, row: Record) -> bool:
    names = [field.attname for field in record._meta.concrete_fields]
    return all(getattr(record, name) == getattr(row, name) for name in names)


def lacks_targets(model: type[models.Model], data: dict) -> bool:
    """Return whether serialized data refers to rows that don't exist, in one query for each model."""
    keys: dict[type[models.Model], set] = defaultdict(set)

    def collect(model: type[models.Model], row: dict) -> None:
        for field in model._meta.concrete_fields:
            if field.many_to_one and row.get(field.name) is not None:
                keys[field.remote_field.model].add(row[field.name])
        for relation in get_all_child_relations(model):
            for child in row.get(relation.get_accessor_name(), ()):
                collect(relation.related_model, child)

    collect(model, data)
    return any(
        target._default_manager.filter(pk__in=targets).count() < len(targets)
        for target, targets in keys.items()
    )


def _load_targets(records: list[Record], relation) -> list[models.ForeignKey]:
    """Load what the records refer to beside their page, in one query a field; return the fields."""
    fields = [field for field in relation.related_model._meta.fields if field.many_to_one]
    fields.remove(relation.field)
    prefetch_related_objects(records, *(field.name for field in fields))
    return fields


class RecordValidationFormMixin:
    """A form that assigns the records that were typed, then calls `clean_records`."""

    def is_valid(self):
        for formset in self.formsets.values():
            _load_choices(formset)
        if not super().is_valid():
            return False
        for formset in self.formsets.values():
            _renumber_records(formset)
        if self.is_deferred_validation:
            return True
        for formset in self.formsets.values():
            if issubclass(formset.model, Record):
                _drop_duplicate_forms(formset)
            formset.save(commit=False)
        try:
            self.instance.clean_records()
        except ValidationError as error:
            for relation, messages in error.message_dict.items():
                if relation in self.formsets:
                    self.formsets[relation]._non_form_errors.extend(messages)
                else:
                    self.add_error(None, messages)
            return False
        return True


def _load_choices(formset) -> None:
    """Load the rows that the forms refer to in one query a field, where each form would query its own."""
    choices = {
        name: field.queryset
        for form in formset.forms[:1]
        for name, field in form.fields.items()
        if isinstance(field, ModelChoiceField) and not isinstance(field, ModelMultipleChoiceField)
    }
    for name, queryset in choices.items():
        keys = {str(form[name].data) for form in formset.forms}
        rows = queryset.in_bulk([int(key) for key in keys if key.isdecimal()])
        for form in formset.forms:
            field = form.fields[name]
            field.to_python = partial(_choose, rows, field.to_python)


def _choose(rows: dict[int, models.Model], to_python: Callable, value) -> models.Model | None:
    """Return the row with the key if it is loaded; else let the field find it, or say that there is none."""
    key = str(value)
    return rows.get(int(key)) if key.isdecimal() and int(key) in rows else to_python(value)


def _renumber_records(formset) -> None:
    """Have each record saved whose position changed: modelcluster numbers only those that were edited."""
    if not (formset.can_order and formset.has_changed()):
        return
    for position, form in enumerate(formset.ordered_forms):
        if form.instance.sort_order != position:
            form.changed_data.append(ORDERING_FIELD_NAME)


def _drop_duplicate_forms(formset) -> None:
    """Drop the forms whose row is stored already: the page was submitted twice, by *Back* or two clicks.

    Only rows that the page did not show are compared: those were stored after it was rendered.
    """
    new_forms = [form for form in formset.extra_forms if form.has_changed()]
    if not new_forms:
        return
    stored = getattr(formset.instance, formset.fk.remote_field.get_accessor_name()).all()
    rendered_keys = {form.instance.pk for form in formset.initial_forms}
    newly_stored = [
        _comparable_values(row, formset.fk) for row in stored if row.pk and row.pk not in rendered_keys
    ]
    for form in new_forms:
        if _comparable_values(form.instance, formset.fk) in newly_stored:
            form.cleaned_data[DELETION_FIELD_NAME] = True


def _comparable_values(row: Record, parent: models.ForeignKey) -> dict:
    """Return the values of a row without its keys and its position."""
    excluded = {parent.attname, row._meta.pk.attname, "key", "sort_order"}
    return {
        name: getattr(row, name)
        for field in row._meta.concrete_fields
        if (name := field.attname) not in excluded
    }
