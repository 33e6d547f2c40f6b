"""The description of the API in OpenAPI 3.1, made of the code that answers."""

from functools import lru_cache

from django.urls import include, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from admm_site.core.as_of_urls import AS_OF_PARAMETER, AS_OF_PATTERN

from .errors import MEDIA_TYPE
from .filters import schema_of


class WrongParameter(serializers.Serializer):
    parameter = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer):
    """Why a question can't be answered (RFC 9457)."""

    type = serializers.CharField(help_text=_("An address that explains the problem, or `about:blank`."))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = WrongParameter(many=True, required=False)


PROBLEMS = (400, 404, 406, 429)


class Description(AutoSchema):
    """Adds to what the framework finds: the parameters, the problems, the headers."""

    @property
    def is_of_records(self) -> bool:
        return hasattr(self.view, "serializer_class")

    @property
    def is_of_list(self) -> bool:
        return getattr(self.view, "action", None) == "list"

    def get_description(self) -> str:
        if not self.is_of_records:
            return self.view.__doc__
        return str(self.view.about) if self.is_of_list else _("One record of the list.")

    def get_tags(self) -> list[str]:
        return self._tokenize_path()[:1] if self.is_of_records else ["about"]

    def get_request_serializer(self):
        return None

    def get_response_serializers(self) -> dict:
        answer = self.view.serializer_class if self.is_of_records else OpenApiResponse(self.view.answer)
        problems = {(status, MEDIA_TYPE): Problem for status in PROBLEMS if status != 404 or self.takes_names}
        unchanged = OpenApiResponse(
            description=_("Not modified: `If-None-Match` matches the current `ETag`.")
        )
        return {200: answer, 304: unchanged, **problems}

    @property
    def takes_names(self) -> bool:
        return "{" in self.path

    def get_override_parameters(self) -> list[OpenApiParameter]:
        headers = [
            header("ETag", _("The entity tag of this response, for `If-None-Match`."), [200]),
            header("Retry-After", _("Seconds to wait before the next request."), [429], {"type": "integer"}),
        ]
        if not self.is_of_records:
            return headers
        if self.is_of_list:
            headers.append(header("Link", _("The next page and the one before (RFC 8288)."), [200]))
        return [*headers, day(), *self._of_fields(), *(self._of_filters() if self.is_of_list else [])]

    def _of_fields(self):
        serializer = self.view.serializer_class
        yield names(
            "fields", _("The fields to return for each record, besides its `id`."), serializer.field_names()
        )
        if serializer.includes:
            yield names("include", _("The related records to include with each record."), serializer.includes)

    def _of_filters(self):
        for name, one in self.view.filters.base_filters.items():
            yield OpenApiParameter(name, schema_of(one), description=str(one.label))


def header(name: str, description: str, statuses: list[int], schema=str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description, response=statuses)


def day() -> OpenApiParameter:
    schema = {"type": "string", "pattern": f"^(?:{AS_OF_PATTERN})$"}
    description = _("Return the data as it was known on this date, such as 2014-05-01.")
    return OpenApiParameter(AS_OF_PARAMETER, schema, description=description)


def names(parameter: str, description: str, allowed) -> OpenApiParameter:
    """A parameter that takes several of the names, with commas between."""
    schema = {"type": "array", "items": {"type": "string", "enum": list(allowed)}, "minItems": 1}
    return OpenApiParameter(parameter, schema, description=description, style="form", explode=False)


def require_what_is_always_there(result, generator, request, public):
    """Of a record that can be asked for by its fields, no more than the `id` is sure to be in an answer."""
    from .resources import BY_NAME

    for resource in BY_NAME.values():
        result["components"]["schemas"][resource.serializer_class.__name__]["required"] = ["id"]
    return result


@lru_cache(maxsize=8)
def _describe(language: str) -> dict:
    generator = SchemaGenerator(patterns=[path("api/v1/", include("admm_site.api.urls"))])
    return generator.get_schema(request=None, public=True)


def describe() -> dict:
    """The description, in the language of the moment; made once, for it follows from the code alone."""
    return _describe(get_language())
