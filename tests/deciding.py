"""A decision-maker of the fictional ministry, and what a test says in their name."""

from typing import Any

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.entry import Author, Entry
from forestall.records.focal_point import FocalPoint
from forestall.records.organisation import Organisation
from forestall.records.parts.option import Option
from forestall.respond.decisions import Choice
from forestall.runs.response.clocks import Watch
from forestall.runs.response.matters import CLOCKWORK, Clockwork
from forestall.runs.warning.steps import begin
from record_samples import said
from warning_people import FACILITATOR, TERMS, person

MINISTRY = "organisation-ministry"
KEEPER = Author(user="user-keeper", organisation="organisation-node")
DECIDER = person("user-d2", MINISTRY, "decision_maker")
PRESENCE = Option.parse(
    {
        "label": "Send unarmed observers",
        "measure": "PR20",
        "cost_in_words": "Not known.",
        "expected_effect": "Somebody who is seen is there on market day.",
    }
)
FORCE = Option.parse(
    {
        "label": "Air cover",
        "measure": "RE08",
        "cost_in_words": "Not known.",
        "expected_effect": "No aircraft over the valley.",
        "possible_harm": "Escalation.",
        "charter_basis": "chapter_vii",
    }
)


def choice(kind: str = "act_as_recommended", **parts: Any) -> Choice:
    """A choice by the decision-maker, complete for its kind unless said otherwise."""
    told: dict[str, Any] = {"role": "decision_maker"}
    if kind == "act_as_recommended":
        told |= {"chosen": ("Send two mediators",)}
    elif not kind.startswith("act"):
        told |= {"reason_codes": ("no_resources",)}
    return Choice(kind=kind, **told | parts)


def clockwork(ledger: Ledger) -> Clockwork:
    return Clockwork(ledger, KEEPER)


def written(ledger: Ledger, *kinds: str) -> list[Entry]:
    """Every entry on decisions, of these kinds or of all, in the order of the chain."""
    found = read_all(ledger, CLOCKWORK, Question(prefix="decision", exercise=None))
    return [entry for entry in found if not kinds or entry.kind in kinds]


def passes(ledger: Ledger) -> dict[str, int]:
    """What one pass of a watch that has just begun writes."""
    return dict(Watch(clockwork(ledger)).keep())


def office(ledger: Ledger, name: str, organisation: str = MINISTRY, **parts: Any) -> None:
    told = FocalPoint.parse({"organisation": organisation, "office": said("An office")} | parts)
    begin(ledger, FACILITATOR, "focal_point.appointed", told, TERMS, record_id=name)


def ministry(ledger: Ledger, **parts: Any) -> None:
    told = Organisation.parse({"names": [said("The ministry")], "kind": "ministry", "country": "SDN"} | parts)
    begin(ledger, FACILITATOR, "organisation.added", told, TERMS, record_id=MINISTRY)
