import factory

from admm_site.audit.choices import Action, Result
from admm_site.audit.models import AuditEntry


class AuditEntryFactory(factory.django.DjangoModelFactory):
    action = Action.SIGN_IN
    result = Result.DONE
    user_name = "maria"
    network = "198.51.100.0/24"

    class Meta:
        model = AuditEntry
