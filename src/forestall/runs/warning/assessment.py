"""An assessment from its opening to its publication: the question, the workbench, the pieces, the dissent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forestall.errors import BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.records.assessment import Assessment, FactorJudgement
from forestall.records.collection_request import CollectionRequest
from forestall.records.entry import Draft, Entry
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.values.marking import Marking, Tlp, strictest
from forestall.records.values.text import LanguageText
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, check_right
from forestall.runs.recording import record_statements
from forestall.runs.warning.evidence import Weighing, weigh_piece
from forestall.runs.warning.numbers import profile_in_force
from forestall.runs.warning.steps import Handling, begin, follow, held, named_id, state_for
from forestall.warn.framework.judging import judge_indicator, with_judgements
from forestall.warn.framework.requests import requests_of
from forestall.warn.framework.workbench import Workbench, workbench
from forestall.warn.wording.lint import check_texts

OPEN_FIELDS = ("rounds", "outcome", "phase", "positions", "evidence_level", "panel_due_at", "panel", "dissent")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an analyst says of one indicator."""

    indicator: str
    """An id of vocabulary/indicator.yml."""
    status: str
    """absent, unclear or present."""
    trend: str
    """An id of vocabulary/trend.yml."""
    evidence_level: str
    """An id of vocabulary/evidence_level.yml."""
    rests_on: tuple[str, ...] = ()
    """Records of the pieces it rests on."""
    note: LanguageText | None = None
    """What was seen, in a sentence."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What one analyst adds to an open assessment at once; what is left out stays as it is."""

    indicators: tuple[Seen, ...] = ()
    """Indicators judged."""
    factors: tuple[FactorJudgement, ...] = ()
    """Factors and how grave they are held to be."""
    pieces: tuple[tuple[str, Weighing], ...] = ()
    """Records weighed as pieces, by id."""
    would_change: tuple[LanguageText, ...] = ()
    """More that would change the view; each becomes a request."""
    access_denied: bool | None = None
    """Whether those who could look are kept out."""
    dissent: LanguageText | None = None
    """What the analyst holds against the result; stays inside."""


def open_assessment(
    ledger: Ledger, by: Person, asked: Assessment, handling: Handling, assessment_id: str | None = None
) -> Entry:
    """The entry that puts a question to named analysts, led by the person who opens it.

    Each thing that would change the view becomes a standing request to look out for it.

    Args:
        ledger: where it goes.
        by: the facilitator, who has no vote.
        asked: the question: place, people at risk, window, authors, resilience, harm check.
        handling: who may read it; every analyst and the facilitator must be among the named recipients.
        assessment_id: the assessment it is the next version of.

    Raises:
        InvalidField: an outcome before any round, a harm check that is missing, or people who couldn't read it.
        NotFound: no profile of numbers is signed.
    """
    before = state_for(ledger, by, assessment_id, "open_assessment") if assessment_id else None
    check_right(by, "open_assessment", ledger.clock.now())
    profile, _ = profile_in_force(ledger, by.reader, exercise=handling.exercise)
    version = held(before, Assessment).version + 1 if before else 1
    parts = {"facilitator": by.user, "profile": profile.id, "version": version}
    opened = Assessment.parse(asked.model_copy(update=parts).to_json())
    _check_opening(opened)
    asked_in = (*opened.populations, *opened.resilience, *opened.what_would_change_our_mind)
    check_texts("Assessment", asked_in)
    check_circle(handling.marking, (*opened.authors, by.user))
    if before:
        entry = follow(ledger, by, "assessment.opened", before, opened)
    else:
        entry = begin(ledger, by, "assessment.opened", opened, handling)
    _request(ledger, by, entry, opened)
    return entry


def revise_assessment(ledger: Ledger, by: Person, assessment_id: str, revision: Revision) -> Entry:
    """The assessment with what an analyst named in it adds, in that analyst's name.

    Raises:
        AccessError: the person may not.
        InvalidField: the person isn't among its analysts, or a part contradicts another.
        BadTransition: both rounds are locked, and evidence can no longer be added.
    """
    state = state_for(ledger, by, assessment_id, "revise_assessment")
    told = held(state, Assessment)
    _check_analyst(told, by)
    if len(told.rounds) > 1 and (revision.indicators or revision.factors or revision.pieces):
        raise BadTransition(
            expected="evidence before the second round is locked",
            found="both rounds locked",
            where=assessment_id,
            remedy="Open the next version of the assessment.",
        )
    check_texts("Revision", _texts(revision))
    weighed = [weigh_piece(ledger, by, about, weighing) for about, weighing in revision.pieces]
    causes = [entry for _, entries in weighed for entry in entries]
    check_reach(state.marking, strictest([state.marking, *(entry.marking for entry in causes)]), told)
    revised = _revised(told, revision, by, ledger)
    pieces = {piece.about: piece for piece in (*told.pieces, *(piece for piece, _ in weighed))}
    rests_on = tuple(dict.fromkeys((*told.rests_on, *pieces)))
    revised = revised.model_copy(update={"pieces": tuple(pieces.values()), "rests_on": rests_on})
    entry = follow(ledger, by, "assessment.revised", state, Assessment.parse(revised.to_json()), causes)
    _request(ledger, by, entry, revised)
    return entry


def publish_assessment(ledger: Ledger, by: Person, assessment_id: str) -> Entry:
    """The closed assessment, given out with its dissent by somebody other than its facilitator.

    Raises:
        InvalidField: the facilitator's own, or without a harm check that finds it acceptable.
    """
    state = state_for(ledger, by, assessment_id, "publish_assessment")
    told = held(state, Assessment)
    if by.user == told.facilitator:
        raise InvalidField(
            expected="somebody other than the facilitator",
            found="the facilitator",
            where=assessment_id,
            remedy="Have a colleague read it and give it out.",
        )
    _check_harm(told.harm_check)
    return follow(ledger, by, "assessment.published", state, told)


def framework_of(ledger: Ledger, reader: Reader, entry: Entry) -> Workbench:
    """The fourteen factors of an assessment as they stand now, for a reader.

    Args:
        ledger: where the pieces are.
        reader: who asks; what doesn't reach them bears nothing out.
        entry: the assessment's state.
    """
    told = held(entry, Assessment)
    origins = {piece.about: piece.origin for piece in told.pieces if piece.origin is not None}
    for about in {name for row in told.indicators for name in row.rests_on} - origins.keys():
        state = state_of(ledger, reader, about)
        if state is not None and state.body.get("origin"):
            origins[about] = str(state.body["origin"])
    return workbench(told, ledger.clock.now(), origins)


def check_circle(marking: Marking, people: Sequence[str]) -> None:
    """Return when everyone in a round may read what is asked of them.

    Raises:
        InvalidField: a marking with an audience names not all of them as recipients.
    """
    missing = set(people) - marking.recipients if marking.tlp.has_audience else set()
    if missing:
        raise InvalidField(
            expected="every analyst and the facilitator among the recipients",
            found=f"{len(missing)} who are not",
            where="the marking of the assessment",
            remedy=f"Add {', '.join(sorted(missing))}.",
        )


def check_reach(before: Marking, after: Marking, told: Assessment) -> None:
    """Return when whoever the assessment reached is still reached once it rests on more.

    Raises:
        InvalidField: a piece is marked so narrowly that it would shut out analysts in the middle of their work.
    """
    people = {*told.authors, *filter(None, [told.facilitator])}
    if not after.tlp.has_audience or people <= after.recipients:
        return
    if not before.tlp.has_audience or (after.tlp != Tlp.RED and before.organisations <= after.organisations):
        return
    raise InvalidField(
        expected="a piece that everyone in the assessment may read",
        found="one that is marked more narrowly",
        where="Revision.pieces",
        remedy="Ask its owner to release it to them, or open an assessment for those it reaches.",
    )


def _revised(told: Assessment, revision: Revision, by: Person, ledger: Ledger) -> Assessment:
    now = ledger.clock.now()
    judged = tuple(
        judge_indicator(
            seen.indicator,
            seen.status,
            seen.trend,
            seen.evidence_level,
            rests_on=seen.rests_on,
            note=seen.note,
            reviewed=(by.user, now),
        )
        for seen in revision.indicators
    )
    factors = {row.risk_factor: row for row in (*told.factors, *revision.factors)}
    parts: dict[str, Any] = {
        "factors": tuple(factors.values()),
        "what_would_change_our_mind": (*told.what_would_change_our_mind, *revision.would_change),
    }
    if revision.access_denied is not None:
        parts["access_denied"] = revision.access_denied
    if revision.dissent is not None:
        said = Dissent(by=by.user, organisation=by.author.organisation, position=revision.dissent)
        parts["dissent"] = (*told.dissent, said)
    return with_judgements(told.model_copy(update=parts), judged)


def _texts(revision: Revision) -> Iterator[LanguageText]:
    yield from (seen.note for seen in revision.indicators if seen.note)
    yield from (factor.sentence for factor in revision.factors)
    yield from revision.would_change
    if revision.dissent:
        yield revision.dissent


def _request(ledger: Ledger, by: Person, entry: Entry, told: Assessment) -> None:
    # A request's id follows from what it asks, so that asking again finds the one that stands.
    ids = {named_id("collection_request", entry.record_id, text.text): text for text in told.what_would_change_our_mind}
    states = [state_of(ledger, by.reader, request_id) for request_id in ids]
    standing = tuple(held(state, CollectionRequest) for state in states if state)
    asked = requests_of(entry.record_id, told, (by.user, ledger.clock.now()), standing)
    drafts = [
        Draft.of(
            "collection.requested",
            named_id("collection_request", entry.record_id, request.what.text),
            request,
            by.author,
            entry.marking,
            causes=(entry.id,),
            exercise=entry.exercise,
        )
        for request in asked
    ]
    record_statements(ledger, drafts, ledger.clock.now())


def _check_opening(opened: Assessment) -> None:
    said = [field for field in OPEN_FIELDS if getattr(opened, field)]
    if said:
        raise InvalidField(
            expected="a question, with nothing of what only rounds bring",
            found=", ".join(said),
            where="Assessment",
            remedy="Leave it out.",
        )
    _check_harm(opened.harm_check)


def _check_harm(harm_check: HarmCheck | None) -> None:
    if harm_check is None or not harm_check.acceptable:
        raise InvalidField(
            expected="a harm check that finds it acceptable",
            found="none" if harm_check is None else "one that does not",
            where="Assessment.harm_check",
            remedy="Say who could be hurt by it, and how that is kept from happening.",
        )


def _check_analyst(told: Assessment, by: Person) -> None:
    if by.user not in told.authors:
        raise InvalidField(
            expected="one of the analysts named in the assessment",
            found="somebody else",
            where="Assessment.authors",
            remedy="Ask its facilitator to name you in its next version.",
        )
