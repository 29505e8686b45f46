"""Word back to who reported: what may be said follows the chain, and it is said by the intake that knows them."""

import pytest

from forestall.clock import format_instant
from forestall.errors import AccessError, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.values.marking import Marking
from forestall.runs.response.feedback import Word, feedback_owed, give_feedback, owed_on
from forestall.runs.warning.evidence import Judged, grade_evidence
from ledgers import HandClock
from response_people import INTAKE, WATCHER, told
from warning_people import GRADERS, TODAY, report


def test_word_is_owed_until_it_is_given_and_then_again_in_a_month(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    first = report(ledger, 1, answer_wanted=True, received_at=format_instant(TODAY))
    report(ledger, 2)
    (owed,) = feedback_owed(ledger, INTAKE.reader)
    assert (owed.report_id, owed.status, owed.told) == (first.record_id, "noted", None)
    clock.move(minutes=5)
    given = give_feedback(ledger, INTAKE, first.record_id, Word("text_message", "ar"))
    assert given.causes == (first.id,)
    assert owed.number in given.body["text"]["text"]
    grade_evidence(ledger, GRADERS[0], first.record_id, Judged("It fits.", credibility="2"))
    (owed,) = feedback_owed(ledger, INTAKE.reader)
    assert (owed.status, owed.told) == ("being_checked", "noted")
    last = give_feedback(ledger, INTAKE, first.record_id, Word("text_message", is_last=True))
    assert last.body["status"] == "closed"
    assert list(feedback_owed(ledger, INTAKE.reader)) == []


def test_nothing_is_said_to_whom_wants_no_answer_nor_by_another_organisation(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    silent = report(ledger, 1)
    with pytest.raises(BadTransition, match="wants to hear back"):
        give_feedback(ledger, INTAKE, silent.record_id, Word("telephone"))
    asked = report(ledger, 2, answer_wanted=True)
    with pytest.raises(AccessError):
        give_feedback(ledger, WATCHER, asked.record_id, Word("telephone"))


@pytest.mark.parametrize("text", ["We sent people to SD-DW.", "Call +249 912 345 678.", "Captain Haddad knows."])
def test_words_of_ones_own_give_nobody_away(ledger: Ledger, clock: HandClock, text: str) -> None:
    clock.present = TODAY
    asked = report(ledger, 1, answer_wanted=True)
    with pytest.raises(InvalidField, match=r"exact_place|named_individual"):
        give_feedback(ledger, INTAKE, asked.record_id, Word("messenger", own_words=told(text)))
    given = give_feedback(ledger, INTAKE, asked.record_id, Word("messenger", own_words=told("The matter is known.")))
    assert given.body["own_words"]
    assert given.marking == Marking.parse(asked.marking.to_json())
    assert owed_on(ledger, INTAKE.reader, asked).told == "noted"
