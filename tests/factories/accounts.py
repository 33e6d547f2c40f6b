import factory

from admm_site.accounts.choices import AttemptKind
from admm_site.accounts.models import Attempt


class AttemptFactory(factory.django.DjangoModelFactory):
    kind = AttemptKind.SIGN_IN

    class Meta:
        model = Attempt
