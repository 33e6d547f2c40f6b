"""Tells an editor what is odd about a page just saved, without refusing it."""

from django.utils.translation import gettext as _
from wagtail.admin import messages

from admm_site.documents.models import PortalDocument

from .references import key, references_in


def add_warnings(request, page):
    """Runs after a page was created or edited; silent when the browser saved by itself."""
    if request.accepts("text/html"):
        for warning in (*getattr(page, "get_warnings", list)(), *get_document_warnings(page)):
            messages.warning(request, warning)


def get_document_warnings(page) -> list[str]:
    """Return what the files that the page cites hold beside their text, a sentence for each."""
    root, _pk = key(PortalDocument, "")
    cited = {pk for model, pk in references_in(type(page), page.serializable_data()) if model is root}
    documents = PortalDocument.objects.filter(pk__in=cited).exclude(traces={}).order_by("title", "pk")
    sentences = ((document.title, document.also_holds) for document in documents)
    return [
        _("“%(title)s”: %(sentence)s") % {"title": title, "sentence": sentence}
        for title, sentence in sentences
        if sentence
    ]
