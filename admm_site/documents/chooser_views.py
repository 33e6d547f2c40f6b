"""Views of the image chooser that also work for an image whose file is missing or damaged."""

from django.utils.translation import gettext as _
from wagtail.admin.views.generic.chooser import ChosenResponseMixin
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.images.views import chooser


class ChosenImageMixin(chooser.ImageChosenResponseMixin):
    """Return the chosen image without a preview if there is none; Wagtail's own fails."""

    def get_chosen_response_data(self, image, preview_image_filter="max-165x165"):
        data = ChosenResponseMixin.get_chosen_response_data(self, image)
        preview = get_rendition_or_not_found(image, preview_image_filter)
        if not preview.url:
            data["title"] = _("%(title)s (its file is missing or damaged)") % {"title": image.title}
        size = {"width": preview.width, "height": preview.height}
        return data | {"preview": {"url": preview.url, **size}, "default_alt_text": image.default_alt_text}


class ChosenView(chooser.ImageChosenView, ChosenImageMixin):
    pass


class ChosenMultipleView(chooser.ImageChosenMultipleView, ChosenImageMixin):
    pass


class SelectFormatView(chooser.ImageSelectFormatView, ChosenImageMixin):
    pass


def replace_wagtail_views() -> None:
    chooser.viewset.chosen_view_class = ChosenView
    chooser.viewset.chosen_multiple_view_class = ChosenMultipleView
    chooser.viewset.select_format_view_class = SelectFormatView
