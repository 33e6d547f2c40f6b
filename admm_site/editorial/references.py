"""Find where a page, document, image, country, area or series is used.

Usages come from Wagtail's reference index, from many-to-many tables and from the newest and scheduled
revisions of pages. The index leaves out the last two, so that something cited only in a draft could be
deleted.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Revision

Key = tuple[type[Model], str]


@dataclass(frozen=True)
class Usage:
    """A reference from `source`, a page or snippet, to `target`; `in_draft` if only a draft has it."""

    target: Model
    source: Model
    in_draft: bool = False

    def __str__(self):
        return self.source.get_admin_display_title() if isinstance(self.source, Page) else str(self.source)


def find_usages(targets: Collection[Model]) -> list[Usage]:
    """Return the usages of `targets` by other objects, one for each target and source, sorted by name."""
    by_key = {key(type(target), target.pk): target for target in targets}
    stored = set(stored_references(by_key.values())) | set(many_to_many_references(by_key))
    references_in_drafts = set(draft_references(by_key))
    is_only_in_draft = {
        pair: pair not in stored for pair in stored | references_in_drafts if pair[1] not in by_key
    }
    sources = fetch_objects({source for _, source in is_only_in_draft})
    return sorted(
        (
            Usage(by_key[target], sources[source], in_draft)
            for (target, source), in_draft in is_only_in_draft.items()
            if source in sources
        ),
        key=lambda usage: (str(usage), str(usage.source.pk)),
    )


def key(model, pk) -> Key:
    """Return a key that is the same for a page and its specific instance."""
    parents = model._meta.get_parent_list()
    return (parents[-1] if parents else model), str(pk)


def stored_references(targets) -> Iterator[tuple[Key, Key]]:
    for reference in ReferenceIndex.get_references_to_in_bulk(list(targets)):
        to_type, from_type = (
            ContentType.objects.get_for_id(pk)
            for pk in (reference.to_content_type_id, reference.base_content_type_id)
        )
        yield (
            key(to_type.model_class(), reference.to_object_id),
            key(from_type.model_class(), reference.object_id),
        )


def many_to_many_references(by_key) -> Iterator[tuple[Key, Key]]:
    for model in ReferenceIndex.indexed_models:
        for field in model._meta.local_many_to_many:
            root, _ = key(field.related_model, "")
            pks = [pk for other, pk in by_key if other is root]
            if pks:
                target, source = field.m2m_reverse_field_name(), field.m2m_field_name()
                rows = field.remote_field.through.objects.filter(**{f"{target}__in": pks})
                for target_pk, source_pk in rows.values_list(target, source):
                    yield key(root, target_pk), key(model, source_pk)


def draft_references(by_key) -> Iterator[tuple[Key, Key]]:
    """Yield the references in drafts: newest revisions with unpublished changes, and scheduled ones."""
    newest = Page.objects.filter(has_unpublished_changes=True).values("latest_revision")
    revisions = Revision.page_revisions.filter(Q(pk__in=newest) | Q(approved_go_live_at__isnull=False))
    for revision in revisions.iterator():
        model = ContentType.objects.get_for_id(revision.content_type_id).model_class()
        for target in references_in(model, revision.content) if model else ():
            if target in by_key:
                yield target, key(model, revision.object_id)


def references_in(model: type[Model], content: dict) -> Iterator[Key]:
    """Yield the keys that the serialized `content` of a `model` refers to; takes no query."""
    for field in model._meta.get_fields():
        value = content.get(field.name)
        if not value:
            continue
        if hasattr(field, "extract_references"):
            for to_model, pk, *_ in field.extract_references(field.to_python(value)):
                yield key(to_model, pk)
        elif field.many_to_many and isinstance(value, list):
            yield from (key(field.related_model, pk) for pk in value)
        elif field.many_to_one and field.concrete and not isinstance(field, ParentalKey):
            yield key(field.related_model, value)
    for relation in get_all_child_relations(model):
        for item in content.get(relation.get_accessor_name(), ()):
            yield from references_in(relation.related_model, item)


def fetch_objects(keys: Collection[Key]) -> dict[Key, Model]:
    """Return the objects that exist by key, with one query a model."""
    objects = {}
    for model in {model for model, _ in keys}:
        rows = model._default_manager.in_bulk([pk for key_model, pk in keys if key_model is model])
        objects |= {key(model, pk): row for pk, row in rows.items()}
    return objects
