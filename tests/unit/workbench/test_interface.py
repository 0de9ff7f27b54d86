"""The JSON interface holds to its own description, whatever is sent: a few cases here, many in `make reliability`."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pato.workbench.pages import DATA
from pato.workbench.views.interface import description

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
SLOW = {"/api/figures", "/api/memberships", "/api/data"}
"""What takes a second each: asked about a few times only."""
SCHEMA = schemathesis.openapi.from_dict(description(DATA))
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


def names(operation):
    return f"{operation.method.upper()} {operation.path}"


def hold(client, operation, examples):
    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy())
    def asked(case):
        sent = case.as_transport_kwargs(base_url=str(client.base_url))
        known = {
            k: v for k, v in sent.items() if k in {"params", "json", "data", "headers"} and v is not None
        }
        response = client.request(sent["method"], sent["url"], **known)
        case.validate_response(response, checks=CHECKS)

    asked()


@pytest.mark.parametrize("operation", OPERATIONS, ids=names)
def test_an_address_holds_to_its_description(client, operation):
    hold(client, operation, 2 if operation.path in SLOW else 8)


@pytest.mark.reliability
@pytest.mark.parametrize("operation", OPERATIONS, ids=names)
def test_an_address_holds_to_its_description_many_times(client, operation):
    hold(client, operation, 20 if operation.path in SLOW else 400)
