"""The profile of numbers a node counts by: signed by named people, and found again."""

from __future__ import annotations

from collections.abc import Sequence

from forestall.errors import NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.records.entry import Entry
from forestall.records.profile import Profile
from forestall.runs.permissions import Person, check_right
from forestall.runs.warning.findings import approval_by
from forestall.runs.warning.steps import Handling, begin, held
from forestall.warn.classification.thresholds import check_lists, pinned


def sign_profile(ledger: Ledger, by: Person, profile: Profile, role: str, handling: Handling) -> Entry:
    """The entry by which a profile is in force from now on, with the lists as they stand pinned.

    The node's own signature over the entry is what nobody can change in a file.

    Args:
        ledger: where it goes.
        by: who signs.
        profile: the numbers, such as `shipped_profile()`.
        role: the role in which the person signs.
        handling: who may read it, as whoever takes part in a round must, and whether it is for exercises only.
    """
    check_right(by, "sign_profile", ledger.clock.now())
    signed = pinned(profile).model_copy(update={"signed_by": (approval_by(ledger, by, role),)})
    return begin(ledger, by, "profile.signed", Profile.parse(signed.to_json()), handling)


def profile_in_force(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> tuple[Entry, Profile]:
    """The newest signed profile that the reader may see.

    Raises:
        NotFound: none was signed.
        IntegrityError: the lists have moved since it was.
    """
    question = Question(kind="profile.signed", newest_first=True, limit=1, exercise=exercise)
    return _profile(read(ledger, reader, question).entries)


def profile_of(ledger: Ledger, reader: Reader, entry_id: str | None) -> Profile:
    """The profile that an assessment names.

    Raises:
        NotFound: it names none, or none that the reader may see.
        IntegrityError: the lists have moved since it was signed.
    """
    found = read(ledger, reader, Question(entry_ids=(entry_id,))).entries if entry_id else ()
    return _profile(found)[1]


def _profile(found: Sequence[Entry]) -> tuple[Entry, Profile]:
    if not found:
        raise NotFound(
            expected="a signed profile of numbers",
            found="none",
            where="the numbers that evidence is counted by",
            remedy="Have it signed: `forestall assessment sign-profile`.",
        )
    profile = held(found[0], Profile)
    check_lists(profile)
    return found[0], profile
