"""The API's addresses for the steps with protocol cards: drafted, tried, signed, kept in order, met, used."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from forestall.api import shapes
from forestall.api import trigger_steps as steps
from forestall.api.answers import triggers
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.records.values.reference import EntryId
from forestall.runs.warning.triggers import History
from forestall.warn.triggers.backtest import Reading, Series
from forestall.warn.triggers.rules import NOT_AN_ACTIVATION, Found

router = Router(tags=["protocols"])

TriggerId = Annotated[str, Path(pattern=r"^trigger-[a-z0-9][a-z0-9.-]{0,79}$", description="The id of a card.")]
UseId = Annotated[str, Path(pattern=r"^activation-[a-z0-9][a-z0-9.-]{0,79}$", description="The id of a use of a card.")]
Entries = Annotated[tuple[EntryId, ...], Field(max_length=100)]
Onsets = Annotated[tuple[date, ...], Query(max_length=200, description="Days on which what it warns of began.")]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}


class Card(Schema):
    """A card to be proposed: its record, and how it may be handled; docs/reference/records describes both."""

    trigger: dict[str, Any]
    marking: dict[str, Any] | None = None
    exercise: bool = False


class Told(Schema):
    """One reading of a condition, and the day on which it was known."""

    known_on: date
    value: float = Field(allow_inf_nan=False)


class Readings(Schema):
    """The readings of one condition."""

    readings: Annotated[tuple[Told, ...], Field(max_length=10_000)]
    at_least: float = Field(allow_inf_nan=False)
    fresh_days: Annotated[int, Field(ge=0, le=36_600)]


class Tried(Schema):
    """What a rule is tried on: readings with the day each was known, onsets others listed, and the days it is asked."""

    rule: str = "activation"
    series: Annotated[tuple[Readings, ...], Field(max_length=50)] = ()
    onsets: Annotated[tuple[date, ...], Field(max_length=10_000)] = ()
    days: Annotated[tuple[date, ...], Field(max_length=40_000)]
    inputs: Annotated[tuple[str, ...], Field(max_length=100)]
    forecasts_from: Annotated[float, Field(ge=0, le=1)] | None = None

    def history(self) -> History:
        """As the step takes it."""
        series = tuple(
            Series(tuple(Reading(one.known_on, one.value) for one in row.readings), row.at_least, row.fresh_days)
            for row in self.series
        )
        return History(series, self.onsets, tuple(sorted(self.days)), self.inputs)


class InRole(Schema):
    """In which role somebody speaks."""

    role: str


class Health(Schema):
    """A check of a card's health, and the day on which it was done."""

    check: str
    on: date


class Judged(Schema):
    """What somebody says of one condition that people judge, counted from 0, and the entries that show it."""

    condition: Annotated[int, Field(ge=0, le=49)]
    holds: bool | None
    rests_on: Entries = ()


class Asked(Schema):
    """Which rule is asked, and what is said of its conditions."""

    rule: str
    said: Annotated[tuple[Judged, ...], Field(max_length=50)] = ()


class Verdict(Schema):
    """Whether a rule holds; never an activation."""

    is_met: bool
    met: list[int]
    unknown: list[int]
    says: str
    activation_id: str | None


class Harm(Schema):
    """The four questions of a harm check."""

    who_could_be_hurt: str
    how: str
    mitigation: str
    alternative: str
    acceptable: bool


class Activating(InRole):
    """The last approval of a use."""

    harm_check: Harm | None = None


class AgainstTheRule(InRole):
    """Why somebody goes against a rule."""

    reason_code: str
    reason: str


class Discretion(AgainstTheRule):
    """Why a signatory goes ahead although no rule holds."""

    harm_check: Harm | None = None
    rests_on: Entries = ()


class Stopping(InRole):
    """Why what was set going ends."""

    reason: str
    rests_on: Entries = ()


@router.get("/triggers", response={200: dict[str, Any], **REFUSED}, operation_id="triggers")
def list_triggers(
    request: HttpRequest,
    exercise: Annotated[bool, Query(description="Exercises, in place of the real world.")] = False,
    after: Annotated[str | None, Query(max_length=120, description="`after` of the answer before.")] = None,
) -> dict[str, Any]:
    """The registry of protocol cards, with their state and health."""
    return triggers.registry(visitor(request, READ), exercise=exercise, after=after)


@router.get("/triggers/{trigger_id}", response={200: dict[str, Any], **REFUSED}, operation_id="trigger")
def one_trigger(request: HttpRequest, trigger_id: TriggerId, onset: Onsets = ()) -> dict[str, Any]:
    """One protocol card: its rules, checks, budget, back-tests, uses, and the ledgers of its errors."""
    return triggers.one_trigger(visitor(request, READ), trigger_id, onset)


@router.post("/triggers", response=_STEPS, operation_id="draft_trigger")
def draft_trigger(request: HttpRequest, said: Card) -> dict[str, Any]:
    """Propose a card."""
    here = visitor(request, "draft_trigger")
    return taken(steps.draft_trigger(here, said.trigger, said.marking, exercise=said.exercise))


@router.post("/triggers/{trigger_id}/draft", response=_STEPS, operation_id="redraft_trigger")
def redraft_trigger(request: HttpRequest, trigger_id: TriggerId, said: Card) -> dict[str, Any]:
    """Put another draft in place of one that nobody signed."""
    here = visitor(request, "draft_trigger")
    return taken(steps.draft_trigger(here, said.trigger, None, exercise=False, trigger_id=trigger_id))


@router.post("/triggers/{trigger_id}/backtest", response=_STEPS, operation_id="backtest_trigger")
def backtest_trigger(request: HttpRequest, trigger_id: TriggerId, said: Tried) -> dict[str, Any]:
    """Try a rule of a draft on data as known then."""
    here = visitor(request, "draft_trigger")
    return taken(steps.backtest_trigger(here, trigger_id, said.rule, said.history(), said.forecasts_from))


@router.post("/triggers/{trigger_id}/agree", response=_STEPS, operation_id="agree_trigger")
def agree_trigger(request: HttpRequest, trigger_id: TriggerId, said: InRole) -> dict[str, Any]:
    """Say yes to a card as it stands, for another to sign last."""
    return taken(steps.agree(visitor(request, "sign_trigger"), trigger_id, said.role, "sign_trigger"))


@router.post("/triggers/{trigger_id}/sign", response=_STEPS, operation_id="sign_trigger")
def sign_trigger(request: HttpRequest, trigger_id: TriggerId, said: InRole) -> dict[str, Any]:
    """Sign a card as the last of those who agree; from then on it is replaced, never changed."""
    return taken(steps.sign_trigger(visitor(request, "sign_trigger"), trigger_id, said.role))


@router.post("/triggers/{trigger_id}/confirm", response=_STEPS, operation_id="confirm_trigger")
def confirm_trigger(request: HttpRequest, trigger_id: TriggerId, said: Health) -> dict[str, Any]:
    """Write down that a signed card was rehearsed, or that its contacts or money were confirmed."""
    return taken(steps.confirm_health(visitor(request, "draft_trigger"), trigger_id, said.check, said.on))


@router.post(
    "/triggers/{trigger_id}/check", response=_STEPS | {200: Verdict}, operation_id="check_trigger"
)  # fmt: skip
def check_trigger(request: HttpRequest, trigger_id: TriggerId, said: Asked) -> dict[str, Any]:
    """Whether a rule holds now. That it does is no activation: named people decide what follows."""
    here = visitor(request, "check_trigger")
    judged = {one.condition: Found(one.holds, one.rests_on) for one in said.said}
    verdict, entry = steps.check_trigger(here, trigger_id, said.rule, judged)
    return {
        "is_met": verdict.is_met,
        "met": list(verdict.met),
        "unknown": list(verdict.unknown),
        "says": NOT_AN_ACTIVATION if verdict.is_met else "The rule does not hold.",
        "activation_id": entry.record_id if entry else None,
    }


@router.post("/triggers/{trigger_id}/discretion", response=_STEPS, operation_id="activate_at_discretion")
def discretion(request: HttpRequest, trigger_id: TriggerId, said: Discretion) -> dict[str, Any]:
    """Activate a card on written judgement, as one of its signatories."""
    here = visitor(request, "use_trigger")
    return taken(steps.activate_at_discretion(here, trigger_id, said.role, said.dict(), said.rests_on))


@router.get("/activations/{activation_id}", response={200: dict[str, Any], **REFUSED}, operation_id="activation")
def one_use(request: HttpRequest, activation_id: UseId) -> dict[str, Any]:
    """One use of a card: which rule, how it stands, and what the caller may do."""
    return triggers.one_use(visitor(request, READ), activation_id)


@router.post("/activations/{activation_id}/agree", response=_STEPS, operation_id="agree_activation")
def agree_use(request: HttpRequest, activation_id: UseId, said: InRole) -> dict[str, Any]:
    """Say yes to using a rule that is met, for another to activate last."""
    return taken(steps.agree(visitor(request, "use_trigger"), activation_id, said.role, "use_trigger"))


@router.post("/activations/{activation_id}/activate", response=_STEPS, operation_id="activate")
def activate(request: HttpRequest, activation_id: UseId, said: Activating) -> dict[str, Any]:
    """Use a rule that is met, as the last of those who approve."""
    harm = said.harm_check.dict() if said.harm_check else None
    return taken(steps.activate(visitor(request, "use_trigger"), activation_id, said.role, harm))


@router.post("/activations/{activation_id}/hold", response=_STEPS, operation_id="hold_activation")
def hold(request: HttpRequest, activation_id: UseId, said: AgainstTheRule) -> dict[str, Any]:
    """Hold back although the rule is met, with the reason; counted like a use."""
    here = visitor(request, "use_trigger")
    return taken(steps.hold(here, activation_id, said.role, said.reason_code, said.reason))


@router.post("/activations/{activation_id}/stop", response=_STEPS, operation_id="stop_activation")
def stop(request: HttpRequest, activation_id: UseId, said: Stopping) -> dict[str, Any]:
    """End what was set going."""
    here = visitor(request, "use_trigger")
    return taken(steps.stop(here, activation_id, said.role, said.reason, said.rests_on))
