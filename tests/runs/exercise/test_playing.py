"""An exercise from its first signal to its closed review: the same by its seed, and walled off from the real world."""

import pytest

from forestall.clock import StoryClock
from forestall.errors import InvalidField
from forestall.memory.keys import NodeKey
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.entry import Author
from forestall.runs.exercise.playing import BEGINS_AT, Played, begin_story, play
from forestall.runs.exercise.story import Answering, story_of
from forestall.runs.recording import record_statement
from forestall.runs.warning.alerts import alerts_in_force, draft_alert
from forestall.runs.warning.steps import Handling
from forestall.vocabulary.load import vocabulary
from ledgers import damages, draft, verified
from warning_messages import WRITER, message
from warning_people import TERMS

KEEPER = Author(user="user-keeper", organisation="organisation-exercise-office")
CHAIN = [
    "forecast.issued", "report.received", "report.graded", "assessment.published", "alert.issued",
    "alert.acknowledged", "decision.recorded", "action.started", "outcome.observed", "review.closed",
]  # fmt: skip


def seed_with(answering: Answering) -> int:
    """The first seed whose ministry answers so."""
    return next(seed for seed in range(100) if story_of(seed).answering is answering)


def played(address: str, seed: int, key: bytes = b"k") -> tuple[Played, Ledger]:
    """A story played in a fresh ledger, which stays open."""
    clock = StoryClock(BEGINS_AT)
    ledger = create_ledger(address, NodeKey(key * 32), clock)
    return play(begin_story(ledger, KEEPER, seed)), ledger


@pytest.mark.parametrize("answering", list(Answering))
def test_every_story_goes_from_first_signal_to_review(address: str, answering: Answering) -> None:
    found, ledger = played(address, seed_with(answering))
    with ledger:
        told = found.to_json()
        kinds = [hop["kind"] for hop in told["trace"]]
        assert [kind for kind in CHAIN if kind not in kinds] == []
        firsts = [kinds.index(kind) for kind in CHAIN]
        assert firsts == sorted(firsts)
        assert set(told["stages"]) == {f"t{number}" for number in range(10)}
        assert list(told["stages"].values()) == sorted(told["stages"].values())
        assert len({hop["by"] for hop in told["trace"]}) >= 9
        assert all(cause < hop["number"] for hop in told["trace"] for cause in hop["rests_on"])
        assert ("decision.missed" in kinds) == (answering is Answering.LATE)
        assert ("decision.lapsed" in kinds) == (answering is Answering.DEFERRED)
        assert damages(verified(ledger)) == set()


def test_the_same_seed_gives_the_same_trace_at_another_node(tmp_path_factory: pytest.TempPathFactory) -> None:
    traces = []
    for key in (b"a", b"b"):
        found, ledger = played(f"sqlite:///{tmp_path_factory.mktemp('node') / 'ledger.sqlite'}", 7, key)
        ledger.close()
        traces.append(found.to_json())
    assert traces[0] == traces[1]
    assert story_of(7) != story_of(8)


def test_an_exercise_leaves_no_trace_in_the_real_world(address: str) -> None:
    found, ledger = played(address, 1)
    with ledger:
        reader = WRITER.reader
        assert found.alert.exercise
        assert list(read_all(ledger, reader, Question(exercise=False))) == []
        assert list(alerts_in_force(ledger, reader)) == []


def test_a_node_for_exercises_takes_nothing_in_that_is_meant_in_earnest(address: str) -> None:
    with create_ledger(address, NodeKey(b"k" * 32), StoryClock(BEGINS_AT)) as ledger:
        with pytest.raises(InvalidField, match="days of this node aren't real"):
            record_statement(ledger, draft(), BEGINS_AT)
        with pytest.raises(InvalidField, match="days of this node aren't real"):
            draft_alert(
                ledger,
                WRITER,
                message(due_at="2031-04-01T00:00:00.000000Z", expires_at="2031-05-01T00:00:00.000000Z"),
                TERMS,
            )
        assert record_statement(ledger, draft(exercise=True), BEGINS_AT).exercise


def test_a_real_alert_rests_on_nothing_of_an_exercise(ledger: Ledger) -> None:
    pretended = record_statement(ledger, draft(exercise=True, marking=TERMS.marking), ledger.clock.now())
    real = draft(causes=(pretended.id,), marking=TERMS.marking)
    with pytest.raises(InvalidField, match="other world"):
        record_statement(ledger, real, ledger.clock.now())
    assert Handling.of(pretended).exercise


def test_somebody_plays_every_role() -> None:
    from forestall.runs.exercise.cast import full_cast

    held = {role for person in full_cast().people.values() for role in person.roles}
    assert held == set(vocabulary("role"))
