import pytest

from forestall.errors import InvalidField
from forestall.records.judgement import Judgement
from forestall.warn.classification.consensus import check_quorum, result_of, spread_of
from forestall.warn.classification.thresholds import shipped_profile
from warn_samples import judgement

PROFILE = shipped_profile()


def judgements(*phases: str | None) -> list[Judgement]:
    return [judgement(number, phase) for number, phase in enumerate(phases)]


@pytest.mark.parametrize(
    ("phases", "phase"),
    [
        ("33333", "3"),
        ("33344", "3"),
        ("23444", "4"),
        ("33335", "3"),
        ("22255", None),
        ("11355", None),
        ("333444", None),
        ("3333", "3"),
    ],
)
def test_a_round_ends_in_its_median_when_four_in_five_stand_within_one_phase_of_it(
    phases: str, phase: str | None
) -> None:
    result = result_of(judgements(*phases), PROFILE)
    assert result.phase == phase
    assert bool(result.positions) == (phase is None)


def test_a_split_keeps_every_position_with_its_number_and_grounds() -> None:
    held = judgements(*"22255")
    held[4] = held[4].model_copy(update={"rests_on": ("evidence-9",)})
    sides = result_of(held, PROFILE).positions
    assert [(side.phase, side.n_analysts, side.rests_on) for side in sides] == [
        ("2", 3, ()),
        ("5", 2, ("evidence-9",)),
    ]


def test_one_formal_objection_splits_a_round_of_different_phases() -> None:
    held = judgements(*"33334")
    held[4] = held[4].model_copy(update={"objects": True})
    assert [side.phase for side in result_of(held, PROFILE).positions] == ["3", "4"]


def test_who_holds_that_it_cannot_be_classified_is_a_side_of_its_own() -> None:
    result = result_of(judgements("3", "3", "3", None, None), PROFILE)
    assert [(side.phase, side.n_analysts) for side in result.positions] == [(None, 2), ("3", 3)]
    assert result_of(judgements(*[None] * 5), PROFILE) == type(result)(None, ())


def test_a_round_without_enough_people_or_sides_does_not_count() -> None:
    with pytest.raises(InvalidField, match="5 analysts"):
        check_quorum(judgements(*"3333"), PROFILE)
    one_side = [judgement(number, "2", constituency="civil_society") for number in range(5)]
    with pytest.raises(InvalidField, match="analysts from 3 of"):
        check_quorum(one_side, PROFILE)
    firms = [judgement(n, "2", constituency="private_sector") for n in range(3)] + judgements(*"22333")[3:]
    with pytest.raises(InvalidField, match="analysts from 3 of"):
        check_quorum(firms, PROFILE)
    check_quorum(judgements(*"22222"), PROFILE)


def test_from_phase_3_on_somebody_from_outside_the_state_must_take_part() -> None:
    inside = [judgement(number, "3", from_state_concerned=True) for number in range(5)]
    with pytest.raises(InvalidField, match="outside the state"):
        check_quorum(inside, PROFILE)
    check_quorum([row.model_copy(update={"phase": "2"}) for row in inside], PROFILE)


def test_one_person_counts_once_towards_the_quorum() -> None:
    with pytest.raises(InvalidField, match="5 analysts"):
        check_quorum([row.model_copy(update={"analyst": "user-a1"}) for row in judgements(*"33333")], PROFILE)


def test_a_spread_shows_no_names_and_tells_nothing_by_its_order() -> None:
    held = [judgement(number, phase, probability=0.1 * (number + 1)) for number, phase in enumerate("42323")]
    spread = spread_of(held)
    assert [(row.phase, row.n_analysts) for row in spread.phases] == [("2", 2), ("3", 2), ("4", 1)]
    assert spread.probabilities == tuple(sorted(spread.probabilities))
    assert not any(row.analyst in str(spread.to_json()) for row in held)
