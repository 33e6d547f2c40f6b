"""The description of the API in OpenAPI 3.1, generated from its code."""

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


class InvalidParameter(serializers.Serializer):
    parameter = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text=_("An address that explains the problem, or `about:blank`."))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = InvalidParameter(many=True, required=False)


PROBLEMS = (400, 404, 406, 429)


class Description(AutoSchema):
    """Adds parameters, problems and headers to the schema of drf-spectacular."""

    @property
    def is_resource(self) -> bool:
        return hasattr(self.view, "serializer_class")

    @property
    def is_list(self) -> bool:
        return getattr(self.view, "action", None) == "list"

    def get_description(self) -> str:
        if not self.is_resource:
            return self.view.__doc__
        return str(self.view.about) if self.is_list else _("One record of the list.")

    def get_tags(self) -> list[str]:
        return self._tokenize_path()[:1] if self.is_resource else ["about"]

    def get_request_serializer(self):
        return None

    def get_response_serializers(self) -> dict:
        view = self.view
        response = view.serializer_class if self.is_resource else OpenApiResponse(view.response_schema)
        problems = {
            (status, MEDIA_TYPE): Problem for status in PROBLEMS if status != 404 or self.has_path_parameters
        }
        not_modified = OpenApiResponse(
            description=_("Not modified: `If-None-Match` matches the current `ETag`.")
        )
        return {200: response, 304: not_modified, **problems}

    @property
    def has_path_parameters(self) -> bool:
        return "{" in self.path

    def get_override_parameters(self) -> list[OpenApiParameter]:
        headers = [
            header("ETag", _("The entity tag of this response, for `If-None-Match`."), [200]),
            header("Retry-After", _("Seconds to wait before the next request."), [429], {"type": "integer"}),
        ]
        if not self.is_resource:
            return headers
        if self.is_list:
            headers.append(header("Link", _("The next page and the one before (RFC 8288)."), [200]))
        return [
            *headers,
            as_of_parameter(),
            *self._field_parameters(),
            *(self._filter_parameters() if self.is_list else []),
        ]

    def _field_parameters(self):
        serializer = self.view.serializer_class
        yield names_parameter(
            "fields", _("The fields to return for each record, besides its `id`."), serializer.field_names()
        )
        if serializer.includes:
            yield names_parameter(
                "include", _("The related records to include with each record."), serializer.includes
            )

    def _filter_parameters(self):
        for name, filter_ in self.view.filters.base_filters.items():
            yield OpenApiParameter(name, schema_of(filter_), description=str(filter_.label))


def header(name: str, description: str, statuses: list[int], schema=str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description, response=statuses)


def as_of_parameter() -> OpenApiParameter:
    schema = {"type": "string", "pattern": f"^(?:{AS_OF_PATTERN})$"}
    description = _("Return the data as it was known on this date, such as 2014-05-01.")
    return OpenApiParameter(AS_OF_PARAMETER, schema, description=description)


def names_parameter(parameter: str, description: str, allowed) -> OpenApiParameter:
    """Return a parameter that takes names separated by commas."""
    schema = {"type": "array", "items": {"type": "string", "enum": list(allowed)}, "minItems": 1}
    return OpenApiParameter(parameter, schema, description=description, style="form", explode=False)


def require_only_ids(result, generator, request, public):
    """Make only the `id` of records required, since `fields` can leave out all others."""
    from .resources import RESOURCES

    for resource in RESOURCES.values():
        result["components"]["schemas"][resource.serializer_class.__name__]["required"] = ["id"]
    return result


@lru_cache(maxsize=8)
def _describe(language: str) -> dict:
    generator = SchemaGenerator(patterns=[path("api/v1/", include("admm_site.api.urls"))])
    return generator.get_schema(request=None, public=True)


def describe() -> dict:
    """Return the description in the active language, generated once per language."""
    return _describe(get_language())
