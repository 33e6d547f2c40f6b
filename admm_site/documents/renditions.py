"""Create renditions without the metadata of the original image."""

from functools import cached_property

from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter

# Entries that affect how an image looks: colour profile, transparency, animation.
INFO_TO_KEEP = frozenset({"icc_profile", "transparency", "background", "duration", "loop", "gamma", "srgb"})


class RemoveMetadata(FilterOperation):
    """Clear the `info` of an image, which Pillow writes into renditions: EXIF, XMP, comments."""

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
