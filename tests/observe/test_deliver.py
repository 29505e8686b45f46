"""From payload to lake: visible whole or not at all, and never two ways of reading nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forestall.errors import ExpectationFailed, UnreadableData
from forestall.memory.lake.lake import Lake
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_one
from forestall.observe.card import Expectations
from forestall.observe.catalogue import Dataset, catalogue
from forestall.observe.deliver import Delivered, Hands, deliver
from forestall.observe.payload import Payload
from forestall.records.values.marking import Tlp
from ledgers import AMINA, UNION
from observe.samples import FOLDER, payload_of, sample_of

READER = Reader(user=AMINA.user, organisation=UNION, is_member=True)


@pytest.fixture
def fresh_address(tmp_path: Path) -> object:
    """One database is enough here: the lake's own tests hold it on both."""
    numbers = iter(range(1_000_000))
    return lambda: f"sqlite:///{tmp_path / f'ledger{next(numbers)}.sqlite'}"


@pytest.fixture
def hands(tmp_path: Path, ledger: Ledger) -> Hands:
    return Hands(Lake(tmp_path / "lake", ledger), READER, AMINA)


def expecting(name: str, **bounds: object) -> Dataset:
    """A dataset with other bounds, as its sample is small."""
    dataset = catalogue()[name]
    return replace(dataset, card=dataset.card.model_copy(update={"expect": Expectations.parse(bounds)}))


def loaded(hands: Hands, dataset: Dataset, payload: Payload) -> Delivered:
    return deliver(dataset, payload, hands, fetched=False)


def rates(tmp_path: Path, *lines: str, name: str = "rates.csv") -> Payload:
    path = tmp_path / name
    path.write_text("\n".join(("iso3c,year,un_imr", *lines, "")))
    return payload_of(path)


def test_a_sample_becomes_a_load_with_its_coverage_findings_and_marking(hands: Hands) -> None:
    load = loaded(hands, expecting("ucdp_ged"), sample_of("ucdp_ged")).load
    assert load.table()["country"].to_pylist() == ["SDN", "SSD"]
    manifest = load.manifest
    assert (manifest.rows, manifest.findings, manifest.release) == (2, 0, "test")
    assert (str(manifest.coverage.first), str(manifest.coverage.last)) == ("2031-02", "2031-02")
    assert load.marking.tlp == Tlp.CLEAR


def test_rows_that_may_not_be_passed_on_stay_in_ones_organisation(hands: Hands) -> None:
    load = loaded(hands, expecting("ewp_forecasts"), sample_of("ewp_forecasts")).load
    assert (load.marking.tlp, load.marking.organisations) == (Tlp.AMBER, {UNION})
    assert "use_in_proceedings" not in load.marking.actions


def test_less_than_promised_is_refused_and_the_load_before_stands(hands: Hands, tmp_path: Path) -> None:
    dataset = expecting("igme_imr", min={"rows": 2})
    before = loaded(hands, dataset, rates(tmp_path, "SDN,2030,40.5", "TCD,2030,60.5")).load
    with pytest.raises(ExpectationFailed, match="at least 2 rows; found 1"):
        loaded(hands, dataset, rates(tmp_path, "SDN,2031,39.5"))
    assert hands.lake.read("igme_imr", READER).entry_id == before.entry_id


def test_too_much_that_cannot_be_read_is_refused(hands: Hands, tmp_path: Path) -> None:
    with pytest.raises(ExpectationFailed, match="'\\?' in infant_deaths_per_1000, row 1"):
        loaded(hands, expecting("igme_imr"), rates(tmp_path, "SDN,2030,?", "SDN,2031,?", "SDN,2032,1"))


def test_a_file_cut_off_half_way_is_refused_and_the_load_before_stands(hands: Hands, tmp_path: Path) -> None:
    dataset = expecting("igme_imr")
    before = loaded(hands, dataset, rates(tmp_path, "SDN,2030,40.5")).load
    whole = rates(tmp_path, *(f"SDN,{1950 + number % 80},{number}.5" for number in range(400_000))).files[0].path
    whole.write_bytes(whole.read_bytes()[:-12])
    with pytest.raises(UnreadableData, match="cut off"):
        loaded(hands, dataset, payload_of(whole))
    assert hands.lake.read("igme_imr", READER).entry_id == before.entry_id


def test_more_than_ever_seen_is_loaded_with_a_finding(hands: Hands, tmp_path: Path) -> None:
    delivered = loaded(hands, expecting("igme_imr", max={"rows": 1}), rates(tmp_path, "SDN,2030,40.5", "TCD,2030,1.5"))
    assert [finding.kind for finding in delivered.findings] == ["too_many"]
    assert delivered.load.manifest.findings == 1


def test_an_empty_run_leaves_an_empty_load_that_covers_nothing(hands: Hands, tmp_path: Path) -> None:
    load = loaded(hands, expecting("ucdp_ged", min={"rows": 0}), payload_of(_header_only(tmp_path))).load
    assert load.manifest.rows == 0
    assert load.manifest.coverage.first is None
    assert load.manifest.coverage.countries == ()
    assert "deaths_civilians" in load.table().column_names


def _header_only(tmp_path: Path) -> Path:
    path = tmp_path / "GEDEvent_v31_1.csv"
    path.write_text((FOLDER / "ucdp_ged" / "sample.csv").read_text().splitlines()[0] + "\n")
    return path


def test_the_same_bytes_are_not_loaded_twice(hands: Hands) -> None:
    first = loaded(hands, expecting("ucdp_ged"), sample_of("ucdp_ged"))
    again = loaded(hands, expecting("ucdp_ged"), sample_of("ucdp_ged"))
    assert (first.is_new, again.is_new, again.load.entry_id) == (True, False, first.load.entry_id)


def test_months_add_up_and_a_month_that_comes_again_replaces_itself(hands: Hands, tmp_path: Path) -> None:
    dataset = expecting("ucdp_candidate")
    text = (FOLDER / "ucdp_candidate" / "sample_v31_0_2.csv").read_text()

    def month(number: int, text: str) -> Payload:
        path = tmp_path / f"GEDEvent_v31_0_{number}.csv"
        path.write_text(text)
        return payload_of(path)

    loaded(hands, dataset, month(2, text))
    second = loaded(hands, dataset, month(3, text.replace("2031-02", "2031-03").replace("71000", "72000"))).load
    assert (second.manifest.rows, str(second.manifest.coverage.first), str(second.manifest.coverage.last)) == (
        4, "2031-02", "2031-03",
    )  # fmt: skip
    third = loaded(hands, dataset, month(2, text.replace(",7,9,6,", ",8,9,6,"))).load
    table = third.table()
    assert sorted(table["version"].to_pylist()) == ["v31_0_2", "v31_0_2", "v31_0_3", "v31_0_3"]
    assert 8 in table["deaths_best"].to_pylist()


def test_an_empty_month_adds_nothing_and_takes_nothing_away(hands: Hands, tmp_path: Path) -> None:
    dataset = expecting("ucdp_candidate")
    before = loaded(hands, dataset, sample_of("ucdp_candidate")).load
    path = _header_only(tmp_path).rename(tmp_path / "GEDEvent_v31_0_5.csv")
    after = loaded(hands, dataset, payload_of(path)).load
    assert after.manifest.rows == before.manifest.rows


def test_licence_and_limits_of_a_dataset_stand_in_the_ledger_once(hands: Hands, tmp_path: Path) -> None:
    for year in (2030, 2031):
        loaded(hands, expecting("igme_imr"), rates(tmp_path, f"SDN,{year},40.5"))
    question = Question(record_id="dataset-igme.imr", states=True)
    entry = read_one(hands.lake.ledger, READER, question, "dataset")
    assert entry.kind == "dataset.registered"
    assert entry.body["licence"] == "CC-BY-3.0-IGO"


def test_the_same_payload_gives_the_same_bytes_in_another_lake(hands: Hands, tmp_path: Path) -> None:
    first = loaded(hands, expecting("ucdp_ged"), sample_of("ucdp_ged")).load
    elsewhere = replace(hands, lake=Lake(tmp_path / "other", hands.lake.ledger))
    dataset = replace(expecting("ucdp_ged"), fingerprint="another")
    second = loaded(elsewhere, dataset, sample_of("ucdp_ged")).load
    assert [file.digest for file in first.manifest.files] == [file.digest for file in second.manifest.files]
