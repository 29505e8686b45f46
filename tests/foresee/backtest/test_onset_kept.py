"""What a kept fit is known by: the code that it runs through, and no other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from forestall.foresee.backtest.onset_kept import code_digest
from forestall.foresee.models import civilian_deaths_pool, coordinate_descent, elastic_net, signed_elastic_net

SIGNED = signed_elastic_net.__name__


def digest_with_a_changed(module: object, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Digest of the signed net's code when a line is added to the text of a module."""
    found = sys.modules[module.__name__]  # type: ignore[attr-defined]
    changed = folder / "changed.py"
    changed.write_text(Path(str(found.__file__)).read_text() + "\n# another line\n")
    with monkeypatch.context() as context:
        context.setattr(found, "__file__", str(changed))
        code_digest.cache_clear()
        made = code_digest(SIGNED)
    code_digest.cache_clear()
    return made


@pytest.mark.parametrize("module", [signed_elastic_net, elastic_net, coordinate_descent])
def test_a_change_anywhere_under_a_learner_makes_its_fits_anew(
    module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert digest_with_a_changed(module, tmp_path, monkeypatch) != code_digest(SIGNED)


def test_a_change_of_a_model_that_it_does_not_read_leaves_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert digest_with_a_changed(civilian_deaths_pool, tmp_path, monkeypatch) == code_digest(SIGNED)
