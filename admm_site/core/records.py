"""Records inside a page: orderable, part of its revisions, with a permanent anchor."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.forms import HiddenInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from .as_of_read_only import AsOfReadOnlyMixin
from .batching import batched

KEY_LENGTH = 8
KEY_CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"


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

    objects = RecordManager()

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ORDERING

    def clean(self):
        super().clean()
        self.ensure_key()

    def save(self, *args, **kwargs):
        self.ensure_key()
        super().save(*args, **kwargs)

    def ensure_key(self):
        if not self.key:
            self.key = get_random_string(KEY_LENGTH, KEY_CHARACTERS)

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
        """Save with the records in one batch, so that the page is indexed once."""
        with batched():
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
        for relation in get_all_child_relations(type(self)):
            if issubclass(relation.related_model, Record):
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


def _load_targets(records: list[Record], relation) -> list[models.ForeignKey]:
    """Load what the records refer to beside their page, in one query a field; return the fields."""
    fields = [field for field in relation.related_model._meta.fields if field.many_to_one]
    fields.remove(relation.field)
    prefetch_related_objects(records, *(field.name for field in fields))
    return fields


class RecordValidationFormMixin:
    """A form that assigns the records that were typed, then calls `clean_records`."""

    def is_valid(self):
        if not super().is_valid():
            return False
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


def _drop_duplicate_forms(formset) -> None:
    """Drop the forms whose row is stored already: the page was submitted twice, by *Back* or two clicks.

    Only rows that the page did not show are compared: those were stored after it was rendered.
    """
    stored = getattr(formset.instance, formset.fk.remote_field.get_accessor_name()).all()
    rendered_keys = {form.instance.pk for form in formset.initial_forms}
    newly_stored = [
        _comparable_values(row, formset.fk) for row in stored if row.pk and row.pk not in rendered_keys
    ]
    for form in formset.extra_forms if newly_stored else ():
        if form.has_changed() and _comparable_values(form.instance, formset.fk) in newly_stored:
            form.cleaned_data[DELETION_FIELD_NAME] = True


def _comparable_values(row: Record, parent: models.ForeignKey) -> dict:
    """Return the values of a row without its keys and its position."""
    excluded = {parent.attname, row._meta.pk.attname, "key", "sort_order"}
    return {
        name: getattr(row, name)
        for field in row._meta.concrete_fields
        if (name := field.attname) not in excluded
    }
