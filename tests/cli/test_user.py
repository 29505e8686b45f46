"""`forestall user`: the tokens of somebody's programs, made, listed and ended at the machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(sys.executable).with_name("forestall")
NOT_FOUND = 8


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def answer(*words: str) -> Any:
        environment = {"FORESTALL_HOME": str(tmp_path), "PATH": ""}
        done = subprocess.run([COMMAND, *words, "--json"], env=environment, capture_output=True, text=True, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else done.returncode

    return answer


def test_one_token_is_ended_by_its_number_and_the_others_stay(run: Any) -> None:
    run("init")
    run("user", "add", "basil", "--role", "analyst")
    made = [run("user", "token", "basil", "--verb", "see_desk", "--network", "192.0.2.0/24")["token"]]
    made.append(run("user", "token", "basil", "--verb", "read_record")["token"])
    listed = run("user", "tokens", "basil")
    assert [row["networks"] for row in listed["tokens"]] == ["192.0.2.0/24", ""]
    assert [row["verbs"] for row in listed["tokens"]] == ["see_desk", "read_record"]
    assert not any(clear in json.dumps(listed) for clear in made)
    number = listed["tokens"][0]["number"]
    assert run("user", "token", "basil", "--end", number) == {"name": "basil", "token": number, "ended": True}
    assert [row["verbs"] for row in run("user", "tokens", "basil")["tokens"]] == ["read_record"]
    assert run("user", "token", "basil", "--end", number) == NOT_FOUND
