"""The pages of a response: actions, what followed, reviews that hide the outcome, promises, word back, the timeline."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.clock import SystemClock, days_later, format_instant
from forestall.memory.ledger import Ledger
from forestall.runs.response.actions import plan_action
from forestall.runs.response.reviews import open_review
from ledgers import HandClock
from record_samples import said
from response_people import DECIDER, INTAKE, OWNER, REVIEWER, WATCHER, case, decided, outcome, step
from warning_messages import issued
from warning_people import GRADERS, TODAY, report

LATE_HEADLINE = "Both sides kept away"


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


def signed_in(house: House, person: Any) -> Any:
    account = house.person(
        person.user[5:], *person.roles, organisation=person.author.organisation, clearance="high", user=person.user
    )
    return house.browser(account)


def closed_case(ledger: Ledger) -> dict[str, Any]:
    """A case that ended two weeks later, and the clock there."""
    clock = HandClock(TODAY)
    ledger.clock = clock
    entries = case(ledger, clock)
    ledger.clock = SystemClock()
    return entries


def test_a_step_is_agreed_begun_done_and_looked_at_in_the_pages(house: House) -> None:
    ledger = house.node.ledger
    decision = decided(ledger, issued(ledger))
    decider, owner, watcher = (signed_in(house, person) for person in (DECIDER, OWNER, WATCHER))
    page = f"/decisions/{decision.record_id}/actions"
    assert page in decider.get("/desk").content.decode()
    form = {
        "step": "plan_action", "label": "Two mediators leave", "owner": OWNER.user, "first_step": "Call both chiefs",
        "due_at": days_later(SystemClock().now(), 2).strftime("%Y-%m-%dT%H:%M"), "measure": "PR05",
    }  # fmt: skip
    planned = decider.post(page, form)
    assert planned.status_code == 302, planned.content.decode()
    action = planned.url
    assert action in owner.get("/desk").content.decode()
    assert owner.post(action, {"step": "start_action"}).status_code == 302
    assert owner.post(action, {"step": "complete_action"}).status_code == 302
    shown = owner.get(action).content.decode()
    assert "Done, which does not say that it worked" in shown
    looked = {"step": "check_effect", "finding": "The market stayed shut.", "harm_found": "no", "language": "en"}
    assert watcher.post(action, looked).status_code == 302
    assert "Done, which does not say that it worked" not in owner.get(action).content.decode()
    claimed = {
        "step": "observe_outcome", "followed": "The talks prevented forty deaths.", "start": "2026-11-22",
        "end": "2026-12-06", "attribution": "no_evidence_either_way", "language": "en",
    }  # fmt: skip
    refused = watcher.post(action, claimed)
    assert refused.status_code == 422
    assert "The talks prevented forty deaths." in refused.content.decode()
    written = watcher.post(action, claimed | {"followed": "Both sides kept away from the market."})
    assert written.status_code == 302
    assert "No evidence either way" in watcher.get(written.url).content.decode()


def test_a_reviewer_sees_nothing_later_than_the_moment_until_all_is_judged(house: House) -> None:
    with time_machine.travel(days_later(TODAY, 30)):
        entries = closed_case(house.node.ledger)
        opened = open_review(house.node.ledger, REVIEWER, entries["alert"].record_id, "reviewer")
        reviewer, page = signed_in(house, REVIEWER), f"/reviews/{opened.record_id}"
        headline = entries["alert"].body["headline"]["text"]
        first = reviewer.get(page).content.decode()
        assert "Homes were burnt in a night." in first
        for later in (headline, LATE_HEADLINE, "Two mediators leave", "no_evidence"):
            assert later not in first
        assert headline not in reviewer.get(f"{page}.json").content.decode()
        judge = {"step": "judge_moment", "judgement": "Warn the ministry.", "language": "en"}
        n_moments = 0
        while "What was known on" in reviewer.get(page).content.decode().split("From what was known on")[0]:
            assert LATE_HEADLINE not in reviewer.get(page).content.decode()
            told = reviewer.get(f"{page}.json").json()
            assert all(row["recorded_at"] <= told["now"]["as_of"] for row in told["now"]["known"])
            assert (told["set_off_by"], told["happened"]) == (None, None)
            assert reviewer.post(page, {"step": "show_outcome"}).status_code == 409
            assert reviewer.post(page, judge).status_code == 302
            n_moments += 1
        assert n_moments > 3
        assert reviewer.post(page, {"step": "show_outcome"}).status_code == 302
        assert LATE_HEADLINE in reviewer.get(page).content.decode()
        assert reviewer.get(f"{page}.json").json()["set_off_by"] == "election_cycle"
        answers = {f"answer_{one}": "As it stands." for one in ("expected", "happened", "why", "keep", "change")}
        form = {"step": "close_review", "finding": "Everybody was in time.", "language": "en", "label_1": "A deputy."}
        refused = reviewer.post(page, form | answers)
        assert refused.status_code == 422
        assert "A change has an owner and a date." in refused.content.decode()
        signed_in(house, OWNER)
        named = {"owner_1": OWNER.user, "due_1": "2027-02-01"}
        assert reviewer.post(page, form | answers | named).status_code == 302
        assert "A deputy." in reviewer.get(page).content.decode()


def test_the_timeline_tells_every_step_with_its_grounds_and_clock(house: House) -> None:
    with time_machine.travel(days_later(TODAY, 30)):
        entries = closed_case(house.node.ledger)
        reviewer = signed_in(house, REVIEWER)
        name = entries["alert"].record_id
        told = reviewer.get(f"/timeline/{name}.json").json()
        assert told == reviewer.get(f"/api/timeline/{name}").json()
        kinds = [one["kind"] for one in told["steps"]]
        for before, after in (("alert.issued", "alert.acknowledged"), ("decision.recorded", "action.started")):
            assert kinds.index(before) < kinds.index(after)
        by_kind = {one["kind"]: one for one in told["steps"]}
        assert by_kind["alert.acknowledged"]["clock"]["state"] == "kept"
        assert [ground["number"] for ground in by_kind["decision.recorded"]["grounds"]] == [
            by_kind["alert.issued"]["number"]
        ]
        page = reviewer.get(f"/timeline/{name}").content.decode()
        assert page.count('<li id="step-') == len(told["steps"])
        assert "<svg" in page
        assert not re.findall(r"\sstyle=|<style", page)
        assert by_kind["alert.acknowledged"]["stages"] == ["t4", "t5"]


def test_time_runs_from_right_to_left_where_the_script_does(house: House) -> None:
    with time_machine.travel(days_later(TODAY, 30)):
        entries = closed_case(house.node.ledger)
        reviewer, page = signed_in(house, REVIEWER), f"/timeline/{entries['alert'].record_id}"

        def across() -> list[int]:
            text = reviewer.get(page).content.decode()
            return [int(x) for x in re.findall(r'class="dot \w+" transform="translate\((\d+) ', text)]

        left_to_right = across()
        reviewer.post("/language", {"language": "ar", "next": "/desk"})
        assert left_to_right == sorted(left_to_right)
        assert across() == [1000 - x for x in left_to_right]


def test_whoever_reported_is_told_in_standing_words(house: House) -> None:
    asked = report(house.node.ledger, 1, answer_wanted=True)
    intake = signed_in(house, INTAKE)
    page = f"/reports/{asked.record_id}/feedback"
    assert page in intake.get("/desk").content.decode()
    for of_report in (f"/evidence/{asked.record_id}", f"/record/{asked.record_id}"):
        assert page in intake.get(of_report).content.decode()
    silent = report(house.node.ledger, 2)
    assert "/feedback" not in intake.get(f"/evidence/{silent.record_id}").content.decode()
    assert f"/evidence/{asked.record_id}" in intake.get(page).content.decode()
    assert "is noted" in intake.get(page).content.decode()
    told = {"step": "give_feedback", "channel": "telephone", "language": "en", "is_last": "on"}
    assert intake.post(page, told).status_code == 302
    assert page not in intake.get("/desk").content.decode()


def test_a_report_says_by_when_it_is_to_be_verified_until_somebody_judged_it(house: House) -> None:
    told = report(house.node.ledger, 1, clock="flash")
    page = f"/evidence/{told.record_id}"
    with time_machine.travel(days_later(TODAY, 1)):
        grader = signed_in(house, GRADERS[0])
        answer = grader.get(f"{page}.json").json()
        assert (answer["verify_by"], answer["is_late"]) == (format_instant(told.recorded_at + timedelta(hours=6)), True)
        assert "the time is over" in grader.get(page).content.decode()
        assert (
            grader.post(page, {"step": "grade_evidence", "credibility": "2", "reason": "It fits."}).status_code == 302
        )
        assert grader.get(f"{page}.json").json()["verify_by"] is None


def test_a_promise_is_written_down_and_moved_by_evidence_in_the_pages(house: House) -> None:
    watcher = signed_in(house, WATCHER)
    report(house.node.ledger, 1)
    form = {
        "step": "track_commitment", "promise": "Open the road to aid.", "kept_when": "Three convoys in a month.",
        "by": "organisation-ministry", "made": "2026-10-01", "due": "2026-12-01", "document": "Accord, para. 4",
        "tlp": "amber", "sensitivity": "moderate", "actions": ["analyse"], "purposes": ["early_warning"],
        "language": "en",
    }  # fmt: skip
    made = watcher.post("/commitments/new", form)
    assert made.status_code == 302, made.content.decode()
    assert made.url in watcher.get("/response").content.decode()
    move = {"step": "move_commitment", "status": "kept", "language": "en"}
    assert watcher.post(made.url, move).status_code == 422
    assert watcher.post(made.url, move | {"rests_on": "report-1"}).status_code == 302
    assert made.url not in watcher.get("/response").content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_page_of_a_response_is_whole_in_each_language(house: House, language: str) -> None:
    ledger = house.node.ledger
    alert = issued(ledger)
    decision = decided(ledger, alert)
    action = plan_action(ledger, DECIDER, step(decision)).record_id
    watcher, reviewer = signed_in(house, WATCHER), signed_in(house, REVIEWER)
    api = watcher.get("/desk").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', api)
    body = outcome(action, followed=said("Nothing was seen.")).to_json()
    written = watcher.post(
        "/api/outcomes", body, content_type="application/json",
        headers={"X-CSRFToken": token.group(1) if token else ""},
    )  # fmt: skip
    assert written.status_code == 200, written.content
    review = open_review(ledger, REVIEWER, alert.record_id, "reviewer").record_id
    for browser in (watcher, reviewer):
        browser.post("/language", {"language": language, "next": "/desk"})
    for address in (
        "/response", "/reviews", f"/reviews/{review}", f"/actions/{action}", f"/timeline/{alert.record_id}",
        f"/decisions/{decision.record_id}/actions", f"/outcomes/{written.json()['record_id']}",
    ):  # fmt: skip
        for browser in (watcher, reviewer):
            answer = browser.get(address)
            assert answer.status_code == 200, address
            assert f'<html lang="{language}"' in answer.content.decode()


def test_an_outsider_cannot_tell_that_any_of_it_exists(house: House) -> None:
    with time_machine.travel(days_later(TODAY, 30)):
        entries = closed_case(house.node.ledger)
        review = open_review(house.node.ledger, REVIEWER, entries["alert"].record_id, "reviewer").record_id
        outsider = house.browser(
            house.person("x1", "analyst", "reviewer", organisation="organisation-elsewhere", clearance="high")
        )
        for address, nowhere in (
            (f"/timeline/{entries['alert'].record_id}", "/timeline/alert-nowhere"),
            (f"/actions/{entries['planned'].record_id}", "/actions/action-nowhere"),
            (f"/outcomes/{entries['followed'].record_id}", "/outcomes/outcome-nowhere"),
            (f"/reviews/{review}", "/reviews/review-nowhere"),
            (f"/decisions/{entries['decision'].record_id}/actions", "/decisions/decision-nowhere/actions"),
        ):
            for end in ("", ".json"):
                one, other = outsider.get(address + end), outsider.get(nowhere + end)
                assert (one.status_code, one.content) == (404, other.content), address
        assert outsider.get("/response.json").json()["actions"] == []
        assert outsider.get("/reviews.json").json()["reviews"] == []
