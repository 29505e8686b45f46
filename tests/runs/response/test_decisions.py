"""From an alert over an acknowledgement to a decision on record, by whom it is asked of and by nobody else."""

from datetime import timedelta

import pytest

from deciding import DECIDER, FORCE, MINISTRY, PRESENCE, choice, clockwork, written
from forestall.errors import AccessError, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.trace import trace
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.runs.response.clocks import Watch
from forestall.runs.response.decisions import decisions_on, present_options, record_decision, statuses
from forestall.runs.warning.alerts import draft_alert, update_alert
from forestall.runs.warning.steps import held
from ledgers import HandClock
from record_samples import said
from warning_messages import MINISTER, WRITER, issued, message, send
from warning_people import ANALYSTS, OFFICER, OUTSIDER, TERMS, TODAY, person

UNION_DECIDER = person("user-o2", "organisation-union", "decision_maker")


@pytest.fixture
def alert(ledger: Ledger, clock: HandClock) -> Entry:
    clock.present = TODAY
    return issued(ledger)


def decide(ledger: Ledger, alert: Entry, kind: str = "act_as_recommended", **parts: object) -> Decision:
    return held(record_decision(clockwork(ledger), DECIDER, alert.record_id, choice(kind, **parts)), Decision)


def test_a_decision_stands_in_the_chain_behind_the_alert_and_its_acknowledgement(ledger: Ledger, alert: Entry) -> None:
    entry = record_decision(clockwork(ledger), DECIDER, alert.record_id, choice())
    kinds = [hop.entry.kind for hop in trace(ledger, OFFICER.reader, entry.id).hops if hop.entry]
    assert kinds[-3:] == ["alert.issued", "alert.acknowledged", "decision.recorded"]
    told = held(entry, Decision)
    assert (told.status, told.chosen, told.decided_by) == ("recorded", ("Send two mediators",), "user-d2")
    assert {option.label for option in told.options} == {"Send two mediators", "Do nothing"}


def test_a_choice_that_may_not_stand_writes_nothing_not_even_that_the_alert_was_read(
    ledger: Ledger, alert: Entry
) -> None:
    for wrong in ({"kind": "act_otherwise", "chosen": ("Something else",)}, {"kind": "refer", "referred_to": MINISTRY}):
        with pytest.raises(InvalidField):
            decide(ledger, alert, **wrong)
    (status,) = statuses(ledger, OFFICER.reader, alert.record_id)
    assert status.acknowledged_at is None
    assert written(ledger) == []


def test_options_laid_there_stay_visible_with_their_cost_and_nothing_is_laid_there_twice(
    ledger: Ledger, alert: Entry
) -> None:
    shown = present_options(clockwork(ledger), DECIDER, alert.record_id, (PRESENCE,))
    assert held(shown, Decision).status == "due"
    with pytest.raises(InvalidField, match="lie there yet"):
        present_options(clockwork(ledger), DECIDER, alert.record_id, (PRESENCE,))
    analyst = person("user-o3", "organisation-union", "analyst")
    by_issuer = present_options(clockwork(ledger), analyst, alert.record_id, (FORCE,), MINISTRY)
    assert by_issuer.record_id == shown.record_id
    told = decide(ledger, alert, "decline", reason_codes=("others_acting",))
    assert [option.label for option in told.options] == [
        "Send two mediators", "Do nothing", "Send unarmed observers", "Air cover",
    ]  # fmt: skip
    with pytest.raises(BadTransition):
        present_options(clockwork(ledger), DECIDER, alert.record_id, (PRESENCE.model_copy(update={"label": "More"}),))


def test_nobody_decides_for_another_or_without_the_role(ledger: Ledger, alert: Entry) -> None:
    for other in (MINISTER, ANALYSTS[4]):
        with pytest.raises(AccessError):
            record_decision(clockwork(ledger), other, alert.record_id, choice())
    outsider = person(OUTSIDER.user, "organisation-elsewhere", "decision_maker")
    with pytest.raises(NotFound):
        record_decision(clockwork(ledger), outsider, alert.record_id, choice())
    for organisation in (None, MINISTRY):
        with pytest.raises(InvalidField, match="addressed to"):
            record_decision(clockwork(ledger), UNION_DECIDER, alert.record_id, choice(), organisation)
    with pytest.raises(InvalidField, match="role that is held"):
        decide(ledger, alert, role="deputy")
    assert written(ledger) == []


def test_a_deferral_is_taken_up_again_before_its_date_or_lapses_and_is_late_after(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    until = clock.now() + timedelta(days=2)
    wait = {"reason_codes": ("awaiting_information",), "awaited": "Whether the chief will receive them."}
    first = decide(ledger, alert, "defer", deferred_until=until, **wait)
    clock.move(days=1)
    second = decide(ledger, alert, "defer", deferred_until=clock.now() + timedelta(days=30), **wait)
    assert (second.follows, second.due_at, second.status) == (written(ledger)[0].record_id, until, "recorded")
    clock.move(days=30)
    assert Watch(clockwork(ledger)).keep() == {"decision.lapsed": 1}
    third = decide(ledger, alert)
    assert (third.status, third.due_at) == ("recorded_late", second.deferred_until)
    kinds = [entry.kind for entry in decisions_on(ledger, DECIDER.reader, alert.record_id)]
    assert kinds == ["decision.recorded", "decision.recorded", "decision.lapsed", "decision.recorded"]
    assert first.deferred_until == until
    clock.move(days=300)
    assert Watch(clockwork(ledger)).keep() == {}


def test_a_decision_that_stands_is_taken_up_again_at_any_time_and_is_not_late(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    shown = present_options(clockwork(ledger), DECIDER, alert.record_id, (PRESENCE,))
    assert decide(ledger, alert, "decline", reason_codes=("others_acting",)).status == "recorded"
    clock.move(days=40)
    again = decide(ledger, alert)
    first, second = written(ledger)[-2:]
    assert (first.supersedes, second.supersedes) == (shown.id, None)
    assert (again.status, again.follows) == ("recorded", first.record_id)


def test_a_deferral_recorded_late_is_watched_again(ledger: Ledger, clock: HandClock, alert: Entry) -> None:
    watch = Watch(clockwork(ledger))
    clock.move(days=4)
    watch.keep()
    assert watch.keep() == {}  # settled
    decide(ledger, alert, "defer", deferred_until=clock.now() + timedelta(days=2))
    clock.move(days=3)
    assert watch.keep() == {"decision.lapsed": 1}


def test_a_referral_passes_the_matter_on_with_the_clock_running(ledger: Ledger, clock: HandClock, alert: Entry) -> None:
    clock.move(hours=3)
    for outside in ("organisation-elsewhere", MINISTRY):
        with pytest.raises(InvalidField, match="no link keeps out"):
            decide(ledger, alert, "refer", referred_to=outside)
    decide(ledger, alert, "refer", referred_to="organisation-union")
    theirs = statuses(ledger, OFFICER.reader, alert.record_id)[1]
    assert (theirs.organisation, theirs.status, theirs.is_referred) == ("organisation-union", "due", True)
    assert theirs.decide_by == TODAY + timedelta(hours=69.5)
    clock.move(days=3)
    assert Watch(clockwork(ledger)).keep() == {"decision.missed": 1}
    told = record_decision(clockwork(ledger), UNION_DECIDER, alert.record_id, choice())
    assert held(told, Decision).status == "recorded_late"


def test_whom_a_matter_went_up_to_may_decide_in_the_place_of_the_addressee(ledger: Ledger, clock: HandClock) -> None:
    from forestall.records.organisation import Organisation
    from forestall.runs.warning.steps import begin
    from warning_people import FACILITATOR

    clock.present = TODAY
    above = Organisation.parse({"names": [said("The ministry")], "kind": "ministry", "part_of": "organisation-academy"})
    begin(ledger, FACILITATOR, "organisation.added", above, TERMS, record_id=MINISTRY)
    alert = issued(ledger)
    president = person("user-top", "organisation-academy", "decision_maker")
    with pytest.raises(InvalidField, match="addressed to"):
        record_decision(clockwork(ledger), president, alert.record_id, choice())
    clock.move(days=4)
    Watch(clockwork(ledger)).keep()
    told = held(record_decision(clockwork(ledger), president, alert.record_id, choice()), Decision)
    assert (told.organisation, told.decided_by, told.status) == (MINISTRY, "user-top", "recorded_late")


def test_a_message_that_was_replaced_or_not_issued_is_decided_on_no_more(ledger: Ledger, alert: Entry) -> None:
    send(
        ledger,
        update_alert(ledger, WRITER, alert.record_id, message(because="More.", kind="update", follows=[alert.id])),
    )
    with pytest.raises(BadTransition, match="not replaced"):
        decide(ledger, alert)
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    with pytest.raises(BadTransition, match="was issued"):
        decide(ledger, draft)


def test_a_time_given_for_an_earlier_choice_is_kept_and_moves_no_clock(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    clock.move(days=4)
    for wrong in (clock.now() + timedelta(seconds=1), TODAY - timedelta(seconds=1)):
        with pytest.raises(InvalidField, match="between the issue"):
            decide(ledger, alert, decided_at=wrong)
    said_then = TODAY + timedelta(hours=3)
    entry = record_decision(clockwork(ledger), DECIDER, alert.record_id, choice(decided_at=said_then))
    told = held(entry, Decision)
    assert (told.decided_at, told.status, entry.valid_from) == (said_then, "recorded_late", said_then)
    assert entry.recorded_at == clock.now()


def test_of_two_who_decide_at_once_one_is_first(ledger: Ledger, alert: Entry) -> None:
    from forestall.respond.decisions import decided
    from forestall.runs.response import decisions

    (side,) = decisions.sides(ledger, alert)
    setting = decisions._setting(side, DECIDER)
    decide(ledger, alert, "decline")
    with pytest.raises(BadTransition):  # prepared before, written after
        decisions._record(ledger, DECIDER, "decision.recorded", side, decided(choice(), setting))
    assert len(written(ledger)) == 1
