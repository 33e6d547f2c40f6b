from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.db import Error, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from admm_site.database import classify_error

from .forms import ReportForm
from .models import ErrorReport
from .rate_limits import is_rate_limited
from .report_target import find_report_target
from .tasks import mail_report

RETRY_AFTER = 300  # seconds


@csrf_exempt  # its signed token takes the place of the cookie: see `form_token`
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Show the form for an error report, and store what it sends."""
    if request.method != "POST":
        form = ReportForm(request, initial={"address": request.GET.get("page", "")})
        return render_form(request, form, HTTPStatus.OK)
    form = ReportForm(request, request.POST)
    if not form.is_valid():
        return render_form(request, form, HTTPStatus.BAD_REQUEST)
    try:
        return store_if_allowed(request, form)
    except Error as error:
        if not classify_error(error):
            raise
    form.add_error(None, _("Your report can’t be saved right now. Please send it again later."))
    response = render_form(request, form, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def store_if_allowed(request, form: ReportForm):
    """Store the report of a valid form, unless the rate limit is reached."""
    if is_rate_limited(request):
        form.add_error(None, _("The portal can’t accept more reports today. Please try again tomorrow."))
        return render_form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    store_report(form)
    return redirect(f"{reverse('report_thanks')}?{urlencode({'page': form.target.address}, safe='/')}")


def store_report(form: ReportForm) -> None:
    """Store the report, delete old e-mail addresses and mail the report in the background."""
    with transaction.atomic():  # if this fails, nothing is stored, and the visitor may send it again
        report = form.save()
        ErrorReport.objects.delete_old_emails()
    if settings.ERROR_REPORTS_TO:
        mail_report.enqueue(report.pk)


def render_form(request, form: ReportForm, status: HTTPStatus):
    title = _("Report an error")
    if form.target:
        title = _("Report an error: %(page)s") % {"page": form.target.title}
    description = _("Tell the editors of the portal what is wrong on a page, and where that can be checked.")
    context = {"form": form, "title": title, "description": description}
    response = render(request, "feedback/report.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def thanks(request):
    """Say that the report was received, with a link back to its page."""
    target = find_report_target(request, request.GET.get("page", ""))
    context = {
        "target": target,
        "title": _("Thank you for your report"),
        "description": _("Your report has reached the editors of the portal."),
    }
    response = render(request, "feedback/thanks.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
