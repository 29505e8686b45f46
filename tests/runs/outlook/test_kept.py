from pathlib import Path

from forestall.foresee.backtest.track_record import TrackRecord
from forestall.runs.outlook.kept import kept_records
from runs.outlook.sample import deaths_record


def made() -> tuple[TrackRecord, ...]:
    return (deaths_record(25, 3, "going"), deaths_record(1, 12, "quiet"))


def never() -> tuple[TrackRecord, ...]:
    raise AssertionError("made again")


def test_records_are_made_once_and_come_back_the_same(tmp_path: Path) -> None:
    assert kept_records(tmp_path / "kept", {"inputs": "a"}, made) == made()
    assert kept_records(tmp_path / "kept", {"inputs": "a"}, never) == made()


def test_other_inputs_are_made_anew(tmp_path: Path) -> None:
    kept_records(tmp_path, {"inputs": "a"}, made)
    assert kept_records(tmp_path, {"inputs": "b"}, lambda: ()) == ()


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    kept_records(tmp_path, {"inputs": "a"}, made)
    (path,) = tmp_path.iterdir()
    for damage in (b"", b"[{}]", b'[{"scores": [{"odd": 1}], "calibration": []}]', path.read_bytes()[:200]):
        path.write_bytes(damage)
        assert kept_records(tmp_path, {"inputs": "a"}, made) == made()


def test_without_a_folder_nothing_is_kept() -> None:
    assert kept_records(None, {"inputs": "a"}, made) == made()
