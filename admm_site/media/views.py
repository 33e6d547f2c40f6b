from pathlib import PurePosixPath

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from .access import require_readable
from .models import PortalRendition


@require_safe
def serve_rendition(request, rendition_id: int, filename: str):
    """The file of a rendition whose image the reader may see; 404 otherwise, whatever the reason."""
    rendition = get_object_or_404(PortalRendition.objects.select_related("image"), pk=rendition_id)
    if PurePosixPath(rendition.file.name).name != filename:
        raise Http404
    require_readable(request, rendition.image)
    storage = rendition.file.storage
    try:
        modified = storage.get_modified_time(rendition.file.name)
        response = FileResponse(storage.open(rendition.file.name, "rb"))
    except FileNotFoundError as error:
        raise Http404 from error
    response["Last-Modified"] = http_date(modified.timestamp())
    return response
