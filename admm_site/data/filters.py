import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.content.listings import ChoicesFilter, PortalFilterSet
from admm_site.media.choices import DocumentKind, DocumentLanguage


def year_choices(documents):
    years = documents.filter(issued__isnull=False).order_by("-issued__year")
    return [(str(year), str(year)) for year in years.values_list("issued__year", flat=True).distinct()]


def language_choices(documents):
    found = documents.order_by("language").values_list("language", flat=True).distinct()
    return [(language, DocumentLanguage(language).label) for language in found]


class DocumentFilter(PortalFilterSet):
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=DocumentKind.choices)
    year = ChoicesFilter(field_name="issued__year", label=_("Year"), load=year_choices)
    language = ChoicesFilter(field_name="language", label=_("Language"), load=language_choices)
