"""Saves that fail after their file was stored: no file is left over, and none is lost."""

import json
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.db.models.signals import post_save, pre_delete, pre_save
from django.urls import reverse
from PIL import Image
from wagtail.models import ModelLogEntry, UploadedFile

from admm_site.documents.models import DocumentVersion, PortalDocument, PortalImage
from tests.documents import files
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import DecisionFactory
from tests.roles import ROLE_FACTORIES

NEW = files.pdf("Corrected words")


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (20, 10), "blue").save(file, "PNG")
    return file.getvalue()


CONTENT = {"documents": ("document.pdf", NEW), "images": ("picture.png", picture())}
MODELS = {"documents": PortalDocument, "images": PortalImage}
FACTORIES = {"documents": PortalDocumentFactory, "images": PortalImageFactory}
CHOOSERS = {"documents": ("docs", "document"), "images": ("images", "image")}


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client, portal):
    client.force_login(request.param())
    client.raise_request_exception = False  # the admin answers with its sentence
    return client


@pytest.fixture(params=["documents", "images"])
def kind(request):
    return request.param


@pytest.fixture
def get_stored_files(settings):
    """Returns the content of each file in the storage by name."""

    def get_stored_files() -> dict[str, bytes]:
        root = Path(settings.MEDIA_ROOT)
        paths = root.rglob("*") if root.exists() else ()
        return {str(path.relative_to(root)): path.read_bytes() for path in paths if path.is_file()}

    return get_stored_files


@contextmanager
def database_failing(signal, model):
    def fail(sender, **kwargs):
        if sender is model:
            raise DatabaseError("out of reach")

    signal.connect(fail, weak=False)
    try:
        yield
    finally:
        signal.disconnect(fail)


# Before the row is written; after it, with the file; and after the save, as the admin notes what was done.
MOMENTS = [(pre_save, None), (post_save, None), (post_save, ModelLogEntry)]
at_each_moment = pytest.mark.parametrize(("signal", "model"), MOMENTS, ids=["before", "after", "log"])


def upload(kind: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(*CONTENT[kind])


def edit_values(admin, kind: str, file_object) -> dict:
    form = admin.get(reverse(f"wagtail{CHOOSERS[kind][0]}:edit", args=[file_object.pk])).context["form"]
    values = {name: form[name].value() for name in form.fields if name not in ("file", "tags")}
    return {name: "" if value is None else value for name, value in values.items()} | {"tags": ""}


def edit(admin, kind: str, file_object, values=None, **changes):
    values = values or edit_values(admin, kind, file_object)
    address = reverse(f"wagtail{CHOOSERS[kind][0]}:edit", args=[file_object.pk])
    return admin.post(address, values | {"file": upload(kind)} | changes)


def add_in_bulk(admin, kind: str, **details):
    data = {"title": "A title", "files[]": upload(kind), **details}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    return admin.post(reverse(f"wagtail{CHOOSERS[kind][0]}:add_multiple"), data, headers=headers)


def choose(admin, kind: str):
    app, prefix = CHOOSERS[kind]
    details = {"title": "A title", "tags": "", "description": "A flag", "kind": "other", "language": "en"}
    data = {f"{prefix}-chooser-upload-{name}": value for name, value in details.items()}
    data[f"{prefix}-chooser-upload-file"] = upload(kind)
    return admin.post(reverse(f"wagtail{app}_chooser:create"), data)


@pytest.mark.sample(4)
@at_each_moment
def test_a_replacement_that_fails_loses_no_file_and_leaves_none(admin, kind, get_stored_files, signal, model):
    file_object = FACTORIES[kind]()
    values = edit_values(admin, kind, file_object)
    before = get_stored_files()
    with database_failing(signal, model or MODELS[kind]):
        assert edit(admin, kind, file_object, values).status_code == 500
    assert get_stored_files() == before
    again = MODELS[kind].objects.get(pk=file_object.pk)
    assert again.file.name in before


@pytest.mark.sample(2)
@at_each_moment
def test_a_version_that_fails_loses_no_file_and_leaves_none(admin, get_stored_files, signal, model):
    document = DecisionFactory(document=PortalDocumentFactory()).document
    before = get_stored_files()
    with database_failing(signal, model or DocumentVersion):
        assert edit(admin, "documents", document, replacement_reason="Corrected").status_code == 500
    assert get_stored_files() == before
    assert not DocumentVersion.objects.exists()


@pytest.mark.sample(4)
@pytest.mark.parametrize("add", [add_in_bulk, choose])
@pytest.mark.parametrize("signal", [pre_save, post_save], ids=["before", "after"])
def test_an_upload_that_fails_leaves_no_file(admin, kind, get_stored_files, add, signal):
    with database_failing(signal, MODELS[kind]):
        assert add(admin, kind).status_code == 500
    assert get_stored_files() == {}
    assert not MODELS[kind].objects.exists()


def test_an_upload_to_be_completed_that_fails_leaves_no_file(admin, get_stored_files):
    with database_failing(post_save, UploadedFile):
        assert add_in_bulk(admin, "documents", issued="some day").status_code == 500
    assert get_stored_files() == {}


@pytest.mark.sample(2)
@pytest.mark.parametrize("signal", [post_save, pre_delete])
def test_completing_an_upload_that_fails_keeps_the_upload(admin, get_stored_files, signal):
    response = json.loads(add_in_bulk(admin, "documents", issued="some day").content)
    before = get_stored_files()
    assert len(before) == 1
    pk = response["uploaded_file_id"]
    prefix = f"uploaded-document-{pk}-"
    data = {f"{prefix}{name}": value for name, value in {"title": "A title", "tags": ""}.items()}
    address = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[pk])
    with database_failing(signal, PortalDocument if signal is post_save else UploadedFile):
        assert admin.post(address, data).status_code == 500
    assert get_stored_files() == before
    assert json.loads(admin.post(address, data).content)["success"]


def test_a_replacement_deletes_the_earlier_file_after_the_commit(
    admin, kind, get_stored_files, django_capture_on_commit_callbacks
):
    file_object = FACTORIES[kind]()
    before = file_object.file.name
    with django_capture_on_commit_callbacks() as callbacks:
        assert edit(admin, kind, file_object).status_code == 302
    assert before in get_stored_files()
    for callback in callbacks:
        callback()
    file_object.refresh_from_db()
    assert before not in get_stored_files()
    assert get_stored_files()[file_object.file.name] == CONTENT[kind][1]


def test_a_file_that_another_row_names_stays(admin, get_stored_files, django_capture_on_commit_callbacks):
    file_object = PortalDocumentFactory()
    name = file_object.file.name
    PortalImage.objects.filter(pk=PortalImageFactory().pk).update(file=name)
    with django_capture_on_commit_callbacks(execute=True):
        assert edit(admin, "documents", file_object).status_code == 302
    assert name in get_stored_files()


def test_a_replacement_keeps_the_name_each_time(admin, get_stored_files, django_capture_on_commit_callbacks):
    file_object = PortalDocumentFactory()
    name = file_object.filename
    for number in range(3):
        values = {"file": SimpleUploadedFile(name, NEW + bytes(number))}
        with django_capture_on_commit_callbacks(execute=True):
            assert edit(admin, "documents", file_object, **values).status_code == 302
        file_object.refresh_from_db()
        assert file_object.filename == name
        assert [path for path in get_stored_files() if path.startswith("documents/")] == [
            file_object.file.name
        ]


def test_a_document_saved_elsewhere_that_fails_leaves_no_file(db, get_stored_files):
    document = PortalDocument(title="A paper", file=ContentFile(NEW, name="paper.pdf"))
    with database_failing(post_save, PortalDocument), pytest.raises(DatabaseError):
        document.save()
    assert get_stored_files() == {}
