"""What waits on a desk: for whom, until when, and until somebody acted."""

from collections import Counter
from collections.abc import Callable

from deciding import DECIDER, KEEPER, choice, clockwork
from forestall.memory.ledger import Ledger, create_ledger
from forestall.records.delivery import Delivery
from forestall.records.entry import Draft, Entry
from forestall.runs.desk import waiting_for
from forestall.runs.response.decisions import record_decision
from forestall.runs.warning.alerts import acknowledge_alert
from ledgers import KEY, HandClock, counted
from warning_messages import MINISTER, issued, message
from warning_people import CIRCLE, OFFICER, OUTSIDER, TODAY, person


def test_an_alert_waits_for_its_addressee_until_it_is_acknowledged(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    alert = issued(ledger)
    (waits,) = waiting_for(ledger, MINISTER, clock.now()).waiting
    assert (waits.record_id, waits.verb, waits.is_late) == (alert.record_id, "acknowledge_alert", False)
    late = clock.move(days=4)
    assert waiting_for(ledger, MINISTER, late).waiting[0].is_late
    acknowledge_alert(ledger, MINISTER, alert.record_id, "web_form")
    assert waiting_for(ledger, MINISTER, clock.now()).waiting == ()


def test_nothing_waits_for_whom_it_does_not_reach_or_who_has_no_role(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    issued(ledger)
    nobody = person("user-d", "organisation-ministry")
    assert waiting_for(ledger, OUTSIDER, clock.now()).waiting == ()
    assert waiting_for(ledger, nobody, clock.now()).waiting == ()


def test_an_exercise_waits_on_the_desk_of_exercises_alone(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    issued(ledger)
    assert waiting_for(ledger, MINISTER, clock.now(), exercise=True).waiting == ()


def test_what_a_desk_reads_after_one_more_entry_is_the_same_in_a_ledger_of_ten_times_the_length(
    fresh_address: Callable[[], str],
) -> None:
    short, long = (asked_by_a_desk(fresh_address(), 80), asked_by_a_desk(fresh_address(), 800))
    assert short == long
    assert long["payloads"] < 300
    assert long["questions"] < 80


def asked_by_a_desk(address: str, n_alerts: int) -> Counter[str]:
    """What a decision-maker's desk asks after others' alerts, messages on their way and decisions, and one more."""
    clock = HandClock(TODAY)
    with create_ledger(address, KEY, clock) as ledger:
        others = message(addressees=[{"organisation": "organisation-academy"}])
        names = [f"alert-{number}" for number in range(n_alerts)]
        alerts = ledger.append([Draft.of("alert.issued", name, others, OFFICER.author, CIRCLE) for name in names])
        clock.move(seconds=1)
        ours = [issued(ledger) for _ in range(2)]
        ledger.append([delivery(alert, number) for number, alert in enumerate(alerts)])
        waiting_for(ledger, DECIDER, clock.now())
        record_decision(clockwork(ledger), DECIDER, ours[0].record_id, choice())
        with counted(ledger) as counts:
            desk = waiting_for(ledger, DECIDER, clock.now())
    assert {each.verb: each.record_id for each in desk.waiting}["record_decision"] == ours[1].record_id
    assert desk.is_cut
    return counts


def delivery(alert: Entry, number: int) -> Draft:
    """The first step on a message's way to somebody."""
    told = Delivery.parse(
        {
            "message": alert.id, "alert": alert.record_id, "organisation": "organisation-academy", "to": "user-a4",
            "channel": "email", "status": "begun", "n_attempts": 1, "at": alert.recorded_at,
        }
    )  # fmt: skip
    return Draft.of("delivery.begun", f"delivery-{number}", told, KEEPER, alert.marking, causes=(alert.id,))
