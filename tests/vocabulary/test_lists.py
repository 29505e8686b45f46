"""The lists shipped here are complete, agree with each other, and keep the borders they draw.

The numbers are those of the reference set, counted there by hand.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from forestall.records.kinds import record_class_for
from forestall.vocabulary.load import vocabulary, vocabulary_names

INDICATORS = {
    "RF1": 11, "RF2": 8, "RF3": 10, "RF4": 9, "RF5": 8, "RF6": 11, "RF7": 14,
    "RF8": 12, "RF9": 6, "RF10": 8, "RF11": 8, "RF12": 9, "RF13": 18, "RF14": 8,
}  # fmt: skip
ITEMS = {
    "LEG": 6, "INS": 7, "EWR": 7, "SEC": 6, "JUD": 6, "HSP": 5, "MIN": 6,
    "EDU": 4, "ELE": 5, "CSO": 6, "TRJ": 5, "ARM": 4, "ECO": 4, "INT": 6,
}  # fmt: skip
COUNTS = {
    "crime": 4, "pillar": 3, "risk_factor": 14, "indicator": 140, "measure": 79, "inventory_item": 77,
    "inventory_domain": 14, "assessment_method": 5, "reliability": 6, "credibility": 6, "likelihood": 7,
    "likelihood_phia": 7, "phase": 5, "direct_evidence_class": 6, "decision_kind": 6, "reason_code": 9,
    "clock_profile": 4, "chain_stage": 10, "rumour_verdict": 6, "rabat_part": 6, "dangerous_speech_factor": 5,
    "tlp": 5, "sensitivity": 4, "region": 22,
}  # fmt: skip
LAW = ("genocid", "against humanity", "war crime", "ethnic cleansing", "atrocity crime")
LAW_LISTS = {"crime", "crime_element", "crime_part", "pillar", "threshold", "assessment_method", "cameo_event"}
LAW_LISTS |= {"risk_factor", "risk_factor_family", "indicator", "measure", "inventory_item", "inventory_domain"}


@pytest.mark.parametrize("name", vocabulary_names())
def test_every_list_can_be_trusted(name: str) -> None:
    assert all(term.definition != term.label for term in vocabulary(name).values())


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_no_term_of_the_reference_set_is_lost(name: str, count: int) -> None:
    assert len(vocabulary(name)) == count


def test_each_factor_has_all_its_indicators_and_each_domain_all_its_items() -> None:
    assert Counter(term.extra["risk_factor"] for term in vocabulary("indicator").values()) == INDICATORS
    assert Counter(term.extra["domain"] for term in vocabulary("inventory_item").values()) == ITEMS
    phases = Counter(term.extra["phase"] for term in vocabulary("measure").values())
    assert phases == {"structural": 30, "proximate": 26, "response": 20, "recovery": 3}


def test_the_acts_of_the_crimes_are_those_of_the_texts() -> None:
    parts = Counter((term.extra["crime"], term.extra["part"]) for term in vocabulary("crime_element").values())
    assert parts["genocide", "act"] == 5
    assert parts["genocide", "also_punishable"] == 4
    assert parts["crimes_against_humanity", "act"] == 11
    assert parts["war_crimes", "category"] == 4


def test_what_was_not_confirmed_says_so_wherever_it_is_shown() -> None:
    indicators = vocabulary("indicator").values()
    assert Counter(term.confidence for term in indicators) == {
        "confirmed_in_source": 37, "partly_confirmed": 2, "general_knowledge_unverified": 101,
    }  # fmt: skip
    assert Counter(term.tag for term in indicators) == {"": 37, "paraphrase, not yet checked": 103}
    measures = vocabulary("measure")
    assert sum(not term.tag for term in measures.values()) == 34
    assert all(measures.fields[field].shown_as for field in ("lead_time", "preconditions", "risks"))


def test_only_what_was_confirmed_enters_a_published_count() -> None:
    counts = {term.id for term in vocabulary("reference_confidence").values() if term.extra["counts"]}
    assert counts == {"confirmed_in_source"}


def test_likelihood_ranges_cover_1_to_99_percent_without_gap_or_overlap() -> None:
    ranges = [(term.extra["low_percent"], term.extra["high_percent"]) for term in vocabulary("likelihood").values()]
    assert ranges == [(1, 5), (5, 20), (20, 45), (45, 55), (55, 80), (80, 95), (95, 99)]


def test_every_admiralty_grade_stands_for_one_method_and_every_pair_for_one_reliability() -> None:
    grades = [grade for term in vocabulary("evidence_method").values() for grade in term.extra["grades"]]
    assert sorted(grades) == [
        letter + number for letter in vocabulary("reliability") for number in vocabulary("credibility")
    ]
    pairs = [pair for term in vocabulary("evidence_reliability").values() for pair in term.extra["combinations"]]
    assert sorted(pairs) == sorted(
        method + time for method in vocabulary("evidence_method") for time in vocabulary("evidence_time")
    )


def test_a_more_urgent_clock_is_shorter_in_both_ways_and_nobody_decides_before_acknowledging() -> None:
    clocks = [
        (term.extra["acknowledge_hours"], term.extra["decide_hours"]) for term in vocabulary("clock_profile").values()
    ]
    assert clocks == [(2, 24), (12, 72), (48, 168), (168, 720)]


def test_judgements_of_fast_factors_run_out_sooner() -> None:
    days = {term.id: term.extra["expires_after_days"] for term in vocabulary("risk_factor").values()}
    assert {factor for factor, limit in days.items() if limit == 14} == {f"RF{n}" for n in (7, 8, 10, 11, 12, 13, 14)}
    assert {factor for factor, limit in days.items() if limit == 60} == {"RF1", "RF2", "RF9"}
    assert {factor for factor, limit in days.items() if limit == 180} == {"RF3", "RF4", "RF5", "RF6"}


def test_each_kind_of_entry_names_a_record_that_exists() -> None:
    for kind, term in vocabulary("entry_kind").items():
        assert record_class_for(kind).__name__.lower() == term.extra["record"].replace("_", "")


def test_roles_that_exclude_each_other_do_so_both_ways() -> None:
    excludes = {(role.id, other) for role in vocabulary("role").values() for other in role.extra.get("not_with", ())}
    assert excludes == {(other, role) for role, other in excludes}


def test_words_of_law_name_nothing_that_is_computed_or_coded() -> None:
    slips = [
        f"{name} {term.id}"
        for name in vocabulary_names()
        if name not in LAW_LISTS
        for term in vocabulary(name).values()
        if any(word in f"{term.id} {term.label}".lower().replace("_", " ") for word in LAW)
    ]
    assert slips == []


def test_every_cameo_code_falls_under_its_root_and_takes_its_class() -> None:
    codes = vocabulary("cameo_event")
    roots = [term for term in codes.values() if "root" not in term.extra]
    assert [term.id for term in roots] == [f"{number:02}" for number in range(1, 21)]
    for term in codes.values():
        root = codes[term.extra.get("root", term.id)]
        assert term.id.startswith(root.id)
        assert term.extra["quad_class"] == root.extra["quad_class"]


@pytest.mark.skipif(not os.environ.get("FORESTALL_MIRROR"), reason="FORESTALL_MIRROR is not set")
def test_cameo_codes_and_classes_agree_with_the_published_list() -> None:
    folder = Path(os.environ["FORESTALL_MIRROR"]) / "gdelt"
    lines = (folder / "LOOKUP-CAMEO.eventcodes.txt").read_text().splitlines()
    published = {line.split("\t")[0] for line in lines}
    classes = json.loads((folder / "cameo_codes.json").read_text())
    for term in vocabulary("cameo_event").values():
        assert term.id in published
        if term.id in classes:
            assert classes[term.id]["quad_class"] == term.extra["quad_class"]
