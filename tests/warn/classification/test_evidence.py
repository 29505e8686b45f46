from datetime import date

import pytest

from forestall.records.parts.piece import Piece
from forestall.warn.classification.evidence import time_relevance, weigh, weigh_all
from warn_samples import direct, fair, piece

TODAY = date(2026, 11, 22)


def level(*pieces: Piece) -> str:
    return weigh_all(pieces, TODAY).level


@pytest.mark.parametrize(
    ("nature", "dated", "time"),
    [
        ("dynamic", "2026-11-08", "T2"),
        ("dynamic", "2026-11-07", "T1"),
        ("dynamic", "2026-09-23", "T1"),
        ("dynamic", "2026-09-22", "T0"),
        ("structural", "2025-11-22", "T2"),
        ("structural", "2025-11-21", "T1"),
        ("structural", "2023-11-22", "T0"),
        ("dynamic", "2026-11", "T1"),
        ("dynamic", "2026-12-01", "T0"),
        ("dynamic", None, "T0"),
    ],
)
def test_evidence_ages_and_what_has_no_date_is_old(nature: str, dated: str | None, time: str) -> None:
    assert time_relevance(piece(1, nature=nature, dated=dated), TODAY) == time


@pytest.mark.parametrize(
    ("parts", "reliability"),
    [
        ({"grade": "B2"}, "R2"),
        ({"grade": "C3"}, "R1"),
        ({"grade": "B2", "dated": "2026-10-01"}, "R1"),
        ({"grade": "F6"}, "R0"),
        ({"grade": "F6", "method": "M2"}, "R2"),
        ({"grade": "A1", "ground": "model"}, "R1"),
        ({"grade": "C3", "ground": "own_conduct_report"}, "R1"),
        ({"grade": "A1", "dated": None}, "R0"),
    ],
)
def test_a_piece_is_as_reliable_as_method_and_time_together_and_a_model_is_fair_at_best(
    parts: dict[str, str], reliability: str
) -> None:
    assert weigh(piece(1, **parts), TODAY).reliability == reliability


def test_the_levels_stand_where_their_counts_say() -> None:
    four = [fair(number) for number in range(2, 6)]
    five = [fair(number) for number in range(3, 8)]
    assert level(direct(1, grade="C3"), *four) == "L1"
    assert level(direct(1, grade="C3"), *four[1:]) == "none"
    assert level(*four, fair(9)) == "none"
    assert level(direct(1), direct(2, grade="C3"), *five) == "L2"
    assert level(direct(1, grade="C3"), direct(2, grade="C3"), *five) == "L1"
    assert level(direct(1), direct(2), *five) == "L2"
    assert level(direct(1, from_affected_group=True), direct(2), *five) == "L3"


def test_a_thousand_copies_of_one_telling_are_one_piece() -> None:
    flood = [direct(number, origin="origin-rumour") for number in range(1000)]
    weight = weigh_all(flood, TODAY)
    assert (weight.level, len(weight.counted), len(weight.set_aside)) == ("none", 1, 999)
    sound = [direct(2000, grade="C3"), *(fair(number) for number in range(2001, 2004))]
    assert level(*sound) == "none"
    assert level(*sound, *(fair(number, origin="origin-2001") for number in range(1000))) == "none"


def test_a_thousand_tellings_that_one_source_stands_behind_are_one_voice() -> None:
    flood = [direct(number, source="organisation-loud") for number in range(1000)]
    assert weigh_all(flood, TODAY).n_origins == 1
    assert level(*flood) == "none"


def test_what_goes_back_to_nobody_knows_where_is_one_piece_together() -> None:
    nameless = [direct(number, origin=None, source=None) for number in range(50)]
    assert len(weigh_all(nameless, TODAY).counted) == 1


def test_of_one_origin_the_strongest_piece_counts() -> None:
    weight = weigh_all([fair(1, origin="origin-1"), direct(2, origin="origin-1", grade="C3")], TODAY)
    assert [row.piece.about for row in weight.counted] == ["report-2"]


def test_unreliable_evidence_counts_for_nothing() -> None:
    assert level(direct(1), *(piece(number, grade="F6") for number in range(2, 30))) == "none"


@pytest.mark.parametrize("ground", ["hate_speech", "own_conduct_report"])
def test_evidence_of_a_kind_that_never_suffices_does_not_stand_alone(ground: str) -> None:
    weak = [direct(number, ground=ground, grade="C3") for number in range(20)]
    assert not weigh_all(weak, TODAY).stands_alone
    assert weigh_all([*weak, direct(30, grade="C3")], TODAY).stands_alone
