from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from forestall.errors import BadTransition, IntegrityError, InvalidField
from forestall.records.assessment import Assessment
from forestall.records.parts.piece import Piece
from forestall.records.profile import ListDigest
from forestall.records.review import Review
from forestall.warn.classification.closing import Grounds, close, raises_priority
from forestall.warn.classification.evidence import weigh_all
from forestall.warn.classification.thresholds import check_lists, shipped_profile
from record_samples import DIGEST, EARLIER, NOW, OTHER_DIGEST, said
from warn_samples import NOON, assessment, direct, fair, judgement

PROFILE = shipped_profile()
ROUNDS = [
    {"number": 1, "judgements": [DIGEST], "locked_at": EARLIER},
    {"number": 2, "judgements": [OTHER_DIGEST], "locked_at": NOW},
]
L1 = [direct(1, grade="C3"), *(fair(number) for number in range(2, 6))]
L2 = [direct(1), direct(2, grade="C3"), *(fair(number) for number in range(3, 8))]


def closed(phases: str, pieces: Sequence[Piece], panel: Sequence[Review] = (), **parts: Any) -> Assessment:
    told = assessment(**{"rounds": ROUNDS} | parts)
    judgements = [judgement(number, phase) for number, phase in enumerate(phases)]
    return close(told, Grounds(judgements, weigh_all(pieces, NOON.date()), PROFILE, panel), NOON)


def finding(reviewer: str, *, stands: bool = True) -> Review:
    return Review(about=("assessment-1",), reviewer=reviewer, stands=stands)


def test_a_round_that_agrees_closes_with_the_confidence_its_evidence_stands_for() -> None:
    told = closed("33334", L1)
    assert (told.outcome, told.phase, told.evidence_level, told.confidence) == ("consensus", "3", "L1", "low")
    assert closed("33334", L2).confidence == "moderate"


def test_a_split_is_published_as_a_split() -> None:
    told = closed("11133", L1)
    assert (told.outcome, told.phase, len(told.positions)) == ("split", None, 2)


def test_short_evidence_is_not_classifiable_where_access_is_denied_and_stays_open_where_it_is_not() -> None:
    told = closed("22222", L1[:3], access_denied=True)
    assert (told.outcome, told.phase, told.confidence) == ("not_classifiable", None, None)
    assert raises_priority(told)
    with pytest.raises(InvalidField, match="L1 or higher, or access denied"):
        closed("22222", L1[:3])


def test_phase_4_needs_medium_evidence_or_says_that_access_is_limited() -> None:
    assert closed("44444", L2).outcome == "consensus"
    assert closed("44444", L1, access_denied=True).outcome == "likely_limited_access"
    with pytest.raises(InvalidField, match="evidence level L2"):
        closed("44444", L1)


@pytest.mark.parametrize("ground", ["hate_speech", "own_conduct_report"])
def test_what_never_suffices_alone_lifts_no_phase_to_4(ground: str) -> None:
    weak = [direct(number, ground=ground, grade="C3") for number in range(20)]
    with pytest.raises(InvalidField, match="neither a model"):
        closed("44444", weak, access_denied=True)
    models = [fair(number, ground="model") for number in range(30, 60)]
    with pytest.raises(InvalidField, match="neither a model"):
        closed("44444", [*weak, *models], access_denied=True)


def test_models_alone_classify_nothing() -> None:
    with pytest.raises(InvalidField, match="access denied"):
        closed("33333", [fair(number, ground="model", grade="A1") for number in range(30)])


def test_phase_5_and_a_split_that_touches_4_go_to_the_panel_while_the_result_is_shown_as_under_review() -> None:
    for phases in ("55555", "22244"):
        told = closed(phases, L2)
        assert told.outcome == "under_review"
        assert told.panel_due_at == NOON + timedelta(hours=72)


def test_three_outsiders_let_a_grave_result_stand_and_insiders_do_not_count() -> None:
    panel = [finding(f"user-p{number}") for number in range(3)]
    assert closed("55555", L2, panel).outcome == "consensus"
    with pytest.raises(InvalidField, match="3 people who took no part"):
        closed("55555", L2, [*panel[:2], finding("user-a1"), finding("user-f1")])
    with pytest.raises(InvalidField, match="lets it stand"):
        closed("55555", L2, [panel[0], *(finding(f"user-q{number}", stands=False) for number in range(2))])


def test_nothing_closes_after_one_round() -> None:
    with pytest.raises(BadTransition, match="two locked rounds"):
        closed("33333", L1, rounds=ROUNDS[:1])


def test_nobody_who_objects_is_left_without_their_dissent_inside() -> None:
    objecting = [judgement(number, "3", objects=number == 1) for number in range(5)]
    grounds = Grounds(objecting, weigh_all(L1, NOON.date()), PROFILE)
    with pytest.raises(InvalidField, match="dissent of everyone who objects"):
        close(assessment(rounds=ROUNDS), grounds, NOON)
    dissent = [{"by": "user-a2", "position": said("One sign rests on one origin.")}]
    told = close(assessment(rounds=ROUNDS, dissent=dissent), grounds, NOON)
    assert told.dissent[0].by == "user-a2"


def test_another_confidence_than_the_evidence_stands_for_needs_its_reason() -> None:
    with pytest.raises(InvalidField, match="a reason for a confidence"):
        closed("33333", L1, confidence="high")
    assert (
        closed("33333", L1, confidence="moderate", confidence_because="Two satellites agree.").confidence == "moderate"
    )


def test_a_profile_counts_by_the_lists_it_was_signed_with_and_no_others() -> None:
    check_lists(PROFILE)
    moved = PROFILE.model_copy(update={"lists": (*PROFILE.lists[:-1], ListDigest(name="phase", digest=DIGEST))})
    with pytest.raises(IntegrityError, match="trigger_ground"):
        check_lists(moved)
