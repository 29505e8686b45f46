"""Scratch folders: private, gone with their run, and swept after one that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from forestall.foresee.workers.scratch import scratch_folder_in

HOLD = """
import sys, time
from pathlib import Path
from forestall.foresee.workers.scratch import scratch_folder_in
with scratch_folder_in(Path(sys.argv[1])) as folder:
    (folder / "big").write_bytes(b"0" * 1000)
    print(folder, flush=True)
    time.sleep(600)
"""


def test_a_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch_folder_in(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_goes_and_what_a_living_one_uses_stays(tmp_path: Path) -> None:
    (tmp_path / "forestall-of-somebody").mkdir()  # no lock in it: not known to be dead
    words = [sys.executable, "-c", HOLD, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            assert running.stdout is not None
            theirs = Path(running.stdout.readline().strip())
            with scratch_folder_in(tmp_path):
                assert (theirs / "big").exists()
        finally:
            os.kill(running.pid, signal.SIGKILL)
            running.wait()
    assert theirs.exists()
    with scratch_folder_in(tmp_path) as mine:
        assert {path.name for path in tmp_path.iterdir()} == {mine.name, "forestall-of-somebody"}
