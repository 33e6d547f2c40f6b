import re

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Site

from admm_site.core.publication import is_private, public_expression

PAGE_PATH = re.compile(r"/(?:[\w-]+/)*")


class WithdrawalQuerySet(QuerySet):
    def removed(self):
        """Return the withdrawals of pages that can't be read any more and aren't private."""
        removed = self.filter(~is_private("page"), page__live=False).select_related("replaced_by")
        return removed.annotate(replaced_by_is_public=public_expression("replaced_by"))

    def removed_at(self, request: HttpRequest, path: str = ""):
        """Return the withdrawal of the page that had the path, by default that of the request, or None."""
        site, path = Site.find_for_request(request), path or request.path_info
        if not site or not PAGE_PATH.fullmatch(path):
            return None
        url_path = site.root_page.url_path.rstrip("/") + path
        return self.removed().filter(page__url_path=url_path).first()
