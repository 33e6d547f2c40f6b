"""The portal's addresses, and before them `/constant/<name>`: saved bytes behind the same middleware."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from admm_site.urls import handler404, urlpatterns

__all__ = ["handler404", "urlpatterns"]


@cache
def saved(name: str) -> bytes:
    return (Path(os.environ["BENCH_PAGES"]) / name).read_bytes()


def constant(request, name: str):
    return HttpResponse(saved(name), headers={"Cache-Control": "private"})  # so that it isn't cached


urlpatterns = [path("constant/<slug:name>", constant), *urlpatterns]
