"""People who decide, act and look back in a fictional case, and the steps that bring it to where a test begins."""

from typing import Any

from forestall.memory.ledger import Ledger
from forestall.records.action import Action
from forestall.records.decision import Decision
from forestall.records.entry import Draft, Entry
from forestall.records.outcome import Outcome
from forestall.records.values.text import LanguageText
from forestall.runs.recording import record_statement
from forestall.runs.response.actions import Look, check_effect, complete_action, plan_action, start_action
from forestall.runs.response.outcomes import observe_outcome
from forestall.runs.warning.alerts import acknowledge_alert
from ledgers import HandClock
from record_samples import LATER, MEDIATION, NOTHING, PROVINCE, said
from warning_messages import MINISTER, issued
from warning_people import TODAY, graded_report, person

DECIDER = person("user-dm", "organisation-ministry", "decision_maker")
OWNER = person("user-ow", "organisation-union", "action_owner")
WATCHER = person("user-wa", "organisation-network", "monitor", "analyst")
REVIEWER = person("user-rv", "organisation-academy", "reviewer")
OTHER_REVIEWER = person("user-rw", "organisation-union", "reviewer")
INTAKE = person("user-in", "organisation-network", "intake_officer")
WEEKS = {"start": "2026-11-22", "end": "2026-12-06"}


def told(text: str) -> LanguageText:
    return LanguageText(text=text, language="en")


def decided(ledger: Ledger, alert: Entry, **parts: Any) -> Entry:
    """A minister's decision on an alert, to send the mediators unless told otherwise."""
    body = {
        "alert": alert.record_id,
        "organisation": "organisation-ministry",
        "status": "recorded",
        "due_at": LATER,
        "kind": "act_otherwise",
        "decided_by": DECIDER.user,
        "role": "decision_maker",
        "decided_at": ledger.clock.now(),
        "reason_codes": ["others_acting"],
        "options": [MEDIATION, NOTHING],
        "chosen": ["Send two mediators"],
    }
    record = Decision.parse(body | parts)
    draft = Draft.of(
        "decision.recorded", f"decision-{alert.record_id[6:]}", record, DECIDER.author, alert.marking,
        causes=(alert.id,), exercise=alert.exercise,
    )  # fmt: skip
    return record_statement(ledger, draft, ledger.clock.now())


def step(decision: Entry, **parts: Any) -> Action:
    """Something to be done on a decision."""
    body = {
        "label": "Two mediators leave for the district",
        "measure": "PR05",
        "decision": decision.record_id,
        "status": "planned",
        "owner": OWNER.user,
        "organisation": "organisation-union",
        "first_step": "Call both councils of elders",
        "due_at": "2026-11-24T12:00:00.000000Z",
        "place": PROVINCE,
    }
    return Action.parse(body | parts)


def outcome(*about: str, **parts: Any) -> Outcome:
    """What followed on it."""
    body = {
        "about": list(about),
        "period": WEEKS,
        "place": PROVINCE,
        "followed": said("Both sides kept away from the market for two weeks."),
        "attribution": "no_evidence_either_way",
        "observed_by": WATCHER.user,
    }
    return Outcome.parse(body | parts)


def case(ledger: Ledger, clock: HandClock) -> dict[str, Entry]:
    """A whole case, from two graded reports to what followed; an hour between its steps, days before its outcome."""
    clock.present = TODAY
    report_id = graded_report(ledger, 1)
    clock.move(hours=1)
    alert = issued(ledger)
    clock.move(hours=1)
    read = acknowledge_alert(ledger, MINISTER, alert.record_id, "web_form")
    clock.move(hours=1)
    decision = decided(ledger, alert)
    clock.move(hours=1)
    planned = plan_action(ledger, DECIDER, step(decision))
    clock.move(hours=1)
    begun = start_action(ledger, OWNER, planned.record_id)
    clock.move(days=2)
    done = complete_action(ledger, OWNER, planned.record_id)
    clock.move(days=3)
    looked = check_effect(
        ledger,
        WATCHER,
        planned.record_id,
        Look(told("The market stayed shut."), harm_found=False, rests_on=[report_id]),
    )
    clock.move(days=10)
    followed = observe_outcome(ledger, WATCHER, outcome(planned.record_id, alert.record_id))
    clock.move(hours=1)
    return {
        "alert": alert, "read": read, "decision": decision, "planned": planned, "begun": begun, "done": done,
        "looked": looked, "followed": followed,
    }  # fmt: skip
