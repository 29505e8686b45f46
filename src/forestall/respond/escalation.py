"""One step up: whom a matter goes to when a clock runs out.

The way up stays inside the organisation as long as it can: a deputy, another office, the body above, and in the end
whoever issued the alert. A step that the marking doesn't reach, or that a link to a suspected actor keeps out, is
passed over and never leads outside the circle of the alert.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.records.alert import Addressee
from forestall.records.focal_point import FocalPoint
from forestall.records.parts.escalation import Escalation


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is on record around an addressee."""

    offices: Mapping[str, FocalPoint]
    """Offices for atrocity prevention by id."""
    body_above: str | None
    """The organisation that the addressee belongs to."""
    issuer: str
    """The organisation that issued the alert."""


def next_step(
    addressee: Addressee,
    around: Surroundings,
    taken: tuple[Escalation, ...],
    may_have: Callable[[str], bool],
) -> Escalation | None:
    """The next step up; None when the last was taken.

    Args:
        addressee: whose clock ran out.
        around: what is on record.
        taken: the steps taken before.
        may_have: whether an organisation may be shown the alert.
    """
    asked = {(one.organisation, one.focal_point) for one in taken}
    for step in _way_up(addressee, around):
        if (step.organisation, step.focal_point) not in asked and may_have(step.organisation):
            return step
    return None


def serving(offices: Mapping[str, FocalPoint], organisation: str, now: datetime) -> dict[str, FocalPoint]:
    """The offices of an organisation whose appointment holds, by id, in a lasting order.

    Args:
        offices: all that are on record.
        organisation: whose.
        now: the moment.
    """
    found = {}
    for name, office in sorted(offices.items()):
        if office.organisation == organisation and (office.ended is None or office.ended.latest() >= now.date()):
            found[name] = office
    return found


def _way_up(addressee: Addressee, around: Surroundings) -> Iterator[Escalation]:
    ours = addressee.organisation
    asked = around.offices.get(addressee.focal_point or "")
    deputy = asked.deputy if asked else None
    if deputy is not None and deputy in around.offices:
        yield Escalation(organisation=around.offices[deputy].organisation, focal_point=deputy, step="deputy")
    for name, office in around.offices.items():
        if office.organisation == ours and name not in (addressee.focal_point, deputy):
            yield Escalation(organisation=ours, focal_point=name, step="colleague")
    if around.body_above is not None:
        theirs = (name for name, office in around.offices.items() if office.organisation == around.body_above)
        yield Escalation(organisation=around.body_above, focal_point=next(theirs, None), step="body_above")
    yield Escalation(organisation=around.issuer, step="issuer")
