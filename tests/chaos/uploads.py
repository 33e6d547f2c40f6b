"""Upload a document as the admin's form does."""

from collections.abc import Callable
from types import SimpleNamespace

from tests.editorial.browser_form import get_form_fields

from .people import Editor

BOUNDARY = "chaos-boundary"
ADDRESS = "/admin/documents/add/"


def upload(editor: Editor, title: str, content: bytes, before: Callable[[], object] = lambda: None) -> int:
    """Return the status of the response: 302 confirms the upload; call `before` when the form is there."""
    form = editor.ask(ADDRESS)
    if form.status == 302:
        editor.sign_in()
        form = editor.ask(ADDRESS)
    if form.status != 200:
        return form.status
    fields = get_form_fields(SimpleNamespace(content=form.body), "//form[.//input[@type='file']]")
    fields = {name: value for name, value in fields.items() if name != "file"} | {"title": title}
    body = b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    body += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{title}.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    body += content + f"\r\n--{BOUNDARY}--\r\n".encode()
    before()
    return editor.ask(ADDRESS, body, f"multipart/form-data; boundary={BOUNDARY}").status
