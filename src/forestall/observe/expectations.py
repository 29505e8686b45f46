"""What a source promises, held against what came: too little stops a load, too much is a finding."""

from __future__ import annotations

from dataclasses import dataclass, field

from forestall.errors import ExpectationFailed
from forestall.observe.card import Bounds, DatasetCard, Expectations
from forestall.observe.covering import states_outside
from forestall.observe.findings import FindingKind, Findings
from forestall.observe.payload import Payload

_REMEDY = (
    "Nothing was loaded; what was loaded before still stands. Find out why before you move a bound in dataset.yml."
)


@dataclass
class Tally:
    """What has been counted of a load so far."""

    rows: int = 0
    countries: set[str] = field(default_factory=set)


def expectations_of(payload: Payload, card: DatasetCard) -> Expectations:
    """The bounds for this payload: the dataset's, or those of the extracts that it is made of.

    An extract that a user brings says nothing about how much there should be: then one row is enough.
    """
    extracts = [file for file in payload.files if file.geography]
    if not extracts or len(extracts) < len(payload.files) or card.coverage.geography != "world":
        return card.expect
    known = [file.expect.min.rows or 1 for file in extracts if file.expect]
    return Expectations(min=Bounds(rows=sum(known) or 1))


def check_expectations(tally: Tally, findings: Findings, expected: Expectations, card: DatasetCard) -> None:
    """Hold what was counted against what was expected; more than expected becomes a finding.

    So does each state that a dataset about the world can't speak about.

    Raises:
        ExpectationFailed: too few rows or countries, or too many that could not be read.
    """
    for state in sorted(states_outside(card, tally.countries)):
        findings.add(FindingKind.NOT_COVERED, "country", f"{state}: {card.coverage.outside[state]}", file="all")
    counted = {"rows": tally.rows, "countries": len(tally.countries)}
    for name, number in counted.items():
        least = getattr(expected.min, name)
        most = getattr(expected.max, name)
        if least is not None and number < least:
            raise _failed(card, f"at least {least} {name}", str(number))
        if most is not None and number > most:
            findings.add(FindingKind.TOO_MANY, name, f"{number}, where {most} were the most expected", file="all")
    lost, allowed = findings.n_values_lost, card.findings.stop_above_share * tally.rows
    if lost > allowed and lost > 1:
        first = next(finding for finding in findings if finding.is_lost)
        raise _failed(
            card,
            f"at most {allowed:.0f} values that can't be read in {tally.rows} rows",
            f"{lost}; the first is {first.kind} {first.found!r} in {first.field}, row {first.row} of {first.file}",
        )


def _failed(card: DatasetCard, expected: str, found: str) -> ExpectationFailed:
    return ExpectationFailed(expected=expected, found=found, where=card.title, remedy=_REMEDY)
