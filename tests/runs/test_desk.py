"""What waits on a desk: for whom, until when, and until somebody acted."""

from forestall.memory.ledger import Ledger
from forestall.runs.desk import waiting_for
from forestall.runs.warning.alerts import acknowledge_alert
from ledgers import HandClock
from warning_messages import MINISTER, issued
from warning_people import OUTSIDER, TODAY, person


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
