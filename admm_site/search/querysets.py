"""Querysets of passages."""

from django.db.models import Q, QuerySet

from admm_site.core.publication import is_public


class PassageQuerySet(QuerySet):
    def public_or_in_document(self):
        """Return passages of documents, and public passages of everything else.

        A passage that names the page it is `about` is public while that page is; its twin, which doesn't
        name it, while it is not.
        """
        about_is_public = Q(about__isnull=False) & is_public("about")
        has_right_wording = (
            Q(about__isnull=True)
            | (Q(names_about=True) & about_is_public)
            | (Q(names_about=False) & ~about_is_public)
        )
        is_public_outside = (Q(page__isnull=True) | is_public("page")) & has_right_wording
        return self.filter(Q(document__isnull=False) | is_public_outside)
