"""A published or licensed collection that is read, with its limits.

Not a person who tells (an informant), and not one load of it (a manifest). What it doesn't cover is
unknown, and what it hasn't reported yet isn't calm.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from forestall.records.record import Record
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import Iso3
from forestall.records.values.reference import DatasetName, Url
from forestall.records.values.strict import Flag, Natural
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line, Text


class Dataset(Record):
    """What a reader must know before using it."""

    name: DatasetName
    """Its name here: publisher and product, such as `ucdp_candidate`."""
    title: Line
    """What its publisher calls it."""
    summary: Line
    """What it holds, in one line."""
    description: Text
    """Scope, mandate and gaps."""
    publisher: Line
    """Who publishes it."""
    publisher_country: Iso3 | None = None
    """The publisher's country; empty for an international body."""
    website: Url | None = None
    """Where it is published."""
    licence: Line
    """Its licence, by its SPDX id where it has one."""
    may_pass_on: Flag
    """Whether the licence lets its rows be passed on."""
    citation: Text
    """How its publisher asks to be cited."""
    unit: Line
    """What one row is, such as an event or a country-month."""
    first: PartialDate
    """The earliest date it covers."""
    frequency: Line
    """How often a new version appears."""
    reporting_lag_days: Natural
    """Days from what happens to its usual appearance."""
    stale_after_days: Annotated[Natural, Field(ge=1)]
    """Days without a new load after which what it says is stale."""
    reliability: Annotated[str, TermOf("reliability")]
    """How far it can be relied on, A to F."""
    retired_because: Text | None = None
    """Why it is no longer read."""
