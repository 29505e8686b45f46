from datetime import date

from forestall.records.trigger import Budget
from forestall.warn.triggers.budget import Use, false_alarm_ledger, miss_ledger

TODAY = date(2026, 11, 22)
ONSET = date(2026, 6, 10)
BUDGET = [Budget(rule="activation", in_vain=1, out_of=2)]


def use(month: int, *, contributed: bool = False, rule: str = "activation") -> Use:
    return Use("e" * 64, rule, date(2026, month, 1), date(2026, month, 28), contributed)


def test_the_ledger_shows_what_was_spent_and_what_is_left() -> None:
    (line,) = false_alarm_ledger(BUDGET, [use(5), use(6), use(11), use(1, rule="readiness")], [ONSET], TODAY)
    assert (line.spent, line.left, line.n_open, line.needs_review) == (1, 0, 1, False)


def test_an_overspent_budget_calls_for_a_review() -> None:
    (line,) = false_alarm_ledger(BUDGET, [use(3), use(4)], [ONSET], TODAY)
    assert (line.spent, line.left, line.needs_review) == (2, 0, True)


def test_what_was_averted_by_acting_is_not_a_false_alarm() -> None:
    assert use(4, contributed=True).verdict([], TODAY) == "acted"
    (line,) = false_alarm_ledger(BUDGET, [use(3, contributed=True), use(4, contributed=True)], [], TODAY)
    assert line.spent == 0


def test_an_onset_that_no_rule_came_before_is_a_miss() -> None:
    assert miss_ledger([use(5)], [ONSET]) == (ONSET,)
    assert miss_ledger([use(6)], [ONSET]) == ()
    assert miss_ledger([Use("e" * 64, "activation", ONSET, date(2026, 7, 1))], [ONSET]) == (ONSET,)
