"""Rules for every model: a new one touches its module, template, factory, test and migration only."""

import importlib
import pkgutil
import re

import pytest
from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, get_page_models

import tests.factories
from admm_site.core.page_base import PortalPage
from admm_site.core.publication import PortalPageQuerySet
from admm_site.core.records import Record
from admm_site.documents.models import PortalDocument, PortalImage, PortalRendition

OURS = ("admm_site.", "meetings", "initiatives")
MODELS = sorted(
    (model for model in apps.get_models() if model.__module__.startswith(OURS)),
    key=lambda model: model.__name__,
)
PAGE_TYPES = [model for model in get_page_models() if model is not Page]
RECORDS = [model for model in MODELS if issubclass(model, Record)]
INSIDE = [model for model in MODELS if any(isinstance(field, ParentalKey) for field in model._meta.fields)]
# Made by migrations or by their section's factory, and by Wagtail.
WITHOUT_FACTORY = {
    "HomePage",
    "MeetingIndexPage",
    "ConceptPaperIndexPage",
    "InitiativeIndexPage",
    "FeaturedPage",
    "PortalRendition",
    "PeriodicJob",
}
FROM_WAGTAIL = {
    field.name
    for base in (AbstractDocument, AbstractImage, AbstractRendition)
    for field in base._meta.local_fields
}


def each(models, argument: str = "model"):
    return pytest.mark.parametrize(argument, models, ids=[model.__name__ for model in models])


@pytest.fixture(scope="module")
def factory_models() -> set[type]:
    modules = [
        importlib.import_module(f"tests.factories.{module.name}")
        for module in pkgutil.iter_modules(tests.factories.__path__)
    ]
    factories = [
        attribute._meta
        for module in modules
        for attribute in vars(module).values()
        if hasattr(attribute, "_meta")
    ]
    return {meta.model for meta in factories if not meta.abstract}


@each([model for model in MODELS if model.__name__ not in WITHOUT_FACTORY])
def test_a_model_has_a_factory(factory_models, model):
    assert model in factory_models


@each(PAGE_TYPES)
def test_a_page_type_knows_what_is_public(model):
    assert isinstance(model._default_manager.all(), PortalPageQuerySet)


@each(PAGE_TYPES)
def test_the_template_of_a_page_type_has_its_name(model):
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
    assert model.template == f"{model._meta.app_label}/{name}.html"


@each([model for model in MODELS if model is not PortalRendition])
def test_a_model_and_its_fields_have_names_that_can_be_translated(model):
    fields = [
        field
        for field in model._meta.local_fields
        if not (field.auto_created or isinstance(field, ParentalKey) or field.name in FROM_WAGTAIL)
        and field.name not in ("key", "sort_order", "page_ptr", "id")
    ]
    plain = [item for item in (model, *fields) if isinstance(getattr(item, "_meta", item).verbose_name, str)]
    assert plain == []


@each(RECORDS)
def test_a_record_lies_inside_a_page(model):
    assert isinstance(model._meta.get_field("page"), ParentalKey)
    assert issubclass(model._meta.get_field("page").related_model, PortalPage)


@each(INSIDE)
def test_what_lies_inside_another_has_a_natural_key(model):
    assert "natural_key" in dir(model)
    assert hasattr(model._default_manager, "get_by_natural_key")


@each(MODELS)
def test_no_relation_to_a_page_or_file_is_protected(model):
    """`PROTECT` would raise when a draft is published that refers to a deleted object."""
    protected_relations = [
        field.name
        for field in model._meta.local_fields
        if field.is_relation
        and field.remote_field.on_delete is models.PROTECT
        and issubclass(field.related_model, (Page, PortalDocument, PortalImage))
    ]
    assert protected_relations == []
