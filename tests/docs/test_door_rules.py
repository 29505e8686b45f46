import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_rules_of_the_doors_name_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/reference/door-rules.md").read_text())
    assert len(named) > 15
    gone = [(path, name) for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert gone == []
