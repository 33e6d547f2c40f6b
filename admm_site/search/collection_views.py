"""Index the pages that cite files when the files move to another collection without a signal."""

from wagtail.admin.views.collections import Edit
from wagtail.models import Collection

from .indexing import auto_update_enabled
from .signal_handlers import FILES, index_citing_pages, index_citing_pages_of_collection


class CollectionEditView(Edit):
    """Index after the move: Wagtail moves a collection after its `post_save` signal."""

    def save_instance(self) -> Collection:
        instance = super().save_instance()
        if auto_update_enabled():
            moved = Collection.objects.get(pk=instance.pk)  # `instance` has its old path
            index_citing_pages_of_collection(moved)
        return instance


def index_moved_files(request, action_type, objects, action) -> None:
    """Index after the bulk action that moves files by `QuerySet.update()`, which sends no signal."""
    if action_type == "add_to_collection" and auto_update_enabled():
        for model in FILES:
            index_citing_pages(model, [file.pk for file in objects if isinstance(file, model)])
