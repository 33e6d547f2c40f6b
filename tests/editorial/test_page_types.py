"""Rules for every page type."""

import pytest
from django.template.loader import get_template
from django.urls import reverse
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page, get_page_models
from wagtail.search import index

from admm_site.core.page_base import PortalPage, PortalPageForm

PAGE_TYPES = [model for model in get_page_models() if model is not Page]
LISTED = {"MeetingPage", "ConceptPaperPage", "InitiativePage", "ActivityPage"}
each_page_type = pytest.mark.parametrize("model", PAGE_TYPES, ids=[model.__name__ for model in PAGE_TYPES])


@each_page_type
def test_a_page_type_says_where_it_may_stand_and_what_may_stand_below_it(model):
    assert "parent_page_types" in vars(model)
    assert "subpage_types" in vars(model)


@each_page_type
def test_a_page_type_can_be_made_somewhere(model):
    assert model.allowed_parent_page_models()
    for parent in model.allowed_parent_page_models():
        assert model in parent.allowed_subpage_models() or parent is Page


@each_page_type
def test_a_page_type_has_a_template_of_its_own(model):
    assert get_template(model.template)
    assert model.template.startswith(f"{model._meta.app_label}/")


@each_page_type
def test_a_page_type_is_one_of_the_portal_with_its_form(model):
    assert issubclass(model, PortalPage)
    assert issubclass(model.base_form_class, PortalPageForm)
    assert issubclass(model.get_edit_handler().get_form_class(), PortalPageForm)


@each_page_type
def test_a_page_type_tells_editors_what_it_is_for(model):
    assert model.get_page_description()
    assert model._meta.verbose_name[0].islower()


@each_page_type
def test_a_page_type_is_searched_by_its_title_and_its_text(model):
    indexed_fields = {
        field.field_name for field in model.search_fields if isinstance(field, index.SearchField)
    }
    texts = {
        field.name for field in model._meta.local_fields if field.name in ("summary", "introduction", "body")
    }

    assert {"title"} | texts <= indexed_fields


@each_page_type
def test_a_page_type_is_in_a_listing_or_stands_where_editors_see_it_in_the_tree(model):
    reverse("wagtailadmin_home")  # the listings are registered when the addresses are read
    listings = [viewset for viewset in viewsets.viewsets if isinstance(viewset, PageListingViewSet)]

    assert any(viewset.model is model for viewset in listings) == (model.__name__ in LISTED)
