"""Everything of one meeting in one ZIP: its page, the documents that it cites, the record, checksums.

The ZIP is made while it is sent: one file at a time is read, and never whole.
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
from admm_site.documents import checksums
from admm_site.documents.models import PortalDocument, PortalImage, PortalRendition
from admm_site.documents.storage import valid_file_name
from admm_site.storage import IMPORT, STYLE_SHEET
from initiatives.trail import Step, trail_shown
from meetings.models import MeetingPage

from .formats import Extract
from .formats.json import dump
from .lists import DECISIONS, DOCUMENTS, MEETINGS, Register

CHUNK = 64 * 1024
# What followed is in the trail of the record, step by step.
DECIDED = replace(DECISIONS, columns=tuple(one for one in DECISIONS.columns if not one.many))
RENDITION = re.compile(r"/images/(\d{1,18})/")
FOREIGN_FILES = re.compile(r"@font-face\s*\{[^}]*\}|url\([^)]*\)")


class Archive:
    """A ZIP that knows the checksum of each file by the time it is sent."""

    def __init__(self, folder: str):
        self.folder = folder
        self.zip = ZipStream()
        self.checksums: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes], compress: bool = True) -> None:
        method = ZIP_DEFLATED if compress else ZIP_STORED
        self.zip.add(self._summed(name, chunks), f"{self.folder}/{name}", compress_type=method)

    def _summed(self, name, chunks) -> Iterator[bytes]:
        digest = checksums.new()
        yield from checksums.counted(chunks, digest)
        self.checksums[name] = digest.hexdigest()

    def _list(self) -> Iterator[bytes]:
        """As `sha256sum --check` reads it; asked when all other files have been sent."""
        for name, checksum in self.checksums.items():
            yield f"{checksum}  {name}\n".encode()

    def __iter__(self) -> Iterator[bytes]:
        self.zip.add(self._list(), f"{self.folder}/SHA256SUMS")
        yield from self.zip


def archive_of(meeting: MeetingPage, request: HttpRequest) -> StreamingHttpResponse:
    """The response with the ZIP of a public meeting."""
    chunks = () if request.method == "HEAD" else parts(meeting, request)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{safe_name(meeting.slug)}.zip"'
    return response


def parts(meeting: MeetingPage, request: HttpRequest) -> Iterator[bytes]:
    documents = list(DOCUMENTS.rows(cited(meeting)).defer(None))  # their state is asked, too
    asked = request_for(meeting, request)
    context = meeting.get_context(asked)
    main = main_part(render_to_string(meeting.get_template(asked), context, asked))
    files = dict(named(stored(documents), "documents"))
    pictures = dict(named(stored(shown(main)), "pictures"))
    archive = Archive(safe_name(meeting.slug))
    archive.add("meeting.html", [page_alone(meeting, main, request, files | pictures).encode()])
    archive.add("meeting.json", [record(meeting, context["outcomes"], documents, files, request).encode()])
    for file, name in (files | pictures).items():
        archive.add(name, contents(file), compress=False)
    yield from archive


# Its documents


def cited(meeting: MeetingPage):
    """The public documents that the page refers to: its own, those decided on, those that are sources."""
    references = ReferenceIndex.get_references_for_object(meeting).filter(
        to_content_type=ContentType.objects.get_for_model(PortalDocument)
    )
    keys = references.values_list(Cast("to_object_id", BigIntegerField()))
    return PortalDocument.objects.public().filter(pk__in=keys).order_by("issued", "title", "pk")


def shown(main: Tag) -> QuerySet[PortalRendition]:
    """The public pictures in a part of a page."""
    pictures = {str(picture.get("src", "")) for picture in main.find_all("img")}
    ids = {int(match[1]) for match in map(RENDITION.match, pictures) if match}
    return PortalRendition.objects.filter(pk__in=ids, image__in=PortalImage.objects.public()).order_by("pk")


def stored(files: Iterable) -> list:
    """Those whose file is there and undamaged; the record says of a document that it is not included."""
    present = (file for file in files if file.file.storage.exists(file.file.name))
    return [file for file in present if not getattr(file, "is_damaged_in_storage", False)]


def named(files: Iterable, folder: str) -> Iterator[tuple]:
    """Each with a name of its own in the folder, also where capitals are the same as small letters."""
    taken = set()
    for file in files:
        path = PurePosixPath(safe_name(file.file.name))
        names = (f"{path.stem}{'' if number == 1 else f'-{number}'}{path.suffix}" for number in count(1))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        yield file, f"{folder}/{name}"


def safe_name(name: str) -> str:
    """A file name without folders, blanks and signs that mean something to a system."""
    return valid_file_name(PurePosixPath(name.replace("\\", "/")).name.strip(". ") or "file")


def contents(file) -> Iterator[bytes]:
    with file.file.storage.open(file.file.name, "rb") as opened:
        yield from iter(lambda: opened.read(CHUNK), b"")


# Its page and its record


def request_for(meeting: MeetingPage, request: HttpRequest) -> HttpRequest:
    """As if the page itself had been asked for."""
    asked = copy(request)
    asked.path = asked.path_info = meeting.get_url(request)
    asked.GET = QueryDict()
    return asked


def main_part(page: str) -> Tag:
    """What the page shows, without the ways around it."""
    main = BeautifulSoup(page, "html.parser").select("main")[0]
    for element in main.select(".no-print, .breadcrumbs, script"):
        element.decompose()
    return main


def page_alone(meeting: MeetingPage, main: Tag, request: HttpRequest, files: dict) -> str:
    """The page in one file, which looks and prints as on the portal and links to the files beside it."""
    places = {address: name for file, name in files.items() for address in addresses(file)}
    for element, attribute in [(a, "href") for a in main.select("a[href]")] + [
        (img, "src") for img in main.select("img[src]")
    ]:
        address = str(element[attribute])
        element[attribute] = places.get(address) or absolute_url(address)
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
    """The portal's style sheet as one text that asks for no other file."""
    sheet = IMPORT.sub(lambda found: style_sheet(f"css/{found[1]}"), style_sheet(STYLE_SHEET))
    return FOREIGN_FILES.sub(lambda found: "none" if found[0].startswith("url") else "", sheet)


def style_sheet(name: str) -> str:
    return Path(finders.find(name) or name).read_text(encoding="utf-8")


def record(meeting: MeetingPage, outcomes, documents: list, files: dict, request: HttpRequest) -> str:
    """What the lists say of the meeting, its decisions and its documents, as JSON."""

    def told(register: Register, rows: Iterable) -> list[dict]:
        extract = Extract(request, register)
        return [extract.values(row) for row in rows]

    meetings = MEETINGS.complete_with_many([meeting])
    held = [{"in_this_archive": files.get(document)} for document in documents]
    return dump(
        {
            "meeting": told(MEETINGS, meetings)[0],
            "decisions": told(DECIDED, outcomes),
            "trail": [told_of(step) for step in trail_shown(meeting).statements],
            "documents": [one | place for one, place in zip(told(DOCUMENTS, documents), held, strict=True)],
        },
        indent=2,
    )


def told_of(step: Step) -> dict:
    """A step of the trail: what was reported to the meeting, what it decided, what came before and after."""
    status = step.update or step.initiative
    return {
        "kind": step.kind.value,
        "date": step.when and str(step.when),
        "title": step.title,
        "verb": step.decision and step.decision.verb,
        "status": status and str(status.status),
        "not_confirmed": step.record.doubt or None,
        "meeting": step.meeting and step.meeting.title,
        "address": absolute_url(step.address),
        "permanent_address": step.permalink and absolute_url(step.permalink),
    }
