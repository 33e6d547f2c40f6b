"""A save that fails after its file was stored: it leaves no file behind, and loses none."""

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
from tests.factories.users import AdministratorFactory, EditorFactory

NEW = files.pdf("Corrected words")


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (20, 10), "blue").save(file, "PNG")
    return file.getvalue()


CONTENT = {"documents": ("document.pdf", NEW), "images": ("picture.png", picture())}
MODELS = {"documents": PortalDocument, "images": PortalImage}
FACTORIES = {"documents": PortalDocumentFactory, "images": PortalImageFactory}
CHOOSERS = {"documents": ("docs", "document"), "images": ("images", "image")}


@pytest.fixture(params=[EditorFactory, AdministratorFactory], ids=["editor", "administrator"])
def admin(request, client, portal):
    client.force_login(request.param())
    client.raise_request_exception = False  # the admin answers with its sentence
    return client


@pytest.fixture(params=["documents", "images"])
def kind(request):
    return request.param


@pytest.fixture
def stored(settings):
    """Returns the files in the storage, with their content."""

    def stored() -> dict[str, bytes]:
        root = Path(settings.MEDIA_ROOT)
        paths = root.rglob("*") if root.exists() else ()
        return {str(path.relative_to(root)): path.read_bytes() for path in paths if path.is_file()}

    return stored


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


def edit_values(admin, kind: str, edited) -> dict:
    form = admin.get(reverse(f"wagtail{CHOOSERS[kind][0]}:edit", args=[edited.pk])).context["form"]
    values = {name: form[name].value() for name in form.fields if name not in ("file", "tags")}
    return {name: "" if value is None else value for name, value in values.items()} | {"tags": ""}


def edit(admin, kind: str, edited, values=None, **changes):
    values = values or edit_values(admin, kind, edited)
    address = reverse(f"wagtail{CHOOSERS[kind][0]}:edit", args=[edited.pk])
    return admin.post(address, values | {"file": upload(kind)} | changes)


def add_one_of_several(admin, kind: str, **details):
    sent = {"title": "A title", "files[]": upload(kind), **details}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    return admin.post(reverse(f"wagtail{CHOOSERS[kind][0]}:add_multiple"), sent, headers=headers)


def choose(admin, kind: str):
    app, prefix = CHOOSERS[kind]
    details = {"title": "A title", "tags": "", "description": "A flag", "kind": "other", "language": "en"}
    sent = {f"{prefix}-chooser-upload-{name}": value for name, value in details.items()}
    sent[f"{prefix}-chooser-upload-file"] = upload(kind)
    return admin.post(reverse(f"wagtail{app}_chooser:create"), sent)


@pytest.mark.sample(4)
@at_each_moment
def test_a_replacement_that_fails_loses_no_file_and_leaves_none(admin, kind, stored, signal, model):
    edited = FACTORIES[kind]()
    values = edit_values(admin, kind, edited)
    before = stored()
    with database_failing(signal, model or MODELS[kind]):
        assert edit(admin, kind, edited, values).status_code == 500
    assert stored() == before
    again = MODELS[kind].objects.get(pk=edited.pk)
    assert again.file.name in before


@pytest.mark.sample(2)
@at_each_moment
def test_a_version_that_fails_loses_no_file_and_leaves_none(admin, stored, signal, model):
    document = DecisionFactory(document=PortalDocumentFactory()).document
    before = stored()
    with database_failing(signal, model or DocumentVersion):
        assert edit(admin, "documents", document, replacement_reason="Corrected").status_code == 500
    assert stored() == before
    assert not DocumentVersion.objects.exists()


@pytest.mark.sample(4)
@pytest.mark.parametrize("add", [add_one_of_several, choose])
@pytest.mark.parametrize("signal", [pre_save, post_save], ids=["before", "after"])
def test_an_upload_that_fails_leaves_no_file(admin, kind, stored, add, signal):
    with database_failing(signal, MODELS[kind]):
        assert add(admin, kind).status_code == 500
    assert stored() == {}
    assert not MODELS[kind].objects.exists()


def test_an_upload_to_be_completed_that_fails_leaves_no_file(admin, stored):
    with database_failing(post_save, UploadedFile):
        assert add_one_of_several(admin, "documents", issued="some day").status_code == 500
    assert stored() == {}


@pytest.mark.sample(2)
@pytest.mark.parametrize("signal", [post_save, pre_delete])
def test_completing_an_upload_that_fails_keeps_the_upload(admin, stored, signal):
    answer = json.loads(add_one_of_several(admin, "documents", issued="some day").content)
    before = stored()
    assert len(before) == 1
    pk = answer["uploaded_file_id"]
    prefix = f"uploaded-document-{pk}-"
    sent = {f"{prefix}{name}": value for name, value in {"title": "A title", "tags": ""}.items()}
    address = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[pk])
    with database_failing(signal, PortalDocument if signal is post_save else UploadedFile):
        assert admin.post(address, sent).status_code == 500
    assert stored() == before
    assert json.loads(admin.post(address, sent).content)["success"]


def test_a_replacement_deletes_the_file_of_before_once_it_is_committed(
    admin, kind, stored, django_capture_on_commit_callbacks
):
    edited = FACTORIES[kind]()
    before = edited.file.name
    with django_capture_on_commit_callbacks() as callbacks:
        assert edit(admin, kind, edited).status_code == 302
    assert before in stored()
    for callback in callbacks:
        callback()
    edited.refresh_from_db()
    assert before not in stored()
    assert stored()[edited.file.name] == CONTENT[kind][1]


def test_a_file_that_another_row_names_stays(admin, stored, django_capture_on_commit_callbacks):
    edited = PortalDocumentFactory()
    name = edited.file.name
    PortalImage.objects.filter(pk=PortalImageFactory().pk).update(file=name)
    with django_capture_on_commit_callbacks(execute=True):
        assert edit(admin, "documents", edited).status_code == 302
    assert name in stored()


def test_a_replacement_keeps_the_name_each_time(admin, stored, django_capture_on_commit_callbacks):
    edited = PortalDocumentFactory()
    name = edited.filename
    for number in range(3):
        values = {"file": SimpleUploadedFile(name, NEW + bytes(number))}
        with django_capture_on_commit_callbacks(execute=True):
            assert edit(admin, "documents", edited, **values).status_code == 302
        edited.refresh_from_db()
        assert edited.filename == name
        assert [path for path in stored() if path.startswith("documents/")] == [edited.file.name]


def test_a_document_saved_elsewhere_that_fails_leaves_no_file(db, stored):
    document = PortalDocument(title="A paper", file=ContentFile(NEW, name="paper.pdf"))
    with database_failing(post_save, PortalDocument), pytest.raises(DatabaseError):
        document.save()
    assert stored() == {}
