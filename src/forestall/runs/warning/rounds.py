"""Two blind rounds and what they end in.

A judgement is shown to nobody but its analyst and the facilitator, who has no vote, until its round is locked.
By submitting it, the analyst also releases it to the round's readers for that moment; the locked round names
every judgement by its hash and lays the spread open without names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from forestall.errors import AccessError, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.assessment import Assessment, BlindRound
from forestall.records.entry import Entry
from forestall.records.judgement import Judgement
from forestall.records.parts.piece import Piece
from forestall.records.release import Release
from forestall.records.review import Review
from forestall.records.values.marking import Marking, Tlp
from forestall.runs.order import state_of
from forestall.runs.permissions import Person
from forestall.runs.warning.numbers import profile_of
from forestall.runs.warning.steps import Handling, begin, follow, held, named_id, read_entries, state_for
from forestall.warn.classification.closing import N_ROUNDS, UNDER_REVIEW, Grounds, close
from forestall.warn.classification.consensus import check_quorum, spread_of
from forestall.warn.classification.evidence import weigh_all
from forestall.warn.framework.workbench import unasked
from forestall.warn.wording.lint import check_texts

WITHDRAWN = (".withdrawn", ".retired")
PANEL_MEMBER = "review_panel_member"
LOOKED_AT = 20

Submitted = tuple[Entry, Entry]
"""A judgement's entry and that of its release."""


def submit_judgement(ledger: Ledger, by: Person, judgement: Judgement) -> Entry:
    """The entry of an analyst's judgement in the round that is open; until it is locked it may be given anew.

    Args:
        ledger: where it goes.
        by: the analyst.
        judgement: phase, probability, reason.

    Raises:
        InvalidField: not an analyst of it, in somebody else's name, or for another round.
    """
    state = state_for(ledger, by, judgement.assessment, "submit_judgement")
    told = held(state, Assessment)
    _check_judgement(told, judgement, by)
    check_texts("Judgement", [judgement.reason, *([judgement.interests] if judgement.interests else [])])
    record_id = judgement_id(state.record_id, told.version, judgement.round, by.user)
    blind = _blind(state.marking, by.user, told)
    before = state_of(ledger, by.reader, record_id)
    asked = [_asked(ledger, by, state, told)]
    if before:
        entry = follow(ledger, by, "assessment.submitted", before, judgement, asked)
    else:
        handling = Handling(blind, state.exercise)
        entry = begin(ledger, by, "assessment.submitted", judgement, handling, rests_on=asked, record_id=record_id)
    _release(ledger, by, entry, state)
    return entry


def lock_round(ledger: Ledger, by: Person, assessment_id: str) -> Entry:
    """The assessment with its next round locked: every judgement by its hash, and the spread without names.

    Raises:
        AccessError: not its facilitator.
        BadTransition: both rounds are locked, or the mitigating factors were not asked.
        InvalidField: no quorum.
    """
    state = state_for(ledger, by, assessment_id, "lock_round")
    told = held(state, Assessment)
    _check_facilitator(told, by)
    number = len(told.rounds) + 1
    if number > N_ROUNDS or unasked(told):
        found = "both locked" if number > N_ROUNDS else f"{', '.join(unasked(told))} not asked"
        raise BadTransition(
            expected="a round that is open, with the mitigating factors asked",
            found=found,
            where=assessment_id,
            remedy="Close the assessment, or judge what holds against the risk first.",
        )
    submitted = _submitted(ledger, by, state, told, number)
    judgements = [held(entry, Judgement) for entry, _ in submitted]
    check_quorum(judgements, profile_of(ledger, by.reader, told.profile))
    locked = BlindRound(
        number=number,
        judgements=tuple(sorted(entry.id for entry, _ in submitted)),
        locked_at=ledger.clock.now(),
        spread=spread_of(judgements),
    )
    told = told.model_copy(update={"rounds": (*told.rounds, locked)})
    # The releases stand among the causes, since they alone let this be read by more than each analyst.
    causes = [entry for pair in submitted for entry in pair]
    locked_state = Assessment.parse(told.to_json())
    return follow(ledger, by, "assessment.locked", state, locked_state, causes, state.marking)


def close_assessment(ledger: Ledger, by: Person, assessment_id: str, panel: Sequence[str] = ()) -> Entry:
    """The assessment with what its rounds ended in.

    Args:
        ledger: where it goes.
        by: its facilitator.
        assessment_id: the assessment.
        panel: entries with the findings of the outside panel, once it has looked.

    Raises:
        AccessError: not its facilitator.
        BadTransition: a round is missing.
        InvalidField: evidence, dissent or panel fall short; what is missing is named.
    """
    state = state_for(ledger, by, assessment_id, "close_assessment")
    told = held(state, Assessment)
    _check_facilitator(told, by)
    if told.outcome not in (None, UNDER_REVIEW):
        raise BadTransition(
            expected="an assessment that is open or under review",
            found=told.outcome,
            where=assessment_id,
            remedy="Open its next version; what was closed stays as it is.",
        )
    last = told.rounds[-1].judgements if told.rounds else ()
    judgements = [held(entry, Judgement) for entry in read_entries(ledger, by, last)]
    findings = read_entries(ledger, by, panel)
    for entry in findings:
        _check_finding(entry, told, assessment_id, read_entries(ledger, by, entry.causes))
    now = ledger.clock.now()
    grounds = Grounds(
        judgements=judgements,
        # As old as they were when the round was locked: a panel that takes its time makes no evidence stale.
        weight=weigh_all(_standing_pieces(ledger, by, told), _day_of_last_lock(told, now)),
        profile=profile_of(ledger, by.reader, told.profile),
        panel=[held(entry, Review) for entry in findings],
    )
    closed = close(told, grounds, now).model_copy(update={"panel": tuple(entry.id for entry in findings)})
    return follow(ledger, by, "assessment.closed", state, closed, findings)


def judgement_id(assessment_id: str, version: int, number: int, user: str) -> str:
    """The record id of one analyst's judgement in one round: there is one, however often it is given anew."""
    return named_id("judgement", assessment_id, str(version), str(number), user)


def _day_of_last_lock(told: Assessment, now: datetime) -> date:
    return (told.rounds[-1].locked_at if told.rounds else now).date()


def _standing_pieces(ledger: Ledger, by: Person, told: Assessment) -> list[Piece]:
    """The pieces that nobody took back since they were weighed."""
    states = ((piece, state_of(ledger, by.reader, piece.about)) for piece in told.pieces)
    return [piece for piece, state in states if state is not None and not state.kind.endswith(WITHDRAWN)]


def _asked(ledger: Ledger, by: Person, state: Entry, told: Assessment) -> Entry:
    """The question that a judgement answers, as it was put to the analyst and the facilitator by name.

    Pieces weighed since then are marked for organisations and name nobody. Whom they reach is the same circle, but
    a judgement marked for two people by name would look looser than the state that rests on them.
    """
    people = {by.user, told.facilitator}
    question = Question(record_id=state.record_id, kind="assessment.opened", newest_first=True, limit=LOOKED_AT)
    openings = read(ledger, by.reader, question).entries
    by_name = (entry for entry in openings if not entry.marking.tlp.has_audience or people <= entry.marking.recipients)
    return next(by_name, state)


def _blind(marking: Marking, analyst: str, told: Assessment) -> Marking:
    readers = frozenset({analyst, told.facilitator} - {None})
    parts = {"tlp": Tlp.RED, "organisations": frozenset(), "recipients": readers}
    return Marking.parse(marking.model_copy(update=parts).to_json())


def _release(ledger: Ledger, by: Person, entry: Entry, state: Entry) -> Entry:
    told, now = held(state, Assessment), ledger.clock.now()
    release = Release.parse(
        {
            "entries": [entry.id],
            "recipients": sorted(state.marking.organisations) or [state.author.organisation],
            "purpose": "early_warning",
            "requested_by": by.user,
            "requested_at": now,
            "decision": "granted",
            "decided_by": by.user,
            "decided_at": now,
            "marking": state.marking,
            "harm_check": told.harm_check,
        }
    )
    return begin(
        ledger,
        by,
        "release.decided",
        release,
        Handling.of(state),
        rests_on=[state],
        record_id=named_id("release", entry.id),
    )


def _submitted(ledger: Ledger, by: Person, state: Entry, told: Assessment, number: int) -> list[Submitted]:
    found = []
    for analyst in told.authors:
        entry = state_of(ledger, by.reader, judgement_id(state.record_id, told.version, number, analyst))
        release = state_of(ledger, by.reader, named_id("release", entry.id)) if entry else None
        if entry is not None and release is not None and entry.author.user == analyst:
            found.append((entry, release))
    return found


def _check_judgement(told: Assessment, judgement: Judgement, by: Person) -> None:
    number = len(told.rounds) + 1
    expected = {"analyst": by.user, "round": number}
    wrong = [field for field, value in expected.items() if getattr(judgement, field) != value]
    if by.user not in told.authors or wrong or number > N_ROUNDS:
        raise InvalidField(
            expected=f"an analyst named in the assessment, in their own name, for round {min(number, N_ROUNDS)}",
            found="somebody else" if by.user not in told.authors else f"another {' and '.join(wrong) or 'round'}",
            where="Judgement",
            remedy="Judge the round that is open, in your own name.",
        )


def _check_facilitator(told: Assessment, by: Person) -> None:
    if by.user != told.facilitator:
        raise AccessError(
            expected="the facilitator named in the assessment",
            found="somebody else",
            where="Assessment.facilitator",
            remedy="Ask the facilitator.",
        )


def _check_finding(entry: Entry, told: Assessment, assessment_id: str, looked_at: Sequence[Entry]) -> None:
    review = held(entry, Review)
    is_own = assessment_id in review.about and review.reviewer == entry.author.user and review.role == PANEL_MEMBER
    if not is_own or not any(_is_under_review(cause, told, assessment_id) for cause in looked_at):
        raise InvalidField(
            expected="a finding on this version of the assessment under review, by a panel member in their own name",
            found="another",
            where=f"finding {entry.id}",
            remedy="Name the findings that the panel's members gave on it.",
        )


def _is_under_review(cause: Entry, told: Assessment, assessment_id: str) -> bool:
    # A panel that looked at an earlier version, or before there was a result, has not looked at this one.
    if cause.record_id != assessment_id:
        return False
    seen = held(cause, Assessment)
    return seen.version == told.version and seen.outcome == UNDER_REVIEW
