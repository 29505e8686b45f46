"""One entry alone: checked away from its ledger, and by nobody's word but its node's."""

import json

import pytest

from forestall.errors import DataError, InvalidField, UnreadableData
from forestall.memory.ledger import Ledger
from forestall.memory.proof import check_proven, proven_to_json
from ledgers import KEY, OTHER_KEY, draft


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_each_entry_of_an_append_proves_itself_alone(ledger: Ledger, size: int) -> None:
    ledger.append([draft()])
    entries = ledger.append([draft() for _ in range(size)])
    ledger.append([draft()])
    for entry in entries:
        on_the_road = json.loads(json.dumps(proven_to_json(ledger, entry)))
        assert check_proven(on_the_road, KEY.node) == entry


def test_a_proof_fits_one_entry_and_one_node(ledger: Ledger) -> None:
    one, other = ledger.append([draft(), draft()])
    proven = proven_to_json(ledger, one)
    with pytest.raises(InvalidField, match="another node's key"):
        check_proven(proven, OTHER_KEY.node)
    swapped = {"entry": other.to_json(), "proof": proven["proof"]}
    with pytest.raises(InvalidField, match="doesn't fit"):
        check_proven(swapped, KEY.node)


@pytest.mark.parametrize("part", ["signature", "first_sequence", "size", "previous", "index", "path", "public_key"])
def test_a_proof_changed_in_any_part_proves_nothing(ledger: Ledger, part: str) -> None:
    entry = ledger.append([draft() for _ in range(5)])[2]
    proven = proven_to_json(ledger, entry)
    value = proven["proof"][part]
    changed = {int: lambda: value + 1, str: lambda: value[:-1] + "0123456789abcdef0"[int(value[-1], 16) + 1]}
    proven["proof"][part] = value[:-1] if isinstance(value, list | tuple) else changed[type(value)]()
    with pytest.raises(InvalidField):
        check_proven(proven, KEY.node)


@pytest.mark.parametrize(
    "said", [None, [], {}, {"entry": {}}, {"entry": {"id": "x"}, "proof": {}}, "text", {"entry": 5}]
)
def test_another_file_is_refused(said: object) -> None:
    with pytest.raises(DataError):
        check_proven(said, KEY.node)


def test_an_entry_with_another_id_is_refused(ledger: Ledger) -> None:
    (entry,) = ledger.append([draft()])
    proven = proven_to_json(ledger, entry)
    proven["entry"]["id"] = "0" * 64
    with pytest.raises(UnreadableData, match="--proof"):
        check_proven(proven, KEY.node)
