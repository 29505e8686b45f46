"""Every kind of entry has its record, and every record its kind and its file."""

from pathlib import Path

import pytest

import forestall.records
from forestall.errors import UnknownTerm
from forestall.records.focal_point import FocalPoint
from forestall.records.kinds import RECORDS, record_class_for, record_classes
from forestall.records.report import Report
from forestall.vocabulary.load import vocabulary

NOT_IN_BODIES = {"__init__", "record", "entry", "kinds", "schema"}


def test_every_file_of_a_record_is_listed() -> None:
    files = {path.stem for path in Path(forestall.records.__file__).parent.glob("*.py")}
    assert files - NOT_IN_BODIES == set(RECORDS)


def test_every_kind_of_entry_has_a_record_and_every_record_a_kind() -> None:
    classes = {record_class_for(kind) for kind in vocabulary("entry_kind")}
    assert classes == set(record_classes().values())


def test_a_record_is_named_as_its_file() -> None:
    assert record_class_for("report.received") is Report
    assert record_classes()["focal_point"] is FocalPoint


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(UnknownTerm, match=r"Did you mean 'alert\.issued'"):
        record_class_for("alert.isued")
