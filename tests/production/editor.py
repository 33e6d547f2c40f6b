"""An editor, who sends forms of the admin through any client."""

import mimetypes
from types import SimpleNamespace
from urllib.parse import urlencode

from tests.editorial.browser_form import get_form_fields

from .client import Answer, Client
from .installation import HOST

USER, PASSWORD = "checker", "only-for-this-check-7"
BOUNDARY = "boundary-of-this-check"
FORM_WITH_FILE = "//form[.//input[@type='file']]"


class Editor:
    def __init__(self):
        self.cookies: dict[str, str] = {}

    def ask(self, client: Client, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        method, referrer = ("POST", f"https://{HOST}{path}") if body is not None else ("GET", "")
        kind = kind or "application/x-www-form-urlencoded"
        answer = client.ask(path, method, body, Cookie=cookie, Referer=referrer, Content_Type=kind)
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def sign_in(self, client: Client, password: str = PASSWORD) -> Answer:
        form = self.ask(client, "/admin/login/")
        fields = get_form_fields(SimpleNamespace(content=form.body), "//main//form")
        values = fields | {"username": USER, "password": password}
        return self.ask(client, "/admin/login/", urlencode(values).encode())

    def upload(self, client: Client, path: str, name: str, content: bytes, **values: str) -> Answer:
        """Send the form of a file as it is shown, with these values and the file."""
        return self.send_file(client, path, self.ask(client, path), name, content, **values)

    def send_file(
        self, client: Client, path: str, form: Answer, name: str, content: bytes, **values: str
    ) -> Answer:
        """Send the form, which was asked for before, with these values and the file."""
        fields = get_form_fields(SimpleNamespace(content=form.body), FORM_WITH_FILE)
        fields = {key: value for key, value in fields.items() if key != "file"} | values
        parts = [f'form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
        kind = mimetypes.guess_type(name)[0]
        head = f'form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content)
        opening = f"--{BOUNDARY}\r\nContent-Disposition: ".encode()
        body = b"".join(opening + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()
        return self.ask(client, path, body, f"multipart/form-data; boundary={BOUNDARY}")
