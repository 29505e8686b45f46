"""Measures of the chain: each with its denominator, of what was due and not of what was closed, as of a time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from deciding import DECIDER, choice, clockwork
from forestall.clock import StoryClock
from forestall.errors import LookAhead
from forestall.memory.keys import NodeKey
from forestall.memory.ledger import Ledger, create_ledger
from forestall.records.entry import Author, Draft, Entry
from forestall.runs.exercise.playing import BEGINS_AT, begin_story, play
from forestall.runs.exercise.story import Answering, story_of
from forestall.runs.metrics.measures import Share, length
from forestall.runs.metrics.metrics import Metrics, metrics
from forestall.runs.metrics.plain import plain
from forestall.runs.metrics.standing import AlarmDays
from forestall.runs.recording import record_statement
from forestall.runs.response.decisions import record_decision
from forestall.runs.warning.alerts import update_alert
from forestall.runs.warning.budgets import LostHits
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.triggers import backtest_trigger, sign_trigger
from forestall.runs.warning.use import Reasons, activate_trigger, stop_trigger
from ledgers import HandClock
from record_samples import SAMPLES
from response_people import case, outcome
from warning_messages import WRITER, issued, message, send
from warning_people import CIRCLE, LEAD, OUTSIDER, TODAY
from warning_protocols import HARM, HISTORY, PROTECTION, met, signed, tried

READER = LEAD.reader


@pytest.fixture
def clock() -> HandClock:
    """The day of the story."""
    return HandClock(TODAY)


def share_of(found: Metrics, name: str) -> Share:
    return next(share for share in found.shares if share.name == name)


def counted(found: Metrics, name: str) -> tuple[int, int]:
    share = share_of(found, name)
    return share.n_yes, share.n


def recorded(ledger: Ledger, kind: str, record_id: str, body: dict[str, Any]) -> None:
    draft = Draft.parse({"kind": kind, "record_id": record_id, "body": body, "author": LEAD.author, "marking": CIRCLE})
    record_statement(ledger, draft, ledger.clock.now())


def activate(ledger: Ledger, use: Entry) -> Entry:
    yes = give_finding(ledger, PROTECTION, use.record_id, stands=True, role="protection_lead", verb="use_trigger")
    return activate_trigger(ledger, LEAD, use.record_id, "analyst_lead", Reasons(harm_check=HARM), [yes.id])


def test_percent_in_time_is_of_all_that_were_due_and_not_of_those_that_were_closed(
    ledger: Ledger, clock: HandClock
) -> None:
    answered, late, _ = (issued(ledger, clock="urgent") for _ in range(3))
    clock.move(hours=2)
    record_decision(clockwork(ledger), DECIDER, answered.record_id, choice("decline"))
    assert counted(metrics(ledger, READER), "decided_in_time") == (0, 0)
    clock.move(days=4)
    record_decision(clockwork(ledger), DECIDER, late.record_id, choice("decline"))
    found = metrics(ledger, READER)
    assert counted(found, "decided_in_time") == (1, 3)
    assert counted(found, "decided_at_all") == (2, 3)
    assert counted(found, "acknowledged_in_time") == (1, 3)
    assert found.mix.kinds == {"decline": 2}
    assert share_of(found, "decided_in_time").interval == pytest.approx((0.0615, 0.7923), abs=1e-4)


def test_measures_are_those_of_the_time_asked_for(ledger: Ledger, clock: HandClock) -> None:
    alert = issued(ledger, clock="urgent")
    clock.move(days=4)
    before = clock.now()
    early = metrics(ledger, READER)
    clock.move(hours=1)
    record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("decline"))
    then, now = metrics(ledger, READER, as_of=before), metrics(ledger, READER)
    assert then.shares == early.shares
    assert then.lengths == early.lengths
    assert counted(then, "decided_at_all") == (0, 1)
    assert counted(now, "decided_at_all") == (1, 1)
    assert then.cards == early.cards == ()
    with pytest.raises(LookAhead):
        metrics(ledger, READER, as_of=clock.now() + timedelta(days=1))


def test_what_does_not_reach_a_reader_is_in_no_count(ledger: Ledger, clock: HandClock) -> None:
    issued(ledger, clock="urgent")
    clock.move(days=4)
    found = metrics(ledger, OUTSIDER.reader)
    assert found.n_warnings == 0
    assert all(share.n == 0 and share.value is None and share.interval is None for share in found.shares)


def test_a_whole_case_is_timed_step_by_step(ledger: Ledger, clock: HandClock) -> None:
    case(ledger, clock)
    found = metrics(ledger, READER)
    hours = {(row.begins, row.ends): row.median_hours for row in found.lengths if row.n}
    assert hours["t3", "t4"] == pytest.approx(1)
    assert hours["t6", "t7"] == pytest.approx(2)
    assert counted(found, "begun_in_time") == (1, 1)


def played(answering: Answering, folder: Path) -> Metrics:
    """The measures of an exercise, played in a ledger of its own."""
    seed = next(seed for seed in range(100) if story_of(seed).answering is answering)
    clock = StoryClock(BEGINS_AT)
    with create_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", NodeKey(b"k" * 32), clock) as ledger:
        stage = begin_story(ledger, Author(user="user-keeper", organisation="organisation-exercise-office"), seed)
        play(stage)
        assert metrics(ledger, stage.cast["analyst_lead"].reader).n_warnings == 0
        return metrics(ledger, stage.cast["analyst_lead"].reader, exercise=True)


def test_an_exercise_is_measured_apart_and_a_missed_clock_shows(tmp_path: Path) -> None:
    found = played(Answering.LATE, tmp_path)
    assert found.n_warnings == 1
    assert found.mix.n_missed == 1
    assert counted(found, "decided_in_time") == (0, 1)
    assert counted(found, "decided_at_all") == (1, 1)
    assert counted(found, "told_back") == (1, 1)
    assert counted(found, "acted_on") == (1, 1)
    assert found.alarm.n_places == 1
    assert {(row.begins, row.ends): row.n for row in found.lengths} == {(r.begins, r.ends): 1 for r in found.lengths}


def test_a_forecast_counts_once_a_source_looked_past_its_last_day(ledger: Ledger, clock: HandClock) -> None:
    body = {key: value for key, value in SAMPLES["forecast"].items() if key not in ("cell", "withdrawn_because")}
    body |= {"treated": False, "period": {"start": "2026-11-01", "end": "2026-11-10"}, "reference_on": "2026-11-01"}
    recorded(ledger, "forecast.issued", "forecast-1", body)
    recorded(ledger, "forecast.issued", "forecast-2", body | {"treated": True})
    found = metrics(ledger, READER).calibration
    assert (found.n, found.n_unresolved, found.n_treated) == (0, 1, 1)
    spell = {"kind": "mass_killing", "country": "SDN", "start": "2026-11-05", "ended": "absent"}
    spell |= {"seen_until": "2026-11-15", "confidence": "confirmed_in_source"}
    recorded(ledger, "spell.coded", "spell-1", spell)
    found = metrics(ledger, READER).calibration
    assert (found.n, found.n_unresolved) == (1, 0)
    assert found.brier == pytest.approx((1 - 0.85) ** 2)
    assert found.bins[0].n_occurred == 1


def test_what_is_open_stands_beside_every_length_of_time() -> None:
    chains = [{"t3": 0.0, "t4": 2.0}, {"t3": 0.0}, {"t3": 1.0, "t4": 9.0}]
    found = length("t3", "t4", chains)
    assert (found.n, found.n_open, found.median_hours, found.p90_hours) == (2, 1, 5.0, 8.0)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=40))
def test_nine_of_ten_took_no_longer_than_the_ninetieth_percentile(hours: list[float]) -> None:
    found = length("t3", "t4", [{"t3": 0.0, "t4": hour} for hour in hours])
    p90 = found.p90_hours
    assert p90 in found.hours
    assert sum(hour <= p90 for hour in found.hours) >= 0.9 * found.n
    assert sum(hour < p90 for hour in found.hours) < 0.9 * found.n


@given(st.integers(0, 30), st.integers(1, 30))
def test_an_interval_holds_its_share_and_stays_within_bounds(n_yes: int, n: int) -> None:
    share = Share("any", min(n_yes, n), n)
    assert share.interval
    assert share.value is not None
    assert 0 <= share.interval[0] <= share.value <= share.interval[1] <= 1


def test_days_of_alarm_are_counted_among_days_judged(tmp_path: Path) -> None:
    found = played(Answering.IN_TIME, tmp_path)
    assert found.alarm.n > 0
    assert found.alarm.n_alarm == 0
    assert date(2031, 3, 3) < found.scope.as_of.date()


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), max_size=40))
def test_medians_and_tails_are_those_that_numpy_finds_and_no_length_runs_backwards(
    pairs: list[tuple[float, float]],
) -> None:
    found = length("t2", "t3", [{"t2": verified, "t3": warned} for verified, warned in pairs])
    hours = np.array([warned - verified for verified, warned in pairs if warned >= verified])
    assert (found.n, found.n_turned, found.n_open) == (len(hours), len(pairs) - len(hours), 0)
    if len(hours):
        assert found.median_hours == pytest.approx(np.median(hours))
        assert found.p90_hours == pytest.approx(np.quantile(hours, 0.9, method="inverted_cdf"))
    else:
        assert (found.median_hours, found.p90_hours) == (None, None)


def test_an_alert_and_what_updated_it_are_one_chain(ledger: Ledger, clock: HandClock) -> None:
    first = issued(ledger)
    clock.move(hours=1)
    later = update_alert(
        ledger, WRITER, first.record_id, message(kind="update", follows=[first.id], because="It moved.")
    )
    updated = send(ledger, later)
    clock.move(hours=1)
    record_decision(clockwork(ledger), DECIDER, updated.record_id, choice("decline"))
    clock.move(days=4)
    found = metrics(ledger, READER)
    assert found.n_warnings == 1
    assert {(row.begins, row.ends): row.n for row in found.lengths}["t4", "t6"] == 1
    assert counted(found, "acted_on") == (0, 1)
    assert counted(found, "decided_in_time") == (1, 1)


def spell_of(start: str) -> dict[str, Any]:
    return {"kind": "mass_killing", "country": "SDN", "start": start, "ended": "absent", "seen_until": "2027-06-01",
            "confidence": "confirmed_in_source"}  # fmt: skip


def test_budgets_and_misses_are_those_of_the_time_asked_for(ledger: Ledger, clock: HandClock) -> None:
    read: dict[datetime, Metrics] = {}

    def look(days: int) -> Metrics:
        found = read[clock.now()] = metrics(ledger, READER)
        clock.move(days=days)
        return found

    card_id = tried(ledger)
    drafted = look(1)
    yes = give_finding(ledger, PROTECTION, card_id, stands=True, role="protection_lead", verb="sign_trigger")
    sign_trigger(ledger, LEAD, card_id, "analyst_lead", [yes.id])
    unused = look(4)
    use = activate(ledger, met(ledger, card_id))
    clock.move(days=1)
    recorded(ledger, "spell.coded", "spell-1", spell_of("2026-11-25"))
    recorded(ledger, "spell.coded", "spell-2", spell_of("2026-11-10"))  # nobody had signed the card by then
    in_use = look(1)
    stop_trigger(ledger, LEAD, use.record_id, "analyst_lead", "The people ask to stop.")
    clock.move(days=1)
    over = look(1)
    shown = {"attribution_because": "The elders say so.", "rests_on": ["report-1"], "observed_by": LEAD.user}
    body = outcome(use.record_id, attribution="contributed_to", **shown).to_json()
    recorded(ledger, "outcome.observed", "outcome-1", body)
    helped = look(60)
    assert [budget_of(one) for one in (unused, in_use, over, helped)] == [(0, 0, 0), (0, 0, 1), (1, 1, 0), (0, 1, 0)]
    assert [len(one.cards[0].missed) for one in (drafted, unused, in_use, over)] == [0, 0, 1, 1]
    assert drafted.cards[0].lines == ()
    for moment, then in read.items():
        assert metrics(ledger, READER, as_of=moment) == then
    told = plain(over)["cards"][0]
    assert told["budgets"][0]["false_alarms"] == pytest.approx(
        {"n_yes": 1, "n": 1, "share": 1.0, "low": 0.206549, "high": 1.0}, abs=1e-6
    )
    assert (told["misses"]["n_yes"], told["misses"]["n"]) == (1, 1)


def budget_of(found: Metrics) -> tuple[int, int, int]:
    (line,) = found.cards[0].lines
    return line.spent, line.n_over, line.n_open


def test_a_tighter_card_says_how_many_past_hits_it_loses(ledger: Ledger) -> None:
    first = signed(ledger)
    strict = tried(ledger, replaces=first, version=2)
    assert {card.trigger: card.lost for card in metrics(ledger, READER).cards}[strict] == (
        LostHits("activation", 0, 1),
    )
    tight = replace(HISTORY, series=(replace(HISTORY.series[0], at_least=0.95),))
    backtest_trigger(ledger, LEAD, strict, "activation", tight)
    drafted = next(card for card in metrics(ledger, READER).cards if card.trigger == strict)
    assert (drafted.lines, drafted.n_onsets) == ((), 0)  # what nobody signed was never in vain, and missed nothing
    found = {card.trigger: card.lost for card in metrics(ledger, READER).cards}
    assert found == {first: (), strict: (LostHits("activation", 1, 1),)}


def test_an_interval_of_alarm_days_counts_each_place_once() -> None:
    apart = binomtest(1, 4).proportion_ci(0.95, method="wilson")
    assert AlarmDays(100, 400, 4).interval == pytest.approx(tuple(apart))
    assert AlarmDays(0, 0, 0).interval is None
