"""The StreamField blocks of the body of pages. Each has one class, one template and one section of CSS."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .internal_links import PublicURLBlock
from .partial_dates import PartialDate, PartialDateFormField
from .private_files import public_file
from .slugs import slugify

RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


# Ids that templates use themselves, and their prefixes.
RESERVED_ANCHORS = {
    *("acronyms", "as-of", "as-of-day", "attention", "borders", "changes", "contents", "decisions"),
    *("details-for-all", "documents", "expected", "land", "lanes", "main", "menu", "more", "next"),
    "operations",
    *("parameters", "places-caption", "q", "rate", "rotation", "search", "side-by-side", "sources"),
    *("standing", "status-updates", "text", "trail", "versions", "what-changed", "years"),
}
RESERVED_ANCHOR_PREFIXES = (
    *("answer-", "change-", "decision-", "footer-", "id_", "lane-", "objective-", "page-", "source-"),
    *("statusupdate-", "strip-", "year-"),
)


class HeadingValue(blocks.StructValue):
    """A heading with its anchor: the one that `with_anchors` assigned, else the slug of its text."""

    own_anchor = ""

    @property
    def anchor(self) -> str:
        return self.own_anchor or slugify(self["text"])


def with_anchors(body: blocks.StreamValue) -> blocks.StreamValue:
    """Return the body after assigning each heading an anchor that is unique on the page.

    The anchor is the slug of the text. If that is empty or taken, the id of the block is added, which stays
    the same when the block is edited or moved.
    """
    used_anchors = RESERVED_ANCHORS | {
        item["anchor"] for block in body if block.block_type == "objectives" for item in block.value["items"]
    }
    for position, block in enumerate(body, 1):
        if block.block_type != "heading":
            continue
        anchor = slugify(block.value["text"])
        block_id = (block.id or str(position))[:8]
        if not anchor or anchor in used_anchors or anchor.startswith(RESERVED_ANCHOR_PREFIXES):
            anchor = "-".join(part for part in (anchor or "section", block_id) if part)
        block.value.own_anchor = anchor
        used_anchors.add(anchor)
    return body


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=150)
    level = blocks.ChoiceBlock(
        label=_("level"), choices=[("2", _("Section")), ("3", _("Subsection"))], default="2"
    )

    class Meta:
        template = "blocks/heading.html"
        icon = "title"
        label = _("Heading")
        value_class = HeadingValue


class RichTextBlock(blocks.RichTextBlock):
    class Meta:
        template = "blocks/rich_text.html"
        icon = "pilcrow"
        label = _("Text")
        features = RICH_TEXT_FEATURES


class QuotationValue(blocks.StructValue):
    @property
    def public_document(self):
        return public_file(self["document"])


class QuotationBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "link"])
    document = DocumentChooserBlock(label=_("source document"), required=False)
    source = blocks.CharBlock(
        label=_("source"), required=False, help_text=_("The source, such as “ADMM Background, paragraph 4”.")
    )
    url = PublicURLBlock(label=_("its address"), required=False)

    class Meta:
        template = "blocks/quotation.html"
        value_class = QuotationValue
        icon = "openquote"
        label = _("Quotation")


class ObjectiveBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"), rows=3)
    anchor = blocks.RegexBlock(
        label=_("anchor"),
        regex=r"^[a-z][a-z0-9-]*$",
        help_text=_(
            "Its address on the page, such as “objective-3”. Keep it once published: people link to it."
        ),
        error_messages={
            "invalid": _("Use small letters, digits and hyphens, starting with a letter: “objective-3”.")
        },
    )


class ObjectivesBlock(blocks.StructBlock):
    introduction = blocks.TextBlock(label=_("introduction"), required=False, rows=2)
    items = blocks.ListBlock(ObjectiveBlock(), label=_("objectives"), min_num=1)

    class Meta:
        template = "blocks/objectives.html"
        icon = "list-ol"
        label = _("Numbered objectives")

    def clean(self, value):
        value = super().clean(value)
        anchors = [item["anchor"] for item in value["items"]]
        twice = sorted({anchor for anchor in anchors if anchors.count(anchor) > 1})
        if twice:
            message = _("Each anchor can be used only once; change one “%(anchor)s”.") % {"anchor": twice[0]}
            raise StructBlockValidationError(non_block_errors=[message])
        return value


class ImageValue(blocks.StructValue):
    @property
    def public_image(self):
        return public_file(self["image"])


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alt_text = blocks.CharBlock(
        label=_("alternative text"),
        required=False,
        help_text=_(
            "What the picture shows, for those who can't see it. Empty: the text given with the image."
        ),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False)

    def get_searchable_content(self, value):
        """Leave out the texts of an image that is not public."""
        return super().get_searchable_content(value) if value.public_image else []

    def bulk_to_python(self, values):
        """Read the renditions of all images in one query: Wagtail's own cache of them may be out of date."""
        images = super().bulk_to_python(values)
        prefetch_related_objects([image["image"] for image in images if image["image"]], "renditions")
        return images

    class Meta:
        template = "blocks/image.html"
        value_class = ImageValue
        icon = "image"
        label = _("Image")


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label=_("caption"), help_text=_("What the table shows; screen readers read this first.")
    )
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
        ],
        label=_("table"),
    )

    class Meta:
        template = "blocks/table.html"
        icon = "table"
        label = _("Table")


class CallOutBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False)
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT_FEATURES)

    class Meta:
        template = "blocks/call_out.html"
        icon = "info-circle"
        label = _("Call-out")


class DocumentListValue(blocks.StructValue):
    @property
    def public_documents(self) -> list:
        """Return the documents that still exist and that are not withheld from the visitor."""
        return [document for document in self["documents"] if public_file(document)]


class DocumentListBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False)
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("document")), label=_("documents"), min_num=1)

    class Meta:
        template = "blocks/document_list.html"
        icon = "doc-full"
        label = _("Documents")
        value_class = DocumentListValue


class PartialDateBlock(blocks.FieldBlock):
    """A partial date, stored in ISO form (`2011-10`)."""

    def __init__(self, required=True, help_text=None, **kwargs):
        self.field = PartialDateFormField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    def to_python(self, value):
        return PartialDate.parse(value) if value else None

    def get_prep_value(self, value):
        return str(value) if value else ""

    def value_for_form(self, value):
        return str(value) if value else ""

    def value_from_form(self, value):
        return value


class TimelineItemBlock(blocks.StructBlock):
    date = PartialDateBlock(
        label=_("date"), help_text=_("A day, a month or a year: 2004-11-29, 2004-11 or 2004.")
    )
    heading = blocks.CharBlock(label=_("what happened"))
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "link"], required=False)

    class Meta:
        template = "blocks/timeline_item.html"
        icon = "history"
        label = _("Timeline item")


TEXT_BLOCKS = [
    ("heading", HeadingBlock()),
    ("rich_text", RichTextBlock()),
    ("quotation", QuotationBlock()),
    ("objectives", ObjectivesBlock()),
    ("image", ImageBlock()),
    ("table", TableBlock()),
    ("call_out", CallOutBlock()),
    ("document_list", DocumentListBlock()),
    ("timeline_item", TimelineItemBlock()),
]
