"""Measures of a time that is over are those that were read at that time, and a count made apart finds the same."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import duckdb
import numpy as np
import orjson
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from forestall.memory.ledger import create_ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.entry import Entry
from forestall.runs.metrics.metrics import Metrics, metrics
from histories import ANSWERING, CHECKING, HAPPENINGS, lived
from ledgers import KEY, HandClock
from warning_people import LEAD

READER = LEAD.reader
quick = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def histories(happenings: Iterable[str], minutes: int) -> st.SearchStrategy[list[tuple[str, int]]]:
    steps = st.tuples(st.sampled_from(sorted(set(happenings))), st.integers(0, minutes))
    return st.lists(steps, min_size=4, max_size=16)


@quick
@given(history=histories(set(HAPPENINGS) - {"narrowed"}, 600), cut=st.floats(0, 1))
@example(history=[("elsewhere", 9), ("delivered", 1), ("used", 5), ("spell", 4000), ("referred", 9),
                  ("outcome", 9), ("updated", 9), ("read", 9)], cut=0.4)  # fmt: skip
def test_measures_as_of_a_time_are_what_they_were_then(
    fresh_address: Callable[[], str], history: list[tuple[str, int]], cut: float
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        place = int(cut * len(history))
        story = lived(ledger, clock, history[:place])
        clock.move(days=4)  # clocks have run out unanswered, and what comes now comes late
        then, seen = clock.now(), metrics(ledger, READER)
        for happening, minutes in [*history[place:], *((one, 1) for one in HAPPENINGS if one != "narrowed")]:
            story.live(happening, minutes)
        clock.move(days=400)
        assert metrics(ledger, READER, as_of=then) == seen


@quick
@given(history=histories((*CHECKING, *ANSWERING), 2000))
@example(history=[(one, 700) for one in (*CHECKING, *ANSWERING)])
@example(history=[("read", 100), ("decision", 3950), ("action", 2), ("begun", 5)])
@example(
    history=[("report", 5), ("report", 5), ("grade", 1500), ("false", 5), ("receipt", 1), ("report", 5), ("told", 9)]
)
def test_a_count_made_apart_finds_the_same(fresh_address: Callable[[], str], history: list[tuple[str, int]]) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        lived(ledger, clock, history)
        clock.move(days=5)
        found = metrics(ledger, READER)
        assert counted(found) == counted_apart(read_all(ledger, READER, Question()), clock.now())
        check_sums(found)


def counted(found: Metrics) -> dict[str, tuple[float, ...]]:
    """Counts with their intervals, and lengths with their tails, as measured."""
    shares = {one.name: (one.n_yes, one.n, *_rounded(one.interval or ())) for one in found.shares}
    lengths = {
        f"{one.begins} to {one.ends}": (
            one.n,
            one.n_open,
            one.n_turned,
            *_rounded(_known(one.median_hours, one.p90_hours)),
        )
        for one in found.lengths
        if (one.begins, one.ends) in TIMED
    }
    return {name: shares[name] for name in SHARES} | lengths


def check_sums(found: Metrics) -> None:
    """What was due was verified in time, verified late or not verified: each once."""
    shares = {one.name: one for one in found.shares}
    parts = [shares[name] for name in ("verified_in_time", "verified_late", "not_verified")]
    assert sum(part.n_yes for part in parts) == parts[0].n == parts[1].n == parts[2].n
    assert shares["not_judged"].n_yes <= shares["not_verified"].n_yes
    assert all(hours >= 0 for one in found.lengths for hours in one.hours)


# A count of its own: SQL over the entries as JSON, with the hours written down anew, numpy for the tails and SciPy for
# the intervals. It knows stories of one alert with one addressee, nothing delivered, referred or updated.

TIMED = (("t3", "t4"), ("t4", "t6"), ("t6", "t7"), ("t7", "t8"))
SHARES: dict[str, str] = {
    "acknowledged_in_time": "SELECT coalesce(acked < read_by, false) FROM one WHERE read_by <= {now}",
    "decided_in_time": "SELECT coalesce(decided < decide_by, false) FROM one WHERE decide_by <= {now}",
    "decided_at_all": "SELECT decided IS NOT NULL FROM one WHERE decide_by <= {now}",
    "acted_on": "SELECT acted IS NOT NULL FROM one WHERE decide_by <= {now}",
    "begun_in_time": """
        SELECT coalesce((newest->>'started_at')::TIMESTAMP < (newest->>'due_at')::TIMESTAMP, false)
        FROM (SELECT arg_max(body, sequence) AS newest FROM entries WHERE kind LIKE 'action.%' GROUP BY record_id)
        WHERE (newest->>'due_at')::TIMESTAMP <= {now}""",
    "verified_in_time": "SELECT coalesce(verified < due, false) FROM due",
    "verified_late": "SELECT coalesce(verified >= due, false) FROM due",
    "not_verified": "SELECT verified IS NULL FROM due",
    "not_judged": "SELECT judged IS NULL FROM due",
    "overturned": "SELECT NOT still OR withdrawn IS NOT NULL OR is_false FROM reports WHERE verified IS NOT NULL",
    "receipts_in_time": """
        SELECT coalesce(first_word < received_at + INTERVAL 15 MINUTE, false) FROM asking
        WHERE received_at + INTERVAL 15 MINUTE <= {now}""",
    "told_in_time": """
        SELECT coalesce(first_status < received_at + to_hours(decide_hours), false) FROM asking
        WHERE received_at + to_hours(decide_hours) <= {now}""",
    "told_back": "SELECT first_word IS NOT NULL FROM asking",
}
TABLES = """
CREATE TABLE hours AS SELECT * FROM (VALUES
    ('flash', 6, 24), ('urgent', 24, 72), ('priority', 72, 168), ('routine', 168, 720)) AS h(clock, verify, decide);
CREATE TABLE one AS SELECT
    min(recorded) FILTER (kind = 'alert.issued') AS issued,
    issued + INTERVAL 12 HOUR AS read_by,
    least(issued + INTERVAL 72 HOUR, (min(body->>'due_at') FILTER (kind = 'alert.issued'))::TIMESTAMP) AS decide_by,
    min(recorded) FILTER (kind = 'alert.acknowledged') AS acked,
    min(recorded) FILTER (kind = 'decision.recorded') AS decided,
    min(recorded) FILTER (kind = 'action.started') AS acted,
    min(recorded) FILTER (kind = 'outcome.observed'
        OR (body->'effect_check') IS NOT NULL AND kind LIKE 'action.%') AS looked
    FROM entries;
CREATE TABLE verdicts AS
    SELECT body->>'about' AS report, record_id, recorded, sequence, (body->>'credibility') IN ('1', '2') AS yes
    FROM entries WHERE kind = 'report.graded'
    UNION ALL
    SELECT ((body->'sources')->0)->>'record', record_id, recorded, sequence, kind = 'event.confirmed' FROM entries
    WHERE kind IN ('event.confirmed', 'event.withdrawn');
CREATE TABLE reports AS SELECT
    record_id,
    min(recorded) FILTER (kind = 'report.received') AS came,
    min(recorded) FILTER (kind = 'report.withdrawn') AS withdrawn,
    arg_max(body, sequence) AS newest,
    coalesce(arg_max(body, sequence)->>'rumour_verdict', '') = 'false' AS is_false,
    (SELECT min(h.verify) FROM entries s JOIN hours h ON h.clock = coalesce((s.body->>'clock'), 'routine')
     WHERE s.record_id = e.record_id) AS verify_hours,
    (SELECT min(v.recorded) FROM verdicts v WHERE v.report = e.record_id) AS judged,
    (SELECT min(v.recorded) FROM verdicts v WHERE v.report = e.record_id AND v.yes) AS verified,
    (SELECT bool_or(last) FROM (SELECT arg_max(v.yes, v.sequence) AS last FROM verdicts v
     WHERE v.report = e.record_id GROUP BY v.record_id)) AS still
    FROM entries e WHERE kind LIKE 'report.%' AND kind <> 'report.graded' GROUP BY record_id;
CREATE TABLE due AS SELECT *, came + to_hours(verify_hours) AS due FROM reports
    WHERE came + to_hours(verify_hours) <= {now}
    AND NOT coalesce(withdrawn <= came + to_hours(verify_hours), false);
CREATE TABLE asking AS SELECT
    (newest->>'received_at')::TIMESTAMP AS received_at,
    (SELECT decide FROM hours WHERE clock = coalesce((newest->>'clock'), 'routine')) AS decide_hours,
    (SELECT min(recorded) FROM entries w WHERE w.kind = 'feedback.given'
     AND (w.body->>'about') = r.record_id) AS first_word,
    (SELECT min(recorded) FROM entries w WHERE w.kind = 'feedback.given' AND (w.body->>'about') = r.record_id
     AND (w.body->>'status') <> 'noted') AS first_status
    FROM reports r WHERE coalesce((newest->>'answer_wanted')::BOOLEAN, false);
"""
REACHED = {"t3": "issued", "t4": "acked", "t6": "decided", "t7": "acted", "t8": "looked"}


def counted_apart(entries: Iterable[Entry], now: datetime) -> dict[str, tuple[float, ...]]:
    """The same counts and lengths, from the entries as JSON alone."""
    base = duckdb.connect()
    base.execute("CREATE TABLE entries (sequence BIGINT, kind TEXT, record_id TEXT, recorded TIMESTAMP, body JSON)")
    rows = [(e.sequence, e.kind, e.record_id, _naive(e.recorded_at), orjson.dumps(e.body).decode()) for e in entries]
    base.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows)
    moment = f"TIMESTAMP '{_naive(now)}'"
    base.execute(TABLES.format(now=moment))
    found = {name: _share(base.execute(sql.format(now=moment)).fetchall()) for name, sql in SHARES.items()}
    for begins, ends in TIMED:
        (pair,) = base.execute(f"SELECT {REACHED[begins]}, {REACHED[ends]} FROM one").fetchall()
        found[f"{begins} to {ends}"] = _length(*pair)
    return found


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _share(answers: list[tuple[bool]]) -> tuple[float, ...]:
    n_yes, n = sum(yes for (yes,) in answers), len(answers)
    interval = binomtest(n_yes, n).proportion_ci(0.95, method="wilson") if n else ()
    return (n_yes, n, *_rounded(interval))


def _length(begins: datetime | None, ends: datetime | None) -> tuple[float, ...]:
    if begins is None or ends is None:
        return (0, int(begins is not None), 0)
    if ends < begins:
        return (0, 0, 1)
    hours = np.array([(ends - begins) / timedelta(hours=1)])
    return (1, 0, 0, *_rounded((np.median(hours), np.quantile(hours, 0.9, method="inverted_cdf"))))


def _known(*values: float | None) -> tuple[float, ...]:
    return tuple(value for value in values if value is not None)


def _rounded(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)
