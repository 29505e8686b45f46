"""The real files of a mirror: every one that a dataset covers loads, and none leaves a doubt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from forestall.observe.catalogue import catalogue
from forestall.observe.expectations import Tally, check_expectations, expectations_of
from forestall.observe.findings import FindingKind
from forestall.observe.mirror import from_mirror
from forestall.runs.inputs import mirror_inputs

MIRROR = os.environ.get("FORESTALL_MIRROR")
HEAVY = {"views_benchmarks"}  # 18 million rows; bench/ingest.py reads as many


def mirrored() -> list[str]:
    if not MIRROR:
        return []
    return sorted(
        name
        for name, dataset in catalogue().items()
        if name not in HEAVY and any(any(Path(MIRROR).glob(copy.path)) for copy in dataset.card.mirror)
    )


@pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set: no real data here")
@pytest.mark.parametrize("name", mirrored() or ["none"])
def test_real_files_are_read_whole_and_meet_what_their_publisher_promises(name: str) -> None:
    dataset = catalogue()[name]
    payload = from_mirror(dataset, Path(MIRROR or ""))
    parsed = dataset.parse(payload, dataset.card)
    tally = Tally()
    for batch in parsed.batches:
        tally.rows += batch.num_rows
        if "country" in batch.schema.names:
            tally.countries |= set(batch.column("country").drop_null().to_pylist())
    check_expectations(tally, parsed.findings, expectations_of(payload, dataset.card), dataset.card)
    known = {FindingKind.ABSENT_COLUMN, FindingKind.NOT_COVERED}  # said in the cards
    doubts = [finding for finding in parsed.findings if finding.kind not in known]
    assert doubts == []


@pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set: no real data here")
def test_answers_cut_to_yes_or_no_say_in_the_predictors_what_the_questions_said() -> None:
    asked, cut = (_rows_by_state_year(name) for name in ("vdem", "ewp_predictors"))
    both = [(asked[key], cut[key]) for key in asked.keys() & cut.keys() if asked[key]["party_ban"] is not None]
    assert len(both) > 9000
    for question, answer in both:
        assert answer["party_ban_all"] == (question["party_ban"] <= 1)
        assert answer["party_ban_some"] == (question["party_ban"] in {2, 3})
        assert answer["party_ban_none"] == (question["party_ban"] == 4)
        assert answer["civil_rights_even"] == question["civil_rights_even"]
    norway, nigeria = 385, 475
    assert [cut[cow, 2020]["civil_rights_even"] for cow in (norway, nigeria)] == [1, 0]


@pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set: no real data here")
def test_attempts_at_a_coup_are_as_many_as_marked_or_more() -> None:
    rows = mirror_inputs(Path(MIRROR or ""), ["coups_country_month"]).table("coups_country_month").to_pylist()
    more = {
        (row["iso3"], f"{row['month']:%Y-%m}")
        for row in rows
        if row["n_attempts"] > row["n_succeeded"] + row["n_failed"]
    }
    assert more == {("HTI", "1989-04"), ("TGO", "1991-10")}
    assert all(row["n_attempts"] >= row["n_succeeded"] + row["n_failed"] > 0 for row in rows)


def _rows_by_state_year(name: str) -> dict[tuple[int, int], dict[str, Any]]:
    rows = mirror_inputs(Path(MIRROR or ""), [name]).table(name).to_pylist()
    return {(row["cow_given"], row["year"]): row for row in rows}
