"""Protocol cards of a fictional node, and the steps that bring one to where a test begins."""

from datetime import date, timedelta
from typing import Any

from forestall.memory.ledger import Ledger
from forestall.records.entry import Entry
from forestall.records.manifest import Manifest
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.trigger import Trigger
from forestall.runs.order import state_of
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.steps import begin
from forestall.runs.warning.triggers import History, backtest_trigger, draft_trigger, sign_trigger
from forestall.runs.warning.use import check_trigger
from forestall.warn.classification.thresholds import shipped_profile
from forestall.warn.triggers.backtest import Reading, Series
from forestall.warn.triggers.rules import Found
from record_samples import HARM_CHECK, SAMPLES, said
from warning_people import APPROVER, LEAD, TERMS, person, report

HARM = HarmCheck.parse(HARM_CHECK)
PROTECTION = person(APPROVER.user, "organisation-union", "protection_lead")
MANIFEST = Manifest.parse(SAMPLES["manifest"])
HISTORY = History(
    series=(Series((Reading(date(2023, 3, 1), 0.9), Reading(date(2023, 4, 1), 0.1)), 0.5, 45),),
    onsets=(date(2023, 3, 20), date(2024, 6, 1)),
    days=tuple(date(2023, 1, 1) + timedelta(days=7 * week) for week in range(105)),
    inputs=("manifest-1",),
)


def rule(*grounds: str, needed: int = 1) -> dict[str, Any]:
    return {"conditions": [{"ground": one, "label": said(f"It holds: {one}")} for one in grounds], "needed": needed}


def card(**parts: Any) -> Trigger:
    plain = {"signed_by": [], "backtests": [], "retired_because": None, "replaces": None, "version": 1,
             "readiness": rule("model", "preparatory_signs", needed=2), "activation": rule("preparatory_signs"),
             "stop": rule("harm_found"), "budgets": [{"rule": "activation", "in_vain": 1, "out_of": 2}]}  # fmt: skip
    return Trigger.parse(SAMPLES["trigger"] | plain | parts)


def tried(ledger: Ledger, **parts: Any) -> str:
    """The id of a draft whose activation rule was back-tested."""
    if state_of(ledger, LEAD.reader, "manifest-1") is None:
        begin(ledger, LEAD, "lake.loaded", MANIFEST, TERMS, record_id="manifest-1")
    draft = draft_trigger(ledger, LEAD, card(**parts), TERMS)
    return backtest_trigger(ledger, LEAD, draft.record_id, "activation", HISTORY).record_id


def signed(ledger: Ledger, **parts: Any) -> str:
    trigger_id = tried(ledger, **parts)
    yes = give_finding(ledger, PROTECTION, trigger_id, stands=True, role="protection_lead", verb="sign_trigger")
    sign_trigger(ledger, LEAD, trigger_id, "analyst_lead", [yes.id])
    return trigger_id


def met(ledger: Ledger, trigger_id: str) -> Entry:
    sign_profile(ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    seen = state_of(ledger, LEAD.reader, "report-1") or report(ledger, 1)
    _, entry = check_trigger(ledger, LEAD, trigger_id, "activation", {0: Found(True, (seen.id,))})
    assert entry
    return entry
