"""What visitors get through nginx: pages, files, static files, headers, conditions, the page cache."""

import json
import re
import socket
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from urllib.request import urlopen

from .client import Answer, Client
from .document import documented
from .editor import PASSWORD, USER
from .installation import HOST, SERVERS, Installation, wait_until

PAGE = "/meetings/5th-admm/"
SECURITY_HEADERS = (
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
)


def expect(holds: object, answer: object = "") -> None:
    if not holds:
        raise AssertionError(str(answer)[:1500])


def expect_once(headers: Iterable[str], answer: Answer, path: str) -> None:
    for header in headers:
        expect(len(answer.headers.get_all(header, [])) == 1, f"{path}: {header} {answer}")


def cache_status(installation: Installation, answer: Answer) -> str:
    """Return what nginx logged of its cache for the response: HIT, MISS, STALE, BYPASS, or nothing."""
    return nginx_log(installation, answer)["cache"]


def nginx_log(installation: Installation, answer: Answer) -> dict:
    """Return the entry of the request in nginx's log."""
    file, number = installation.prefix / "var/log/nginx/admm.log", answer.headers["X-Request-ID"]
    wait_until(lambda: number in file.read_text(), 5, "the request in nginx's log")
    return json.loads(next(line for line in file.read_text().splitlines() if number in line))


def portal_log(installation: Installation) -> list[dict]:
    """Return the entries in the logs of both application servers."""
    time.sleep(0.2)
    texts = [(installation.prefix / f"web-{server}.log").read_text() for server in SERVERS]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def portal_log_of(installation: Installation, answer: Answer) -> list[dict]:
    """Return the entries of the request in the logs of both application servers."""
    number = answer.headers["X-Request-ID"]
    return [entry for entry in portal_log(installation) if entry.get("request_id") == number]


def pages(installation: Installation, client: Client) -> None:
    """Pages, search, the API, an export, the sign-in and what doesn't exist have status and headers"""
    expected = {
        **dict.fromkeys(("/", PAGE, "/documents/", "/search/?q=cooperation", "/api/v1/meetings/"), 200),
        **dict.fromkeys(("/meetings.csv", "/sitemap.xml", "/report/", "/admin/login/"), 200),
        "/not-there/": 404,
    }
    for path, status in expected.items():
        answer = client.ask(path)
        expect(answer.status == status, f"{path} {answer}")
        expect_once(SECURITY_HEADERS, answer, path)


def redirects_to_tls(installation: Installation, client: Client) -> None:
    """Without TLS, nginx redirects, and hands out what a certificate authority asks for"""
    challenge = installation.prefix / "var/lib/admm/acme/.well-known/acme-challenge/token"
    installation.run("mkdir", "-p", challenge.parent)
    installation.run("sh", "-c", f"echo proof > {challenge}")
    answers = []
    for path in ("/meetings/?year=2011", "/.well-known/acme-challenge/token"):
        connection = HTTPConnection("127.0.0.1", installation.http, timeout=10)
        connection.request("GET", path, headers={"Host": HOST})
        response = connection.getresponse()
        answers.append((response.status, response.headers["Location"], response.read()))
        connection.close()
    expect(answers[0][:2] == (301, f"https://{HOST}/meetings/?year=2011"), answers)
    expect(answers[1] == (200, None, b"proof\n"), answers)


def other_hosts(installation: Installation, client: Client) -> None:
    """Another host name gets no answer"""
    try:
        client.connect("other.example").close()
    except OSError:
        pass
    else:
        raise AssertionError("A handshake with another name succeeded.")
    with socket.create_connection(("127.0.0.1", installation.http), 10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: other.example\r\n\r\n")
        expect(plain.recv(100) == b"")


def static_files(installation: Installation, client: Client) -> None:
    """Static files are sent by nginx, compressed, for a year if their name has the hash"""
    page = client.ask("/").body.decode()
    hashed = re.search(r'href="(/static/css/portal\.[0-9a-f]{12}\.css)"', page)[1]
    answer = client.ask(hashed, Accept_Encoding="gzip")
    expect(answer.status == 200 and answer.headers["Content-Encoding"] == "gzip", answer)
    expect("immutable" in answer.headers["Cache-Control"], answer)
    plain = client.ask("/static/css/portal.css")
    expect((plain.status, plain.headers["Cache-Control"]) == (200, "no-cache"), plain)
    expect_once(SECURITY_HEADERS, plain, "/static/css/portal.css")


def find_document(client: Client) -> str:
    """Return the address of a PDF."""
    for slug in re.findall(r'href="/documents/([\w-]+)/"', client.ask("/documents/").body.decode()):
        match = re.search(
            r'href="(/documents/\d+/[^"]+\.pdf)', client.ask(f"/documents/{slug}/").body.decode()
        )
        if match:
            return match[1]
    raise AssertionError("No document has a file.")


def files(installation: Installation, client: Client) -> str:
    """nginx sends files of documents on the portal's word: whole, in parts, 304, HEAD, with their headers"""
    path = find_document(client)
    whole = client.ask(path)
    stored = installation.prefix / "var/lib/admm/media"
    expect(whole.status == 200 and whole.body.startswith(b"%PDF"), whole)
    expect(any(whole.body == file.read_bytes() for file in stored.rglob("*.pdf")), "not as stored")
    file_headers = ("ETag", "Last-Modified", "Content-Disposition", "Cache-Control")
    expect_once((*SECURITY_HEADERS, *file_headers), whole, path)
    expect("X-Accel-Redirect" not in whole.headers, whole)
    expect(whole.headers["Content-Type"] == "application/pdf", whole)
    size, etag = len(whole.body), whole.headers["ETag"]
    part = client.ask(path, Range="bytes=100-199")
    expect((part.status, part.body) == (206, whole.body[100:200]), part)
    expect(part.headers["Content-Range"] == f"bytes 100-199/{size}", part)
    expect(client.ask(path, Range="bytes=100-199", If_Range=etag).status == 206)
    expect(client.ask(path, Range="bytes=100-199", If_Range='"other"').body == whole.body)
    expect(client.ask(path, Range=f"bytes={size}-").status == 416)
    unchanged = client.ask(path, If_None_Match=etag)
    expect((unchanged.status, unchanged.headers["ETag"]) == (304, etag), unchanged)
    expect(client.ask(path, If_Modified_Since=whole.headers["Last-Modified"]).status == 304)
    expect(client.ask(path, If_None_Match='"other"').body == whole.body)
    expect(client.ask(path, If_Match=etag).status == 200)
    head = client.ask(path, "HEAD")
    expect((head.status, head.headers["Content-Length"], head.body) == (200, str(size), b""), head)
    return f"{size} bytes"


def stored_files(installation: Installation, client: Client) -> None:
    """No address leads to stored files but that which the portal decides on"""
    file = next((installation.prefix / "var/lib/admm/media").rglob("*.pdf"))
    name = file.relative_to(installation.prefix / "var/lib/admm/media")
    for path in (
        f"/stored-files/{name}",
        f"/media/{name}",
        f"/static/../media/{name}",
        "/static/../admm.log",
    ):
        answer = client.ask(path)
        expect(answer.status in (400, 404), f"{path} {answer}")


def first_pages(installation: Installation, client: Client) -> None:
    """The picture of a document's first page is sent likewise, and is never cached as an empty page"""
    page = client.ask("/documents/").body.decode()
    for slug in re.findall(r'href="/documents/([\w-]+)/"', page):
        answer = client.ask(f"/documents/{slug}/first-page/")
        if answer.status == 200:
            again = client.ask(f"/documents/{slug}/first-page/")
            expect(answer.headers["Content-Type"] == "image/webp" and len(answer.body) > 1000, answer)
            expect(again.body == answer.body, again)
            return
    raise AssertionError("No document has a picture.")


def conditions(installation: Installation, client: Client) -> None:
    """A browser that has a page gets 304 with the same policy, and asks each time"""
    page = client.ask(PAGE)
    unchanged = client.ask(PAGE, If_None_Match=page.headers["ETag"])
    expect((unchanged.status, unchanged.body) == (304, b""), unchanged)
    policy = unchanged.headers["Content-Security-Policy"]
    expect(policy in (None, page.headers["Content-Security-Policy"]), unchanged)
    expect(page.headers["Cache-Control"] == "no-cache", page)


def page_cache(installation: Installation, client: Client) -> None:
    """nginx keeps pages of visitors, and nothing of whoever has a session"""
    client.ask(PAGE)
    expect(cache_status(installation, client.ask(PAGE)) in ("HIT", "REVALIDATED", "UPDATING"))
    for name in ("sessionid", "__Host-sessionid"):
        status = cache_status(installation, client.ask(PAGE, Cookie=f"theme=dark; {name}=abc"))
        expect(status == "BYPASS", status)
    sign_in = client.ask("/admin/login/")
    expect("no-store" in sign_in.headers["Cache-Control"], sign_in)
    expect(cache_status(installation, sign_in) == "", "the sign-in is looked up")


def sign_in(installation: Installation, client: Client) -> None:
    """The sign-in works through nginx: cookies of this host, addresses of this host, pages of one's own"""
    person = ("--noinput", f"--username={USER}", "--email=checker@example.org")
    command = documented("deploy/manage.sh createsuperuser")
    installation.run("env", f"DJANGO_SUPERUSER_PASSWORD={PASSWORD}", *command, *person)
    form = client.ask("/admin/login/")
    cookie = form.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.body.decode())[1]
    expect(cookie.startswith("__Host-csrftoken="), form)
    answer = client.ask(
        "/admin/login/",
        "POST",
        f"csrfmiddlewaretoken={token}&username={USER}&password={PASSWORD}".encode(),
        Cookie=cookie,
        Referer=f"https://{HOST}/admin/login/",
        Content_Type="application/x-www-form-urlencoded",
    )
    expect(answer.status == 302, answer)
    cookies = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie")]
    expect(any(value.startswith("__Host-sessionid=") for value in cookies), cookies)
    page = client.ask("/", Cookie="; ".join(cookies))
    expect("private" in page.headers["Cache-Control"], page)
    expect(cache_status(installation, page) == "BYPASS")


def request_ids(installation: Installation, client: Client) -> None:
    """The id of a request stands in the response, nginx's log and the portal's; addresses in neither"""
    answer = client.ask(
        "/search/?q=secret-question", Cookie="sessionid=none", X_Request_ID="chosen-by-visitor"
    )
    entries = [nginx_log(installation, answer), *portal_log_of(installation, answer)]
    expect([entry["path"] for entry in entries[1:]] == ["/search/"], entries)
    expect("127.0.0.1" not in json.dumps(entries[0]), entries[0])
    expect("secret-question" not in json.dumps(entries), entries)
    expect("chosen-by" not in json.dumps(entries), entries)


def cached_requests(installation: Installation, client: Client) -> None:
    """What the portal answers from its cache stands in nginx's log alone"""
    for _ in range(2):
        answer = client.ask(PAGE, Cookie="sessionid=none")
    entry = nginx_log(installation, answer)
    expect((entry["cache"], entry["portal_cache"]) == ("BYPASS", "hit"), entry)
    expect(portal_log_of(installation, answer) == [])


def reset_tokens(installation: Installation, client: Client) -> None:
    """The token of a link for a new password stands in no log"""
    answer = client.ask("/admin/password_reset/confirm/MQ/c0ffee-token/")
    entries = [nginx_log(installation, answer), *portal_log(installation)]
    expect("c0ffee-token" not in json.dumps(entries), entries[0])


def metrics(installation: Installation, client: Client) -> str:
    """Metrics of both servers are read on the loopback interface, with all workers; visitors get 404"""
    expect(client.ask("/metrics").status == 404)
    expect(client.ask("/metrics", X_Forwarded_For="127.0.0.1").status == 404)
    for server in SERVERS:
        text = scrape(installation, server)
        expect('admm_request_seconds_count{status="2xx",view="meetings.MeetingPage"}' in text, text)
        expect('admm_up{part="database"} 1.0' in text, text)
    return f"{text.count(chr(10))} lines"


def scrape(installation: Installation, server: int) -> str:
    with urlopen(f"http://127.0.0.1:{installation.metrics}/{server}/metrics", timeout=10) as response:
        return response.read().decode()


def withdrawn_page(installation: Installation, client: Client) -> str:
    """A page that is withdrawn while it is in nginx's cache is gone within two seconds"""
    path = "/about/background/"
    expect(client.ask(path).status == 200)
    installation.manage(
        "shell",
        "-v0",
        "-c",
        "from wagtail.models import Page; Page.objects.get(slug='background').unpublish()",
    )
    start = time.monotonic()
    wait_until(lambda: client.ask(path).status in (404, 410), 2, "the page to go")
    return f"{time.monotonic() - start:.1f} s"


def probes(installation: Installation, client: Client) -> None:
    """Health checks answer this machine alone"""
    expect(client.ask("/readyz").status == 200, client.ask("/readyz"))
    other = Client(client.port, client.certificate, "127.0.0.40")
    expect(other.ask("/readyz").status == 403)


STEPS = (
    pages,
    redirects_to_tls,
    other_hosts,
    static_files,
    files,
    stored_files,
    first_pages,
    conditions,
    page_cache,
    sign_in,
    request_ids,
    cached_requests,
    reset_tokens,
    metrics,
    withdrawn_page,
    probes,
)
