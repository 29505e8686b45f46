"""What many alerts await of an organisation, asked for at once, is what a look at each side of each of them finds."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from deciding import MINISTRY, choice, clockwork
from forestall.errors import ForestallError
from forestall.memory.ledger import Ledger, create_ledger
from forestall.records.entry import Entry
from forestall.records.organisation import Organisation
from forestall.respond.clocks import due_by
from forestall.respond.decisions import Choice
from forestall.runs.response.clocks import Watch
from forestall.runs.response.decisions import record_decision
from forestall.runs.response.matters import awaited_sides, sides, went_up_to
from forestall.runs.warning.steps import begin
from ledgers import KEY, HandClock
from record_samples import said
from warning_messages import issued
from warning_people import FACILITATOR, ORGANISATIONS, TERMS, TODAY, person

ADDRESSED = ((MINISTRY,), (MINISTRY, "organisation-academy"), ("organisation-network",))
KINDS = ("act_as_recommended", "decline", "defer", "refer")
STEPS = st.tuples(
    st.integers(0, len(ADDRESSED) - 1),
    st.sampled_from(ORGANISATIONS),
    st.sampled_from(KINDS),
    st.sampled_from(ORGANISATIONS),
    st.sampled_from((1, 20, 80, 300)),
)
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
quick = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=WITHOUT_SHRINKING)


def chosen(kind: str, to: str, now: datetime) -> Choice:
    parts = {
        "refer": {"referred_to": to},
        "defer": {
            "deferred_until": now + timedelta(days=2),
            "reason_codes": ("awaiting_information",),
            "awaited": "An answer.",
        },
    }
    return choice(kind, **parts.get(kind, {}))


def found_one_by_one(ledger: Ledger, issues: list[Entry], organisation: str) -> Iterator[tuple[str, datetime]]:
    for issue in issues:
        all_sides = sides(ledger, issue)
        own = [side for side in all_sides if side.organisation == organisation]
        ours = own or [side for side in all_sides if went_up_to(side, organisation)]
        awaited = [due_at for side in ours if (due_at := due_by(side.matter)) is not None]
        yield from ((issue.id, due_at) for due_at in awaited[:1])


@quick
@given(history=st.lists(STEPS, min_size=2, max_size=8))
@example(history=[(0, MINISTRY, "refer", "organisation-union", 1), (0, "organisation-union", "defer", MINISTRY, 80)])
@example(history=[(1, MINISTRY, "refer", "organisation-union", 1), (1, "organisation-union", "refer", MINISTRY, 300)])
@example(history=[(0, MINISTRY, "defer", MINISTRY, 1), (0, MINISTRY, "refer", "organisation-network", 1)])
def test_what_is_awaited_of_each_is_what_a_look_at_every_side_finds(
    fresh_address: Callable[[], str], history: list[tuple[int, str, str, str, int]]
) -> None:
    clock = HandClock(TODAY)
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        above = {"names": [said("The ministry")], "kind": "ministry", "country": "SDN", "part_of": "organisation-union"}
        begin(ledger, FACILITATOR, "organisation.added", Organisation.parse(above), TERMS, record_id=MINISTRY)
        issues = [issued(ledger, addressees=[{"organisation": name} for name in names]) for names in ADDRESSED]
        for number, by, kind, to, hours in history:
            who = person(f"user-of-{by}", by, "decision_maker")
            with suppress(ForestallError):  # not theirs to decide, or decided before
                record_decision(clockwork(ledger), who, issues[number].record_id, chosen(kind, to, clock.now()))
            clock.move(hours=hours)
            Watch(clockwork(ledger)).keep()
            for name in ORGANISATIONS:
                awaited = [(side.issue.id, due_at) for side, due_at in awaited_sides(ledger, issues, name)]
                assert awaited == list(found_one_by_one(ledger, issues, name))
