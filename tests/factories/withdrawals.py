import factory

from admm_site.withdrawals.models import Withdrawal

from .pages import ContentPageFactory


class WithdrawalFactory(factory.django.DjangoModelFactory):
    """The withdrawal of a page of text, which is unpublished unless it stays readable."""

    stays_readable = False
    page = factory.SubFactory(ContentPageFactory, live=factory.SelfAttribute("..stays_readable"))
    title = factory.SelfAttribute("page.title")
    reason = "It repeated what another page says."

    class Meta:
        model = Withdrawal
