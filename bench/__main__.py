"""Run every bench, or those named: `python -m bench [NAME ...] [--quick]`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import bench
from bench.report import print_rows


def main() -> None:
    """Measure, print, and leave with 1 when a floor was missed."""
    names = sorted(
        found.name for found in pkgutil.iter_modules(bench.__path__) if found.name not in {"__main__", "report"}
    )
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that the bench runs, proves no floor")
    chosen = parser.parse_args()
    missed = 0
    for name in chosen.names or names:
        rows = importlib.import_module(f"bench.{name}").measure(quick=chosen.quick)
        missed += print_rows(name, rows)
    sys.exit(1 if missed and not chosen.quick else 0)


if __name__ == "__main__":
    main()
