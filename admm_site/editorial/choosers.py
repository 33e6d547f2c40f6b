from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from wagtail.images.permissions import permission_policy

from admm_site.documents import chooser_views
from admm_site.documents.models import PortalImage


class SelectFormatView(chooser_views.SelectFormatView):
    """Wagtail's dialog for an image in a text, which shows any image to whoever enters the admin."""

    model = PortalImage

    def dispatch(self, request, *args, image_id: int, **kwargs):
        image = get_object_or_404(self.model, pk=image_id)
        if not permission_policy.user_has_permission_for_instance(request.user, "choose", image):
            raise PermissionDenied
        return super().dispatch(request, *args, image_id=image_id, **kwargs)
