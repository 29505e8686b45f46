"""What organisations are called, as far as their entries reach the reader; an id says nothing to people."""

from __future__ import annotations

from collections.abc import MutableMapping

from forestall.api.accounts.visits import Visit
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.organisation import Organisation
from forestall.records.values.text import LanguageText
from forestall.runs.warning.steps import held


def name_of(
    here: Visit, organisation_id: str, language: str, known: MutableMapping[str, LanguageText | None]
) -> LanguageText | None:
    """What an organisation is called in a language, or in its first; None where the reader can't know.

    Args:
        here: who asks.
        organisation_id: which.
        language: the reader's.
        known: what was found on this page before; added to.
    """
    if organisation_id not in known:
        found = read(here.node.ledger, here.reader, Question(record_id=organisation_id, states=True)).entries
        names = held(found[0], Organisation).names if found else ()
        known[organisation_id] = next((each for each in names if each.language == language), next(iter(names), None))
    return known[organisation_id]
