import factory

from admm_site.feedback.models import ErrorReport


class ErrorReportFactory(factory.django.DjangoModelFactory):
    address = "/meetings/5th-admm/"
    text = "The date is another."

    class Meta:
        model = ErrorReport
