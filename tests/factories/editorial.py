import factory

from admm_site.editorial.models import PageCreation

from .users import EditorFactory


class PageCreationFactory(factory.django.DjangoModelFactory):
    token = factory.Sequence("{:032d}".format)
    user = factory.SubFactory(EditorFactory)

    class Meta:
        model = PageCreation
