"""The evidence of an assessment as plain data: each piece as it was weighed, and the level that all of them reach."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.evidence import title_of
from forestall.records.assessment import Assessment
from forestall.records.parts.piece import Piece
from forestall.runs.order import state_of
from forestall.runs.warning.grading import graded_lately
from forestall.warn.classification.evidence import Weighed, weigh_all

OFFERED = 40
SHOWN_ASIDE = 40


def evidence_of(here: Visit, told: Assessment) -> dict[str, Any]:
    """The pieces of an assessment today, one of each origin counted and the rest set aside, and their level."""
    weight = weigh_all(told.pieces, here.now.date())
    rows = [_row(here, row, is_counted=True) for row in weight.counted]
    # A thousand copies of one telling count as one, and are shown as a number.
    rows += [_row(here, row, is_counted=False) for row in weight.set_aside[:SHOWN_ASIDE]]
    return {
        "n_set_aside": len(weight.set_aside),
        "level": weight.level,
        "n_origins": weight.n_origins,
        "stands_alone": weight.stands_alone,
        "pieces": rows,
    }


def offered(here: Visit, told: Assessment, *, exercise: bool) -> list[dict[str, Any]]:
    """What was graded lately and isn't a piece of the assessment yet, for an analyst to choose from."""
    known = {piece.about for piece in told.pieces}
    found = graded_lately(here.node.ledger, here.person, exercise=exercise, limit=OFFERED)
    return [
        {"record_id": each.state.record_id, "title": title_of(each.state), "grade": str(each.grade.grade)}
        for each in found
        if each.grade is not None and each.state.record_id not in known
    ]


def _row(here: Visit, row: Weighed, *, is_counted: bool) -> dict[str, Any]:
    return {
        "about": row.piece.about,
        "title": _title(here, row.piece),
        "ground": row.piece.ground,
        "direct_class": row.piece.direct_class,
        "grade": str(row.piece.grade),
        "time": row.time,
        "reliability": row.reliability,
        "origin": row.piece.origin,
        "from_affected_group": row.piece.from_affected_group,
        "weighed_by": row.piece.weighed_by,
        "is_counted": is_counted,
    }


def _title(here: Visit, piece: Piece) -> dict[str, str] | None:
    # A reader of the assessment may not be one of each piece: such a piece is shown by its id alone.
    state = state_of(here.node.ledger, here.reader, piece.about)
    return title_of(state) if state else None
