"""The OpenAPI description is true: what it allows is answered as described, what it forbids is refused."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.validation import validate_schema
from schemathesis.config import SchemathesisConfig

from admm_site.api import description
from admm_site.api.resources import RESOURCES
from admm_site.wsgi import application

EXAMPLES = 4


@pytest.fixture
def schema(ask):
    return ask("openapi.json")


def test_the_description_is_openapi_3_1(db, schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_description_is_generated_without_warnings():
    reset_generator_stats()
    description._describe.__wrapped__("en")
    assert not GENERATOR_STATS


def test_every_list_and_record_is_described(db, schema):
    paths = schema["paths"]
    assert {f"/api/v1/{name}/" for name in RESOURCES} <= paths.keys()
    assert len(paths) == 2 * len(RESOURCES) + 2
    assert {method for methods in paths.values() for method in methods} == {"get"}


def test_the_choices_of_a_filter_are_described(db, schema):
    parameters = {
        record["name"]: record["schema"]
        for record in schema["paths"]["/api/v1/meetings/"]["get"]["parameters"]
    }
    assert parameters["state"] == {"type": "string", "enum": ["planned", "held", "postponed", "cancelled"]}
    assert parameters["year"]["type"] == "integer"
    assert "decisions" in parameters["include"]["items"]["enum"]


def test_optional_values_are_described_as_nullable(db, schema):
    properties = schema["components"]["schemas"]["Meeting"]["properties"]
    assert properties["title"]["type"] == "string"
    assert properties["venue"]["type"] == ["string", "null"]
    assert {"type": "null"} in properties["start"]["oneOf"]


def test_the_fields_of_responses_are_described(full_portal, ask, schema):
    """Finds properties that the schema lacks, which Schemathesis accepts."""
    schemas = schema["components"]["schemas"]
    undescribed = {}
    for name, resource in RESOURCES.items():
        includes = ",".join(resource.serializer_class.includes)
        record = ask(f"{name}/?include={includes}" if includes else f"{name}/")["results"][0]
        properties = schemas[resource.serializer_class.__name__]["properties"]
        if record.keys() != properties.keys():
            undescribed[name] = record.keys() ^ properties.keys()
    assert undescribed == {}


# Asked for anything

CONFIG = {"generation": {"deterministic": True, "max-examples": EXAMPLES}}
API = schemathesis.openapi.from_dict(
    json.loads(json.dumps(description.describe(), default=str)), config=SchemathesisConfig.from_dict(CONFIG)
)
API.app = application


@pytest.fixture(scope="module")
def content(module_portal):
    """A portal with one of everything, for any host and without throttling."""
    with override_settings(API_RATE="", ALLOWED_HOSTS=["*"], MEDIA_ROOT=module_portal.media):
        # As Django's own client does: the end of a request must not close the connection under the content.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.exhaustive
@API.parametrize()
def test_the_api_keeps_to_its_description(content, case):
    """Runs all checks of Schemathesis: status codes, content types, headers, refusal of invalid requests."""
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
