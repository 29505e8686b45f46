"""From a draft to an alert that is acknowledged, updated and taken back: through the API and through the pages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.clock import SystemClock, days_later, format_instant
from forestall.records.delivery import Delivery
from forestall.records.entry import Draft
from forestall.runs.recording import record_statement
from forestall.runs.response.matters import CLOCKWORK
from forestall.runs.warning.sending import issue_of
from record_samples import SAMPLES
from warning_messages import message
from warning_people import CIRCLE, TODAY

pytestmark = pytest.mark.both_databases

HARM = {
    "who_could_be_hurt": "People who spoke to monitors.", "how": "Reprisals.",
    "mitigation": "No village is named.", "alternative": "Tell the union alone.",
}  # fmt: skip
CANCEL = {
    "headline": "The message about the northern province is taken back.",
    "text": "The columns have left the province; watch goes on.", "because": "The columns have left.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def people(house: House) -> dict[str, Any]:
    def one(name: str, organisation: str, *roles: str) -> Any:
        account = house.person(
            name, *roles, organisation=f"organisation-{organisation}", clearance="high", user=f"user-{name}"
        )
        return house.browser(account)

    return {
        "writer": one("a5", "union", "analyst"),
        "approver": one("p1", "union", "approver"),
        "officer": one("o1", "union", "duty_officer"),
        "minister": one("d1", "ministry", "addressee"),
        "outsider": one("x1", "elsewhere", "analyst", "approver", "addressee"),
    }


def draft(**parts: Any) -> dict[str, Any]:
    now = SystemClock().now()
    soon = {"due_at": format_instant(days_later(now, 3)), "expires_at": format_instant(days_later(now, 10))}
    return message(**soon, **parts).to_json()


def call(browser: Any, address: str, said: dict[str, Any] | None = None, status: int = 200) -> Any:
    if said is None:
        answer = browser.get(f"/api{address}")
    else:
        # A session that changes something proves that it comes from one of the pages.
        page = browser.get("/desk").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        answer = browser.post(
            f"/api{address}",
            said,
            content_type="application/json",
            headers={"X-CSRFToken": token.group(1) if token else ""},
        )
    assert answer.status_code == status, answer.content
    return answer.json()


def drafted(people: dict[str, Any], **parts: Any) -> str:
    said = {"alert": draft(**parts), "marking": CIRCLE.to_json()}
    return str(call(people["writer"], "/alerts", said)["record_id"])


def issued(people: dict[str, Any]) -> str:
    name = drafted(people)
    send(people, name)
    return name


def send(people: dict[str, Any], name: str) -> None:
    call(people["approver"], f"/alerts/{name}/review", HARM | {"role": "approver", "acceptable": True})
    call(people["officer"], f"/alerts/{name}/issue", {})


def test_two_people_issue_an_alert_and_its_addressee_acknowledges_it(people: dict[str, Any]) -> None:
    name = drafted(people)
    call(people["officer"], f"/alerts/{name}/issue", {}, status=409)
    assert call(people["approver"], f"/alerts/{name}")["may"] == ["review_alert"]
    send(people, name)

    waiting = call(people["minister"], "/desk")["waiting"]
    assert [(row["record_id"], row["step"]) for row in waiting] == [(name, "acknowledge_alert")]
    call(people["minister"], f"/alerts/{name}/acknowledge", {"note": "Read at noon."})
    found = call(people["minister"], f"/alerts/{name}")
    assert found["standing"] == "in_force"
    assert found["answers"][0]["acknowledged_at"]
    assert call(people["minister"], "/desk")["waiting"] == []


def test_nobody_reviews_what_they_wrote(house: House, people: dict[str, Any]) -> None:
    from forestall.api.accounts.models import Account
    from forestall.api.accounts.people import grant_role

    name = drafted(people)
    grant_role(house.keeper(), Account.objects.get(username="a5"), "approver", 1)
    refused = call(people["writer"], f"/alerts/{name}/review", HARM | {"role": "approver", "acceptable": True}, 422)
    assert refused["error"] == "InvalidField"


def test_an_alert_is_updated_and_then_cancelled(people: dict[str, Any]) -> None:
    first = issued(people)
    state = call(people["writer"], f"/alerts/{first}")["history"][-1]["id"]
    said = {"alert": draft(kind="update", follows=[state], because="The columns turned west.")}
    second = call(people["writer"], f"/alerts/{first}/update", said)["record_id"]
    send(people, second)
    assert call(people["minister"], f"/alerts/{first}")["standing"] == "superseded"
    third = call(people["writer"], f"/alerts/{second}/cancel", CANCEL)["record_id"]
    send(people, third)
    assert call(people["minister"], f"/alerts/{third}")["standing"] == "cancellation"
    assert call(people["minister"], "/alerts")["alerts"] == []


def test_an_outsider_cannot_tell_that_an_alert_exists(people: dict[str, Any]) -> None:
    name, nowhere = issued(people), "alert-nowhere"
    outsider = people["outsider"]
    assert call(outsider, "/alerts")["alerts"] == []
    for address, said in (
        ("", None),
        ("/review", HARM | {"role": "approver", "acceptable": True}),
        ("/acknowledge", {"note": ""}),
        ("/cancel", CANCEL),
    ):
        assert call(outsider, f"/alerts/{name}{address}", said, 404) == call(
            outsider, f"/alerts/{nowhere}{address}", said, 404
        )
    assert outsider.get(f"/alerts/{name}").content == outsider.get(f"/alerts/{nowhere}").content


def test_the_same_steps_are_taken_in_the_pages(people: dict[str, Any]) -> None:
    name = drafted(people)
    page = f"/alerts/{name}"
    assert "draft" in people["writer"].get(page).content.decode()
    form = HARM | {"step": "review_alert", "role": "approver", "acceptable": "yes"}
    assert people["approver"].post(page, form).status_code == 302
    assert people["officer"].post(page, {"step": "issue_alert"}).status_code == 302
    assert people["minister"].post(page, {"step": "acknowledge_alert", "note": ""}).status_code == 302
    shown = people["minister"].get(page).content.decode()
    assert "our estimate" in shown
    assert page in people["minister"].get("/alerts").content.decode()
    cancelled = people["writer"].post(page, CANCEL | {"step": "cancel_alert", "language": "en"})
    assert cancelled.status_code == 302
    assert cancelled.url != page


def test_a_message_that_may_not_have_arrived_is_told_and_ordered_again_in_pages_and_api(
    house: House, people: dict[str, Any]
) -> None:
    name = drafted(people)
    send(people, name)
    ledger, keeper = house.node.ledger, house.node.author
    issue = issue_of(ledger, CLOCKWORK, name)
    assert issue is not None
    for number, address in enumerate((f"/alerts/{name}", f"/api/alerts/{name}/send-again")):
        told = SAMPLES["delivery"] | {"message": issue.id, "alert": name, "organisation": "organisation-ministry"}
        for status in ("begun", "handing_over", "in_doubt"):
            said = Delivery.parse(told | {"status": status})
            draft_of = Draft.of(
                f"delivery.{status}", f"delivery-{number}", said, keeper, issue.marking, causes=(issue.id,)
            )
            record_statement(ledger, draft_of, SystemClock().now(), looking_as=CLOCKWORK)
        (row,) = call(people["officer"], f"/alerts/{name}")["undelivered"]
        assert (row["delivery_id"], row["status"]) == (f"delivery-{number}", "in_doubt")
        assert "Send it again" in people["officer"].get(f"/alerts/{name}").content.decode()
        assert "Send it again" not in people["writer"].get(f"/alerts/{name}").content.decode()
        assert f"/alerts/{name}" in people["officer"].get("/desk").content.decode()
        order = {"delivery_id": row["delivery_id"]}
        if number:
            assert call(people["officer"], f"/alerts/{name}/send-again", order)["kind"] == "delivery.ordered"
        else:
            assert people["officer"].post(address, order | {"step": "send_again"}).status_code == 302
        assert call(people["officer"], f"/alerts/{name}")["undelivered"] == []


def test_a_step_by_session_without_proof_of_its_page_is_refused(people: dict[str, Any]) -> None:
    from django.test import Client

    name = drafted(people)
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.cookies = people["approver"].cookies
    for address, said in ((f"/api/alerts/{name}/issue", {}), (f"/alerts/{name}", {"step": "issue_alert"})):
        answer = strict.post(address, said, content_type="application/json")
        assert answer.status_code == 403


def test_a_wording_that_may_not_stand_is_refused_with_its_reason(people: dict[str, Any]) -> None:
    vague = {"text": "Violence may be possible.", "language": "en"}
    said = {"alert": draft(text=vague), "marking": CIRCLE.to_json()}
    refused = call(people["writer"], "/alerts", said, 422)
    assert refused["error"] == "InvalidField"


def test_an_exercise_never_reaches_the_real_list(people: dict[str, Any]) -> None:
    said = {"alert": draft(), "marking": CIRCLE.to_json(), "exercise": True}
    name = call(people["writer"], "/alerts", said)["record_id"]
    send(people, name)
    assert call(people["minister"], "/alerts")["alerts"] == []
    assert call(people["minister"], "/desk")["waiting"] == []
    assert "EXERCISE" in people["minister"].get(f"/alerts/{name}").content.decode()
