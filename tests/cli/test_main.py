"""The root of the command line."""

import subprocess
import sys

from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.cli.on_demand import PLACES


def test_every_command_is_where_the_list_says_and_tells_what_it_does() -> None:
    told = CliRunner().invoke(app, ["--help"]).output
    assert all(f" {name} " in told for name in PLACES)
    for name in PLACES:
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_a_mistyped_command_is_answered_with_the_nearest_ones() -> None:
    result = CliRunner().invoke(app, ["ledgr"])
    assert result.exit_code == 2
    assert "'ledger'" in result.output


def test_looking_up_a_word_does_not_wait_for_what_only_forecasts_need() -> None:
    script = (
        "import sys; from forestall.cli.main import app; app(['vocabulary', 'show', 'phase'], standalone_mode=False); "
        "print([name for name in ('scipy', 'pyarrow', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
