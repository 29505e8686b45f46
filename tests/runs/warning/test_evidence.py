import pytest

from forestall.errors import AccessError, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.grade import Grade
from forestall.records.parts.piece import Piece
from forestall.runs.warning.evidence import Judged, Weighing, grade_evidence, weigh_piece
from forestall.runs.warning.steps import held
from warning_people import ANALYSTS, GRADERS, graded_report, person, report

FIRST, SECOND = GRADERS
CREDIBLE = Judged("It fits.", credibility="2")
RELIABLE = Judged("Right before.", reliability="B")


def weighed(ledger: Ledger, about: str, weighing: Weighing = Weighing()) -> Piece:  # noqa: B008 - frozen
    return weigh_piece(ledger, ANALYSTS[0], about, weighing)[0]


def test_two_people_grade_one_report_and_each_part_keeps_its_judge(ledger: Ledger) -> None:
    told = report(ledger, 1)
    grade_evidence(ledger, FIRST, told.record_id, CREDIBLE)
    entry = grade_evidence(ledger, SECOND, told.record_id, RELIABLE)
    grade = held(entry, Grade)
    assert (str(grade.grade), grade.credibility_by, grade.reliability_by) == ("B2", FIRST.user, SECOND.user)
    assert (grade.reason, entry.causes) == ("It fits.\nRight before.", (told.id,))


def test_reliability_waits_for_credibility_and_each_part_is_fixed_once_given(ledger: Ledger) -> None:
    told = report(ledger, 1)
    with pytest.raises(BadTransition, match="credibility before reliability"):
        grade_evidence(ledger, SECOND, told.record_id, RELIABLE)
    grade_evidence(ledger, FIRST, told.record_id, CREDIBLE)
    with pytest.raises(BadTransition, match="one that is fixed"):
        grade_evidence(ledger, SECOND, told.record_id, Judged("No.", credibility="5"))
    with pytest.raises(InvalidField, match="another person"):
        grade_evidence(ledger, FIRST, told.record_id, RELIABLE)
    with pytest.raises(InvalidField, match="one at a time"):
        grade_evidence(ledger, SECOND, told.record_id, Judged("Both.", credibility="2", reliability="B"))


def test_only_two_origins_confirm(ledger: Ledger) -> None:
    told = report(ledger, 1)
    with pytest.raises(InvalidField, match="two independent origins"):
        grade_evidence(ledger, FIRST, told.record_id, Judged("Sure.", credibility="1", origins=("origin-1",)))


def test_a_report_on_own_conduct_is_graded_no_better_than_c3_and_stays_what_it_is(ledger: Ledger) -> None:
    told = report(ledger, 1, about_own_conduct=True)
    with pytest.raises(InvalidField, match="no better than C3"):
        grade_evidence(ledger, FIRST, told.record_id, CREDIBLE)
    about = graded_report(ledger, 2, "C3", about_own_conduct=True)
    assert weighed(ledger, about, Weighing(ground="preparatory_signs")).ground == "own_conduct_report"


def test_a_piece_takes_grade_origin_source_and_date_from_its_record(ledger: Ledger) -> None:
    piece = weighed(ledger, graded_report(ledger, 1), Weighing(direct_class="D1"))
    assert (str(piece.grade), piece.origin, piece.source, str(piece.dated)) == (
        "B2", "origin-1", "informant-1", "2026-11-20",
    )  # fmt: skip


def test_an_ungraded_report_is_a_piece_that_nobody_can_judge(ledger: Ledger) -> None:
    assert str(weighed(ledger, report(ledger, 1).record_id).grade) == "F6"


def test_what_repeats_a_report_goes_back_to_its_origin_however_long_the_chain(ledger: Ledger) -> None:
    report(ledger, 1)
    report(ledger, 2, origin=None, repeats="report-1")
    report(ledger, 3, origin=None, repeats="report-2")
    assert weighed(ledger, "report-3").origin == "origin-1"
    report(ledger, 4, origin=None, repeats="report-5")
    report(ledger, 5, origin=None, repeats="report-4")
    assert weighed(ledger, "report-5").origin is None


def test_who_may_not_grade_is_refused(ledger: Ledger) -> None:
    told = report(ledger, 1)
    with pytest.raises(AccessError):
        grade_evidence(ledger, person("user-g1", "organisation-union", "addressee"), told.record_id, CREDIBLE)
