from wagtail import hooks

from .access import require_readable


@hooks.register("before_serve_document")
def serve_only_what_is_public(document, request):
    require_readable(request, document)
