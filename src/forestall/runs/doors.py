"""The doors of a node: open, for reading only, or shut for everybody, whatever their rights say.

Setting them is the one step that works while they are shut, so it doesn't go through `recording`, which asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forestall.clock import format_instant
from forestall.errors import BadTransition, DoorsShut
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_one
from forestall.records.door_setting import DoorSetting
from forestall.records.entry import Draft, Entry
from forestall.records.values.marking import Marking, Tlp
from forestall.records.values.text import LanguageText
from forestall.runs.permissions import Person, check_right

SET = "set_doors"
"""The verb: an id of vocabulary/verb.yml."""
OPEN, READ_ONLY, SHUT = "open", "read_only", "shut"
THROUGH_SHUT_DOORS = frozenset({SET, "manage_accounts", "read_audit"})
"""What administrators still do while the doors are shut."""
_ANY_MEMBER = Reader(is_member=True)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Doors:
    """How far a node is open."""

    state: str = OPEN
    """An id of vocabulary/door_state.yml."""
    since: str | None = None
    """Since when; None where they were never set."""
    because: LanguageText | None = None
    """Why."""

    def check(self, verb: str, *, writes: bool) -> None:
        """Return when somebody may come through for this, as far as the doors go.

        Raises:
            DoorsShut: the node shows nothing, or takes nothing in.
        """
        is_through = verb in THROUGH_SHUT_DOORS or self.state == OPEN or (self.state == READ_ONLY and not writes)
        if not is_through:
            raise DoorsShut(
                expected="a node that is open" if self.state == SHUT else "a node that takes something in",
                found=self.state,
                where=f"the doors of this node, since {self.since}",
                remedy="Wait, or ask its administrator; nothing was recorded.",
            )


def doors_of(ledger: Ledger) -> Doors:
    """How far the node of a ledger is open now.

    Raises:
        StorageError: the ledger can't be read.
    """
    found = read(ledger, _ANY_MEMBER, Question(record_id=doors_id(ledger), states=True)).entries
    if not found:
        return Doors()
    setting = DoorSetting.parse(found[0].body)
    return Doors(setting.state, format_instant(found[0].recorded_at), setting.because)


def check_doors(ledger: Ledger) -> None:
    """Return when the node takes something in.

    Raises:
        DoorsShut: it doesn't.
    """
    doors_of(ledger).check("", writes=True)


def set_doors(ledger: Ledger, by: Person, state: str, because: LanguageText) -> Entry:
    """The entry by which the doors stand so from now on.

    One person does it at once and alone, for the organisation that runs the node; every member may read that it was
    done, by whom and why.

    Args:
        ledger: whose node.
        by: an administrator of the organisation that runs it.
        state: an id of vocabulary/door_state.yml.
        because: why; shown to everybody who is turned away.

    Raises:
        AccessError: not an administrator.
        NotFound: of another organisation.
        UnknownTerm: no such state.
        BadTransition: they stand so already, or somebody set them meanwhile.
    """
    check_may_set(ledger, by)
    found = read(ledger, _ANY_MEMBER, Question(record_id=doors_id(ledger), states=True)).entries
    setting = DoorSetting.parse({"node": ledger.node, "state": state, "because": because.to_json()})
    if setting.state == (found[0].body["state"] if found else OPEN):
        raise BadTransition(
            expected="another state than now", found=setting.state, where="doors", remedy="Nothing is left to do."
        )
    draft = Draft.of("doors.set", doors_id(ledger), setting, by.author, Marking(tlp=Tlp.GREEN))
    if found:
        draft = draft.model_copy(update={"supersedes": found[0].id})
    # Of two who set them at once, one is first and the other is told.
    (entry,) = ledger.append([draft], {draft.record_id: found[0].id if found else None})
    return entry


def check_may_set(ledger: Ledger, by: Person) -> None:
    """Return when the person may set the doors.

    Raises:
        AccessError: not an administrator.
        NotFound: of another organisation than the one that runs the node.
    """
    check_right(by, SET, ledger.clock.now())
    first = read_one(ledger, by.reader, Question(kind="node.created", limit=1), "the doors of this node")
    check_right(by, SET, ledger.clock.now(), first)


def settings_of_doors(ledger: Ledger) -> Iterable[Entry]:
    """Every time the doors were set, the newest first."""
    question = Question(record_id=doors_id(ledger), newest_first=True, limit=_LONGEST)
    return read(ledger, _ANY_MEMBER, question).entries


def doors_id(ledger: Ledger) -> str:
    """The record id of a node's doors: there is one."""
    return f"door_setting-{ledger.node[:32]}"
