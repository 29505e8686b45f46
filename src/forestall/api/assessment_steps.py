"""Steps with evidence and assessments, as pages and API take them: each in the visitor's name, each for their right.

The rules of a step (who judges what, the order of the rounds, what a closing rests on) stand in `runs.warning`; here
it is only brought there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.memory.question import Question
from forestall.memory.read import read_one
from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.records.judgement import Judgement
from forestall.records.profile import Profile
from forestall.records.values.marking import Marking
from forestall.records.values.text import LanguageText
from forestall.runs.warning import assessment, collection, evidence, findings, numbers, rounds
from forestall.runs.warning.steps import Handling

EVERYONE = Marking.parse({"tlp": "clear"})


def open_assessment(here: Visit, asked: Any, marking: Any, *, exercise: bool, assessment_id: str | None) -> Entry:
    """The entry that puts a question to named analysts, led by the visitor."""
    here.check("open_assessment")
    handling = Handling(Marking.parse(marking), exercise)
    own = {"facilitator": here.reader.user, "version": 1}
    question = Assessment.parse(asked | own if isinstance(asked, dict) else asked)
    return assessment.open_assessment(here.node.ledger, here.person, question, handling, assessment_id)


def revise_assessment(here: Visit, assessment_id: str, revision: assessment.Revision) -> Entry:
    """The assessment with what the visitor, an analyst named in it, adds."""
    here.check("revise_assessment")
    return assessment.revise_assessment(here.node.ledger, here.person, assessment_id, revision)


def publish_assessment(here: Visit, assessment_id: str) -> Entry:
    """The closed assessment, given out with its dissent."""
    here.check("publish_assessment")
    return assessment.publish_assessment(here.node.ledger, here.person, assessment_id)


def grade_evidence(here: Visit, record_id: str, judged: evidence.Judged) -> Entry:
    """One part of the grade of a report or piece of evidence: credibility, or reliability by somebody else."""
    here.check("grade_evidence")
    return evidence.grade_evidence(here.node.ledger, here.person, record_id, judged)


def submit_judgement(here: Visit, said: Any) -> Entry:
    """The visitor's judgement in the round that is open.

    Args:
        here: the analyst.
        said: the judgement as plain data; whose it is is filled in.
    """
    here.check("submit_judgement")
    own = {"analyst": here.reader.user}
    judgement = Judgement.parse(said | own if isinstance(said, dict) else said)
    return rounds.submit_judgement(here.node.ledger, here.person, judgement)


def lock_round(here: Visit, assessment_id: str) -> Entry:
    """The assessment with its open round locked."""
    here.check("lock_round")
    return rounds.lock_round(here.node.ledger, here.person, assessment_id)


def close_assessment(here: Visit, assessment_id: str, panel: tuple[str, ...] = ()) -> Entry:
    """The assessment with what its rounds ended in."""
    here.check("close_assessment")
    return rounds.close_assessment(here.node.ledger, here.person, assessment_id, panel)


def give_finding(here: Visit, assessment_id: str, *, stands: bool, finding: LanguageText) -> Entry:
    """The entry in which the visitor, as a member of the outside panel, says whether a result stands."""
    here.check("give_finding")
    return findings.give_finding(
        here.node.ledger, here.person, assessment_id, stands=stands, role=rounds.PANEL_MEMBER, finding=finding
    )


def answer_request(here: Visit, request_id: str, names: Sequence[str]) -> Entry:
    """The request with more entries that speak to it.

    Args:
        here: who answers.
        request_id: the request.
        names: entries by id, or records, of which it is the state that speaks.

    Raises:
        NotFound: one of them isn't there for the visitor.
    """
    here.check("answer_request")
    ledger, reader = here.node.ledger, here.reader
    entry_ids = [
        read_one(ledger, reader, Question(record_id=name, states=True), name).id if "-" in name else name
        for name in names
    ]
    return collection.answer_request(ledger, here.person, request_id, tuple(dict.fromkeys(entry_ids)))


def close_request(here: Visit, request_id: str, because: str) -> Entry:
    """The request, standing no longer, with the reason."""
    here.check("answer_request")
    return collection.close_request(here.node.ledger, here.person, request_id, because)


def sign_profile(here: Visit, profile: Profile, role: str, *, exercise: bool = False) -> Entry:
    """The entry by which the visitor puts numbers in force from now on; everyone may read it."""
    here.check("sign_profile")
    return numbers.sign_profile(here.node.ledger, here.person, profile, role, Handling(EVERYONE, exercise))
