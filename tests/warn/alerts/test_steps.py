from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forestall.errors import BadTransition, InvalidField
from forestall.records.alert import Alert
from forestall.records.assessment import Assessment
from forestall.records.parts.approval import Approval
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.harm_check import HarmCheck
from forestall.warn.alerts.standing import Standing, standing
from forestall.warn.alerts.steps import check_carries, check_issuable, drafted, reviewed
from record_samples import ANALYST, DISSENT, HARM_CHECK, LEAD_APPROVES, SAMPLES, said
from warn_samples import assessment

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LEAD = Approval.parse(LEAD_APPROVES)
HARM = HarmCheck.parse(HARM_CHECK)
OTHER_DISSENT = Dissent.parse(DISSENT | {"by": "user-x", "position": said("Two signs rest on one origin.")})


def alert(**parts: Any) -> Alert:
    return Alert.parse(SAMPLES["alert"] | {"drafted_by": ANALYST} | parts)


def ready() -> Alert:
    return reviewed(drafted(alert(), ANALYST), LEAD, HARM)


def test_a_draft_is_in_its_writers_name_and_nobody_has_approved_it() -> None:
    draft = drafted(alert(), "user-w")
    assert (draft.drafted_by, draft.approvals, draft.harm_check) == ("user-w", (), None)


def test_a_draft_takes_the_dissent_of_its_assessment_inside_once() -> None:
    draft = drafted(alert(), ANALYST, (OTHER_DISSENT, *alert().dissent))
    assert draft.dissent == (*alert().dissent, OTHER_DISSENT)


def test_what_is_no_message_of_ours_is_no_draft() -> None:
    with pytest.raises(InvalidField, match="a message of kind"):
        drafted(alert(kind="error"), ANALYST)


def test_nobody_approves_their_own_draft() -> None:
    with pytest.raises(InvalidField, match="somebody other than its writer"):
        reviewed(drafted(alert(), LEAD.by), LEAD, HARM)


def test_a_harm_check_that_says_no_stops_the_review() -> None:
    with pytest.raises(InvalidField, match="finds it acceptable"):
        reviewed(drafted(alert(), ANALYST), LEAD, HARM.model_copy(update={"acceptable": False}))


def test_a_message_goes_out_reviewed_with_times_that_lie_ahead() -> None:
    check_issuable(ready(), NOW)
    with pytest.raises(BadTransition, match="approval by somebody other"):
        check_issuable(drafted(alert(), ANALYST), NOW)
    with pytest.raises(InvalidField, match="due_at"):
        check_issuable(ready(), NOW + timedelta(days=30))


def test_no_message_speaks_for_longer_than_half_a_year() -> None:
    long = alert(expires_at="2027-06-20T09:30:00.000000Z")
    with pytest.raises(InvalidField, match="183 days"):
        check_issuable(reviewed(drafted(long, ANALYST), LEAD, HARM), NOW)


def test_an_alert_names_no_other_phase_than_was_agreed_on() -> None:
    agreed = Assessment.parse(SAMPLES["assessment"] | {"outcome": "consensus", "positions": [], "phase": "3",
                                                       "withdrawn_because": None})  # fmt: skip
    check_carries(alert(), agreed)
    with pytest.raises(InvalidField, match="expected phase 3; found phase 4"):
        check_carries(alert(phase="4"), agreed)
    with pytest.raises(InvalidField, match="none was agreed on"):
        check_carries(alert(), assessment())
    with pytest.raises(InvalidField, match="withdrawn"):
        check_carries(alert(phase=None), assessment(withdrawn_because="Replaced."))


@pytest.mark.parametrize(
    ("state", "hours", "found"),
    [
        ("alert.drafted", 0, Standing.DRAFT),
        ("alert.reviewed", 0, Standing.REVIEWED),
        ("alert.issued", 0, Standing.IN_FORCE),
        ("alert.updated", 0, Standing.IN_FORCE),
        ("alert.issued", 24 * 60, Standing.EXPIRED),
        ("alert.superseded", 0, Standing.SUPERSEDED),
        ("alert.superseded", 24 * 60, Standing.SUPERSEDED),
        ("alert.cancelled", 0, Standing.CANCELLATION),
    ],
)
def test_what_ran_out_or_was_replaced_is_never_in_force(state: str, hours: int, found: Standing) -> None:
    assert standing(state, alert(), NOW + timedelta(hours=hours)) == found
