"""Steps with decisions, as pages and API take them: each in the visitor's name, each for a right of theirs.

The rules of a step stand in `respond` and `runs.response`; here it is only brought there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.records.parts.option import Option
from forestall.records.record import invalid_field
from forestall.respond.decisions import Choice
from forestall.runs.response import decisions
from forestall.runs.response.matters import Clockwork
from forestall.runs.warning.steps import state_for

_CHOICE = TypeAdapter(Choice)


def record_decision(here: Visit, alert_id: str, said: dict[str, Any], organisation: str | None = None) -> Entry:
    """The visitor's decision on an alert.

    Args:
        here: who decides.
        alert_id: the alert.
        said: the choice as plain data: the fields of `respond.decisions.Choice`.
        organisation: whose decision it is, where the matter went up from another.
    """
    here.check("record_decision")
    state_for(here.node.ledger, here.person, alert_id, "record_decision")  # before anything is said of what was typed
    return decisions.record_decision(_clockwork(here), here.person, alert_id, choice_of(said), organisation)


def present_options(here: Visit, alert_id: str, options: Sequence[Any], organisation: str | None = None) -> Entry:
    """The entry by which options lie before an addressee.

    Args:
        here: who lays them there.
        alert_id: the alert.
        options: further options, as plain data.
        organisation: before whom; the visitor's own when left out.
    """
    here.check("present_options")
    state_for(here.node.ledger, here.person, alert_id, "present_options")
    laid = tuple(Option.parse(one) for one in options)
    return decisions.present_options(_clockwork(here), here.person, alert_id, laid, organisation)


def choice_of(said: dict[str, Any]) -> Choice:
    """A choice from plain data.

    Raises:
        InvalidField: a field that is wrong, named without its contents.
    """
    try:
        return _CHOICE.validate_python(said)
    except ValidationError as error:
        refusal = invalid_field("Decision", error)
    raise refusal


def _clockwork(here: Visit) -> Clockwork:
    return Clockwork(here.node.ledger, here.node.author)
