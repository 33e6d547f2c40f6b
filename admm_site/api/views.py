"""The views of the API: JSON only, strict parameters, and an ETag."""

from http import HTTPStatus

from django.http import Http404
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.query_parameters import parameter_errors
from admm_site.exports.record_urls import record_models

from .description import Description, describe
from .errors import exception_response, problem_response
from .throttling import AddressThrottle, is_within_rate


class ApiView(APIView):
    """A public read-only view that refuses unknown parameters."""

    renderer_classes = [JSONRenderer]
    parser_classes = []
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [AddressThrottle]
    http_method_names = ["get", "head", "options"]
    schema = Description()

    @property
    def allowed_parameters(self) -> set[str]:
        return set()

    def get_exception_handler(self):
        return exception_response

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            self.check_parameters(request.query_params)

    def check_parameters(self, parameters):
        """Refuse unknown and empty parameters: a misspelt filter would return the whole list."""
        errors = parameter_errors(parameters, self.allowed_parameters)
        for name, value in parameters.items():
            if not value:
                errors.setdefault(name, _("Give a value, or leave out the parameter."))
        if errors:
            raise ValidationError({name: [message] for name, message in errors.items()})

    def options(self, request, *args, **kwargs):
        return Response(status=HTTPStatus.NO_CONTENT)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.on_cache_hit = is_within_rate
        response.add_post_render_callback(lambda rendered: conditional_response(request, rendered))
        return response


def conditional_response(request, response):
    """Return the response with its `ETag`, or 304 or 412 by the conditions of the request."""
    if response.status_code != HTTPStatus.OK:
        return response
    set_response_etag(response)
    response = get_conditional_response(request, etag=response["ETag"], response=response)
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        return problem_response(HTTPStatus.PRECONDITION_FAILED)
    return response


class Root(ApiView):
    """The addresses of the lists and of their description."""

    response_schema = {
        "type": "object",
        "additionalProperties": {"type": "string", "format": "uri"},
        "required": ["description", "documentation"],
    }

    def get(self, request):
        lists = {model.record_list: f"api:{model.record_list}" for model in record_models()}
        views = lists | {"description": "api:description", "documentation": "api_page"}
        links = {name: reverse(view) for name, view in views.items()}
        addresses = {name: absolute_url(path) for name, path in links.items()}
        related = {"service-desc": addresses["description"], "service-doc": addresses["documentation"]}
        link = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in related.items())
        return Response(addresses, headers={"Link": link})


class OpenApi(ApiView):
    """This description, in OpenAPI 3.1."""

    response_schema = {"type": "object", "required": ["openapi", "info", "paths"]}

    def get(self, request):
        return Response(describe())


class NotFound(ApiView):
    """Any other address below that of the API."""

    schema = None

    def check_parameters(self, parameters):
        raise Http404

    def get(self, request):
        raise Http404
