"""Promises and recommendations, followed until evidence closes them; none closes in silence."""

from __future__ import annotations

from datetime import date, timedelta

from forestall.errors import BadTransition, InvalidField
from forestall.records.commitment import Commitment

FINAL = ("kept", "withdrawn")
"""Where nothing follows any more; a promise that was broken may still be kept later."""
ASK_AGAIN = timedelta(days=90)
"""How long a promise without a date stands before somebody asks how it stands. Our own design."""


def moved(commitment: Commitment, status: str, rests_on: tuple[str, ...], own_id: str, today: date) -> Commitment:
    """The commitment in another status, with the evidence for it.

    Args:
        commitment: as it stands.
        status: an id of vocabulary/commitment_status.yml.
        rests_on: records that show it; for one that lapsed, its own date does.
        own_id: the commitment's record id.
        today: the present day.

    Raises:
        BadTransition: it is closed for good, or stands there already.
        InvalidField: no evidence, its own word as evidence, or a lapse before its date.
    """
    if commitment.status in FINAL or status in ("open", commitment.status):
        raise BadTransition(
            expected="another status, of a commitment that isn't closed for good",
            found=f"{commitment.status} to {status}",
            where="Commitment.status",
            remedy="A promise that was kept or taken back stays so; a new promise is a new commitment.",
        )
    if status == "lapsed":
        _check_lapsed(commitment, today)
        rests_on = rests_on or (own_id,)
    elif not set(rests_on) - {own_id}:
        raise InvalidField(
            expected="evidence beside the promise itself",
            found="none",
            where="Commitment.rests_on",
            remedy="Name the report, event or other record that shows it.",
        )
    update = {"status": status, "rests_on": tuple(dict.fromkeys((*commitment.rests_on, *rests_on)))}
    return Commitment.parse(commitment.model_copy(update=update).to_json())


def due_on(commitment: Commitment) -> date | None:
    """The day on which somebody asks how it stands; None once it is closed for good or was found broken."""
    if commitment.status not in ("open", "partly_kept"):
        return None
    if commitment.due is not None:
        return commitment.due.latest()
    return commitment.made.latest() + ASK_AGAIN


def _check_lapsed(commitment: Commitment, today: date) -> None:
    if commitment.due is None or today <= commitment.due.latest():
        raise InvalidField(
            expected="a date that has passed",
            found="none, or one that lies ahead",
            where="Commitment.due",
            remedy="Only what was due by a date can lapse; leave it open.",
        )
