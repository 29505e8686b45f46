"""What a round of blind judgements ends in: one phase, or a split that nobody averages away.

Source:
    Forestall design after the IPC consensus protocols; shares and distances stand in the signed profile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from forestall.errors import InvalidField
from forestall.records.assessment import PhaseCount, Position, Spread
from forestall.records.judgement import Judgement
from forestall.records.profile import Profile

NO_PHASE = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a round ends in."""

    phase: str | None
    """The median phase; None for a split."""
    positions: tuple[Position, ...]
    """The sides, where it is split; none, and no phase, where all hold that it can't be classified."""


def check_quorum(judgements: Sequence[Judgement], profile: Profile) -> None:
    """Return when enough people from enough sides took part, an outsider among them where that is needed.

    Raises:
        InvalidField: they did not; what is missing is named.
    """
    quorum = profile.quorum
    sides = {row.constituency for row in judgements} & set(quorum.counted)
    if len({row.analyst for row in judgements}) < quorum.analysts:
        raise _no_quorum(f"{quorum.analysts} analysts", str(len({row.analyst for row in judgements})))
    if len(sides) < quorum.constituencies:
        needed = f"analysts from {quorum.constituencies} of {', '.join(quorum.counted)}"
        raise _no_quorum(needed, ", ".join(sorted(sides)) or "none of them")
    gravest = max(map(_order, judgements))
    if gravest >= quorum.outsider_from_phase and all(row.from_state_concerned for row in judgements):
        raise _no_quorum("an analyst from outside the state concerned", "none")


def spread_of(judgements: Sequence[Judgement]) -> Spread:
    """How judgements lie, without names: what a facilitator puts before the round."""
    held = sorted(map(_order, judgements))
    return Spread(
        phases=tuple(
            PhaseCount(phase=str(order) if order else None, n_analysts=held.count(order)) for order in sorted(set(held))
        ),
        probabilities=tuple(sorted(row.probability for row in judgements if row.probability is not None)),
        reasons=tuple(sorted((row.reason for row in judgements), key=lambda text: text.text)),
        n_objections=sum(row.objects for row in judgements),
    )


def result_of(judgements: Sequence[Judgement], profile: Profile) -> Result:
    """One phase where the round agrees, the sides of a split where it doesn't.

    A median between two phases is no phase: the round is split, and both are published.

    Args:
        judgements: of the second round, a quorum of them.
        profile: the numbers that hold.
    """
    held = sorted(map(_order, judgements))
    lower, upper = held[(len(held) - 1) // 2], held[len(held) // 2]
    near = sum(order != NO_PHASE and abs(order - lower) <= profile.consensus.within_phases for order in held)
    agrees = near >= profile.consensus.share * len(held) and not any(row.objects for row in judgements)
    sides = positions_of(judgements)
    if lower == upper != NO_PHASE and (agrees or len(sides) == 1):
        return Result(str(lower), ())
    return Result(None, sides if len(sides) > 1 else ())


def positions_of(judgements: Sequence[Judgement]) -> tuple[Position, ...]:
    """Each phase that anybody holds, or none, with how many hold it, their first reason and all they rest on."""
    holders: dict[str | None, list[Judgement]] = defaultdict(list)
    for row in judgements:
        holders[row.phase].append(row)
    return tuple(
        Position(
            phase=phase,
            n_analysts=len(rows),
            reason=rows[0].reason,
            rests_on=tuple(dict.fromkeys(about for row in rows for about in row.rests_on)),
        )
        for phase, rows in sorted(holders.items(), key=lambda side: side[0] or "")
    )


def _order(judgement: Judgement) -> int:
    # Phases are counted from 1; who holds that it can't be classified stands near nobody.
    return NO_PHASE if judgement.phase is None else int(judgement.phase)


def _no_quorum(expected: str, found: str) -> InvalidField:
    return InvalidField(
        expected=expected,
        found=found,
        where="the quorum of the round",
        remedy="Wait for more judgements, or invite whoever is missing; the round stays open.",
    )
