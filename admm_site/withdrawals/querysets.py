import re

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Site

from admm_site.core.publication import is_private, public_expression

OF_A_PAGE = re.compile(r"/(?:[\w-]+/)*")


class WithdrawalQuerySet(QuerySet):
    def taken_away(self):
        """Those of pages that can be read no longer, with what replaces them; not of what is private now."""
        found = self.filter(~is_private("page"), page__live=False).select_related("replaced_by")
        return found.annotate(replaced_by_is_public=public_expression("replaced_by"))

    def taken_away_from(self, request: HttpRequest, path: str = ""):
        """The withdrawal of the page that was at the path, by default that asked for; or None."""
        site, path = Site.find_for_request(request), path or request.path_info
        if not site or not OF_A_PAGE.fullmatch(path):
            return None
        url_path = site.root_page.url_path.rstrip("/") + path
        return self.taken_away().filter(page__url_path=url_path).first()
