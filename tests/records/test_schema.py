"""The JSON Schemas of the records: they fit what records write, and hold nothing that could expose a person."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from forestall.records.kinds import RECORDS, record_classes
from forestall.records.schema import record_schemas
from record_samples import DIGEST, MARKING, NOW, SAMPLES

SCHEMAS = record_schemas()
ENTRY = {
    "kind": "report.received",
    "record_id": "report-1",
    "body": SAMPLES["report"],
    "author": {"user": "user-a", "organisation": "organisation-a"},
    "marking": MARKING,
    "id": DIGEST,
    "sequence": 1,
    "recorded_at": NOW,
    "node": DIGEST,
    "previous": "0" * 64,
}

# What no field may ask of an identifiable person, or of anybody.
EXPOSING = {
    "ethnicity", "religion", "faith", "politics", "health", "disease", "sexuality", "orientation", "gender", "sex",
    "birth", "age", "surname", "phone", "msisdn", "imei", "email", "fingerprint", "face", "voice", "gait", "biometric",
    "home", "family", "passport", "device", "ip", "watchlist", "person", "suspect", "victim", "survivor",
}  # fmt: skip
SUMMING = ("score", "index", "rank", "total", "weight", "composite")


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field in a schema and its parts."""
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {}).items()


def leaves(form: Any) -> Iterator[dict[str, Any]]:
    """Every form that holds no other form."""
    if isinstance(form, dict):
        if form.get("type") in ("string", "number", "integer"):
            yield form
        for part in form.values():
            yield from leaves(part)
    elif isinstance(form, list):
        for part in form:
            yield from leaves(part)


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name], format_checker=FormatChecker())


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert record_schemas()[name] == SCHEMAS[name]


@pytest.mark.parametrize("name", RECORDS)
def test_what_a_record_writes_fits_its_schema(name: str) -> None:
    validator(name).validate(record_classes()[name].parse(SAMPLES[name]).to_json())


def test_an_entry_fits_its_schema() -> None:
    validator("entry").validate(ENTRY)


@pytest.mark.parametrize("changes", [{"channel": "carrier pigeon"}, {"received_at": "today"}, {"no_such": 1}])
def test_what_a_record_refuses_its_schema_refuses(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validator("report").validate(SAMPLES["report"] | changes)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_says_what_it_means(name: str) -> None:
    assert [field for field, form in fields(SCHEMAS[name]) if not form.get("description")] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_text_and_number_is_bounded(name: str) -> None:
    for form in leaves(SCHEMAS[name]):
        if form["type"] == "string":
            assert form.keys() & {"pattern", "enum", "const", "maxLength"}, form
        else:
            assert form.keys() & {"maximum", "exclusiveMaximum"}, form


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_field_asks_for_what_could_expose_a_person(name: str) -> None:
    assert [field for field, _ in fields(SCHEMAS[name]) if EXPOSING & set(field.split("_"))] == []


def test_no_assessment_forecast_or_alert_has_a_number_that_sums_up_risk() -> None:
    names = [field for name in ("assessment", "alert", "judgement") for field, _ in fields(SCHEMAS[name])]
    assert [field for field in names for word in SUMMING if word in field] == []


def test_no_kind_of_actor_is_a_person() -> None:
    kinds = next(form for field, form in fields(SCHEMAS["actor"]) if field == "kind")["enum"]
    assert not {"person", "individual", "civilian"} & set(kinds)
