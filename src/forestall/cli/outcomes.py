"""What became of datasets that were pulled or loaded, in words for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.text import Text

from forestall.cli.output import console
from forestall.observe.findings import Finding, FindingKind
from forestall.observe.pull import Outcome

MOST_FINDINGS_SHOWN = 5
_WORDS = {
    FindingKind.UNREADABLE_VALUE: "can't be read, left empty",
    FindingKind.UNREADABLE_LINE: "can't be taken apart, left out",
    FindingKind.UNKNOWN_TERM: "word without a term, left empty",
    FindingKind.UNRESOLVED_COUNTRY: "no state of that name or code then",
    FindingKind.EMPTY_VALUE: "empty, where the source promises a value",
    FindingKind.UNKNOWN_COLUMN: "column without a place, left out",
    FindingKind.ABSENT_COLUMN: "not in the file, left empty",
    FindingKind.NOT_COVERED: "unknown here, and not quiet",
    FindingKind.DOUBTFUL: "doubtful",
    FindingKind.TOO_MANY: "more than expected",
}


def print_outcome(outcome: Outcome) -> None:
    """Print what became of one dataset, what it covers, and what was found wrong with it."""
    name = f"{outcome.dataset:<24}"
    if outcome.error:
        error = outcome.error
        console().print(Text.assemble(name, (" refused   ", "bold red"), f"{error.name} at {error.where}"))
        console().print(Text(f"    expected {error.expected}; found {error.found}\n    {error.remedy}"))
        return
    style = "green" if outcome.rows else "bold yellow"
    rest = f"{outcome.rows:>11,} rows, covers {_covered(outcome)}"
    console().print(Text.assemble(name, (f" {outcome.status:<10}", style), rest))
    lines = list(finding_lines(outcome.findings))
    for line in lines[:MOST_FINDINGS_SHOWN]:
        console().print(Text(f"    {line}", style="dim"))
    if len(lines) > MOST_FINDINGS_SHOWN:
        console().print(Text(f"    and {len(lines) - MOST_FINDINGS_SHOWN} more; --json shows all", style="dim"))


def print_sum(outcomes: Sequence[Outcome], not_there: Sequence[str]) -> None:
    """Print how many datasets there are now, which could not be had, and what may be done next.

    Args:
        outcomes: of all datasets that were asked for.
        not_there: names of datasets that were not, since whoever was asked doesn't have them.
    """
    standing = [outcome for outcome in outcomes if outcome.error is None]
    n_rows = sum(outcome.rows for outcome in standing)
    n_refused = len(outcomes) - len(standing)
    refused = f", {n_refused} refused: what was loaded of them before still stands" if n_refused else ""
    stand = "1 dataset stands" if len(standing) == 1 else f"{len(standing)} datasets stand"
    console().print(Text(f"\n{stand}, {n_rows:,} rows{refused}."))
    if not_there:
        console().print(Text(f"Not to be had here, so unknown: {', '.join(not_there)} (`forestall pull --list`)."))
    if standing:
        console().print(Text("`forestall lake list` shows them, `forestall outlook` reads them."))


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings in words, a line each; columns that files lack are named together."""
    for is_absence, alike in groupby(findings, key=lambda finding: finding.kind == FindingKind.ABSENT_COLUMN):
        some = list(alike)
        yield from [_absence(some)] if is_absence else map(_line, some)


def _absence(findings: Sequence[Finding]) -> str:
    columns = ", ".join(dict.fromkeys(finding.field for finding in findings))
    files = list(dict.fromkeys(finding.file for finding in findings))
    others = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{_WORDS[FindingKind.ABSENT_COLUMN]}: {columns} ({files[0]}{others})"


def _line(finding: Finding) -> str:
    words = _WORDS[finding.kind]
    if finding.row is None:
        return f"{words}: {finding.found}" if finding.file == "all" else f"{words}: {finding.found} ({finding.file})"
    alike = f"{finding.rows:,} rows, the first " if finding.rows > 1 else ""
    return f"{words}: {finding.field} {finding.found!r} ({alike}row {finding.row:,} of {finding.file})"


def _covered(outcome: Outcome) -> str:
    if not outcome.n_countries and not outcome.first:
        return "nothing: what it is silent about is unknown, not calm"
    states = f"{outcome.n_countries} states" if outcome.n_countries else "the world"
    return f"{outcome.first} to {outcome.last}, {states}" if outcome.first else states
