"""Outcomes with the ledger: what followed, resting on the steps it is about and on what shows it."""

from __future__ import annotations

from forestall.memory.ledger import Ledger
from forestall.records.action import Action
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.records.values.text import LanguageText
from forestall.respond.outcomes import check_attribution
from forestall.runs.permissions import Person
from forestall.runs.warning.steps import Handling, begin, follow, held, state_for
from forestall.warn.wording.lint import check_texts


def observe_outcome(ledger: Ledger, by: Person, outcome: Outcome) -> Entry:
    """The entry in which somebody writes down what followed.

    Args:
        ledger: where it goes.
        by: who writes it; the outcome stands in their name.
        outcome: what followed, on what, and what may be said of cause.

    Raises:
        InvalidField: it claims more than may be said, or names a person or a place.
        NotFound: something it is about or rests on isn't there for the person.
    """
    told, about, shown_by = _checked(ledger, by, outcome)
    return begin(ledger, by, "outcome.observed", told, Handling.of(*about, *shown_by), rests_on=[*about, *shown_by])


def correct_outcome(ledger: Ledger, by: Person, outcome_id: str, outcome: Outcome) -> Entry:
    """The outcome, set right; what was written before stays on record.

    Raises:
        InvalidField: it claims more than may be said, or names a person or a place.
    """
    state = state_for(ledger, by, outcome_id, "observe_outcome")
    told, about, shown_by = _checked(ledger, by, outcome)
    held(state, Outcome)
    return follow(ledger, by, "outcome.corrected", state, told, [*about, *shown_by])


def _checked(ledger: Ledger, by: Person, outcome: Outcome) -> tuple[Outcome, list[Entry], list[Entry]]:
    told = Outcome.parse(outcome.model_copy(update={"observed_by": by.user}).to_json())
    about = [state_for(ledger, by, record_id, "observe_outcome") for record_id in told.about]
    shown_by = [state_for(ledger, by, record_id, "read_record") for record_id in told.rests_on]
    actions = [record for entry in about if isinstance(record := entry.record(), Action)]
    check_attribution(told, frozenset(action.owner for action in actions))
    check_texts("Outcome", _texts(told))
    return told, about, shown_by


def _texts(told: Outcome) -> list[LanguageText]:
    language = told.followed.language
    more = [text for text in (told.attribution_because, told.counterfactual_method) if text is not None]
    return [told.followed, *(LanguageText(text=text, language=language) for text in more)]
