"""Writing an alert in the pages: nothing typed is lost, what may not stand is said beside its field, drafts change."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.clock import SystemClock
from forestall.records.actor import Actor
from forestall.records.organisation import Organisation
from forestall.runs.warning.steps import begin
from record_samples import SAMPLES
from warning_people import LEAD, TERMS, TODAY

HARM = {"who_could_be_hurt": "Those who spoke.", "how": "Reprisals.", "mitigation": "No village is named.",
        "alternative": "Tell the union alone.", "acceptable": "yes", "role": "approver"}  # fmt: skip


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def people(house: House) -> dict[str, Any]:
    def one(name: str, role: str, organisation: str = "union") -> Any:
        person = house.person(name, role, organisation=f"organisation-{organisation}", clearance="high")
        return house.browser(person)

    return {
        "writer": one("amina", "analyst"),
        "approver": one("boris", "approver"),
        "officer": one("dalia", "duty_officer"),
        "minister": one("emeka", "addressee", "ministry"),
    }


def typed(**parts: str) -> dict[str, str]:
    """All that somebody types into the form, whole and as it may stand."""
    now, minute = SystemClock().now(), "%Y-%m-%dT%H:%M"
    fields = {
        "step": "draft_alert", "language": "en", "headline": "Attack on farming communities in SD-DW",
        "text": "Two raids were confirmed by three origins.", "short": "SD-DW: decide on mediators.",
        "country": "SDN", "admin1": "SD-DW", "populations": "Farmers west of the wadi\nHerders of the north",
        "clock": "urgent", "question": "Send mediators before market day?",
        "due_at": f"{now + timedelta(days=3):{minute}}", "expires_at": f"{now + timedelta(days=9):{minute}}",
        "event": "At least 100 civilians killed in SD-DW", "period_start": "2026-12-01", "period_end": "2027-02-28",
        "percent": "30", "base_rate": "1.2", "base_rate_of": "provinces at war since 1989", "confidence": "moderate",
        "confidence_because": "Three origins.", "tlp": "amber", "sensitivity": "moderate", "actions": "analyse",
        "purposes": "early_warning",
    }  # fmt: skip
    rows = {
        "translations": [{"language": "fr", "text": "Deux raids sont confirmés."}],
        "addressees": [{"organisation": "organisation-ministry"}],
        "exclusions": [],
        "options": [
            {"label": "Send mediators", "measure": "PR05", "expected_effect": "Elders meet.", "amount": "40000",
             "currency": "eur", "cost_in_words": "Two people."},
            {"label": "Do nothing", "expected_effect": "No presence."},
        ],
    }  # fmt: skip
    for name, listed in rows.items():
        fields |= {f"{name}-TOTAL_FORMS": str(len(listed)), f"{name}-INITIAL_FORMS": "0"}
        for number, row in enumerate(listed):
            fields |= {f"{name}-{number}-{field}": said for field, said in row.items()}
    return fields | parts


def drafted(people: dict[str, Any], **parts: str) -> str:
    answer = people["writer"].post("/alerts/new", typed(**parts))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def sent(people: dict[str, Any], path: str) -> str:
    assert people["approver"].post(path, {"step": "review_alert", **HARM}).status_code == 302
    assert people["officer"].post(path, {"step": "issue_alert"}).status_code == 302
    return path


def alert_at(browser: Any, path: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"{path}.json").json()
    return found


def test_what_is_typed_becomes_the_record(people: dict[str, Any]) -> None:
    found = alert_at(people["writer"], drafted(people))
    alert = found["alert"]
    assert alert["place"] == {"precision": "admin1", "country": "SDN", "admin1": "SD-DW"}
    assert [one["text"] for one in alert["populations"]] == ["Farmers west of the wadi", "Herders of the north"]
    assert alert["estimate"]["probability"] == 0.3
    assert alert["estimate"]["likelihood"] == "unlikely"
    assert alert["estimate"]["period"] == {"start": "2026-12-01", "end": "2027-03-01"}
    assert alert["options"][0]["cost"] == {"amount": 40000.0, "currency": "EUR"}
    assert alert["translations"] == [{"text": "Deux raids sont confirmés.", "language": "fr"}]
    assert found["marking"]["organisations"] == ["organisation-ministry", "organisation-union"]


@pytest.mark.parametrize(
    ("parts", "field", "reason"),
    [
        ({"text": "It is genocide."}, "text", "courts say what it is"),
        ({"question": "Is Colonel Babiker in command?"}, "question", "Name nobody"),
        ({"options-0-label": "Talk of the possible attack"}, "options-0-label", "Too vague"),
        ({"translations-0-text": "Le risque de raids."}, "translations-0-text", "Too vague"),
        ({"due_at": "2026-11-01T10:00"}, "due_at", "a time that lies ahead"),
        ({"expires_at": "2026-11-23T10:00"}, "expires_at", "until the decision is due"),
        ({"percent": ""}, "percent", "A number needs this beside it."),
        ({"no_estimate_because": "An attack is under way."}, "no_estimate_because", "not both"),
        ({"addressees-0-organisation": "the ministry"}, "addressees-0-organisation", "This can't stand as it is."),
    ],
)
def test_a_refused_form_says_why_beside_the_field_and_loses_nothing(
    people: dict[str, Any], parts: dict[str, str], field: str, reason: str
) -> None:
    answer = people["writer"].post("/alerts/new", typed(**parts))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    beside = page[page.index(f'name="{field}"') :]
    assert reason in beside[: beside.index("</div></div>")]
    assert "Elders meet." in page
    assert "provinces at war since 1989" in page
    assert alert_at(people["writer"], "/alerts")["drafts"] == []


def test_one_option_of_doing_nothing_and_somebody_addressed(people: dict[str, Any]) -> None:
    parts = {"options-1-measure": "PR05", "addressees-0-organisation": ""}
    page = unescape(people["writer"].post("/alerts/new", typed(**parts)).content.decode())
    assert "exactly one is doing nothing" in page
    assert "Somebody must be addressed." in page


def test_a_preview_records_nothing_and_names_who_is_kept_out(house: House, people: dict[str, Any]) -> None:
    ledger = house.node.ledger
    actor = Actor.parse({"names": SAMPLES["actor"]["names"], "kind": SAMPLES["actor"]["kind"], "country": "SDN"})
    begin(ledger, LEAD, "actor.added", actor, TERMS, record_id="actor-riders")
    link = {"actor": "actor-riders", "link": "allied", "grounds": SAMPLES["organisation"]["actor_links"][0]["grounds"]}
    plain = {"names": SAMPLES["organisation"]["names"], "kind": SAMPLES["organisation"]["kind"], "actor_links": [link]}
    begin(ledger, LEAD, "organisation.added", Organisation.parse(plain), TERMS, record_id="organisation-ministry")
    said = typed(then="preview", suspected_actors="actor-riders")
    answer = people["writer"].post("/alerts/new", said)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "unlikely (20% to 45%; our estimate 30%)" in page
    assert "Linked to a suspected body" in page
    assert people["writer"].post("/alerts/new", typed(suspected_actors="actor-riders")).status_code == 422
    reason = {"exclusions-TOTAL_FORMS": "1", "exclusions-0-organisation": "organisation-ministry",
              "exclusions-0-actor": "actor-riders", "exclusions-0-link": "allied",
              "exclusions-0-included_because": "Only it can open the road."}  # fmt: skip
    path = drafted(people, suspected_actors="actor-riders", **reason)
    assert alert_at(people["writer"], path)["alert"]["exclusions"][0]["link"] == "allied"


def test_more_empty_rows_are_given_without_a_script(people: dict[str, Any]) -> None:
    page = people["writer"].post("/alerts/new", typed(then="rows")).content.decode()
    assert 'name="options-4-label"' in page
    assert "Elders meet." in page


def test_a_draft_is_changed_and_its_review_begins_anew(people: dict[str, Any]) -> None:
    path = drafted(people)
    people["approver"].post(path, {"step": "review_alert", **HARM})
    begun = people["officer"].get(f"{path}/edit").content.decode()
    assert "Send mediators before market day?" in begun
    assert "Deux raids" in begun
    changed = people["officer"].post(f"{path}/edit", typed(percent="60"))
    assert changed.url == path
    found = alert_at(people["writer"], path)
    assert (found["state"], found["alert"]["estimate"]["likelihood"]) == ("alert.drafted", "likely")
    assert people["officer"].post(path, {"step": "issue_alert"}).status_code == 409


def test_a_message_in_force_is_updated_by_a_form_that_begins_with_it(people: dict[str, Any]) -> None:
    first = sent(people, drafted(people))
    assert people["writer"].get(f"{first}/edit").status_code == 409
    assert "Herders of the north" in people["writer"].get(f"{first}/update").content.decode()
    bare = people["writer"].post(f"{first}/update", typed())
    assert bare.status_code == 422  # why it changes is asked for
    second = people["writer"].post(f"{first}/update", typed(because="They turned west.", percent="60")).url
    assert second != first
    assert people["writer"].get(f"{second}/edit").status_code == 200
    again = people["writer"].post(f"{second}/edit", typed(because="They turned north.", percent="70"))
    assert again.url == second
    sent(people, second)
    assert alert_at(people["minister"], first)["standing"] == "superseded"
    assert alert_at(people["minister"], second)["alert"]["because"] == "They turned north."


def test_a_cancellation_is_worded_anew_before_it_goes_out(people: dict[str, Any]) -> None:
    first = sent(people, drafted(people))
    words = {"step": "cancel_alert", "language": "en", "headline": "It is taken back.", "because": "They left."}
    vague = people["writer"].post(first, {**words, "text": "It may perhaps return."})
    assert vague.status_code == 422
    assert "It may perhaps return." in vague.content.decode()
    path = people["writer"].post(first, {**words, "text": "The columns left."}).url
    changed = people["writer"].post(f"{path}/edit", {**words, "text": "The columns left the province."})
    assert changed.url == path
    assert alert_at(people["writer"], path)["alert"]["kind"] == "cancel"
    sent(people, path)
    assert alert_at(people["minister"], "/alerts")["alerts"] == []


def test_whoever_may_not_write_finds_no_form(people: dict[str, Any]) -> None:
    path = drafted(people)
    for address in ("/alerts/new", f"{path}/edit"):
        assert people["minister"].get(address).status_code == 403
        assert people["minister"].post(address, typed()).status_code == 403


def test_an_exercise_is_told_from_the_real_thing_while_it_is_written(people: dict[str, Any]) -> None:
    assert "EXERCISE" in people["writer"].get("/alerts/new?world=exercise").content.decode()
    path = people["writer"].post("/alerts/new?world=exercise", typed()).url
    assert alert_at(people["writer"], path)["exercise"]
    assert alert_at(people["writer"], "/alerts")["drafts"] == []
