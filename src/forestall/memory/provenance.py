"""A trace in the words of W3C PROV, for other people's tools.

What an entry says is a `prov:Entity`; saying it was a `prov:Activity`; the person, by pseudonym, and
the organisation are `prov:Agent`s. A withheld hop is an entity of which only the id is told.

Source:
    W3C PROV-DM: The PROV Data Model, Recommendation of 30 April 2013.
"""

from __future__ import annotations

from typing import Any, Literal

from prov.constants import PROV_TYPE
from prov.model import ProvDocument

from forestall.memory.trace import Trace
from forestall.records.entry import Entry

Format = Literal["json", "provn"]
_NAMESPACES = {
    "entry": "urn:forestall:entry:",
    "saying": "urn:forestall:saying:",
    "agent": "urn:forestall:agent:",
    "forestall": "urn:forestall:term:",
}


def prov_text(trace: Trace, form: Format) -> str:
    """The trace as PROV-JSON or PROV-N."""
    document = prov_document(trace)
    return str(document.get_provn() if form == "provn" else document.serialize(indent=2, format="json"))


def prov_document(trace: Trace) -> ProvDocument:
    """The trace as a PROV document: one entity a hop, one activity an entry, its people as agents."""
    document = ProvDocument()
    for prefix, address in _NAMESPACES.items():
        document.add_namespace(prefix, address)
    told = {hop.id for hop in trace.hops}
    for hop in trace.hops:
        if hop.entry is None:
            document.entity(f"entry:{hop.id}", {"forestall:withheld": True})
        else:
            _add_entry(document, hop.entry, told)
    return document.unified()


def _add_entry(document: ProvDocument, entry: Entry, told: set[str]) -> None:
    entity, saying = f"entry:{entry.id}", f"saying:{entry.id}"
    user, organisation = f"agent:{entry.author.user}", f"agent:{entry.author.organisation}"
    described: list[tuple[str, Any]] = [
        ("forestall:record", entry.record_id),
        ("forestall:kind", entry.kind),
        ("forestall:marking", entry.marking.tlp.word),
        ("forestall:exercise", entry.exercise),
    ]
    document.entity(entity, described)
    document.activity(saying, entry.recorded_at, entry.recorded_at, {"forestall:node": entry.node})
    document.agent(user, {PROV_TYPE: document.valid_qualified_name("prov:Person")})
    document.agent(organisation, {PROV_TYPE: document.valid_qualified_name("prov:Organization")})
    document.wasGeneratedBy(entity, saying, entry.recorded_at)
    document.wasAttributedTo(entity, user)
    document.wasAssociatedWith(saying, user)
    document.actedOnBehalfOf(user, organisation, saying)
    for cause in dict.fromkeys(entry.causes):
        if cause in told:
            document.used(saying, f"entry:{cause}")
            document.wasDerivedFrom(entity, f"entry:{cause}", saying)
    if entry.supersedes in told:
        document.wasRevisionOf(entity, f"entry:{entry.supersedes}")
