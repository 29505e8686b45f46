"""The decision on an alert, in a browser and over the API: read in a minute, taken with one press."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from deciding import MINISTRY, written
from doors import House
from forestall.errors import DoorsShut
from forestall.records.organisation import Organisation
from forestall.runs.doors import set_doors
from forestall.runs.permissions import Person
from forestall.runs.response.clocks import Watch, was_written_late
from forestall.runs.response.matters import Clockwork
from forestall.runs.warning.steps import begin
from warning_messages import issued
from warning_people import FACILITATOR, TERMS, TODAY, words

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY) as moved:
        yield moved


@pytest.fixture
def alert(house: House) -> str:
    return issued(house.node.ledger).record_id


def browser(house: House, name: str, organisation: str, *roles: str) -> Any:
    account = house.person(name, *roles, organisation=organisation, clearance="high", user=f"user-{name}")
    return house.browser(account)


@pytest.fixture
def minister(house: House) -> Any:
    return browser(house, "d1", MINISTRY, "decision_maker")


def press(who: Any, alert: str, step: str, **said: Any) -> Any:
    return who.post(f"/decide/{alert}", {"step": step, **said})


def test_the_page_says_what_is_asked_how_sure_until_when_and_what_could_be_done(minister: Any, alert: str) -> None:
    page = minister.get(f"/decide/{alert}").content.decode()
    for text in ("Send mediators before market day?", "is unlikely (20-45%", "hours left", "Do nothing", "EUR 40,000",
                  "recommended", "Act as recommended"):  # fmt: skip
        assert text in page
    told = minister.get(f"/decide/{alert}.json").json()
    assert [option["label"] for option in told["options"]] == ["Do nothing", "Send two mediators"]
    assert {"estimate", "base_rate", "confidence"} <= set(told["grounds"])
    assert told["clock"]["hours_left"] == pytest.approx(69.5, abs=0.1)
    assert set(told["may"]) == {"record_decision", "present_options"}


def test_words_say_their_language_and_doing_nothing_says_what_it_leaves(minister: Any, alert: str) -> None:
    minister.post("/language", {"language": "ar", "next": "/desk"})
    page = minister.get(f"/decide/{alert}").content.decode()
    assert '<span lang="en" dir="auto">Do nothing</span>' in page
    assert "المعرَّضون للخطر: يبقى احتمال ما قد يحدث كما ذُكر أعلاه." in page


def test_an_organisation_is_called_by_its_name_where_that_reaches_the_reader(
    house: House, minister: Any, alert: str
) -> None:
    assert f"<code>{MINISTRY}</code>" in minister.get(f"/decide/{alert}").content.decode()
    named = [words("Ministry of the Interior"), {"text": "Ministère de l'Intérieur", "language": "fr"}]
    told = Organisation.parse({"names": named, "kind": "ministry"})
    begin(house.node.ledger, FACILITATOR, "organisation.added", told, TERMS, record_id=MINISTRY)
    page = minister.get(f"/decide/{alert}").content.decode()
    assert '<bdi lang="en">Ministry of the Interior</bdi>' in page
    minister.post("/language", {"language": "fr", "next": "/desk"})
    assert '<bdi lang="fr">Ministère de l&#x27;Intérieur</bdi>' in minister.get(f"/decide/{alert}").content.decode()


def test_the_page_leads_on_to_what_is_done_once_it_is_decided(minister: Any, alert: str) -> None:
    assert 'href="#decide"' in minister.get(f"/decide/{alert}").content.decode()
    press(minister, alert, "act_as_recommended")
    page = minister.get(f"/decide/{alert}").content.decode()
    assert "Who does it, and by when" in page
    assert 'href="#decide"' not in page


def test_one_press_decides_and_whoever_issued_it_sees_the_status(house: House, minister: Any, alert: str) -> None:
    assert press(minister, alert, "act_as_recommended").status_code == 302
    officer = browser(house, "o1", "organisation-union", "duty_officer")
    (row,) = officer.get(f"/alerts/{alert}.json").json()["statuses"]
    assert (row["organisation"], row["status"], row["kind"]) == (MINISTRY, "recorded", "act_as_recommended")
    assert "Act as recommended" in officer.get(f"/alerts/{alert}").content.decode()
    assert "record_decision" not in officer.get(f"/decide/{alert}.json").json()["may"]
    waiting = {row["step"] for row in minister.get("/desk.json").json()["waiting"]}
    assert not waiting & {"record_decision", "acknowledge_alert"}


def test_a_choice_without_what_it_needs_is_shown_again_with_what_was_typed(minister: Any, alert: str) -> None:
    refused = press(minister, alert, "decline", reason="We have nobody to send.")
    assert refused.status_code == 422
    assert "We have nobody to send." in refused.content.decode()
    awaited = press(minister, alert, "defer", days="3", reason_codes=["awaiting_information"])
    assert awaited.status_code == 422
    taken = {"reason_codes": ["awaiting_information"], "awaited": "Whether the road is open."}
    assert press(minister, alert, "defer", days="31", **taken).status_code == 422
    assert press(minister, alert, "defer", days="3", **taken).status_code == 302
    clock = minister.get(f"/decide/{alert}.json").json()["clock"]
    assert clock["hours_left"] == pytest.approx(72, abs=0.1)


def test_a_common_refusal_holds_no_word_of_another_language(minister: Any, alert: str) -> None:
    minister.post("/language", {"language": "ar", "next": "/desk"})
    choice = {"chosen": ["Send two mediators"], "extent": "act_otherwise", "reason_codes": ["no_resources"]}
    page = press(minister, alert, "act_otherwise", **choice).content.decode()
    assert "ما أُوصي به من بينها. بيّن أهو أقل أم شيء آخر." in page
    assert 'class="exact"' not in page


def test_less_otherwise_and_elsewhere_are_choices_too(house: House, minister: Any, alert: str) -> None:
    laid = {
        "organisation": MINISTRY,
        "measure": "PR20",
        "label": "Send observers",
        "cost_in_words": "Not known.",
        "expected_effect": "Seen.",
    }
    assert press(minister, alert, "present_options", **laid).status_code == 302
    other = {"chosen": ["Send observers"], "extent": "act_less", "reason_codes": ["no_resources"]}
    assert press(minister, alert, "act_otherwise", **other).status_code == 422  # nobody said who could be hurt
    assert press(minister, alert, "act_otherwise", **other, harm_note="Nobody.").status_code == 302
    refer = {"referred_to": "organisation-union", "reason_codes": ["no_mandate"]}
    assert press(minister, alert, "refer", **refer).status_code == 302
    rows = minister.get(f"/decide/{alert}.json").json()["statuses"]
    assert [(row["organisation"], row["is_referred"]) for row in rows] == [
        (MINISTRY, False), ("organisation-union", True)]  # fmt: skip


def test_what_ran_out_waits_on_the_desk_and_is_taken_late(
    house: House, alert: str, travel: time_machine.Traveller
) -> None:
    travel.shift(timedelta(days=4))
    minister = browser(house, "d1", MINISTRY, "decision_maker")
    Watch(Clockwork(house.node.ledger, house.node.author)).keep()
    waits = {row["step"]: row for row in minister.get("/desk.json").json()["waiting"]}
    assert waits["record_decision"]["is_late"]
    page = minister.get(f"/decide/{alert}").content.decode()
    assert "No decision recorded" in page
    assert "The clock ran out:" in page
    assert press(minister, alert, "act_as_recommended").status_code == 302
    history = minister.get(f"/decide/{alert}.json").json()["history"]
    assert [row["kind"] for row in history] == ["decision.unacknowledged", "decision.missed", "decision.recorded"]
    assert history[-1]["status"] == "recorded_late"


def test_the_api_takes_the_same_steps(house: House, minister: Any, alert: str) -> None:
    def call(address: str, said: dict[str, Any] | None = None) -> Any:
        if said is None:
            return minister.get(f"/api{address}")
        token = minister.cookies["csrftoken"].value if "csrftoken" in minister.cookies else ""
        return minister.post(f"/api{address}", said, content_type="application/json", headers={"X-CSRFToken": token})

    found = call("/options?signs=RF8&within_days=14").json()["options"]
    assert found[0]["label"] == "Do nothing"
    assert call("/options?pillars=9").status_code == 422
    assert call(f"/alerts/{alert}/decision").json()["question"]["text"] == "Send mediators before market day?"
    said = {"kind": "decline", "role": "decision_maker", "reason_codes": ["low_priority"]}
    assert call(f"/alerts/{alert}/decision", {**said, "kind": "perhaps"}).status_code == 422
    taken = call(f"/alerts/{alert}/decision", said)
    assert taken.json()["kind"] == "decision.recorded"
    outsider = browser(house, "x1", "organisation-elsewhere", "decision_maker")
    assert outsider.get(f"/api/alerts/{alert}/decision").status_code == 404
    assert outsider.get(f"/decide/{alert}").status_code == 404


def test_while_a_node_takes_nothing_in_its_clocks_run_and_are_written_down_once_it_does(
    house: House, alert: str, travel: time_machine.Traveller
) -> None:
    keeper = Person(house.node.reader, frozenset({"administrator"}))
    set_doors(house.node.ledger, keeper, "read_only", words("A laptop was lost."))
    travel.shift(timedelta(days=4))
    watch = Watch(Clockwork(house.node.ledger, house.node.author))
    with pytest.raises(DoorsShut):
        watch.keep()
    set_doors(house.node.ledger, keeper, "open", words("It was found."))
    assert watch.keep() == {"decision.unacknowledged": 1, "decision.missed": 1}
    assert all(was_written_late(entry) for entry in written(house.node.ledger))
