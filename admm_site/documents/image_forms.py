"""The form of an image, whose file is inspected in a process of its own before anything opens it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .extraction import Reader
from .retained_uploads import is_uploaded
from .titles import TitleFormMixin
from .upload_checks import copy_file
from .upload_messages import IMAGE_REASONS


class InspectedImageField(WagtailImageField):
    """Wagtail's field, which reads a file only when it is known to be a picture of a sensible size."""

    def to_python(self, data):
        if is_uploaded(data):
            for validator in (self.check_extension, self.check_image_file_size, inspect_image):
                validator(data)
        return super().to_python(data)

    def check_extension(self, file) -> None:
        self.run_validators(file)


def inspect_image(file) -> None:
    """Raise ValidationError for an upload that is no image, or one that would exhaust who opens it."""
    with Reader() as reader:
        copy_file(file, reader.path)
        result = reader.inspect_image(file.name, settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS)
    if result.harm or result.active_content is None:
        raise ValidationError(IMAGE_REASONS.get(result.harm, IMAGE_REASONS["unchecked"]), code="harmful")


class PortalImageForm(TitleFormMixin, BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = InspectedImageField(
                label=field.label, required=field.required, widget=field.widget
            )
