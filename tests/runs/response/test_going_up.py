"""Whom a matter goes to when its clock runs out or it is referred, and whom it never reaches."""

from datetime import timedelta
from typing import Any

import pytest

from deciding import DECIDER, MINISTRY, choice, clockwork, ministry, office, passes, written
from forestall.errors import InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.actor import Actor
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.organisation import Organisation
from forestall.records.values.marking import Marking
from forestall.runs.response.clocks import reaches
from forestall.runs.response.decisions import record_decision
from forestall.runs.warning.steps import begin, held
from ledgers import HandClock
from record_samples import DIGEST, said
from warning_messages import issued
from warning_people import FACILITATOR, TERMS, TODAY, person


@pytest.fixture
def alert(ledger: Ledger, clock: HandClock) -> Entry:
    """An urgent alert to the ministry, issued today: 12 hours to acknowledge, 69.5 to decide."""
    clock.present = TODAY
    return issued(ledger)


def test_each_clock_that_runs_out_goes_one_step_further_up(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    ministry(ledger, part_of="organisation-union")
    office(ledger, "focal_point-1", deputy="focal_point-2")
    office(ledger, "focal_point-2")
    office(ledger, "focal_point-3", ended="2026-01", ended_because="Abolished.")
    office(ledger, "focal_point-4")
    alert = issued(ledger, addressees=[{"organisation": MINISTRY, "focal_point": "focal_point-1"}])
    clock.move(days=4)
    passes(ledger)
    steps = [(one.step, one.focal_point) for one in held(written(ledger)[-1], Decision).escalated_to]
    assert steps == [("deputy", "focal_point-2"), ("colleague", "focal_point-4")]
    record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("defer", deferred_until=clock.move(days=1)
                    + timedelta(days=2)))  # fmt: skip
    clock.move(days=3)
    assert passes(ledger) == {"decision.lapsed": 1}
    newest = held(written(ledger)[-1], Decision)
    assert (newest.status, newest.escalated_to[-1].step) == ("lapsed", "body_above")


@pytest.mark.parametrize("linked_to", ["actor-brigade", "actor-army"])
def test_no_step_up_leads_to_whom_a_link_to_a_suspected_actor_or_what_commands_it_keeps_out(
    ledger: Ledger, clock: HandClock, linked_to: str
) -> None:
    clock.present = TODAY
    for name, parts in (("actor-army", {}), ("actor-brigade", {"part_of": "actor-army"})):
        told = Actor.parse({"names": [said("A force")], "kind": "armed_forces"} | parts)
        begin(ledger, FACILITATOR, "actor.added", told, TERMS, record_id=name)
    link = {"actor": linked_to, "link": "commands", "grounds": [DIGEST]}
    above = {"names": [said("The office above")], "kind": "ministry", "actor_links": [link]}
    begin(ledger, FACILITATOR, "organisation.added", Organisation.parse(above), TERMS, record_id="organisation-academy")
    ministry(ledger, part_of="organisation-academy")
    exclusion = {
        "organisation": MINISTRY,
        "actor": linked_to,
        "link": "commands",
        "included_because": "It must open the road.",
    }
    alert = issued(ledger, suspected_actors=["actor-brigade"], exclusions=[exclusion])
    clock.move(days=4)
    passes(ledger)
    assert [one.step for one in held(written(ledger)[-1], Decision).escalated_to] == ["issuer"]
    refer = choice("refer", referred_to="organisation-academy")
    with pytest.raises(InvalidField, match="no link keeps out"):
        record_decision(clockwork(ledger), DECIDER, alert.record_id, refer)


def test_no_step_up_leads_to_whom_the_marking_does_not_reach(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    ministry(ledger, part_of="organisation-elsewhere")
    issued(ledger)
    clock.move(days=4)
    passes(ledger)
    assert [one.step for one in held(written(ledger)[-1], Decision).escalated_to] == ["issuer"]


def test_what_went_up_to_its_issuer_is_still_the_addressees_to_decide(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    clock.move(days=4)
    passes(ledger)
    assert held(written(ledger)[-1], Decision).escalated_to[-1].step == "issuer"
    issuer = person("user-o2", "organisation-union", "decision_maker")
    with pytest.raises(InvalidField, match="has gone up to"):
        record_decision(clockwork(ledger), issuer, alert.record_id, choice(), MINISTRY)


def test_the_body_above_is_asked_at_its_own_office(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    ministry(ledger, part_of="organisation-academy")
    office(ledger, "focal_point-7", organisation="organisation-academy")
    issued(ledger)
    clock.move(hours=13)
    passes(ledger)
    (step,) = held(written(ledger)[-1], Decision).escalated_to
    assert (step.step, step.organisation, step.focal_point) == ("body_above", "organisation-academy", "focal_point-7")


@pytest.mark.parametrize(
    ("marking", "is_reached"),
    [
        ({"tlp": "clear"}, True),
        ({"tlp": "green"}, True),
        ({"tlp": "amber", "organisations": [MINISTRY]}, True),
        ({"tlp": "amber", "organisations": ["organisation-union"]}, False),
        ({"tlp": "amber+strict", "recipients": ["user-d2"]}, False),
        ({"tlp": "red", "recipients": ["user-d2"]}, False),
    ],
)
def test_a_matter_goes_only_to_organisations_that_its_marking_reaches(marking: Any, is_reached: bool) -> None:
    assert reaches(Marking.parse(marking), MINISTRY) == is_reached


def test_whom_the_sender_included_with_a_reason_may_be_asked_and_whom_it_left_out_may_not(
    ledger: Ledger, clock: HandClock
) -> None:
    clock.present = TODAY
    told = Actor.parse({"names": [said("A force")], "kind": "armed_forces"})
    begin(ledger, FACILITATOR, "actor.added", told, TERMS, record_id="actor-army")
    for name in ("organisation-academy", "organisation-network"):
        link = {"actor": "actor-army", "link": "commands", "grounds": [DIGEST]}
        linked = Organisation.parse({"names": [said("An office")], "kind": "ministry", "actor_links": [link]})
        begin(ledger, FACILITATOR, "organisation.added", linked, TERMS, record_id=name)
    ministry(ledger)
    row = {"actor": "actor-army", "link": "commands"}
    rows = [row | {"organisation": "organisation-academy", "included_because": "It must open the road."},
            row | {"organisation": "organisation-network"}]  # fmt: skip
    alert = issued(ledger, suspected_actors=["actor-army"], exclusions=rows)
    for kept_out in ("organisation-network", "organisation-union"):  # of the second nothing is known
        with pytest.raises(InvalidField, match="no link keeps out"):
            record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("refer", referred_to=kept_out))
    refer = choice("refer", referred_to="organisation-academy")
    assert record_decision(clockwork(ledger), DECIDER, alert.record_id, refer).kind == "decision.recorded"
