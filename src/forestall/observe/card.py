"""What `dataset.yml` may say: one frozen, checked `DatasetCard` per dataset; a misspelt field is refused.

The card is for readers and for the machine alike: who publishes the data, under which terms, what a
row is, what every column means, what is left out on purpose, how few rows are too few.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from forestall.records.record import Record

ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
YearMonth = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
PlainText = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

Kind = Literal["text", "integer", "number", "day", "month", "yes_no", "term", "codes", "geometry"]
Format = Literal["csv", "xlsx", "json", "geojson", "parquet", "text"]
Scheme = Literal["alpha2", "alpha3", "numeric", "gw", "cow", "name"]

ONE_PERCENT = 0.01
GIBIBYTE = 2**30


class Publisher(Record):
    """Who gives the data out."""

    name: PlainText
    country: Iso3 | None = None
    """Seat of the publisher; empty for international bodies."""


class Coverage(Record):
    """What a row is, since when, how often, how late, and what silence means."""

    unit: PlainText
    """What one row is: `event`, `country-month`, `dyad-year`, `country` ..."""
    period: ColumnName | None = None
    """Output column that says when; empty for data without a time."""
    begins: YearMonth = Field(alias="from")
    """First month the publisher covers."""
    until: YearMonth | None = None
    """Last month the publisher covers, where it has stopped: rows after it are what was expected then."""
    frequency: Literal["quarter-hourly", "weekly", "monthly", "quarter-yearly", "yearly", "irregular", "ended"]
    """How often the publisher issues a new version."""
    reporting_lag_days: Annotated[int, Field(ge=0)]
    """Days from the end of a period until the publisher usually gives it out."""
    geography: Literal["world"] | tuple[Iso3, ...] = "world"
    """Which states it covers; a state outside is unknown, never zero."""
    outside: Mapping[Iso3, PlainText] = {}
    """States that data about the world don't speak about all the same, each with the reason."""
    silence: Literal["absent", "unknown"]
    """What a covered place and period without a row means: looked at and not there, or not known."""


class Grade(Record):
    """How reliable the source is, for the topic it speaks on."""

    reliability: str
    """An id of vocabulary/reliability.yml. Credibility is graded per record, by people."""


class Bounds(Record):
    """Counts of what a load holds."""

    rows: Annotated[int, Field(ge=0)] | None = None
    countries: Annotated[int, Field(ge=0)] | None = None


class Expectations(Record):
    """Fewer than `min` stops a load and the previous one stands; more than `max` warns.

    Never move a bound to fit a collapse that nobody has explained.
    """

    min: Bounds = Bounds()
    max: Bounds = Bounds()


class FindingsPolicy(Record):
    """How much may be unreadable before a load stops."""

    stop_above_share: Annotated[float, Field(ge=0, le=1)] = ONE_PERCENT
    """Share of rows with a finding of their own above which nothing is loaded."""


class Checksum(Record):
    """What the publisher says the bytes hash to."""

    algorithm: Literal["sha256", "md5"]
    value: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32,64}$")]


class Source(Record):
    """Where the publisher gives the data out.

    `file` is one address, `monthly` one per month. `pages` is an interface that answers page by page in
    JSON. `listing` is a text file that names size, MD5 and address of what is new, `index` a JSON list
    of files. `account` is `pages` behind a sign-in of the user's own. `user` can't be fetched at all:
    the publisher asks for a form, or has stopped.
    """

    kind: Literal["file", "monthly", "pages", "listing", "index", "account", "user"] = "file"
    version: PlainText
    url: PlainText
    parameters: Mapping[str, str] = {}
    """Query parameters of an interface."""
    pages: str | None = None
    """Where in an answer of `pages` the number of pages stands, or the address of the next one."""
    pattern: str | None = None
    """Of a listing: what the wanted addresses end in. Of an index: the field with the address."""
    sign_in: str | None = None
    """Where an account's name and key are changed into a token."""
    checksum: Checksum | None = None
    geography: tuple[Iso3, ...] | None = None
    """States covered where it is an extract."""


class MirrorFile(Record):
    """Local copies, by path or pattern below the mirror folder."""

    path: PlainText
    version: PlainText
    geography: tuple[Iso3, ...] | None = None
    """States covered where the copy is an extract; the whole dataset's when empty."""
    begins: YearMonth | None = Field(default=None, alias="from")
    """First month an extract covers."""
    until: YearMonth | None = None
    """Last month an extract covers."""
    expect: Expectations | None = None


class PayloadForm(Record):
    """How the bytes are laid out once archives are opened."""

    formats: tuple[Format, ...]
    members: str = "*"
    """Which files of an archive are read."""
    delimiter: str = ","
    quote: str = '"'
    order: tuple[str, ...] = ()
    """Names of the columns, in order, of a file that has no header."""
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    missing: tuple[str, ...] = ("",)
    """How the publisher writes that there is no value."""
    sheet: str | None = None
    records: str | None = None
    """Where in a JSON answer the list of records is; a number is a place in a list."""
    largest_bytes: Annotated[int, Field(gt=0)] = 4 * GIBIBYTE
    """More than this, unpacked, is refused."""


class Column(Record):
    """One column of what we keep."""

    source: tuple[str, ...] = Field(alias="from")
    """Names under which the publisher has given it, the present one first."""
    type: Kind
    meaning: PlainText
    vocabulary: str | None = None
    """Of a `term`: the vocabulary its lookups lead to."""
    format: str | None = None
    """Of a `day`: how it is written where it is not ISO 8601."""
    without_term: tuple[str, ...] = ()
    """Of a `term`: words that are read and have no term of ours, on purpose."""
    optional: bool = False
    """May be missing as a whole column; any other missing column stops the load."""
    filled: bool = False
    """An empty cell is a finding."""

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("from"), str):
            return {**data, "from": [data["from"]]}
        return data


class CountryRule(Record):
    """Which column names the country, in which scheme, and when it has to exist."""

    column: ColumnName
    scheme: Scheme
    at: ColumnName | None = None
    """Column with the day, month or year at which the code is meant; empty means in any time."""
    codes: Literal["then", "ever"] = "then"
    """Whether a code is meant as of its time only, or also for years in which the state did not exist."""
    many: bool = False
    """The column is of type `codes`: the answer is a list."""
    lookups: Mapping[str, Iso3] = {}
    """Odd cases, each on a line of its own: what the publisher writes -> ISO 3166."""
    leave_out: Mapping[str, str] = {}
    """Codes that are no state, such as totals of a region, with the reason: their rows are left out.
    `''` stands for an empty cell."""
    stateless: Mapping[str, str] = {}
    """Codes that are no state but whose rows stay, without a country, with the reason."""


class DatasetCard(Record):
    """All there is to know about one dataset without reading its data."""

    title: PlainText
    summary: PlainText
    description: PlainText
    publisher: Publisher
    homepage: PlainText
    licence: PlainText
    cite: PlainText
    terms: PlainText | None = None
    """What a user must have read before the data are fetched."""
    coverage: Coverage
    marking: Literal["clear", "green", "amber", "amber+strict"]
    """Traffic light of what is loaded; from amber on it reaches the node's own organisation alone."""
    grade: Grade
    parts: bool = False
    """True when a load adds to the one before: versions it brings replace their like, the others stay."""
    sources: tuple[Source, ...]
    mirror: tuple[MirrorFile, ...] = ()
    payload: PayloadForm
    columns: Mapping[ColumnName, Column]
    country: CountryRule | None = None
    lookups: Mapping[str, Mapping[str, str]] = {}
    """By vocabulary: what the publisher writes -> a term, every odd case a line of its own."""
    ignore: tuple[str, ...] = ()
    """Source columns left out on purpose, by name; `*` stands for the rest of a family's name."""
    derived: Mapping[ColumnName, str] = {}
    """Columns that parse.py makes from others, and what they mean."""
    expect: Expectations
    findings: FindingsPolicy = FindingsPolicy()

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        terms = {column.vocabulary for column in self.columns.values() if column.type == "term"}
        if None in terms or terms - set(self.lookups):
            raise ValueError("for each column of type term a vocabulary, with its lookups")
        known = set(self.columns) | set(self.derived)
        rule = self.country
        named = {self.coverage.period} | ({rule.column, rule.at} if rule else set())
        if unknown := named - known - {None}:
            raise ValueError(f"only columns of this card in coverage and country, not {sorted(map(str, unknown))}")
        taken = [name for column in self.columns.values() for name in column.source]
        if twice := {name for name in taken if taken.count(name) > 1}:
            raise ValueError(f"each source column once, not twice: {sorted(twice)}")
        return self
