"""What followed, written down on what it is about, claiming no more than is shown."""

import pytest

from forestall.errors import AccessError, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.runs.response.outcomes import correct_outcome, observe_outcome
from ledgers import HandClock
from record_samples import said
from response_people import DECIDER, WATCHER, case, outcome
from warning_people import OUTSIDER


def test_an_outcome_rests_on_what_it_is_about_and_on_what_shows_it(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    shown = {"attribution": "contributed_to", "attribution_because": "Both chiefs say so.", "rests_on": ["report-1"]}
    about = entries["planned"].record_id
    entry = observe_outcome(ledger, WATCHER, outcome(about, **shown))
    assert entries["looked"].id in entry.causes
    assert len(entry.causes) == 2
    assert entry.author.user == entry.body["observed_by"] == WATCHER.user
    again = correct_outcome(ledger, WATCHER, entry.record_id, outcome(about, followed=said("Two were hurt.")))
    assert (again.kind, again.supersedes) == ("outcome.corrected", entry.id)


def test_a_claim_is_refused_before_anything_is_written(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    head = ledger.head()
    for text, rule in (
        ("The talks prevented forty deaths.", "claims_averted"),
        ("Colonel Haddad withdrew his men.", "named_individual"),
    ):
        with pytest.raises(InvalidField, match=rule):
            observe_outcome(ledger, WATCHER, outcome(entries["planned"].record_id, followed=said(text)))
    assert ledger.head() == head


def test_only_watchers_write_it_and_only_of_what_reaches_them(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    with pytest.raises(AccessError):
        observe_outcome(ledger, DECIDER, outcome(entries["planned"].record_id))
    with pytest.raises(NotFound):
        observe_outcome(ledger, OUTSIDER, outcome(entries["planned"].record_id))
    with pytest.raises(NotFound):
        observe_outcome(ledger, WATCHER, outcome("action-nowhere"))
