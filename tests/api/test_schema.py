"""The whole API, called in every way its OpenAPI allows and in ways it doesn't: it never breaks."""

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from doors import House
from forestall.clock import SystemClock
from forestall.vocabulary.load import vocabulary

EACH = 8
ROLES = ("analyst", "approver", "facilitator", "addressee", "duty_officer")


def test_what_a_call_says_stands_in_its_body_and_never_in_its_address(django: None) -> None:
    from forestall.api.interface import api

    for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        parts = methods.get("post", {}).get("parameters", [])
        assert [each["name"] for each in parts if each["in"] == "query"] == [], path


def test_no_call_breaks_the_api_or_leaves_its_schema(house: House) -> None:
    from django.core.wsgi import get_wsgi_application

    from forestall.api.accounts.tokens import make_token

    account = house.person("basil", *ROLES)
    headers = {"Authorization": f"Bearer {make_token(account, 'a test', vocabulary('verb'), 1, SystemClock().now())}"}
    headers["Accept-Encoding"] = "identity"
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.path for operation in operations} >= {"/api/desk", "/api/entries", "/api/records/{record_id}"}

    def answers(case: Case) -> int:
        response = case.call(headers=headers)
        # A token of ours stands in place of one that was made up; wrong ones are tried in test_calls. What a step
        # says is held to more than its schema can tell: wording, order, people.
        excluded = [ignored_auth, *([positive_data_acceptance] if case.method == "POST" else [])]
        case.validate_response(response, excluded_checks=excluded)
        return int(response.status_code)

    statuses: set[int] = set()
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(max_examples=EACH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(operation.as_strategy(generation_mode=mode))
            def call(case: Case) -> None:
                statuses.add(answers(case))

            call()
    assert statuses >= {200, 404, 422}
    assert max(statuses) < 500
