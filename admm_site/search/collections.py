"""Files that change their collection without a word: what cites them is indexed anew, as its privacy may
have changed."""

from wagtail.admin.views.collections import Edit
from wagtail.models import Collection

from .indexing import keeps_up
from .signals import FILES, index_what_cites, index_what_cites_files_in


class CollectionEditView(Edit):
    """Wagtail's, which moves a collection after its signal was sent."""

    def save_instance(self) -> Collection:
        instance = super().save_instance()
        if keeps_up():
            moved = Collection.objects.get(pk=instance.pk)  # the one in memory knows its old place
            index_what_cites_files_in(moved)
        return instance


def after_bulk_action(request, action_type, objects, action) -> None:
    """Wagtail puts several files into another collection at once by an update, which sends no signal."""
    if action_type == "add_to_collection" and keeps_up():
        for model in FILES:
            index_what_cites(model, [one.pk for one in objects if isinstance(one, model)])
