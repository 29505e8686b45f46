"""A tombstone stands over one seal, or over all vaults of a site, and never over both or neither."""

import pytest

from forestall.errors import InvalidField
from forestall.records.tombstone import Tombstone

GONE = {"reason": "danger", "erased_at": "2026-11-22T10:00:00.000000Z"}


def test_a_tombstone_names_one_seal_or_the_vaults_that_were_shredded() -> None:
    assert Tombstone.parse({**GONE, "seal": "seal-a"}).vaults == ()
    assert Tombstone.parse({**GONE, "vaults": ["identity", "place"]}).seal is None


@pytest.mark.parametrize("what", [{}, {"seal": "seal-a", "vaults": ["identity"]}, {"vaults": []}])
def test_a_tombstone_over_both_or_neither_is_refused(what: dict[str, object]) -> None:
    with pytest.raises(InvalidField, match="either one seal or the vaults"):
        Tombstone.parse({**GONE, **what})
