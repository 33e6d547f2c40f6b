from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page, get_page_models

from admm_site.core.choices import ChoiceField
from admm_site.core.loaded_foreign_key import LoadedForeignKey
from admm_site.core.private_files import FileKey
from admm_site.core.publication import public_related
from admm_site.core.records import PermalinkRecord
from admm_site.core.searchable import SearchKind, SearchRecord, facet_keys, title_with_acronym
from admm_site.core.sources import Attribution, InheritedSource
from meetings.choices import ADOPTING_VERBS, EVIDENT_VERBS, TEXT_VERBS, Verb
from meetings.querysets import DecisionManager


def decidable_page_types() -> list[type]:
    """Return the page types whose `can_be_decided_on` is true."""
    return [model for model in get_page_models() if getattr(model, "can_be_decided_on", False)]


class SubjectChooserPanel(PageChooserPanel):
    """A chooser of pages that can be decided on.

    Their types are looked up with the form: they belong to apps that import this one.
    """

    def get_form_options(self):
        options = super().get_form_options()
        options["widgets"] = {self.field_name: AdminPageChooser(target_models=decidable_page_types())}
        return options


class Decision(InheritedSource, PermalinkRecord):
    """A decision of a meeting: the only record of where and when something was adopted."""

    page = ParentalKey("meetings.MeetingPage", on_delete=models.CASCADE, related_name="decisions")
    verb = ChoiceField(_("verb"), max_length=10, choices=Verb, default=Verb.ADOPTED)
    subject = LoadedForeignKey(
        "wagtailcore.Page",
        verbose_name=_("about"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions_about",
        help_text=_("The concept paper or initiative decided on."),
    )
    document = FileKey(
        "documents.PortalDocument",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions_about",
        help_text=_("The declaration or statement decided on."),
    )
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("In one or two sentences. Needed when neither a page nor a document is chosen."),
    )

    objects = DecisionManager()

    record_type, record_list = "decision", "decisions"
    tracked_fields = ("verb", "subject", "document", "text", *InheritedSource.tracked_fields)
    tracked_field_labels = {"verb": _("decision type"), "subject": _("concept paper or initiative")}
    label_fields = ("verb", ("subject", "document", "text"))
    panels = [
        PermalinkRecord.key_panel,
        FieldRowPanel([FieldPanel("verb"), SubjectChooserPanel("subject"), FieldPanel("document")]),
        FieldPanel("text"),
        *InheritedSource.record_source_panels,
    ]

    class Meta(PermalinkRecord.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self):
        return f"{self.get_verb_display()}: {Truncator(self.title).chars(80)}"

    def clean(self):
        super().clean()
        if self.subject_id and not getattr(self.subject.specific_class, "can_be_decided_on", False):
            raise ValidationError(
                {
                    "subject": _(
                        "Ministers can’t decide on “%(page)s”; choose a concept paper or an initiative."
                    )
                    % {"page": self.subject}
                }
            )
        if not (self.subject_id or self.document_id or self.text):
            raise ValidationError(
                {"text": _("Say what was decided, or choose the page or document it is about.")}
            )

    @classmethod
    def for_search(cls, meeting):
        """Return the decisions of a meeting with their subjects and documents."""
        subjects = models.Prefetch("subject", Page.objects.all().specific())
        decisions = cls.objects.filter(page=meeting).select_related("document", "page")
        return decisions.prefetch_related(subjects)

    def get_search_records(self):
        """Yield the decision without its subject, for while that is not public, and with it."""
        if self.text or self.document:
            title = self.document.title if self.document else ""
            yield self._search_record(f"decision:{self.key}", title, [self.text])
        if self.subject:
            title = title_with_acronym(self.subject)
            yield self._search_record(
                f"decision:{self.key}:about",
                title,
                [self.text, self.document.title if self.document and self.document.title != title else ""],
                areas=facet_keys(getattr(self.subject, "area_id", None)),
                names_about=True,
            )

    def _search_record(self, key: str, title: str, text: list[str], **values) -> SearchRecord:
        names = {"verb": self.get_verb_display(), "meeting": self.page.title, "what": title}
        template = (
            gettext("%(verb)s at the %(meeting)s: %(what)s")
            if title
            else gettext("%(verb)s at the %(meeting)s")
        )
        return SearchRecord(
            key,
            SearchKind.DECISION,
            template % names,
            text,
            self.anchor,
            doubt=self.doubt,
            about_id=self.subject_id,
            **values,
        )

    @property
    def adopts(self) -> bool:
        """Return whether it adopted its subject: a meeting that is still to come has not."""
        return self.verb in ADOPTING_VERBS and self.page.is_over

    def inherited_attribution(self) -> Attribution:
        """Return the document that was signed or issued as its own source, else the source of the meeting."""
        if self.document_id and self.verb in EVIDENT_VERBS:
            return Attribution(record=self)
        return Attribution(self.page)

    @property
    def unconfirmed(self) -> str:
        """Return what its source does not confirm; the date of its meeting is part of the statement."""
        date = gettext("date of the meeting") if self.page.has_unconfirmed_dates else ""
        return ", ".join(filter(None, (self.attribution.source_unconfirmed, date)))

    @staticmethod
    def load_subjects(decisions: list["Decision"]) -> None:
        """Load the pages that the decisions are about, each as its own type, in one query a type."""
        subjects = Page.objects.specific().in_bulk([decision.subject_id for decision in decisions])
        for decision in decisions:
            decision.subject = subjects.get(decision.subject_id)

    @property
    def lacks_document(self) -> bool:
        """Return whether it is about a text without a document; an initiative has no text."""
        if self.document_id or self.attribution.source_document_id:
            return False
        if self.subject_id:
            subject = self.subject.specific
            return hasattr(subject, "document_id") and subject.document_id is None
        return self.verb in TEXT_VERBS

    @property
    def title(self) -> str:
        """Return the title for the admin, where everything may be seen; see `public_title`."""
        return str(self.subject or self.document or self.text)

    @cached_property
    def public_subject(self):
        """Return the page decided on if the public may see it, else None."""
        return public_related(self, "subject")

    @property
    def has_public_content(self) -> bool:
        """Return whether it says anything to a visitor: the rule of `with_public_content` for queries."""
        is_about_nothing = not self.subject_id and not self.document_id
        return bool(self.text or is_about_nothing or self.document or self.public_subject)

    @property
    def subject_type(self) -> str:
        """Return what its public subject is, such as `concept paper`; empty without one."""
        return str(self.public_subject.specific_class._meta.verbose_name) if self.public_subject else ""

    @property
    def public_title(self) -> str:
        return str(self.public_subject or self.document or self.text)
