"""Upload a document as the admin's form does."""

from collections.abc import Callable

from .people import WritingEditor

ADDRESS = "/admin/documents/add/"


def upload(
    editor: WritingEditor, title: str, content: bytes, before: Callable[[], object] = lambda: None
) -> int:
    """Return the status of the response: 302 confirms the upload; call `before` when the form is there."""
    form = editor.open_form(ADDRESS)
    if form.status != 200:
        return form.status
    before()
    return editor.send_file(editor.client, ADDRESS, form, f"{title}.pdf", content, title=title).status
