"""What may and may not move an evidence level, whatever the pieces."""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.records.parts.piece import Piece
from forestall.vocabulary.load import vocabulary
from forestall.warn.classification.evidence import weigh_all
from warn_samples import piece

TODAY = date(2026, 11, 22)
GRADES = ("A1", "B2", "C3", "D4", "F6")


@st.composite
def pieces(draw: st.DrawFn, least: int = 0) -> list[Piece]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 6),
                st.integers(0, 4),
                st.sampled_from(GRADES),
                st.sampled_from(["D1", "D5", None]),
                st.sampled_from(["2026-11-20", "2026-10-20", "2025-01-01", None]),
                st.booleans(),
            ),
            min_size=least,
            max_size=14,
        )
    )
    return [
        piece(
            number,
            origin=f"origin-{origin}" if origin else None,
            source=f"organisation-{source}" if source else None,
            grade=grade,
            direct_class=direct,
            dated=dated,
            from_affected_group=affected,
        )
        for number, (origin, source, grade, direct, dated, affected) in enumerate(rows)
    ]


def order(rows: list[Piece]) -> int:
    return int(vocabulary("evidence_level")[weigh_all(rows, TODAY).level].extra["order"])


@settings(max_examples=60)
@given(pieces(least=1), st.integers(1, 50), st.data())
def test_copies_of_what_is_there_never_move_a_level(rows: list[Piece], n_copies: int, data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(rows))
    copies = [copied.model_copy(update={"about": f"report-copy{number}"}) for number in range(n_copies)]
    assert order([*rows, *copies]) == order(rows)


@settings(max_examples=60)
@given(pieces(), st.integers(1, 50))
def test_what_is_not_reliable_enough_never_moves_a_level(rows: list[Piece], n_more: int) -> None:
    noise = [piece(1000 + number, grade="F6", direct_class="D1") for number in range(n_more)]
    assert order([*rows, *noise]) == order(rows)


@settings(max_examples=60)
@given(pieces())
def test_another_reliable_voice_never_lowers_a_level(rows: list[Piece]) -> None:
    assert order([*rows, piece(1000, direct_class="D1", from_affected_group=True)]) >= order(rows)


@settings(max_examples=60)
@given(pieces(), st.randoms(use_true_random=False))
def test_the_order_in_which_pieces_came_changes_no_level(rows: list[Piece], chance: Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert order(shuffled) == order(rows)


@given(pieces(), st.sampled_from(["model", "own_conduct_report", "hate_speech"]))
def test_what_never_suffices_alone_stands_alone_in_no_number(rows: list[Piece], ground: str) -> None:
    weak = [row.model_copy(update={"ground": ground}) for row in rows]
    assert not weigh_all(weak, TODAY).stands_alone


@given(pieces())
def test_every_piece_is_either_counted_or_set_aside(rows: list[Piece]) -> None:
    weight = weigh_all(rows, TODAY)
    seen = [row.piece.about for row in (*weight.counted, *weight.set_aside)]
    assert sorted(seen) == sorted(row.about for row in rows)
