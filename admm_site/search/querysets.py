"""Which passages the public may find: as public as what they belong to, at the moment of the question."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from admm_site.core.publication import is_public
from admm_site.documents.models import PortalDocument


class PassageQuerySet(QuerySet):
    def outside_documents(self):
        """Public passages of pages, records, countries, areas and series.

        A passage that tells `about` another page is shown while that is public; its twin, which keeps silent
        about it, while it is not.
        """
        about_is_public = Q(about__isnull=False) & is_public("about")
        rightly_said = (
            Q(about__isnull=True)
            | (Q(tells_about=True) & about_is_public)
            | (Q(tells_about=False) & ~about_is_public)
        )
        return self.filter(Q(page__isnull=True) | is_public("page"), rightly_said, document__isnull=True)

    def inside_documents(self):
        """Passages of documents that the public may read."""
        return self.filter(Exists(PortalDocument.objects.public().filter(pk=OuterRef("document_id"))))

    def public_parts(self) -> tuple[QuerySet, QuerySet]:
        """All public passages, in two parts: databases answer each far quicker than both joined by "or"."""
        return self.outside_documents(), self.inside_documents()
