"""What a message must have before each step: drafted, reviewed, issued by two named people."""

from __future__ import annotations

from datetime import datetime

from forestall.errors import BadTransition, InvalidField
from forestall.records.alert import Alert
from forestall.records.assessment import Assessment
from forestall.records.parts.approval import Approval
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.harm_check import HarmCheck
from forestall.warn.alerts.standing import LONGEST
from forestall.warn.wording.lint import check_wording

ISSUED_AS = {"alert": "alert.issued", "update": "alert.updated", "cancel": "alert.cancelled"}
"""The kind of entry by which each kind of message is issued; others are no messages of this node."""


def drafted(alert: Alert, by: str, dissent: tuple[Dissent, ...] = ()) -> Alert:
    """The draft as it is recorded: in its writer's name, approved by nobody, every dissent inside.

    Args:
        alert: what was written.
        by: who wrote it, by pseudonym.
        dissent: of the assessment it rests on; joined to what the alert says itself.

    Raises:
        InvalidField: it isn't a message that can be issued, or its words may not stand in one.
    """
    if alert.kind not in ISSUED_AS:
        raise InvalidField(
            expected=f"a message of kind {', '.join(ISSUED_AS)}",
            found=alert.kind,
            where="Alert.kind",
            remedy="An acknowledgement is a record of its own; an error is answered by an update.",
        )
    inside = (*alert.dissent, *(one for one in dissent if one not in alert.dissent))
    draft = alert.model_copy(update={"drafted_by": by, "approvals": (), "harm_check": None, "dissent": inside})
    check_wording(draft)
    return Alert.parse(draft.to_json())


def reviewed(alert: Alert, approval: Approval, harm_check: HarmCheck) -> Alert:
    """The draft with somebody else's approval and the harm check.

    Raises:
        InvalidField: who approves wrote it, or the harm check doesn't find it acceptable.
    """
    if approval.by == alert.drafted_by:
        raise InvalidField(
            expected="approval by somebody other than its writer",
            found="its writer's own",
            where="Alert.approvals",
            remedy="Ask a colleague to read and approve it.",
        )
    if not harm_check.acceptable:
        raise InvalidField(
            expected="a harm check that finds it acceptable",
            found="one that does not",
            where="Alert.harm_check",
            remedy="Change the draft as the check asks, and check it again.",
        )
    check_wording(alert)
    approvals = (*(one for one in alert.approvals if one.by != approval.by), approval)
    return Alert.parse(alert.model_copy(update={"approvals": approvals, "harm_check": harm_check}).to_json())


def check_issuable(alert: Alert, now: datetime) -> None:
    """Return when a reviewed message may go out now.

    Raises:
        BadTransition: nobody but its writer approved it, or no harm check stands.
        InvalidField: its words may not stand, or a time it names is over.
    """
    if not alert.approvals or alert.harm_check is None:
        raise BadTransition(
            expected="approval by somebody other than its writer, with a harm check",
            found="none",
            where="the alert",
            remedy="Have it reviewed first.",
        )
    check_wording(alert)
    if alert.expires_at is not None and alert.expires_at - now > LONGEST:
        raise InvalidField(
            expected=f"an end within {LONGEST.days} days",
            found="a later one",
            where="Alert.expires_at",
            remedy="End it earlier, and update it if it still holds then.",
        )
    for field in ("due_at", "expires_at"):
        moment: datetime | None = getattr(alert, field)
        if moment is not None and moment <= now:
            raise InvalidField(
                expected="a time that lies ahead",
                found="one that is over",
                where=f"Alert.{field}",
                remedy="Draft it anew with a time by which people can still decide.",
            )


def check_carries(alert: Alert, assessment: Assessment) -> None:
    """Return when an alert says of its assessment what that says of itself.

    Raises:
        InvalidField: it names another phase than was agreed on, or rests on what was withdrawn.
    """
    if assessment.withdrawn_because is not None:
        raise InvalidField(
            expected="an assessment that stands",
            found="one that was withdrawn",
            where="Alert.assessment",
            remedy="Rest on a later version, or on none.",
        )
    if alert.phase is not None and alert.phase != assessment.phase:
        raise InvalidField(
            expected=f"phase {assessment.phase}" if assessment.phase else "no phase, since none was agreed on",
            found=f"phase {alert.phase}",
            where="Alert.phase",
            remedy="Name the phase that was agreed on, or leave it out.",
        )
