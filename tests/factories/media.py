import factory
import wagtail_factories
from wagtail.models import Collection

from admm_site.media.choices import DocumentKind
from admm_site.media.models import PortalDocument, PortalImage


class PortalDocumentFactory(wagtail_factories.DocumentFactory):
    title = factory.Sequence("Document {}".format)
    collection = factory.LazyFunction(Collection.get_first_root_node)
    file = factory.django.FileField(filename="document.pdf", data=b"%PDF-1.4 a few words")
    kind = DocumentKind.JOINT_DECLARATION

    class Meta:
        model = PortalDocument


class PortalImageFactory(wagtail_factories.ImageFactory):
    title = factory.Sequence("Picture {}".format)
    collection = factory.LazyFunction(Collection.get_first_root_node)
    file = factory.django.ImageField(filename="picture.png", format="PNG", width=32, height=24)
    description = "Ministers at a table"

    class Meta:
        model = PortalImage
