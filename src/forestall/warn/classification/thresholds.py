"""The profile of numbers: as shipped, and whether the lists it was signed with are the ones in use."""

from __future__ import annotations

from pathlib import Path

from forestall.errors import IntegrityError
from forestall.identifiers import content_id
from forestall.records.profile import ListDigest, Profile
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.plain_yaml import read_plain_yaml

SHIPPED = Path(__file__).parent / "profile.yml"
PINNED = (
    "confidence", "constituency", "evidence_level", "evidence_method", "evidence_reliability", "evidence_time",
    "indicator", "phase", "risk_factor", "trigger_ground",
)  # fmt: skip
"""The lists by which evidence is counted; a signed profile holds their digests."""


def shipped_profile() -> Profile:
    """The profile that comes with this version, unsigned, with the lists it counts by pinned."""
    return pinned(Profile.parse(read_plain_yaml(SHIPPED)))


def pinned(profile: Profile) -> Profile:
    """The profile with the lists as they stand now."""
    return profile.model_copy(update={"lists": tuple(map(list_digest, PINNED))})


def list_digest(name: str) -> ListDigest:
    """One list as it stands: SHA-256 of all its terms say."""
    terms = [term.to_json() for term in vocabulary(name).values()]
    return ListDigest(name=name, digest=content_id(terms))


def check_lists(profile: Profile) -> None:
    """Return when the lists in use are those the profile was signed with.

    Raises:
        IntegrityError: a list has changed since, is missing from the profile, or was never pinned.
    """
    moved = {row.name for row in map(list_digest, PINNED)} - {
        row.name for row in profile.lists if row == list_digest(row.name)
    }
    if moved:
        raise IntegrityError(
            expected="the lists that the profile was signed with",
            found=f"other ones: {', '.join(sorted(moved))}",
            where=f"profile version {profile.version}",
            remedy="Have named people sign the profile anew, so that nobody counts by numbers that moved unseen.",
        )
