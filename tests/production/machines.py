"""Two machines that share the database, Redis and a bucket; the nginx of the first stands in front.

The second machine is a folder of its own with its own release, settings, servers and nginx.
"""

import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from types import SimpleNamespace
from urllib.parse import urlencode

from PIL import Image

from tests.documents import files
from tests.editorial.browser_form import get_form_fields
from tests.object_server import Bucket, is_answering
from tests.ports import free_port

from .client import Client, ServerClient
from .document import documented, documented_line
from .editor import Editor
from .installation import SERVERS, Installation, end, wait_until
from .requests import PAGE, expect
from .upgrades import readers

DATABASE = "shared"
PAPER, CORRECTED = files.pdf("Ministers met in Jakarta."), files.pdf("Ministers met in Jakarta again.")
PUBLISH = """
from admm_site.documents.models import PortalDocument, PortalImage
from admm_site.pages.models import ContentPage
document = PortalDocument.objects.get(title="Shared paper")
image = PortalImage.objects.get(title="Shared photo")
text = f'<p><a linktype="document" id="{document.pk}">Paper</a></p>'
page = ContentPage(title="Shared", slug="shared", body=[
    ("rich_text", text), ("image", {"image": image, "alt_text": "A photo", "caption": ""})])
edited = ContentPage(title="Edited", slug="edited")
for each in (page, edited):
    ContentPage.objects.get(slug="about").add_child(instance=each).save_revision().publish()
print(document.pk, page.pk, edited.pk)
"""

UNPUBLISH = "from wagtail.models import Page; Page.objects.get(slug='shared').unpublish()"


class Machines:
    """What the steps of this module have in common, in their order."""

    second: Installation
    inside: int
    bucket: Bucket
    document: str  # the path of the uploaded document
    keys: list[str]  # of the document, of the page that shows it, and of one that is edited

    def __init__(self):
        self.editor = Editor()

    def server(self, installation: Installation, number: int = 1) -> ServerClient:
        """Return a client of one application server of a machine."""
        socket_path = installation.prefix / f"run/admm-{number}/web.sock"
        return ServerClient(80, Path(), "10.1.2.3", socket_path)

    def move(self, first: Installation, client: Client) -> str:
        """The content moves to a shared database and a bucket by backup and restore"""
        self.bucket = Bucket(free_port(), "admm-files")
        first.begin("objects", sys.executable, "-m", "moto.server", "--port", str(self.bucket.port))
        archive = first.prefix / "var/backups/admm/move.tar"
        command = documented("deploy/manage.sh backup")
        first.run(*command[:-1], archive)
        wait_until(partial(is_answering, self.bucket.port), 20, "the store of objects")
        self.bucket.create()
        first.run("createdb", "-h", first.sockets, DATABASE)
        first.change_setting("DATABASE_URL", f"postgres:///{DATABASE}?host={first.sockets}")
        first.change_setting("STORAGE_URL", self.bucket.url)
        first.change_setting("STORAGE_TIMEOUT", "1")
        first.change_setting("SECOND_FACTOR", "false")
        first.change_setting("API_RATE", "30/min")
        command = documented("deploy/manage.sh restore")
        output = first.run(*command[:-1], archive).stdout
        expect("restored and verified" in output, output)
        for server in SERVERS:
            first.restart_server(server)
        wait_until(lambda: client.ask("/readyz").status == 200, 30, "the portal")
        return f"{len(self.bucket.files())} objects"

    def add(self, first: Installation, client: Client) -> str:
        """A second machine is set up with the same settings; the first nginx asks both"""
        folder = first.prefix / "second"
        first.run("mkdir", folder)
        second = self.second = Installation.create(folder)
        first.others.append(second)
        second.redis, self.inside = first.redis, free_port()
        source = first.prefix / "etc/admm/portal.env"
        second.run(*self._with_own_paths(documented_line("install -D"), source))
        second.change_setting("VAR_DIR", str(folder / "var/lib/admm"))
        second.remove_setting("BACKUP_DIR")
        second.share_packages()
        second.run("mkdir", "-p", folder / "run")
        second.run(*documented("deploy/install.sh"), settings={"INSIDE": f"127.0.0.1:{self.inside}"})
        second.start_nginx()
        line = documented_line("echo 'server").replace("10.0.0.2:8001", f"127.0.0.1:{self.inside}")
        first.run("sh", "-c", line.replace("/etc/", f"{first.prefix}/etc/"))
        first.reload_nginx()
        wait_until(partial(self._is_asked, second, client), 20, "a request to the second machine")
        return f"machine 2 answers behind 127.0.0.1:{self.inside}"

    def _with_own_paths(self, line: str, source: Path) -> list[str]:
        words = line.split()
        return [*words[:-2], str(source), f"{self.second.prefix}{words[-1]}"]

    def _is_asked(self, machine: Installation, client: Client) -> bool:
        client.ask("/report/")  # a form is never cached: the portal itself logs each request for it
        return any(
            '"path": "/report/"' in (machine.prefix / f"web-{server}.log").read_text() for server in SERVERS
        )

    def uploads(self, first: Installation, client: Client) -> str:
        """An editor uploads on one machine; readers get file and picture from the other, and through nginx"""
        server, other = self.server(first), self.server(self.second)
        self.editor.sign_in(server)
        paper = self.editor.upload(server, "/admin/documents/add/", "paper.pdf", PAPER, title="Shared paper")
        photo = self.editor.upload(server, "/admin/images/add/", "photo.png", _photo(), title="Shared photo")
        expect((paper.status, photo.status) == (302, 302), f"{paper} {photo}")
        self.keys = first.manage("shell", "-v0", "-c", PUBLISH).split()[-3:]
        page = other.ask("/about/shared/").body.decode()
        self.document = re.search(rf'href="(/documents/{self.keys[0]}/[^"]+)"', page)[1]
        picture = re.search(r'src="(/images/[^"]+)"', page)[1]
        for reader in (other, server, client):
            self._expect_file(reader, PAPER)
            answer = reader.ask(picture)
            expect(answer.headers["Content-Type"].startswith("image/"), answer)
        expect(self.editor.ask(other, "/admin/").status == 200, "the session is that of one machine")
        return f"{len(PAPER)} bytes"

    def _expect_file(self, client: Client, content: bytes) -> None:
        whole = client.ask(self.document)
        expect((whole.status, whole.body) == (200, content), whole)
        part = client.ask(self.document, Range="bytes=10-19")
        expect((part.status, part.body) == (206, content[10:20]), part)
        head = client.ask(self.document, "HEAD")
        expect((head.status, head.headers["Content-Length"]) == (200, str(len(content))), head)
        unchanged = client.ask(self.document, If_None_Match=whole.headers["ETag"])
        expect((unchanged.status, unchanged.body) == (304, b""), unchanged)

    def replaced(self, first: Installation, client: Client) -> None:
        """A file that is replaced on one machine is the new one on the other at once"""
        answer = self.editor.upload(
            self.server(self.second),
            f"/admin/documents/edit/{self.keys[0]}/",
            "paper.pdf",
            CORRECTED,
            replaced_on="2026-02-27",
            replacement_reason="Paragraph 4 corrected",
        )
        expect(answer.status == 302, answer)
        page = self.server(first).ask("/about/shared/").body.decode()
        self.document = re.search(rf'href="(/documents/{self.keys[0]}/[^"]+)"', page)[1]
        for reader in (self.server(first), client):
            answer = reader.ask(self.document)
            expect(answer.body == CORRECTED, answer)

    def cached_pages(self, first: Installation, client: Client) -> None:
        """A page that one machine has cached is sent by the other, until an edit on either ends it"""
        server, other = self.server(first), self.server(self.second)
        for number, (writer, reader) in enumerate(((server, other), (other, server))):
            writer.ask("/about/edited/")
            expect('"hit"' in reader.ask("/about/edited/").headers["Server-Timing"])
            address = f"/admin/pages/{self.keys[2]}/edit/"
            form = self.editor.ask(writer, address)
            fields = get_form_fields(SimpleNamespace(content=form.body))
            values = fields | {"title": f"Edited {number}", "action-publish": "action-publish"}
            answer = self.editor.ask(writer, address, urlencode(values, doseq=True).encode())
            expect(answer.status == 302, answer)
            expect(f"Edited {number}".encode() in reader.ask("/about/edited/").body, "an older page")

    def limits(self, first: Installation, client: Client) -> str:
        """Limits of the API and of sign-ins count across both machines"""
        machines = (self.server(first), self.server(self.second))
        api = [machine.ask("/api/v1/countries/").status for _ in range(20) for machine in machines]
        expect(api.count(429) == 10, api)
        sign_in = [Editor().sign_in(machine, "wrong").status for _ in range(3) for machine in machines]
        expect(sign_in[:5] == [200] * 5 and sign_in[5] == 429, sign_in)
        return f"API {api.count(429)}/40, sign-in {sign_in.count(429)}/6"

    def periodic(self, first: Installation, client: Client) -> None:
        """A periodic job that is due runs once, though both machines begin at the same time"""
        statement = (
            "UPDATE operations_periodicjob SET started_at = now() - interval '2 minutes',"
            " claimed_until = NULL, claim = '' WHERE name = 'publish'"
        )
        first.run("psql", "-h", first.sockets, "-d", DATABASE, "-c", statement)
        with ThreadPoolExecutor(2) as pool:
            outputs = list(pool.map(lambda machine: machine.manage("periodic"), (first, self.second)))
        expect(sorted("publish: done" in output for output in outputs) == [False, True], outputs)

    def store_away(self, first: Installation, client: Client) -> str:
        """The store hangs: pages are served, files answer 503, /readyz says so; then all is well again"""
        path = self.document
        expect(client.ask(path).status == 200)
        process = int((first.prefix / "objects.pid").read_text())
        os.kill(process, SIGSTOP)
        try:
            start = time.monotonic()
            answer = client.ask(path)
            seconds = time.monotonic() - start
            expect((answer.status, answer.headers["Retry-After"]) == (503, "30"), answer)
            expect(client.ask(PAGE, Cookie="sessionid=none").status == 200)
            start = time.monotonic()
            readiness = client.ask("/readyz")
            expect(b'"storage": false' in readiness.body, readiness)
            expect(time.monotonic() - start < 2, "the probe is late")
        finally:
            os.kill(process, SIGCONT)
        wait_until(lambda: client.ask(path).status == 200, 20, "the store")
        return f"503 after {seconds:.1f} s"

    def withdrawn(self, first: Installation, client: Client) -> None:
        """A file that is withdrawn on one machine is gone from the other and behind nginx at once"""
        self.second.manage("shell", "-v0", "-c", UNPUBLISH)
        for reader in (self.server(first), client):
            answer = reader.ask(self.document)
            expect(answer.status in (404, 410), answer)

    def killed(self, first: Installation, client: Client) -> str:
        """All servers of one machine are killed, then its nginx ends: readers see no error"""
        with readers(client, at_least=100) as statuses:
            for server in SERVERS:
                end(self.second.server_process(server), SIGKILL)
            time.sleep(1)
            end(int((self.second.prefix / "nginx.pid").read_text()))
        expect(set(statuses) == {200}, statuses)
        return f"{statuses.total()} requests"

    def back_to_one(self, first: Installation, client: Client) -> str:
        """A backup of the bucket comes back on a machine with files in a folder"""
        archive, media = first.prefix / "var/backups/admm/shared.tar", first.prefix / "alone/media"
        first.manage("backup", str(archive))
        objects = self.bucket.files()
        first.run("createdb", "-h", first.sockets, "alone")
        alone = {"DATABASE_URL": f"postgres:///alone?host={first.sockets}", "MEDIA_ROOT": str(media)}
        release = first.prefix / "srv/admm/current"
        command = (release / ".venv/bin/python", "manage.py", "restore", archive)
        settings = first.settings() | alone | {"STORAGE_URL": ""}
        done = first.run(*command, folder=release, settings=settings)
        expect("restored and verified" in done.stdout, done.stdout)
        files = {
            str(file.relative_to(media)): file.read_bytes() for file in media.rglob("*") if file.is_file()
        }
        expect(files == objects, files.keys() ^ objects.keys())
        return f"{len(files)} files"


def _photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), "maroon").save(file, "PNG")
    return file.getvalue()


machines = Machines()
STEPS = (
    machines.move,
    machines.add,
    machines.uploads,
    machines.replaced,
    machines.cached_pages,
    machines.limits,
    machines.periodic,
    machines.store_away,
    machines.withdrawn,
    machines.killed,
    machines.back_to_one,
)
