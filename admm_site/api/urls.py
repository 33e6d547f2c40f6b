from django.urls import path, re_path

from .resources import BY_NAME
from .views import NotFound, OpenApi, Root

app_name = "api"

# What a record is called in its list, where that is not one slug.
NAMES = {
    "decisions": "<slug:meeting>/<slug:key>/",
    "status-updates": "<slug:initiative>/<slug:key>/",
    "activities": "<slug:initiative>/<slug:slug>/",
}

urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("openapi.json", OpenApi.as_view(), name="description"),
    *(path(f"{name}/", resource.as_view({"get": "list"}), name=name) for name, resource in BY_NAME.items()),
    *(
        path(f"{name}/{NAMES.get(name, '<slug:slug>/')}", resource.as_view({"get": "retrieve"}))
        for name, resource in BY_NAME.items()
    ),
    re_path(r"^(?:[\s\S]*/)?$", NotFound.as_view()),
]
