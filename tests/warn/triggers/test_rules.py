from typing import Any

from forestall.records.forecast import Forecast
from forestall.records.trigger import Rule
from forestall.warn.triggers.rules import NOT_AN_ACTIVATION, Found, Known, evaluate
from record_samples import EARLIER, SAMPLES, said
from warn_samples import assessment

NOBODY = Known({}, {})


def rule(*conditions: dict[str, Any], needed: int) -> Rule:
    return Rule.parse({"conditions": [{"label": said("It holds")} | one for one in conditions], "needed": needed})


PHASE = {"ground": "phase", "at_least": 3.0, "evidence_level": "L1"}
MODEL = {"ground": "model", "at_least": 0.2}
SIGNS = {"ground": "preparatory_signs"}
READINESS = rule(PHASE, MODEL, SIGNS, needed=2)


def agreed(phase: str, level: str, **parts: Any) -> Known:
    found = {"outcome": "consensus", "phase": phase, "evidence_level": level, "confidence": "low",
             "confidence_because": "One side of the wadi."}  # fmt: skip
    return Known({"a" * 64: assessment(**found | parts)}, {})


def forecast(probability: float, kind: str = "model") -> Known:
    changes = {"probability": probability, "likelihood": "likely", "low": 0.1, "high": 0.9, "forecaster_kind": kind,
               "exceedances": [], "as_of": EARLIER}  # fmt: skip
    return Known({}, {"b" * 64: Forecast.parse(SAMPLES["forecast"] | changes)})


def test_a_rule_of_which_nothing_is_known_is_unknown_and_not_met() -> None:
    verdict = evaluate(READINESS, NOBODY, {})
    assert (verdict.is_met, verdict.met, verdict.unknown) == (False, (), (0, 1, 2))
    assert "3 unknown" in verdict.sentence(READINESS)


def test_a_phase_holds_on_the_evidence_it_asks_for_and_no_less() -> None:
    assert evaluate(READINESS, agreed("3", "L1"), {}).met == (0,)
    assert evaluate(READINESS, agreed("2", "L3"), {}).met == ()
    strict = rule(PHASE | {"evidence_level": "L2"}, needed=1)
    assert not evaluate(strict, agreed("3", "L1"), {}).is_met


def test_what_people_say_of_a_condition_stands_beside_what_is_read() -> None:
    verdict = evaluate(READINESS, agreed("4", "L2"), {2: Found(True, ("c" * 64,))})
    assert verdict.is_met
    assert verdict.rests_on == ("a" * 64, "c" * 64)


def test_a_model_alone_meets_no_rule_and_is_no_pooled_judgement() -> None:
    assert not evaluate(READINESS, forecast(0.7), {}).is_met
    pooled = rule({"ground": "pooled_probability", "at_least": 0.2}, needed=1)
    assert not evaluate(pooled, forecast(0.7), {}).is_met
    assert evaluate(pooled, forecast(0.7, "pool"), {}).is_met


def test_a_rule_that_is_met_says_that_it_is_not_an_activation() -> None:
    verdict = evaluate(READINESS, agreed("4", "L2"), {2: Found(True)})
    assert verdict.sentence(READINESS).endswith(NOT_AN_ACTIVATION)
    assert "not an activation" in NOT_AN_ACTIVATION
