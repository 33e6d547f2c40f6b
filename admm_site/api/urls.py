from django.urls import path, re_path

from .resources import RESOURCES
from .views import NotFound, OpenApi, Root

app_name = "api"

urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("openapi.json", OpenApi.as_view(), name="description"),
    *(path(f"{name}/", resource.as_view({"get": "list"}), name=name) for name, resource in RESOURCES.items()),
    *(
        path(f"{name}/{resource.record_path}", resource.as_view({"get": "retrieve"}))
        for name, resource in RESOURCES.items()
    ),
    re_path(r"^(?:[\s\S]*/)?$", NotFound.as_view()),
]
