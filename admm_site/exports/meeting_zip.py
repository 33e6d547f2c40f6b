"""The ZIP of a meeting: its page, the documents that it cites, its data, and checksums.

The ZIP is written while it is sent: one file at a time is read, in chunks.
"""

import re
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED

from bs4 import BeautifulSoup, Tag
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.models import ReferenceIndex
from zipstream import ZipStream

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.as_of_urls import add_as_of
from admm_site.core.html_safe_json import dump_html_safe_json
from admm_site.documents import checksums
from admm_site.documents.models import PortalDocument, PortalImage, PortalRendition
from admm_site.documents.storage import valid_file_name
from admm_site.storage import IMPORT, STYLE_SHEET
from initiatives.trail import get_page_trail
from initiatives.trail_steps import Step
from meetings.models import MeetingPage

from .formats import ExportRequest
from .lists import DECISIONS, DOCUMENTS, MEETINGS, ListExport

CHUNK = 64 * 1024
# Without the columns of follow-up, which the trail in the same file tells.
MEETING_DECISIONS = replace(DECISIONS, fields=tuple(field for field in DECISIONS.fields if not field.related))
RENDITION = re.compile(r"/images/(\d{1,18})/")
FOREIGN_FILES = re.compile(r"@font-face\s*\{[^}]*\}|url\([^)]*\)")


class Archive:
    """A ZIP that computes the checksum of each file while it is sent."""

    def __init__(self, folder: str):
        self.folder = folder
        self.zip = ZipStream()
        self.checksums: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes], compress: bool = True) -> None:
        method = ZIP_DEFLATED if compress else ZIP_STORED
        self.zip.add(self._with_checksum(name, chunks), f"{self.folder}/{name}", compress_type=method)

    def _with_checksum(self, name, chunks) -> Iterator[bytes]:
        digest = checksums.new()
        yield from checksums.update_digests(chunks, digest)
        self.checksums[name] = digest.hexdigest()

    def _checksum_lines(self) -> Iterator[bytes]:
        """Yield the lines that `sha256sum --check` reads, after all other files have been sent."""
        for name, checksum in self.checksums.items():
            yield f"{checksum}  {name}\n".encode()

    def __iter__(self) -> Iterator[bytes]:
        self.zip.add(self._checksum_lines(), f"{self.folder}/SHA256SUMS")
        yield from self.zip


def meeting_zip_response(meeting: MeetingPage, request: HttpRequest) -> StreamingHttpResponse:
    """Return the response with the ZIP of a public meeting."""
    chunks = () if request.method == "HEAD" else parts(meeting, request)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{safe_name(meeting.slug)}.zip"'
    return response


def parts(meeting: MeetingPage, request: HttpRequest) -> Iterator[bytes]:
    documents = list(DOCUMENTS.rows(cited_documents(meeting)).defer(None))  # their state is asked, too
    page_request = request_for(meeting, request)
    context = meeting.get_context(page_request)
    main = main_element(render_to_string(meeting.get_template(page_request), context, page_request))
    files = dict(with_names(stored(documents), "documents"))
    pictures = dict(with_names(stored(pictures_in(main)), "pictures"))
    archive = Archive(safe_name(meeting.slug))
    archive.add("meeting.html", [standalone_page(meeting, main, request, files | pictures).encode()])
    archive.add(
        "meeting.json", [meeting_json(meeting, context["decisions"], documents, files, request).encode()]
    )
    for file, name in (files | pictures).items():
        archive.add(name, contents(file), compress=False)
    yield from archive


# Its documents


def cited_documents(meeting: MeetingPage):
    """Return the public documents that the page refers to: its own, those decided on, those of sources."""
    references = ReferenceIndex.get_references_for_object(meeting).filter(
        to_content_type=ContentType.objects.get_for_model(PortalDocument)
    )
    keys = references.values_list(Cast("to_object_id", BigIntegerField()))
    return PortalDocument.objects.public().filter(pk__in=keys).order_by("issued", "title", "pk")


def pictures_in(main: Tag) -> QuerySet[PortalRendition]:
    """Return the public pictures in an element."""
    pictures = {str(picture.get("src", "")) for picture in main.find_all("img")}
    ids = {int(match[1]) for match in map(RENDITION.match, pictures) if match}
    return PortalRendition.objects.filter(pk__in=ids, image__in=PortalImage.objects.public()).order_by("pk")


def stored(files: Iterable) -> list:
    """Return the files that are stored undamaged; the data says of other documents that they are missing."""
    present = (file for file in files if file.file.storage.exists(file.file.name))
    return [file for file in present if not getattr(file, "is_damaged_in_storage", False)]


def with_names(files: Iterable, folder: str) -> Iterator[tuple]:
    """Yield each file with a name that is unique in the folder, also where case does not count."""
    used_names = set()
    for file in files:
        path = PurePosixPath(safe_name(file.file.name))
        names = (f"{path.stem}{'' if number == 1 else f'-{number}'}{path.suffix}" for number in count(1))
        name = next(name for name in names if name.casefold() not in used_names)
        used_names.add(name.casefold())
        yield file, f"{folder}/{name}"


def safe_name(name: str) -> str:
    """Return a file name without folders, blanks and characters with a meaning to an operating system."""
    return valid_file_name(PurePosixPath(name.replace("\\", "/")).name.strip(". ") or "file")


def contents(file) -> Iterator[bytes]:
    with file.file.storage.open(file.file.name, "rb") as opened:
        yield from iter(lambda: opened.read(CHUNK), b"")


# Its page and its record


def request_for(meeting: MeetingPage, request: HttpRequest) -> HttpRequest:
    """Return the request for the page itself."""
    page_request = copy(request)
    page_request.path = page_request.path_info = meeting.get_url(request)
    page_request.GET = QueryDict()
    return page_request


def main_element(page: str) -> Tag:
    """Return the main element of a page, without navigation."""
    main = BeautifulSoup(page, "html.parser").select("main")[0]
    for element in main.select(".no-print, .breadcrumbs, script"):
        element.decompose()
    return main


def standalone_page(meeting: MeetingPage, main: Tag, request: HttpRequest, files: dict) -> str:
    """Return the page as one file that looks and prints as on the portal, with links to the other files."""
    names = {address: name for file, name in files.items() for address in addresses(file)}
    for element, attribute in [(a, "href") for a in main.select("a[href]")] + [
        (img, "src") for img in main.select("img[src]")
    ]:
        address = str(element[attribute])
        element[attribute] = names.get(address) or absolute_url(address)
    for picture in main.select("[srcset]"):
        del picture["srcset"]
    # Both are the portal's own: a part of a page whose texts are escaped already, and its style sheet.
    context = {"page": meeting, "main": SafeString(main), "style": SafeString(style())}
    day = add_as_of("")
    context["address"] = absolute_url(meeting.get_url(request)) + (day and f"?{day}")
    return render_to_string("exports/meeting_zip.html", context)


def addresses(file) -> set[str]:
    return {file.url, file.get_absolute_url()} if isinstance(file, PortalDocument) else {file.url}


def style() -> str:
    """Return the portal's style sheet as one text without references to other files."""
    sheet = IMPORT.sub(lambda match: style_sheet(f"css/{match[1]}"), style_sheet(STYLE_SHEET))
    return FOREIGN_FILES.sub(lambda match: "none" if match[0].startswith("url") else "", sheet)


def style_sheet(name: str) -> str:
    return Path(finders.find(name) or name).read_text(encoding="utf-8")


def meeting_json(meeting: MeetingPage, decisions, documents: list, files: dict, request: HttpRequest) -> str:
    """Return the meeting, its decisions, its trail and its documents as JSON, with the columns of exports."""

    def values(list_export: ListExport, rows: Iterable) -> list[dict]:
        export = ExportRequest(request, list_export)
        return [export.values(row) for row in rows]

    meetings = MEETINGS.attach_related([meeting])
    files_of_documents = [{"in_this_archive": files.get(document)} for document in documents]
    return dump_html_safe_json(
        {
            "meeting": values(MEETINGS, meetings)[0],
            "decisions": values(MEETING_DECISIONS, decisions),
            "trail": [step_values(step) for step in get_page_trail(meeting).statements],
            "documents": [
                row | file for row, file in zip(values(DOCUMENTS, documents), files_of_documents, strict=True)
            ],
        },
        indent=2,
    )


def step_values(step: Step) -> dict:
    """Return the values of a step of the trail."""
    status = step.status_update or step.initiative
    return {
        "kind": step.kind.value,
        "date": step.date and str(step.date),
        "title": step.title,
        "verb": step.decision and step.decision.verb,
        "status": status and str(status.status),
        "not_confirmed": step.record.doubt or None,
        "meeting": step.meeting and step.meeting.title,
        "address": absolute_url(step.address),
        "permanent_address": step.permalink and absolute_url(step.permalink),
    }
