"""The API's addresses from a decision to a closed review: actions, outcomes, reviews, commitments, word back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Path, Query, Router, Schema
from pydantic import Field

from forestall.api import response_steps as steps
from forestall.api import shapes
from forestall.api.answers import responding, reviews, timeline
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.records.values.text import LanguageText
from forestall.runs.response.actions import Look, NewPlan
from forestall.runs.response.feedback import Word

router = Router(tags=["response"])


_CHANCE = r"-[a-z0-9][a-z0-9.-]{0,79}$"

ActionId = Annotated[str, Path(pattern=rf"^action{_CHANCE}", description="The id of an action.")]
OutcomeId = Annotated[str, Path(pattern=rf"^outcome{_CHANCE}", description="The id of an outcome.")]
ReviewId = Annotated[str, Path(pattern=rf"^review{_CHANCE}", description="The id of a review.")]
CommitmentId = Annotated[str, Path(pattern=rf"^commitment{_CHANCE}", description="The id of a commitment.")]
DecisionId = Annotated[str, Path(pattern=rf"^decision{_CHANCE}", description="The id of a decision.")]
UseId = Annotated[str, Path(pattern=rf"^activation{_CHANCE}", description="The id of a use of a protocol card.")]
ReportId = Annotated[str, Path(pattern=rf"^report{_CHANCE}", description="The id of a report.")]
RecordId = Annotated[str, Path(pattern=RECORD_ID_PATTERN, max_length=120, description="The id of a record.")]
Named = Annotated[str, Field(pattern=RECORD_ID_PATTERN, max_length=120)]
NamedEntry = Annotated[str, Field(pattern=ENTRY_ID_PATTERN)]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
Answer = dict[str, Any]
Said = Annotated[dict[str, Any], Body()]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}
_READS = {200: Answer, **REFUSED}


class Words(Schema):
    """A text and the language it is in."""

    text: str
    language: str = "en"

    def said(self) -> LanguageText:
        """The same as a value of ours."""
        return LanguageText.parse({"text": self.text, "language": self.language})


class TakenUp(Schema):
    """Which of the steps that a protocol agreed for a rule, who owns it, and what is done first."""

    label: str
    owner: str
    first_step: str

    def parts(self) -> dict[str, str]:
        """What isn't on the card."""
        return {"owner": self.owner, "first_step": self.first_step}


class Plan(Schema):
    """What changes about an action; what is left out stays."""

    owner: str | None = None
    organisation: str | None = None
    first_step: str | None = None
    due_at: datetime | None = None


class Reason(Schema):
    """Why a step was ended early or never begun."""

    because: str


class Effect(Schema):
    """What a look at an action's effect found."""

    finding: Words
    harm_found: bool
    rests_on: Annotated[tuple[Named, ...], Field(max_length=100)] = ()


class Opening(Schema):
    """What is to be reviewed; without a call it is the review of an election cycle."""

    about: Named
    role: str = "reviewer"
    review_id: Named | None = None


class Asked(Schema):
    """Something that will be done differently."""

    label: Words
    owner: Named
    due_on: Annotated[str, Field(max_length=10)]


class Closing(Schema):
    """The five questions answered by their ids, what will change, and what was found."""

    answers: dict[str, Words]
    changes: Annotated[tuple[Asked, ...], Field(max_length=50)] = ()
    finding: Words


class Evidence(Schema):
    """The entries that show a change made."""

    entries: Annotated[list[NamedEntry], Field(min_length=1, max_length=100)]


class Promise(Schema):
    """A promise, and how it may be handled; docs/reference/records describes both."""

    commitment: Answer
    marking: Answer
    exercise: bool = False
    follows_from: Annotated[tuple[Named, ...], Field(max_length=100)] = ()


class Move(Schema):
    """Where a promise stands now, and what shows it."""

    status: str
    rests_on: Annotated[tuple[Named, ...], Field(max_length=100)] = ()
    note: Words | None = None


class Telling(Schema):
    """What whoever reported is told; without own words the standing ones."""

    channel: str
    language: str = "en"
    own_words: Words | None = None
    is_last: bool = False


@router.get("/response", response=_READS, operation_id="response")
def see_response(request: HttpRequest, exercise: Exercise = False) -> Answer:
    """What is open: actions, commitments, and word that is owed."""
    return responding.response(visitor(request, READ), exercise=exercise)


@router.get("/timeline/{name}", response=_READS, operation_id="timeline")
def see_timeline(request: HttpRequest, name: RecordId) -> Answer:
    """The situation a record belongs to, step by step."""
    return timeline.timeline(visitor(request, READ), name)


@router.get("/decisions/{decision_id}/actions", response=_READS, operation_id="actions_of_decision")
def actions_of_decision(request: HttpRequest, decision_id: DecisionId) -> Answer:
    """The actions that carry out a decision."""
    return responding.of_decision(visitor(request, READ), decision_id)


@router.post("/decisions/{decision_id}/actions", response=_STEPS, operation_id="plan_action")
def plan_action(request: HttpRequest, decision_id: DecisionId, said: Said) -> Answer:
    """Agree a step that carries a decision out."""
    return taken(steps.plan_action(visitor(request, "plan_action"), decision_id, said))


@router.post("/activations/{activation_id}/actions", response=_STEPS, operation_id="take_up_action")
def take_up_action(request: HttpRequest, activation_id: UseId, said: TakenUp) -> Answer:
    """Take up a step that a protocol agreed beforehand, once its rule is in use; it needs no decision."""
    return taken(steps.take_up_action(visitor(request, "plan_action"), activation_id, said.label, said.parts()))


@router.get("/actions/{action_id}", response=_READS, operation_id="one_action")
def one_action(request: HttpRequest, action_id: ActionId) -> Answer:
    """One action."""
    return responding.one_action(visitor(request, READ), action_id)


@router.post("/actions/{action_id}/change", response=_STEPS, operation_id="change_plan")
def change_plan(request: HttpRequest, action_id: ActionId, said: Plan) -> Answer:
    """Give an action another owner, first step or date."""
    return taken(steps.change_plan(visitor(request, "plan_action"), action_id, NewPlan(**said.dict())))


@router.post("/actions/{action_id}/start", response=_STEPS, operation_id="start_action")
def start_action(request: HttpRequest, action_id: ActionId) -> Answer:
    """Say that a step one owns began."""
    return taken(steps.start_action(visitor(request, "carry_out_action"), action_id))


@router.post("/actions/{action_id}/complete", response=_STEPS, operation_id="complete_action")
def complete_action(request: HttpRequest, action_id: ActionId) -> Answer:
    """Say that a step one owns is done, which says nothing of whether it worked."""
    return taken(steps.complete_action(visitor(request, "carry_out_action"), action_id))


@router.post("/actions/{action_id}/stop", response=_STEPS, operation_id="stop_action")
def stop_action(request: HttpRequest, action_id: ActionId, said: Reason) -> Answer:
    """Say that a step one owns was ended early or never begun, and why."""
    return taken(steps.stop_action(visitor(request, "carry_out_action"), action_id, said.because))


@router.post("/actions/{action_id}/effect", response=_STEPS, operation_id="check_effect")
def check_effect(request: HttpRequest, action_id: ActionId, said: Effect) -> Answer:
    """Write down what a look at an action's effect found."""
    look = Look(said.finding.said(), said.harm_found, said.rests_on)
    return taken(steps.check_effect(visitor(request, "check_effect"), action_id, look))


@router.post("/outcomes", response=_STEPS, operation_id="observe_outcome")
def observe_outcome(request: HttpRequest, said: Said) -> Answer:
    """Write down what followed."""
    return taken(steps.observe_outcome(visitor(request, "observe_outcome"), said))


@router.get("/outcomes/{outcome_id}", response=_READS, operation_id="one_outcome")
def one_outcome(request: HttpRequest, outcome_id: OutcomeId) -> Answer:
    """One outcome."""
    return responding.one_outcome(visitor(request, READ), outcome_id)


@router.post("/outcomes/{outcome_id}", response=_STEPS, operation_id="correct_outcome")
def correct_outcome(request: HttpRequest, outcome_id: OutcomeId, said: Said) -> Answer:
    """Set an outcome right."""
    return taken(steps.observe_outcome(visitor(request, "observe_outcome"), said, outcome_id))


@router.get("/reviews", response=_READS, operation_id="reviews")
def list_reviews(request: HttpRequest, exercise: Exercise = False) -> Answer:
    """What waits for a review, and the reviews there are."""
    return reviews.reviews(visitor(request, READ), exercise=exercise)


@router.post("/reviews", response=_STEPS, operation_id="open_review")
def open_review(request: HttpRequest, said: Opening) -> Answer:
    """Open a review."""
    return taken(steps.open_review(visitor(request, "conduct_review"), said.about, said.role, said.review_id))


@router.get("/reviews/{review_id}", response=_READS, operation_id="one_review")
def one_review(request: HttpRequest, review_id: ReviewId) -> Answer:
    """One review: the moment to be judged as it was known then, or all of it once the outcome was shown."""
    return reviews.one_review(visitor(request, READ), review_id)


@router.post("/reviews/{review_id}/judge", response=_STEPS, operation_id="judge_moment")
def judge_moment(request: HttpRequest, review_id: ReviewId, said: Words) -> Answer:
    """Judge the moment that is shown."""
    return taken(steps.judge_moment(visitor(request, "conduct_review"), review_id, said.said()))


@router.post("/reviews/{review_id}/show", response=_STEPS, operation_id="show_outcome")
def show_outcome(request: HttpRequest, review_id: ReviewId) -> Answer:
    """Have the outcome shown, once every moment is judged."""
    return taken(steps.show_outcome(visitor(request, "conduct_review"), review_id))


@router.post("/reviews/{review_id}/close", response=_STEPS, operation_id="close_review")
def close_review(request: HttpRequest, review_id: ReviewId, said: Closing) -> Answer:
    """Answer the five questions and say what will change."""
    answers = {question: words.said() for question, words in said.answers.items()}
    changes = [change.dict() for change in said.changes]
    here = visitor(request, "conduct_review")
    return taken(steps.close_review(here, review_id, answers, changes, said.finding.said()))


@router.post("/reviews/{review_id}/changes/{number}", response=_STEPS, operation_id="close_change")
def close_change(
    request: HttpRequest, review_id: ReviewId, number: Annotated[int, Path(ge=1, le=50)], said: Evidence
) -> Answer:
    """Close a change by evidence."""
    return taken(steps.close_change(visitor(request, "close_change"), review_id, number, said.entries))


@router.post("/commitments", response=_STEPS, operation_id="make_commitment")
def make_commitment(request: HttpRequest, said: Promise) -> Answer:
    """Write a promise down."""
    here = visitor(request, "track_commitment")
    entry = steps.make_commitment(
        here, said.commitment, said.marking, exercise=said.exercise, follows_from=said.follows_from
    )
    return taken(entry)


@router.get("/commitments/{commitment_id}", response=_READS, operation_id="one_commitment")
def one_commitment(request: HttpRequest, commitment_id: CommitmentId) -> Answer:
    """One promise, and how it stands."""
    return responding.one_commitment(visitor(request, READ), commitment_id)


@router.post("/commitments/{commitment_id}", response=_STEPS, operation_id="move_commitment")
def move_commitment(request: HttpRequest, commitment_id: CommitmentId, said: Move) -> Answer:
    """Say how a promise stands, on the evidence for it."""
    here = visitor(request, "track_commitment")
    note = said.note.said() if said.note else None
    return taken(steps.move_commitment(here, commitment_id, said.status, said.rests_on, note))


@router.get("/reports/{report_id}/feedback", response=_READS, operation_id="feedback_on")
def feedback_on(request: HttpRequest, report_id: ReportId) -> Answer:
    """Where a report stands towards whoever told it, and what may be said."""
    return responding.one_feedback(visitor(request, READ), report_id)


@router.post("/reports/{report_id}/feedback", response=_STEPS, operation_id="give_feedback")
def give_feedback(request: HttpRequest, report_id: ReportId, said: Telling) -> Answer:
    """Write down that whoever reported was told where it stands."""
    own = said.own_words.said() if said.own_words else None
    word = Word(said.channel, said.language, own, said.is_last)
    return taken(steps.give_feedback(visitor(request, "give_feedback"), report_id, word))
