from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks

from . import dashboard, deletion, listings, oddities, publishing
from .documents import DocumentListingView

hooks.register("before_delete_page", deletion.before_delete_page)
hooks.register("before_delete_snippet", deletion.before_delete_snippet)
hooks.register("before_bulk_action", deletion.before_bulk_action)
hooks.register("before_bulk_action", publishing.before_bulk_publishing)
hooks.register("after_create_page", oddities.warn_of_oddities)
hooks.register("after_edit_page", oddities.warn_of_oddities)
hooks.register("construct_homepage_panels", dashboard.add_attention_panel)


@hooks.register("insert_global_admin_css")
def link_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("register_admin_viewset")
def register_listings():
    return [
        listings.MeetingListing(),
        listings.ConceptPaperListing(),
        listings.InitiativeListing(),
        listings.ActivityListing(),
    ]


@hooks.register("register_admin_urls", order=-1)
def register_views_in_place_of_wagtails():
    """The same addresses as Wagtail's own views of documents and images, asked first."""
    return [
        path("documents/", DocumentListingView.as_view()),
        path("documents/results/", DocumentListingView.as_view(results_only=True)),
        path("documents/delete/<int:document_id>/", deletion.DocumentDeleteView.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", deletion.UploadedDocumentDeleteView.as_view()),
        path("images/<int:image_id>/delete/", deletion.ImageDeleteView.as_view()),
        path("images/multiple/<int:image_id>/delete/", deletion.UploadedImageDeleteView.as_view()),
    ]
