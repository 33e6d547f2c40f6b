"""The meetings to come, as the home page, the page for newcomers and series ask for them."""

from django.db.models import QuerySet

from admm_site.core.publication import cached_queryset, public_rows

from .models import MeetingPage


@cached_queryset
def upcoming_meetings() -> QuerySet[MeetingPage]:
    return public_rows(MeetingPage).upcoming()
