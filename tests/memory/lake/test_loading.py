"""A load that dies, at whatever point and of whatever cause, leaves nothing that can be seen."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from forestall.clock import SystemClock
from forestall.errors import StorageFull
from forestall.memory.keys import make_key
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.paths import LOADING
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.read import PUBLIC
from memory.lake.making import LoadRows

N_ROWS = 2_000
LOADING_ON_AND_ON = textwrap.dedent("""
    import sys
    from pathlib import Path
    import pyarrow as pa
    from forestall.clock import SystemClock
    from forestall.memory.keys import load_key
    from forestall.memory.lake.lake import Lake
    from forestall.memory.ledger import open_ledger
    from memory.lake.making import delivery
    from ledgers import AMINA, CLEAR

    home = Path(sys.argv[1])
    lake = Lake(home / "lake", open_ledger(f"sqlite:///{home / 'ledger.sqlite'}",
                                           load_key(home / "keys" / "node.key"), SystemClock()))
    rows = pa.table({"n": range(%d), "by": [n %% 5 for n in range(%d)]})
    print("ready", flush=True)
    while True:
        load = lake.load(delivery(), rows, author=AMINA, marking=CLEAR, part_by="by")
        print(load.entry_id, flush=True)
""") % (N_ROWS, N_ROWS)
FULL_DISK = textwrap.dedent("""
    set -eu
    mkdir -p "$1/lake"
    mount -t tmpfs -o size=600k tmpfs "$1/lake"
    exec "$2" -c "$3" "$1"
""")


def start(*arguments: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": paths},
    )


@pytest.fixture
def clock() -> SystemClock:
    """The machine's own, which the loading process uses too."""
    return SystemClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: SystemClock) -> Iterator[Ledger]:
    """A ledger that another process can open."""
    key = make_key(tmp_path / "keys" / "node.key")
    with create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", key, clock) as opened:
        yield opened


def kill_while_loading(home: Path, seconds: float) -> set[str]:
    """Ids of the entries of all loads that were acknowledged before the kill."""
    process = start(sys.executable, "-c", LOADING_ON_AND_ON, str(home))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return set(rest.split())


def test_loads_killed_at_random_moments_are_whole_or_not_there(tmp_path: Path, lake: Lake, load_rows: LoadRows) -> None:
    chance = random.Random(2026)
    acknowledged: set[str] = set()
    n_kills = 4
    for _ in range(n_kills):
        acknowledged |= kill_while_loading(tmp_path, chance.uniform(0, 0.3))
    loads = list(lake.loads(PUBLIC))
    assert acknowledged <= {load.entry_id for load in loads}
    assert all(load.table().num_rows == N_ROWS for load in loads)
    findings = list(lake.verify())
    # Between the renaming and the entry a kill leaves a folder that nobody sees.
    assert {finding.what for finding in findings} <= {"unrecorded"}
    assert len(findings) <= n_kills
    load_rows()
    assert not any((lake.folder / LOADING).iterdir())


def test_a_disk_that_fills_up_is_named_and_what_was_loaded_before_stays(tmp_path: Path, lake: Lake) -> None:
    mount = shutil.which("unshare")
    if mount is None or subprocess.run([mount, "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system doesn't let a user mount a small disk")
    process = start(mount, "-rm", "bash", "-c", FULL_DISK, "bash", str(tmp_path), sys.executable, LOADING_ON_AND_ON)
    out, err = process.communicate(timeout=60)
    assert "StorageFull" in err, err
    acknowledged = out.split()[1:]
    assert acknowledged
    # The disk itself went with its process; the ledger knows the loads that were whole, and no other.
    assert [load.entry_id for load in lake.loads(PUBLIC)] == acknowledged


@pytest.fixture
def smallest_files() -> Iterator[None]:
    """No file may grow past 100 kB; the system says so with an error and not with a signal."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("smallest_files")
def test_a_file_that_cannot_grow_ends_the_load_and_leaves_nothing(lake: Lake, load_rows: LoadRows) -> None:
    rows = pa.table({"n": np.random.default_rng(1).integers(0, 1 << 60, 100_000)})
    with pytest.raises(StorageFull, match="part-00000"):
        load_rows(rows)
    assert list(lake.loads(PUBLIC)) == []
    assert list(lake.verify()) == []
    assert not any((lake.folder / LOADING).iterdir())
    load_rows(rows.slice(0, 100))
    assert lake.read("ucdp_candidate", PUBLIC).manifest.rows == 100


def test_a_refused_entry_takes_its_folder_back(
    lake: Lake, load_rows: LoadRows, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(drafts: object) -> None:
        raise StorageFull(expected="room", found="none", where="ledger", remedy="Make room.")

    monkeypatch.setattr(ledger, "append", refuse)
    with pytest.raises(StorageFull):
        load_rows()
    assert list(lake.verify()) == []


def test_what_a_dead_load_left_is_swept_only_when_no_other_is_at_work(lake: Lake, load_rows: LoadRows) -> None:
    left = lake.folder / LOADING / "left"
    left.mkdir(parents=True)

    def rows_during_which_another_load_runs() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"n": [1]})
        mine = [path.name for path in (lake.folder / LOADING).iterdir()]
        load_rows(dataset="another")
        assert set(mine) <= {path.name for path in (lake.folder / LOADING).iterdir()}

    schema = pa.schema({"n": pa.int64()})
    load_rows(pa.RecordBatchReader.from_batches(schema, rows_during_which_another_load_runs()))
    assert not left.exists()
    assert {load.manifest.dataset for load in lake.loads(PUBLIC)} == {"another", "ucdp_candidate"}


def test_loaded_files_are_read_only(load_rows: LoadRows) -> None:
    load = load_rows()
    modes = {path.name: path.stat().st_mode & 0o777 for path in load.folder.rglob("*.*")}
    assert modes == {"manifest.json": 0o444, "part-00000.parquet": 0o444}
