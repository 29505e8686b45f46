"""What holds between the fields of a record: each row changes a full and valid record, and it is refused.

A row is the record, what is changed, and words of the complaint. `None` takes a field away.
"""

from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.records.grade import Grade
from forestall.records.kinds import record_classes
from forestall.records.parts.estimate import Estimate
from record_samples import (
    ANALYST,
    DIGEST,
    DISSENT,
    EARLIER,
    LEAD,
    LEAD_APPROVES,
    MEDIATION,
    MINISTRY,
    NETWORK,
    NOTHING,
    NOW,
    OTHER_DIGEST,
    SAMPLES,
    TOWN,
    rule,
    said,
)

Row = tuple[str, dict[str, Any], str]
CLASSES = record_classes()
INDICATOR = SAMPLES["assessment"]["indicators"][0]
PIECE = SAMPLES["assessment"]["pieces"][0]
POSITIONS = SAMPLES["assessment"]["positions"]
MOMENTS = SAMPLES["review"]["moments"]
CHANGE = SAMPLES["review"]["changes"][0]
COST_LOSS = SAMPLES["trigger"]["cost_loss"]
BACKTEST = SAMPLES["trigger"]["backtests"][0]
AGREED = {"outcome": "consensus", "positions": [], "phase": "3"}
OPEN = {"outcome": None, "positions": [], "phase": None}
UNDECIDED = {
    "status": "no_decision_recorded", "kind": None, "decided_by": None, "role": None, "decided_at": None,
    "reason_codes": [], "reason": None, "awaited": None, "deferred_until": None, "options": [],
}  # fmt: skip
ACTS = {"kind": "act_as_recommended", "reason_codes": [], "awaited": None, "deferred_until": None}


def custody(**changes: Any) -> dict[str, Any]:
    return SAMPLES["evidence"]["custody"][0] | changes


def two_conditions(ground: str, other: str, needed: int) -> dict[str, Any]:
    """A rule of two conditions on these grounds."""
    conditions = [{"ground": each, "label": said("The condition holds")} for each in (ground, other)]
    return {"conditions": conditions, "needed": needed}


OBSERVED: list[Row] = [
    ("report", {"identity": "seal-2"}, "a seal of its own"),
    ("report", {"consent": None}, "footing"),
    ("report", {"consent": {"basis": "consent", "keep_until": "2027-01-01"}}, "wording and language"),
    ("report", {"nothing_seen": True}, "nothing_seen, or something seen"),
    ("report", {"event_types": [], "summary": None, "content": None}, "what it tells of"),
    ("report", {"place": TOWN}, "seal the exact one"),
    ("grade", {"credibility_by": None}, "who judged the credibility"),
    ("grade", {"reliability_by": None}, "who judged the reliability"),
    ("grade", {"reliability_by": ANALYST}, "another person"),
    ("grade", {"reason": None}, "a reason"),
    ("grade", {"origins": ["origin-1"]}, "two independent origins"),
    ("grade", {"origins": ["origin-1", "origin-1"]}, "each origin once"),
    ("grade", {"about_own_conduct": True}, "no better than C3"),
    ("evidence", {"custody": [custody(digest=OTHER_DIGEST)]}, "the same digest in every hand"),
    ("evidence", {"custody": [custody(since=NOW), custody(since=EARLIER)]}, "custody in order"),
    ("evidence", {"custody": []}, "at least 1 item"),
    ("evidence", {"consent": None}, "footing"),
    ("statement", {"source": "report-1"}, "one of them"),
    ("statement", {"dataset": None}, "one of them"),
    ("statement", {"last_seen": "2026-11-19"}, "not before first seen"),
    ("statement", {"dataset": None, "source": "report-1", "property": "place.latitude"}, "stands in a seal"),
    ("event", {"last_day": "2026-11-17"}, "a last day not before the first"),
    ("event", {"civilian_deaths": {"low": 21}}, "civilian deaths within all deaths"),
    ("event", {"vetted_by": None}, "who vetted it"),
    ("event", {"status": "withdrawn"}, "a reason where it is withdrawn"),
    ("event", {"withdrawn_because": "Coded twice."}, "a reason where it is withdrawn"),
    ("event", {"sources": []}, "at least 1 item"),
    ("event", {"sources": [{"record": "report-1"}]}, "told it in confidence"),
    ("event", {"sources": [{"dataset": "ucdp_ged", "record": "report-1"}]}, "one of them"),
    ("spell", {"end": None}, "an end where the spell has ended"),
    ("spell", {"ended": "absent"}, "an end where the spell has ended"),
    ("spell", {"end": "2002"}, "an end not before the start"),
    ("spell", {"seen_until": "2002"}, "looked until after the start"),
    ("actor", {"formed": "2025"}, "an end not before it was formed"),
    ("actor", {"names": []}, "at least 1 item"),
    ("manifest", {"rows": 1199}, "as many rows as its files hold"),
    ("manifest", {"files": SAMPLES["manifest"]["files"] * 2, "rows": 2400}, "each file once"),
    ("manifest", {"files": [SAMPLES["manifest"]["files"][0] | {"path": "../other"}]}, "text of the form"),
    ("manifest", {"coverage": {"first": "2026-11", "last": "2026-10"}}, "a last date not before the first"),
    ("manifest", {"coverage": {"countries": ["SDN", "SDN"]}}, "each country once"),
]  # fmt: skip

FORESEEN_AND_WARNED: list[Row] = [
    ("forecast", {"reference_on": "2026-12-02"}, "no earlier than the reference date"),
    ("forecast", {"issued_on": "2026-11-19"}, "no earlier than the knowledge"),
    ("forecast", {"coverage": "unknown"}, "none where they don't"),
    ("forecast", {"probability": None, "mean": None, "exceedances": [], "low": None, "high": None}, "a number where"),
    ("forecast", {"probability": None, "likelihood": None}, "both ends of the range beside a probability"),
    ("forecast", {"low": None}, "both ends of the range"),
    ("forecast", {"low": 0.9}, "low <= probability <= high"),
    ("forecast", {"probability": 1.0, "high": 1.0, "likelihood": None}, "why it is certain"),
    ("forecast", {"base_rate": None}, "a base rate"),
    ("forecast", {"likelihood": "likely"}, "very_likely"),
    ("forecast", {"likelihood": None}, "very_likely"),
    ("forecast", {"probability": None, "low": None, "high": None}, "no likelihood word without"),
    ("forecast", {"exceedances": SAMPLES["forecast"]["exceedances"][::-1]}, "thresholds and levels that rise"),
    ("forecast", {"exceedances": [{"threshold": 1, "probability": 0.2}, {"threshold": 2, "probability": 0.3}]},
     "exceedances that fall"),
    ("forecast", {"quantiles": [{"level": 0.1, "value": 2.0}, {"level": 0.5, "value": 1.0}]}, "quantiles that rise"),
    ("judgement", {"round": 1}, "an objection in the second round"),
    ("judgement", {"round": 3}, "less than or equal to 2"),
    ("judgement", {"probability": 1.0}, "less than 1"),
    ("assessment", {"what_would_change_our_mind": [said("One thing.")]}, "at least 2 item"),
    ("assessment", {"what_would_change_our_mind": [said("One thing."), said("One thing.")]}, "each indicator"),
    ("assessment", {"indicators": [INDICATOR, INDICATOR]}, "each indicator"),
    ("assessment", {"indicators": [INDICATOR | {"status": "not_assessed"}]}, "nothing beside a status"),
    ("assessment", {"indicators": [INDICATOR | {"status": "stale"}]}, "stale is what it becomes"),
    ("assessment", {"indicators": [INDICATOR | {"expires_at": None}]}, "expiry with every judgement"),
    ("assessment", {"indicators": [INDICATOR | {"expires_at": EARLIER}]}, "an expiry after the review"),
    ("assessment", {"resilience": []}, "at least 1 item"),
    ("assessment", {"facilitator": LEAD}, "not among the authors"),
    ("assessment", {"rounds": [SAMPLES["assessment"]["rounds"][0] | {"number": 2}]}, "the first round before"),
    ("assessment", {"rounds": [SAMPLES["assessment"]["rounds"][0] | {"judgements": [OTHER_DIGEST, DIGEST]}]},
     "alphabetical order"),
    ("assessment", {"positions": POSITIONS[:1]}, "at least two positions"),
    ("assessment", {"positions": [POSITIONS[0], POSITIONS[0]]}, "at least two positions"),
    ("assessment", {"phase": "3"}, "one phase where it was agreed on"),
    ("assessment", AGREED | {"phase": None}, "one phase where it was agreed on"),
    ("assessment", {"outcome": None}, "no phase where it is open"),
    ("assessment", {"outcome": "not_classifiable"}, "no phase where it is open"),
    ("assessment", OPEN | {"outcome": "not_classifiable"}, "access denied"),
    ("assessment", AGREED | {"evidence_level": None}, "evidence level and confidence"),
    ("assessment", AGREED | {"evidence_level": "none"}, "evidence level L1 or higher"),
    ("assessment", AGREED | {"phase": "4", "evidence_level": "L1"}, "evidence level L2 or higher"),
    ("assessment", AGREED | {"confidence_because": None}, "a reason for a confidence"),
    ("assessment", {"pieces": SAMPLES["assessment"]["pieces"] * 2}, "each indicator"),
    ("assessment", {"pieces": [PIECE | {"ground": "model"}]}, "no direct evidence in the output of a model"),
    ("assessment", {"pieces": [PIECE | {"ground": "own_conduct_report"}]}, "no better than C3"),
    ("assessment", {"pieces": [PIECE | {"ground": "own_conduct_report", "grade": "C3"}]}, "the grade alone"),
    ("collection_request", {"answers": [DIGEST, DIGEST]}, "each answer once"),
    ("profile", {"lists": []}, "the lists it counts by"),
    ("profile", {"signed_by": [LEAD_APPROVES, LEAD_APPROVES]}, "different people"),
    ("profile", {"quorum": SAMPLES["profile"]["quorum"] | {"constituencies": 5}}, "no more constituencies"),
    ("trigger", {"readiness": rule("model")}, "can't be met by model alone"),
    ("trigger", {"activation": rule("hate_speech")}, "can't be met by hate speech alone"),
    ("trigger", {"activation": rule("own_conduct_report")}, "can't be met by report on own conduct alone"),
    ("trigger", {"readiness": two_conditions("model", "model", 2)}, "can't be met by model alone"),
    ("trigger", {"readiness": two_conditions("model", "hate_speech", 2)}, "met by hate speech and model alone"),
    ("trigger", {"stop": rule("phase", needed=3)}, "no more conditions needed"),
    ("trigger", {"harm_check": None}, "a harm check"),
    ("trigger", {"harm_check": SAMPLES["trigger"]["harm_check"] | {"acceptable": False}}, "a harm check"),
    ("trigger", {"backtests": []}, "a back-test of the activation rule"),
    ("trigger", {"backtests": [BACKTEST, BACKTEST]}, "one back-test"),
    ("trigger", {"backtests": [BACKTEST | {"years": BACKTEST["years"][::-1]}]}, "years that rise"),
    ("trigger", {"backtests": [BACKTEST | {"years": [BACKTEST["years"][0] | {"hits": 2}]}]}, "lead time for each hit"),
    ("trigger", {"signed_by": [LEAD_APPROVES, LEAD_APPROVES]}, "different people"),
    ("trigger", {"budgets": [{"rule": "stop", "in_vain": 3, "out_of": 2}]}, "no more in vain"),
    ("trigger", {"actions": []}, "at least 1 item"),
    ("activation", {"step": "met", "rule_is_met": True}, "nobody's approval"),
    ("activation", {"step": "met", "approvals": []}, "a rule that is met"),
    ("activation", {"approvals": [LEAD_APPROVES]}, "approval of 2 named people"),
    ("activation", {"approvals": [LEAD_APPROVES, LEAD_APPROVES]}, "different people"),
    ("activation", {"rule": "readiness", "approvals": []}, "approval of 1 named people"),
    ("activation", {"step": "held", "approvals": []}, "approval of 1 named people"),
    ("activation", {"step": "held", "rule_is_met": True, "reason": None}, "going against the rule"),
    ("activation", {"reason_code": None}, "going against the rule"),
    ("activation", {"harm_check": None}, "a harm check before"),
    ("alert", {"addressees": []}, "at least 1 item"),
    ("alert", {"question": None}, "a question"),
    ("alert", {"due_at": None}, "the time by which it is due"),
    ("alert", {"expires_at": NOW}, "no earlier than the due time"),
    ("alert", {"options": []}, "exactly one is doing nothing"),
    ("alert", {"options": [MEDIATION]}, "exactly one is doing nothing"),
    ("alert", {"options": [MEDIATION, MEDIATION, NOTHING]}, "different labels"),
    ("alert", {"options": [MEDIATION | {"cost": None, "cost_in_words": None}, NOTHING]}, "a cost"),
    ("alert", {"recommended": "Send the army"}, "among the options"),
    ("alert", {"recommended_because": None}, "a reason with the recommendation"),
    ("alert", {"estimate": None}, "an estimate, or why there is none"),
    ("alert", {"no_estimate_because": "Under way."}, "an estimate, or why there is none"),
    ("alert", {"confidence": None}, "confidence and what it rests on"),
    ("alert", {"follows": []}, "the messages it follows"),
    ("alert", {"kind": "alert"}, "the messages it follows"),
    ("alert", {"because": None}, "why, where it follows"),
    ("alert", {"addressees": [{"organisation": "organisation-police"}]}, "without those excluded"),
    ("alert", {"addressees": SAMPLES["alert"]["addressees"][:1] * 2}, "each addressee once"),
    ("alert", {"drafted_by": LEAD}, "somebody other than its writer"),
    ("alert", {"harm_check": None}, "a harm check"),
    ("alert", {"short": "x" * 161}, "at most 160 characters"),
    ("alert", {"estimate": SAMPLES["alert"]["estimate"] | {"probability": 0.5}}, "roughly_even_chance"),
    ("alert", {"estimate": SAMPLES["alert"]["estimate"] | {"low": None}}, "both ends"),
    ("alert", {"estimate": SAMPLES["alert"]["estimate"] | {"low": 0.31}}, "low <= probability <= high"),
]  # fmt: skip

RESPONDED_AND_SHARED: list[Row] = [
    ("decision", {"decided_by": None}, "kind, person, role and time"),
    ("decision", UNDECIDED | {"kind": "decline"}, "nothing chosen"),
    ("decision", {"reason_codes": []}, "a reason code"),
    ("decision", {"reason_codes": ["no_resources"]}, "what is awaited"),
    ("decision", {"awaited": None}, "what is awaited"),
    ("decision", {"reason_codes": ["no_resources", "no_resources"], "awaited": None}, "each reason code once"),
    ("decision", {"reason_codes": ["other"], "awaited": None, "reason": None}, "a reason in words"),
    ("decision", {"deferred_until": None}, "a date, where it is deferred"),
    ("decision", {"deferred_until": NOW}, "at most 30 days"),
    ("decision", {"deferred_until": "2026-12-22T09:30:00.000001Z"}, "at most 30 days"),
    ("decision", {"options": [MEDIATION]}, "exactly one is doing nothing"),
    ("decision", {"chosen": ["Send two mediators"]}, "where it is to act"),
    ("decision", ACTS, "where it is to act"),
    ("decision", ACTS | {"chosen": ["Send the army"]}, "among the options considered"),
    ("decision", {"referred_to": NETWORK}, "to whom it is referred"),
    ("action", {"started_at": None}, "when it began"),
    ("action", {"ended_at": None}, "when it was over"),
    ("action", {"ended_at": "2026-11-19T08:00:00.000000Z"}, "an end not before the start"),
    ("action", {"stopped_because": None}, "why it was not done"),
    ("action", {"status": "completed"}, "why it was not done"),
    ("outcome", {"attribution_because": None}, "what shows the attribution"),
    ("outcome", {"rests_on": []}, "what shows the attribution"),
    ("outcome", {"counterfactual_method": None}, "a counterfactual method"),
    ("review", {"outcome_shown_at": NOW}, "before the outcome was shown"),
    ("review", {"moments": [MOMENTS[0] | {"judged_at": "2026-11-19T08:00:00.000000Z"}]}, "no earlier than the moment"),
    ("review", {"moments": MOMENTS[::-1]}, "moments in order"),
    ("review", {"outcome_shown_at": None}, "answers after the outcome"),
    ("review", {"answers": SAMPLES["review"]["answers"] * 2}, "each question once"),
    ("review", {"moments": []}, "before the outcome"),
    ("review", {"changes": [CHANGE | {"closed_by": []}]}, "evidence for a change that is closed"),
    ("commitment", {"rests_on": []}, "evidence for any status but open"),
    ("commitment", {"due": "2026-09"}, "a due date not before"),
    ("focal_point", {"appointed": "2027"}, "an end not before the appointment"),
    ("organisation", {"actor_links": [SAMPLES["organisation"]["actor_links"][0] | {"grounds": []}]}, "at least 1 item"),
    ("release", {"recipients": []}, "at least 1 item"),
    ("release", {"recipients": ["organisation-police"]}, "without those excluded"),
    ("release", {"recipients": [MINISTRY, MINISTRY]}, "each recipient once"),
    ("release", {"decided_by": None}, "answer, person and time together"),
    ("release", {"reason": None}, "a reason"),
    ("release", {"changes": None}, "what was changed"),
    ("release", {"harm_check": None}, "a marking and a harm check"),
    ("release", {"marking": None}, "a marking and a harm check"),
    ("release", {"decision": "refused", "changes": None}, "a grant before it is sent"),
    ("release", {"sent_at": None}, "something that was sent"),
    ("release", {"recall": SAMPLES["release"]["recall"] | {"kind": "superseded"}}, "narrowed"),
    ("release", {"recall": SAMPLES["release"]["recall"] | {"kind": "superseded", "marking": None}}, "use instead"),
    ("receipt", {"remains": None}, "what remains"),
    ("opening", {"custodians": []}, "2 different organisations"),
    ("opening", {"custodians": [{"user": LEAD, "organisation": NETWORK}, {"user": ANALYST, "organisation": NETWORK}]},
     "2 different organisations"),
    ("tombstone", {"seal": None}, "either one seal"),
    ("tombstone", {"vaults": ["identity"]}, "either one seal"),
    ("trigger", {"cost_loss": COST_LOSS | {"cost": {"low": -1.0, "best": 2.0, "high": 3.0}}},
     "not negative"),
    ("trigger", {"cost_loss": COST_LOSS | {"share_averted": {"low": 0.1, "best": 0.2, "high": 4.0}}},
     "a share from 0 to 1"),
    ("anchor", {"witness_key": None}, "a witness key"),
    ("anchor", {"method": "rfc3161"}, "a witness key"),
    ("key", {"node": None, "organisation": None}, "a node or an organisation"),
    ("key", {"use": "vault"}, "ed25519 for signing"),
    ("seal", {"ciphertext": "not base64!"}, "text of the form"),
    ("seal", {"cipher": "rot13"}, "xchacha20-poly1305"),
]  # fmt: skip

ALLOWED: list[tuple[str, dict[str, Any]]] = [
    ("report", {"nothing_seen": True, "event_types": [], "suspected_actors": [], "deaths": {}}),
    ("report", {"identity": None, "content": None, "exact_place": None, "consent": None}),
    ("grade", {"credibility": "6", "credibility_by": None, "reliability": "F", "reliability_by": None, "reason": None,
               "origins": []}),
    ("grade", {"about_own_conduct": True, "reliability": "C", "credibility": "3"}),
    ("grade", {"about_own_conduct": True, "reliability": "F", "credibility": "6"}),
    ("manifest", {"rows": 0, "files": []}),
    ("spell", {"ended": "unknown", "end": None}),
    ("forecast", {"coverage": "unknown", "probability": None, "low": None, "high": None, "likelihood": None,
                  "mean": None, "exceedances": []}),
    ("forecast", {"probability": 1.0, "high": 1.0, "likelihood": None, "certain_because": "It has happened."}),
    ("forecast", {"probability": 0.004, "low": 0.001, "high": 0.01, "likelihood": None}),
    ("assessment", OPEN),
    ("assessment", OPEN | {"outcome": "not_classifiable", "access_denied": True}),
    ("assessment", AGREED | {"phase": "4", "outcome": "likely_limited_access", "evidence_level": "L1",
                             "access_denied": True}),
    ("assessment", {"indicators": [INDICATOR | {"status": "unclear", "trend": "unknown"}]}),
    ("assessment", {"pieces": [PIECE | {"ground": "own_conduct_report", "grade": "C3", "method": None}]}),
    ("profile", {"lists": [], "signed_by": []}),
    ("trigger", {"signed_by": [], "harm_check": None, "backtests": []}),
    ("trigger", {"activation": two_conditions("model", "phase", 2)}),
    ("activation", {"step": "met", "rule_is_met": True, "approvals": [], "reason": None, "reason_code": None}),
    ("activation", {"rule": "readiness", "approvals": [LEAD_APPROVES], "harm_check": None}),
    ("alert", {"approvals": [], "harm_check": None}),
    ("alert", {"kind": "alert", "follows": [], "because": None}),
    ("alert", {"kind": "cancel", "question": None, "options": [], "recommended": None, "recommended_because": None,
               "due_at": None, "estimate": None, "confidence": None}),
    ("alert", {"estimate": None, "no_estimate_because": "The attack is under way."}),
    ("decision", UNDECIDED),
    ("decision", {"deferred_until": "2026-12-22T09:30:00.000000Z"}),
    ("decision", ACTS | {"chosen": ["Send two mediators"]}),
    ("decision", {"kind": "decline", "deferred_until": None}),
    ("decision", {"kind": "refer", "referred_to": NETWORK, "deferred_until": None, "dissent": [DISSENT, DISSENT]}),
    ("action", {"status": "planned", "started_at": None, "ended_at": None, "stopped_because": None}),
    ("outcome", {"attribution": "no_evidence_either_way", "attribution_because": None, "rests_on": []}),
    ("review", {"outcome_shown_at": None, "answers": []}),
    ("release", {"decision": None, "decided_by": None, "decided_at": None, "changes": None, "marking": None,
                 "harm_check": None, "sent_at": None, "recall": None}),
    ("opening", {"break_glass": False, "custodians": []}),
    ("tombstone", {"seal": None, "vaults": ["identity", "place"]}),
    ("anchor", {"method": "rfc3161", "witness_key": None}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "complaint"), OBSERVED + FORESEEN_AND_WARNED + RESPONDED_AND_SHARED)
def test_what_contradicts_itself_is_refused(name: str, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidField) as caught:
        CLASSES[name].parse(SAMPLES[name] | changes)
    assert complaint in caught.value.expected
    assert caught.value.where.startswith(CLASSES[name].__name__)


@pytest.mark.parametrize(("name", "changes"), ALLOWED)
def test_what_holds_together_is_taken(name: str, changes: dict[str, Any]) -> None:
    CLASSES[name].parse(SAMPLES[name] | changes)


def test_a_judgement_goes_stale_and_what_is_unclear_is_unknown() -> None:
    assessment = CLASSES["assessment"].parse(SAMPLES["assessment"])
    judged, unjudged = assessment.indicators  # type: ignore[attr-defined]
    assert judged.presence_at(judged.reviewed_at) == "present"
    assert judged.presence_at(judged.expires_at) == "stale"
    assert unjudged.presence_at(judged.expires_at) == "unknown"
    unclear = judged.model_copy(update={"status": "unclear"})
    assert unclear.presence_at(judged.reviewed_at) == "unknown"


def test_an_estimate_is_worded_with_range_number_and_period() -> None:
    estimate = Estimate.parse(SAMPLES["alert"]["estimate"])
    assert estimate.caption() == "unlikely (20-45%; our estimate 30%), 1 December 2026 to 28 February 2027"


def test_a_grade_reads_as_letter_and_number() -> None:
    assert str(Grade.parse(SAMPLES["grade"]).grade) == "B1"


def test_sources_of_one_origin_count_once() -> None:
    sources = [
        {"dataset": "ucdp_ged", "row": str(row), "origin": origin} for row, origin in enumerate(["origin-1"] * 40)
    ]
    event = CLASSES["event"].parse(SAMPLES["event"] | {"sources": [*sources, {"dataset": "acled", "row": "9"}]})
    assert event.n_origins == 2  # type: ignore[attr-defined]
