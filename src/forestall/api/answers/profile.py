"""The numbers that evidence is counted by, as plain data: those in force, and those this version ships."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line
from forestall.errors import IntegrityError, NotFound
from forestall.runs.warning.numbers import profile_in_force
from forestall.vocabulary.load import vocabulary
from forestall.warn.classification.thresholds import shipped_profile

SIGN = "sign_profile"


def profile(here: Visit, *, exercise: bool) -> dict[str, Any]:
    """What is in force, whether the lists it counts by have moved since, what is shipped, and who may sign."""
    signed, moved = None, False
    try:
        entry, numbers = profile_in_force(here.node.ledger, here.reader, exercise=exercise)
        signed = line(entry) | {"profile": numbers.to_json()}
    except NotFound:
        pass
    except IntegrityError:
        moved = True
    may_sign = set(vocabulary("verb")[SIGN].extra["roles"])
    return {
        "exercise": exercise,
        "in_force": signed,
        "lists_moved": moved,
        "shipped": shipped_profile().to_json(),
        "my_roles": sorted(here.person.roles & may_sign),
        "may": [SIGN] if here.may(SIGN) else [],
    }
