"""Warn an editor of what looks wrong on a page that was saved."""

from django.utils.translation import gettext as _
from wagtail.admin import messages

from admm_site.documents.models import PortalDocument

from .references import key, references_in


def add_warnings(request, page):
    """Add the warnings of the saved page as messages, except after an autosave."""
    if request.accepts("text/html"):
        for warning in (*getattr(page, "get_warnings", list)(), *get_document_warnings(page)):
            messages.warning(request, warning)


def get_document_warnings(page) -> list[str]:
    """Return a sentence for each cited file that holds more than its text, such as comments."""
    root, _pk = key(PortalDocument, "")
    cited = {pk for model, pk in references_in(type(page), page.serializable_data()) if model is root}
    documents = PortalDocument.objects.filter(pk__in=cited).exclude(traces={}).order_by("title", "pk")
    sentences = ((document.title, document.traces_warning) for document in documents)
    return [
        _("“%(title)s”: %(sentence)s") % {"title": title, "sentence": sentence}
        for title, sentence in sentences
        if sentence
    ]
