"""Backtests by name of target, written as CSV."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foresee.invented_months import invented_inputs
from forestall.errors import LookAhead, NotFound, UnknownTerm
from forestall.foresee.backtest import civilian_deaths
from forestall.foresee.inputs import Inputs
from forestall.foresee.workers.opening import open_workers
from forestall.runs.backtest import TARGETS, Means, OriginForecasts, find_target, write_forecasts


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return invented_inputs(n_months=84)


@pytest.fixture(scope="module")
def alone() -> Iterator[Means]:
    with open_workers(1) as workers:
        yield Means(workers)


def test_a_target_that_is_none_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownTerm, match="civilian-deaths"):
        find_target("civilian-harm")


def test_every_row_of_an_origin_is_written_in_the_form_that_others_score(
    inputs: Inputs, alone: Means, tmp_path: Path
) -> None:
    target = find_target("civilian-deaths")
    out = tmp_path / "forecasts.csv"
    n_rows = write_forecasts(target.run(inputs, "1999-11", "1999-11", alone), out)
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["origin", "unit", "horizon", "threshold", "probability", "mean"]
    assert len(rows) == n_rows
    assert {row["horizon"] for row in rows} == {"1", "3", "6", "12"}
    assert {row["threshold"] for row in rows} == {"1", "25", "100", "1000"}
    assert all(0 < float(row["probability"]) < 1 and float(row["mean"]) >= 0 for row in rows)
    assert len({(row["unit"], row["horizon"], row["threshold"]) for row in rows}) == len(rows)


def test_units_without_a_record_are_noted(inputs: Inputs, alone: Means) -> None:
    (origin,) = find_target("civilian-deaths").run(inputs, "1999-11", "1999-11", alone)
    assert [note for note in origin.notes if note.startswith("NER: record unknown")]


def test_a_file_that_can_t_be_written_is_told_before_any_work(tmp_path: Path) -> None:
    def work() -> Iterator[OriginForecasts]:
        raise AssertionError("nothing should be forecast")
        yield

    with pytest.raises(NotFound, match=r"no/out\.csv"):
        write_forecasts(work(), tmp_path / "no" / "out.csv")


def test_a_run_that_fails_leaves_the_file_before_it_as_it_was(inputs: Inputs, alone: Means, tmp_path: Path) -> None:
    out = tmp_path / "forecasts.csv"
    out.write_text("of yesterday")
    with pytest.raises(LookAhead):
        write_forecasts(find_target("civilian-deaths").run(inputs, "1999-11", "2024-05", alone), out)
    assert out.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [out]


def test_months_that_share_a_fit_are_one_task_and_its_forecasts_are_those_of_one_run(
    inputs: Inputs, alone: Means
) -> None:
    target = find_target("civilian-deaths")
    told: list[int] = []
    parted = list(target.run(inputs, "1998-11", "1998-12", replace(alone, progress=told.append)))
    assert told == [1] * target.count("1998-11", "1998-12") == [1, 1]
    whole = list(civilian_deaths.backtest(inputs, "1998-11", "1998-12"))
    assert [issue.origin for issue in whole] == [issued.origin for issued in parted] == ["1998-11", "1998-12"]
    assert all(issue.table().rows.equals(issued.forecasts.rows) for issue, issued in zip(whole, parted, strict=True))


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_names_the_datasets_it_is_made_from(name: str) -> None:
    assert TARGETS[name].datasets
