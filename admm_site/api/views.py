"""How the API answers, whatever it is asked: JSON alone, strict parameters, a mark of what it answered."""

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
from admm_site.exports.record_urls import API_LISTS

from .description import Description, describe
from .errors import answer_with_problem, problem_response
from .throttling import AddressThrottle


class ApiView(APIView):
    """Answers anybody, read-only, and takes no parameter that it does not know."""

    renderer_classes = [JSONRenderer]
    parser_classes = []
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [AddressThrottle]
    http_method_names = ["get", "head", "options"]
    schema = Description()

    @property
    def known_parameters(self) -> set[str]:
        return set()

    def get_exception_handler(self):
        return answer_with_problem

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            self.check_parameters(request.query_params)

    def check_parameters(self, parameters):
        """Nothing is passed over: who misspells a filter would take the whole list for its answer."""
        wrong = parameter_errors(parameters, self.known_parameters)
        for name, value in parameters.items():
            if not value:
                wrong.setdefault(name, _("Give a value, or leave out the parameter."))
        if wrong:
            raise ValidationError({name: [why] for name, why in wrong.items()})

    def options(self, request, *args, **kwargs):
        return Response(status=HTTPStatus.NO_CONTENT)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "no-cache")  # may be kept, but is asked for again each time
        response.add_post_render_callback(lambda rendered: if_changed(request, rendered))
        return response


def if_changed(request, response):
    """The answer with its `ETag`; 304 for who has it already, 412 for who wants it only if it is another."""
    if response.status_code != HTTPStatus.OK:
        return response
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
        return problem_response(request, HTTPStatus.PRECONDITION_FAILED)
    return answer


class Root(ApiView):
    """The lists that there are, and where they are described."""

    answer = {
        "type": "object",
        "additionalProperties": {"type": "string", "format": "uri"},
        "required": ["description", "documentation"],
    }

    def get(self, request):
        names = [
            *((name, f"api:{name}") for _, name in API_LISTS.values()),
            ("description", "api:description"),
        ]
        links = {name: reverse(view) for name, view in [*names, ("documentation", "api_page")]}
        addresses = {name: absolute_url(path) for name, path in links.items()}
        related = {"service-desc": addresses["description"], "service-doc": addresses["documentation"]}
        link = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in related.items())
        return Response(addresses, headers={"Link": link})


class OpenApi(ApiView):
    """This description, in OpenAPI 3.1."""

    answer = {"type": "object", "required": ["openapi", "info", "paths"]}

    def get(self, request):
        return Response(describe())


class NotFound(ApiView):
    """Whatever else is asked for below the API."""

    schema = None

    def check_parameters(self, parameters):
        raise Http404

    def get(self, request):
        raise Http404
