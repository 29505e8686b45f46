"""Write the scores of a target's backtest into reference/forecast-scores.md.

`python -m docs.forecast_scores TARGET --mirror DIR`; it takes minutes and needs data that are not in the
repository, so it is no part of `make docs`. Each target has a section between two marks; the others stay.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.civilian_deaths_scores import civilian_deaths_section
from docs.local_civilian_deaths_scores import local_civilian_deaths_section
from docs.onset_scores import onset_section

PAGE = Path(__file__).parent / "reference" / "forecast-scores.md"
HEAD = """<!-- Made by `python -m docs.forecast_scores TARGET --mirror DIR`; change the code, not this page. -->

# Forecast scores

How good forecasts of the past were, made with what was known at each origin, beside forecasts that take no
model. Lower is better for Brier, logarithmic score and CRPS; higher for average precision and ROC AUC.

"""
SECTIONS: Mapping[str, Callable[[Path], str]] = {
    "civilian-deaths": civilian_deaths_section,
    "civilian-deaths-local": local_civilian_deaths_section,
    "mass-killing-onset": onset_section,
}
"""What writes each target's section, from a folder of local copies."""


def main() -> None:
    """Run the backtest of one target, score it, and write its section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=SECTIONS)
    parser.add_argument("--mirror", type=Path, required=True)
    chosen = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    PAGE.write_text(put_section(page, chosen.target, SECTIONS[chosen.target](chosen.mirror)), encoding="utf-8")


def put_section(page: str, target: str, text: str) -> str:
    """The page with the target's section replaced, or added at its end."""
    begins, ends = f"<!-- begins: {target} -->\n", f"<!-- ends: {target} -->\n"
    section = f"{begins}{text.strip()}\n{ends}"
    if begins not in page:
        return page + section
    before, _, rest = page.partition(begins)
    return before + section + rest.partition(ends)[2]


if __name__ == "__main__":
    main()
