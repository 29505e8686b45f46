"""Alerts of a fictional node, and the steps that bring one to where a test begins."""

from typing import Any

from forestall.memory.ledger import Ledger
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.runs.warning.alerts import draft_alert, issue_alert, review_alert
from record_samples import HARM_CHECK, LATER, MUCH_LATER, SAMPLES
from warning_people import APPROVER, OFFICER, TERMS, person

WRITER = person("user-a5", "organisation-union", "analyst")
MINISTER = person("user-d", "organisation-ministry", "addressee")
HARM = HarmCheck.parse(HARM_CHECK | {"by": APPROVER.user})


def message(**parts: Any) -> Alert:
    plain = {"kind": "alert", "follows": [], "because": None, "assessment": None, "forecasts": [], "phase": None,
             "suspected_actors": [], "exclusions": [], "dissent": [], "approvals": [], "harm_check": None,
             "addressees": [{"organisation": "organisation-ministry"}], "due_at": LATER,
             "expires_at": MUCH_LATER}  # fmt: skip
    return Alert.parse(SAMPLES["alert"] | plain | parts)


def issued(ledger: Ledger, **parts: Any) -> Entry:
    draft = draft_alert(ledger, WRITER, message(**parts), TERMS)
    return send(ledger, draft)


def send(ledger: Ledger, draft: Entry) -> Entry:
    review_alert(ledger, APPROVER, draft.record_id, "approver", HARM)
    return issue_alert(ledger, OFFICER, draft.record_id)
