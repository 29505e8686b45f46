"""The chain of reasons, as far as its reader may see it, and the same in W3C PROV."""

import json

import pytest
from prov.model import ProvDocument

from forestall.errors import NotFound
from forestall.memory import trace as trace_module
from forestall.memory.ledger import Ledger
from forestall.memory.provenance import prov_text
from forestall.memory.read import PUBLIC, Reader
from forestall.memory.trace import trace
from forestall.records.entry import Entry
from ledgers import AMBER, BASIL, CLEAR, GREEN, UNION, draft

COLLEAGUE = Reader(user="user-dina", organisation=UNION, is_member=True)
SECRET = "SECRET-VILLAGE"


@pytest.fixture
def told(ledger: Ledger) -> list[Entry]:
    """Report, grading, assessment, decision: each rests on the one before it; the first is corrected."""
    (report,) = ledger.append([draft("report-told", summary=SECRET)])
    (graded,) = ledger.append([draft("report-graded", causes=(report.id,), author=BASIL)])
    (assessed,) = ledger.append([draft("report-assessed", causes=(graded.id, report.id))])
    (decided,) = ledger.append([draft("report-decided", causes=(assessed.id,))])
    (corrected,) = ledger.append([draft("report-told", kind="report.corrected", supersedes=report.id)])
    return [report, graded, assessed, decided, corrected]


def test_a_trace_goes_up_to_the_first_report_and_down_to_all_that_followed(ledger: Ledger, told: list[Entry]) -> None:
    report, graded, assessed, decided, _ = told
    chain = trace(ledger, PUBLIC, assessed.id)
    assert [(hop.id, hop.distance) for hop in chain.hops] == [
        (report.id, -1), (graded.id, -1), (assessed.id, 0), (decided.id, 1),
    ]  # fmt: skip
    whole = trace(ledger, PUBLIC, report.id)
    assert {entry.id for entry in whole.entries} == {entry.id for entry in told}
    assert not whole.is_cut


def test_a_record_id_stands_for_its_newest_entry(ledger: Ledger, told: list[Entry]) -> None:
    *_, corrected = told
    chain = trace(ledger, PUBLIC, "report-told")
    assert [hop.id for hop in chain.hops if hop.distance == 0] == [corrected.id]
    assert [hop.id for hop in chain.hops if hop.distance == -1] == [told[0].id]


def test_the_same_chain_from_either_end(ledger: Ledger, told: list[Entry]) -> None:
    report, graded, assessed, decided, _ = told
    down = trace(ledger, PUBLIC, report.id).hops
    up = trace(ledger, PUBLIC, decided.id).hops
    assert {hop.id for hop in up} == {report.id, graded.id, assessed.id, decided.id}
    assert {hop.id for hop in up} < {hop.id for hop in down}


def test_what_rests_on_an_entry_is_left_out_where_it_is_withheld(ledger: Ledger) -> None:
    (report,) = ledger.append([draft(marking=CLEAR)])
    (secret,) = ledger.append([draft(marking=AMBER, causes=(report.id,), summary=SECRET)])
    (behind,) = ledger.append([draft(marking=AMBER, causes=(secret.id,))])
    assert [hop.id for hop in trace(ledger, PUBLIC, report.id).hops] == [report.id]
    assert [hop.id for hop in trace(ledger, COLLEAGUE, report.id).hops] == [report.id, secret.id, behind.id]


def test_a_cause_narrowed_since_is_withheld_and_nothing_beyond_it_is_told(ledger: Ledger) -> None:
    (first,) = ledger.append([draft("report-first", marking=GREEN, summary=SECRET)])
    (second,) = ledger.append([draft("report-second", marking=GREEN, causes=(first.id,), summary=SECRET)])
    (third,) = ledger.append([draft("report-third", marking=GREEN, causes=(second.id,))])
    ledger.append([draft("report-second", marking=AMBER)])
    member = Reader(user="user-eve", organisation="organisation-x", is_member=True)
    chain = trace(ledger, member, third.id)
    assert [(hop.id, hop.entry) for hop in chain.hops] == [(second.id, None), (third.id, third)]
    withheld = chain.hops[0].to_json()
    assert withheld == {"id": second.id, "distance": -1, "withheld": True}
    for form in ("json", "provn"):
        text = prov_text(chain, form)  # type: ignore[arg-type]
        assert SECRET not in text
        assert first.id not in text
        assert "report-second" not in text


@pytest.mark.parametrize("name", ["e" * 64, "report-none"])
def test_an_outsider_finds_nothing_where_something_is_withheld(ledger: Ledger, name: str) -> None:
    (entry,) = ledger.append([draft("report-a", marking=AMBER)])
    asked = {name: entry.id if len(name) == 64 else "report-a", "nothing": name}
    texts = []
    for wanted in asked.values():
        with pytest.raises(NotFound) as refused:
            trace(ledger, PUBLIC, wanted)
        texts.append(str(refused.value).replace(wanted, "?"))
    assert texts[0] == texts[1]


def test_a_chain_too_long_to_show_says_so(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_module, "LONGEST", 4)
    ids: list[str] = []
    for _ in range(6):
        ids.append(ledger.append([draft(causes=tuple(ids[-1:]))])[0].id)
    chain = trace(ledger, PUBLIC, ids[-1])
    assert chain.is_cut
    assert len(chain.hops) == 4


def test_prov_json_can_be_read_by_others_and_holds_the_whole_chain(ledger: Ledger, told: list[Entry]) -> None:
    report, graded, assessed, *_, corrected = told
    text = prov_text(trace(ledger, PUBLIC, report.id), "json")
    said = json.loads(text)
    assert set(said["entity"]) == {f"entry:{entry.id}" for entry in told}
    assert set(said["agent"]) == {
        "agent:user-amina",
        "agent:user-basil",
        f"agent:{UNION}",
        "agent:organisation-network",
    }
    derived = {(one["prov:generatedEntity"], one["prov:usedEntity"]) for one in said["wasDerivedFrom"].values()}
    assert (f"entry:{assessed.id}", f"entry:{graded.id}") in derived
    assert (f"entry:{corrected.id}", f"entry:{report.id}") in derived
    times = {one["prov:time"] for one in said["wasGeneratedBy"].values()}
    assert times == {"2024-04-30T12:00:00+00:00"}
    assert len(ProvDocument.deserialize(content=text, format="json").get_records()) > 20
    assert SECRET not in text  # the chain, not what its entries say


def test_prov_n_is_a_document(ledger: Ledger, told: list[Entry]) -> None:
    text = prov_text(trace(ledger, PUBLIC, told[0].id), "provn")
    assert text.startswith("document")
    assert text.rstrip().endswith("endDocument")
    assert "prov:Revision" in text
