"""Files that change their collection without a word: what cites them is indexed anew, as its privacy may
have changed."""

from wagtail.admin.views.collections import Edit
from wagtail.models import Collection

from .indexing import auto_update_enabled
from .signal_handlers import FILES, index_citing_pages, index_citing_pages_of_collection


class CollectionEditView(Edit):
    """Wagtail's, which moves a collection after its signal was sent."""

    def save_instance(self) -> Collection:
        instance = super().save_instance()
        if auto_update_enabled():
            moved = Collection.objects.get(pk=instance.pk)  # the one in memory knows its old place
            index_citing_pages_of_collection(moved)
        return instance


def index_moved_files(request, action_type, objects, action) -> None:
    """Wagtail puts several files into another collection at once by an update, which sends no signal."""
    if action_type == "add_to_collection" and auto_update_enabled():
        for model in FILES:
            index_citing_pages(model, [one.pk for one in objects if isinstance(one, model)])
