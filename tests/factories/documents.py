from datetime import date
from hashlib import sha256
from io import BytesIO

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection

from admm_site.documents.choices import DocumentKind
from admm_site.documents.models import DocumentVersion, EarlierAddress, PageText, PortalDocument, PortalImage


class PortalDocumentFactory(wagtail_factories.DocumentFactory):
    title = factory.Sequence("Document {}".format)
    collection = factory.LazyFunction(Collection.get_first_root_node)
    file = factory.django.FileField(filename="document.pdf", data=b"%PDF-1.4 a few words")
    kind = DocumentKind.JOINT_DECLARATION

    class Meta:
        model = PortalDocument
        skip_postgeneration_save = True

    @factory.post_generation
    def drawn(self, create, value):
        """With a picture of its first page, which replacing the file removes."""
        if value:
            page = BytesIO()
            Image.new("RGB", (48, 68), "white").save(page, "WEBP")
            self.picture.save("page.webp", ContentFile(page.getvalue()))


class DocumentVersionFactory(factory.django.DjangoModelFactory):
    document = factory.SubFactory(PortalDocumentFactory)
    number = factory.LazyAttribute(lambda version: version.document.versions.count() + 1)
    file = factory.django.FileField(filename="declaration.pdf", data=b"%PDF-1.4 a word of before")
    replaced_on = date(2012, 3, 1)
    reason = "Paragraph 4 corrected"
    sha256 = sha256(b"%PDF-1.4 a word of before").hexdigest()
    file_size = 25

    class Meta:
        model = DocumentVersion


class PageTextFactory(factory.django.DjangoModelFactory):
    document = factory.SubFactory(PortalDocumentFactory)
    number = factory.LazyAttribute(lambda page: page.document.pages_text.count() + 1)
    text = "Ministers met in Jakarta."

    class Meta:
        model = PageText


class EarlierAddressFactory(factory.django.DjangoModelFactory):
    document = factory.SubFactory(PortalDocumentFactory)
    slug = factory.Sequence("earlier-address-{}".format)

    class Meta:
        model = EarlierAddress


class PortalImageFactory(wagtail_factories.ImageFactory):
    title = factory.Sequence("Picture {}".format)
    collection = factory.LazyFunction(Collection.get_first_root_node)
    file = factory.django.ImageField(filename="picture.png", format="PNG", width=32, height=24)
    description = "Ministers at a table"

    class Meta:
        model = PortalImage
