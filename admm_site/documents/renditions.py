"""Renditions without metadata: what a camera or a program wrote into a picture stays with the original."""

from functools import cached_property

from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter

# What a picture needs to look as it should: colour profile, transparency, animation.
INFO_TO_KEEP = frozenset({"icc_profile", "transparency", "background", "duration", "loop", "gamma", "srgb"})


class RemoveMetadata(FilterOperation):
    """Empty the `info` of a picture: Pillow writes what it holds (EXIF with its thumbnail, XMP, comments)
    into renditions of most formats."""

    def construct(self):
        pass

    def run(self, willow, image, env):
        info = willow.get_pillow_image().info
        for name in info.keys() - INFO_TO_KEEP:
            del info[name]
        return willow


class MetadataFreeFilter(Filter):
    """A filter whose renditions hold no position, name, camera, comment or text, whatever the format.

    The metadata is removed last: the orientation that EXIF gives is applied by then.
    """

    @cached_property
    def operations(self):
        return [*super().operations, RemoveMetadata("remove_metadata")]
