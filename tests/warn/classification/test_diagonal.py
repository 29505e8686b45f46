from forestall.records.values.admiralty import AdmiraltyGrade
from forestall.warn.classification.diagonal import diagonal_of


def grades(*texts: str) -> list[AdmiraltyGrade]:
    return [AdmiraltyGrade(text[0], text[1]) for text in texts]


def test_grades_in_which_one_part_mirrors_the_other_are_counted_and_the_unknown_left_out() -> None:
    found = diagonal_of(grades("A1", "B2", "C2", "F6", "B6", "F2"))
    assert (found.n_grades, found.n_on_it, found.is_alarming) == (3, 2, False)


def test_people_are_told_once_most_of_enough_grades_lie_on_the_diagonal() -> None:
    assert diagonal_of(grades(*["B2"] * 7, *["B3"] * 3)).is_alarming
    assert not diagonal_of(grades(*["B2"] * 6, *["B3"] * 4)).is_alarming
    assert not diagonal_of(grades(*["B2"] * 9)).is_alarming
    assert not diagonal_of([]).is_alarming
