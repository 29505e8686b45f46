import copy
from typing import Any

import pytest

from forestall.errors import AccessError, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.proof import check_proven, proven_to_json
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.memory.trace import trace
from forestall.records.assessment import Assessment
from forestall.records.entry import Draft, Entry
from forestall.records.judgement import Judgement
from forestall.records.values.marking import Marking
from forestall.runs.order import state_of
from forestall.runs.recording import record_statement
from forestall.runs.warning.assessment import Revision, open_assessment, publish_assessment, revise_assessment
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.rounds import close_assessment, lock_round, submit_judgement
from forestall.runs.warning.steps import Handling, held
from forestall.warn.classification.evidence import weigh_all
from ledgers import HandClock
from record_samples import said
from warning_people import (
    ANALYSTS,
    APPROVER,
    CIRCLE,
    FACILITATOR,
    LEAD,
    OUTSIDER,
    TERMS,
    ask_mitigation,
    asked,
    both_rounds,
    judge,
    opened,
    person,
    weigh_reports,
    words,
)


@pytest.fixture
def ready(ledger: Ledger) -> str:
    """An assessment with medium evidence, before its first round."""
    assessment_id = opened(ledger)
    ask_mitigation(ledger, assessment_id)
    weigh_reports(ledger, assessment_id, 2, 5)
    return assessment_id


def state(ledger: Ledger, assessment_id: str) -> Assessment:
    entry = state_of(ledger, FACILITATOR.reader, assessment_id)
    assert entry
    return held(entry, Assessment)


def test_five_analysts_agree_and_the_whole_chain_is_traced(ledger: Ledger, ready: str) -> None:
    both_rounds(ledger, ready, "33344", "33334")
    close_assessment(ledger, FACILITATOR, ready)
    published = publish_assessment(ledger, LEAD, ready)
    told = held(published, Assessment)
    assert (told.outcome, told.phase, told.evidence_level) == ("consensus", "3", "L2")
    kinds = [
        hop.entry.kind if hop.entry else "withheld" for hop in trace(ledger, FACILITATOR.reader, published.id).hops
    ]
    for kind in ("report.received", "report.graded", "assessment.opened", "assessment.submitted", "assessment.locked"):
        assert kind in kinds
    assert kinds.index("report.received") < kinds.index("assessment.locked") < kinds.index("assessment.published")


def test_a_split_is_closed_as_a_split_with_both_positions(ledger: Ledger, ready: str) -> None:
    both_rounds(ledger, ready, "11133", "11133")
    told = held(close_assessment(ledger, FACILITATOR, ready), Assessment)
    assert told.outcome == "split"
    assert [(side.phase, side.n_analysts) for side in told.positions] == [("1", 3), ("3", 2)]


def test_without_evidence_and_access_it_is_closed_as_not_classifiable(ledger: Ledger) -> None:
    assessment_id = opened(ledger)
    ask_mitigation(ledger, assessment_id)
    revise_assessment(ledger, ANALYSTS[0], assessment_id, Revision(access_denied=True))
    both_rounds(ledger, assessment_id, "-----", "---33")
    told = held(close_assessment(ledger, FACILITATOR, assessment_id), Assessment)
    assert (told.outcome, told.phase) == ("not_classifiable", None)


def test_no_analyst_sees_anothers_judgement_before_the_round_is_locked(ledger: Ledger, ready: str) -> None:
    entries = judge(ledger, ready, 1, "33344")
    for analyst, entry in zip(ANALYSTS, entries, strict=True):
        for other in ANALYSTS:
            found = read(ledger, other.reader, Question(entry_ids=(entry.id,))).entries
            assert bool(found) == (other is analyst)
    locked = lock_round(ledger, FACILITATOR, ready)
    spread = held(locked, Assessment).rounds[0].spread
    assert spread
    assert [(row.phase, row.n_analysts) for row in spread.phases] == [("3", 3), ("4", 2)]
    assert set(held(locked, Assessment).rounds[0].judgements) == {entry.id for entry in entries}
    assert read(ledger, ANALYSTS[3].reader, Question(entry_ids=(locked.id,))).entries


def test_a_judgement_may_be_given_anew_until_its_round_is_locked_and_counts_once(ledger: Ledger, ready: str) -> None:
    judge(ledger, ready, 1, "22222")
    judge(ledger, ready, 1, "33333")
    locked = held(lock_round(ledger, FACILITATOR, ready), Assessment)
    spread = locked.rounds[0].spread
    assert spread
    assert [(row.phase, row.n_analysts) for row in spread.phases] == [("3", 5)]
    with pytest.raises(InvalidField, match="round 2"):
        judge(ledger, ready, 1, "22222")


def test_a_round_without_quorum_stays_open(ledger: Ledger, ready: str) -> None:
    for analyst in ANALYSTS[:4]:
        told = {"assessment": ready, "round": 1, "analyst": analyst.user, "constituency": "academia",
                "from_state_concerned": False, "phase": "2", "reason": said("Quiet.")}  # fmt: skip
        submit_judgement(ledger, analyst, Judgement.parse(told))
    with pytest.raises(InvalidField, match="5 analysts"):
        lock_round(ledger, FACILITATOR, ready)


def test_nobody_locks_or_closes_but_the_facilitator_and_nobody_judges_who_is_not_named(
    ledger: Ledger, ready: str
) -> None:
    other = person("user-f2", "organisation-union", "facilitator")
    with pytest.raises(NotFound):
        lock_round(ledger, OUTSIDER, ready)
    judge(ledger, ready, 1, "33333")
    named = person("user-l", "organisation-union", "facilitator", "analyst")
    with pytest.raises(AccessError, match="the facilitator named"):
        lock_round(ledger, named, ready)
    with pytest.raises(AccessError, match="the facilitator named"):
        lock_round(ledger, other, ready)
    told = {"assessment": ready, "round": 1, "analyst": named.user, "constituency": "academia",
            "from_state_concerned": False, "phase": "2", "reason": said("Quiet.")}  # fmt: skip
    with pytest.raises(InvalidField, match="an analyst named"):
        submit_judgement(ledger, named, Judgement.parse(told))


def test_an_outsider_cannot_tell_that_an_assessment_exists(ledger: Ledger, ready: str) -> None:
    with pytest.raises(NotFound) as hidden:
        revise_assessment(ledger, OUTSIDER, ready, Revision())
    with pytest.raises(NotFound) as none:
        revise_assessment(ledger, OUTSIDER, "assessment-none", Revision())
    assert str(hidden.value).replace(ready, "ID") == str(none.value).replace("assessment-none", "ID")


def test_a_question_is_opened_only_to_people_who_may_read_it(ledger: Ledger) -> None:
    opened(ledger)
    narrow = Marking.parse(CIRCLE.to_json() | {"recipients": [FACILITATOR.user]})
    with pytest.raises(InvalidField, match="every analyst and the facilitator among the recipients"):
        open_assessment(ledger, FACILITATOR, asked(), Handling(narrow))


def test_no_assessment_without_a_signed_profile_nor_without_a_harm_check(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="a signed profile"):
        open_assessment(ledger, FACILITATOR, asked(), TERMS)
    opened(ledger)
    with pytest.raises(InvalidField, match="harm_check"):
        open_assessment(ledger, FACILITATOR, asked(harm_check=None), TERMS)
    with pytest.raises(InvalidField, match="nothing of what only rounds bring"):
        open_assessment(ledger, FACILITATOR, asked(outcome="not_classifiable", access_denied=True), TERMS)


def test_phase_5_is_published_as_under_review_until_three_outsiders_let_it_stand(
    ledger: Ledger, ready: str, clock: HandClock
) -> None:
    both_rounds(ledger, ready, "55555", "55555")
    closed = close_assessment(ledger, FACILITATOR, ready)
    assert held(closed, Assessment).outcome == "under_review"
    panel = [person(f"user-v{number}", "organisation-network", "review_panel_member") for number in range(3)]
    findings = [
        give_finding(ledger, member, ready, stands=True, role="review_panel_member", finding=words("It holds."))
        for member in panel
    ]
    publish_assessment(ledger, LEAD, ready)
    clock.move(days=20)
    again = close_assessment(ledger, FACILITATOR, ready, [entry.id for entry in findings])
    assert held(again, Assessment).outcome == "consensus"
    assert set(again.causes) == {entry.id for entry in findings}
    with pytest.raises(BadTransition, match="open or under review"):
        close_assessment(ledger, FACILITATOR, ready)


def test_the_facilitator_does_not_publish_their_own_round(ledger: Ledger, ready: str) -> None:
    both_rounds(ledger, ready, "33333", "33333")
    close_assessment(ledger, FACILITATOR, ready)
    both = person(FACILITATOR.user, "organisation-union", "facilitator", "approver")
    with pytest.raises(InvalidField, match="other than the facilitator"):
        publish_assessment(ledger, both, ready)
    publish_assessment(ledger, APPROVER, ready)


def test_evidence_comes_in_before_the_second_round_is_locked(ledger: Ledger, ready: str) -> None:
    both_rounds(ledger, ready, "33333", "33333")
    with pytest.raises(BadTransition, match="both rounds locked"):
        ask_mitigation(ledger, ready)


def test_dissent_stays_inside_at_every_door_and_its_removal_breaks_the_signature(ledger: Ledger, ready: str) -> None:
    revise_assessment(ledger, ANALYSTS[1], ready, Revision(dissent=words("One sign rests on one origin.")))
    both_rounds(ledger, ready, "33333", "33333")
    closed = close_assessment(ledger, FACILITATOR, ready)
    stripped = {key: value for key, value in closed.body.items() if key != "dissent"}
    with pytest.raises(InvalidField, match="every dissent that was inside before"):
        record_statement(ledger, _published(closed, stripped), ledger.clock.now())
    product = proven_to_json(ledger, publish_assessment(ledger, LEAD, ready))
    assert held(check_proven(product, ledger.node), Assessment).dissent[0].by == ANALYSTS[1].user
    without = copy.deepcopy(product)
    del without["entry"]["body"]["dissent"]
    with pytest.raises(InvalidField):
        check_proven(without, ledger.node)


def _published(closed: Entry, body: dict[str, Any]) -> Draft:
    return Draft.parse(
        {"kind": "assessment.published", "record_id": closed.record_id, "body": body, "author": LEAD.author,
         "marking": closed.marking, "supersedes": closed.id}
    )  # fmt: skip


def test_of_two_who_lock_at_once_one_is_first(ledger: Ledger, ready: str) -> None:
    judge(ledger, ready, 1, "33333")
    before = state_of(ledger, FACILITATOR.reader, ready)
    lock_round(ledger, FACILITATOR, ready)
    assert before
    stale = {"kind": "assessment.revised", "record_id": ready, "body": before.body, "author": ANALYSTS[0].author,
             "marking": before.marking, "supersedes": before.id}  # fmt: skip
    with pytest.raises(BadTransition, match="corrected already"):
        record_statement(ledger, Draft.parse(stale), ledger.clock.now())


def test_a_thousand_look_alike_reports_of_one_origin_move_no_phase(
    ledger: Ledger, ready: str, clock: HandClock
) -> None:
    before = state(ledger, ready)
    flood = tuple(
        before.pieces[0].model_copy(update={"about": f"report-flood{number}", "origin": "origin-flood"})
        for number in range(1000)
    )
    plain, flooded = (weigh_all(pieces, clock.now().date()) for pieces in (before.pieces, (*before.pieces, *flood)))
    assert (plain.level, flooded.level) == ("L2", "L2")
    assert len(flooded.counted) == len(plain.counted) + 1


def test_a_round_stays_blind_and_goes_on_when_pieces_name_nobody_in_their_marking(ledger: Ledger) -> None:
    assessment_id = opened(ledger)
    ask_mitigation(ledger, assessment_id)
    shared = Marking.parse(CIRCLE.to_json() | {"recipients": []})
    weigh_reports(ledger, assessment_id, 2, 5, marking=shared)
    entries = judge(ledger, assessment_id, 1, "33333")
    assert all(entry.marking.recipients == {entry.author.user, FACILITATOR.user} for entry in entries)
    assert not read(ledger, ANALYSTS[1].reader, Question(entry_ids=(entries[0].id,))).entries
    judge(ledger, assessment_id, 1, "22222")
    assert len(held(lock_round(ledger, FACILITATOR, assessment_id), Assessment).rounds) == 1


def test_whoever_objects_may_still_put_their_dissent_inside_after_the_last_round(ledger: Ledger, ready: str) -> None:
    both_rounds(ledger, ready, "33333", "33333")
    revise_assessment(ledger, ANALYSTS[1], ready, Revision(dissent=words("One sign rests on one origin.")))
    assert held(close_assessment(ledger, FACILITATOR, ready), Assessment).outcome == "consensus"


def test_a_finding_counts_for_the_version_it_was_given_on_and_in_a_panel_members_role(
    ledger: Ledger, ready: str
) -> None:
    both_rounds(ledger, ready, "55555", "55555")
    early = give_finding(ledger, person("user-v0", "organisation-network", "review_panel_member"), ready,
                         stands=True, role="review_panel_member")  # fmt: skip
    close_assessment(ledger, FACILITATOR, ready)
    reviewer = give_finding(ledger, person("user-v1", "organisation-network", "reviewer"), ready,
                            stands=True, role="reviewer")  # fmt: skip
    for finding in (early, reviewer):
        with pytest.raises(InvalidField, match="a finding on this version"):
            close_assessment(ledger, FACILITATOR, ready, [finding.id])


def test_an_exercise_never_rests_on_the_real_world(ledger: Ledger) -> None:
    opened(ledger)
    with pytest.raises(NotFound, match="a signed profile"):
        open_assessment(ledger, FACILITATOR, asked(), Handling(CIRCLE, exercise=True))


def test_what_was_taken_back_before_the_closing_counts_no_more(ledger: Ledger, ready: str) -> None:
    both_rounds(ledger, ready, "33333", "33333")
    for number in range(7):
        told = state_of(ledger, FACILITATOR.reader, f"report-{number}")
        assert told
        gone = {"kind": "report.withdrawn", "record_id": told.record_id, "author": told.author, "marking": told.marking,
                "body": told.body | {"withdrawn_because": "Made up."}, "supersedes": told.id}  # fmt: skip
        record_statement(ledger, Draft.parse(gone), ledger.clock.now())
    with pytest.raises(InvalidField, match="L1 or higher, or access denied"):
        close_assessment(ledger, FACILITATOR, ready)


def test_the_next_version_begins_with_rounds_and_dissent_of_its_own(ledger: Ledger, ready: str) -> None:
    revise_assessment(ledger, ANALYSTS[1], ready, Revision(dissent=words("One sign rests on one origin.")))
    both_rounds(ledger, ready, "33333", "33333")
    close_assessment(ledger, FACILITATOR, ready)
    publish_assessment(ledger, LEAD, ready)
    again = held(open_assessment(ledger, FACILITATOR, asked(), TERMS, ready), Assessment)
    assert (again.version, again.rounds, again.dissent, again.outcome) == (2, (), (), None)
    ask_mitigation(ledger, ready)
    judge(ledger, ready, 1, "22222")
    assert len(held(lock_round(ledger, FACILITATOR, ready), Assessment).rounds) == 1


def test_analysts_name_nobody_since_what_they_write_stays_inside(ledger: Ledger, ready: str) -> None:
    for said_there in ("General Musa gives the orders.", "Herders pose a threat.", "They hide at 13.4512, 22.4431."):
        with pytest.raises(InvalidField, match="words that others may hold"):
            revise_assessment(ledger, ANALYSTS[1], ready, Revision(dissent=words(said_there)))
        with pytest.raises(InvalidField, match="words that others may hold"):
            judge(ledger, ready, 1, "33333", reason=said(said_there))
