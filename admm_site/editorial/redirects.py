"""Wrap Wagtail's import of redirects, which fails on uneven rows and on a file that is gone."""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.contrib.redirects import views


def refuse_unusable_files(view: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Decorate a view to report what is wrong with the file and import nothing."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request)
        except IndexError:
            message = _(
                "Nothing was imported: a row has fewer or more columns than the first. Correct the file."
            )
        except OSError:
            message = _("The uploaded file is no longer there, perhaps because it was imported already.")
        messages.error(request, f"{message} {_('Choose the file again.')}")
        return redirect("wagtailredirects:start_import")

    return wrapper


start_import = refuse_unusable_files(views.start_import)
process_import = refuse_unusable_files(views.process_import)
