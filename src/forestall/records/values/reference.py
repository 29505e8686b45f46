"""How records name each other: typed ids, so that an actor can't stand where an organisation belongs.

A record id is a prefix, which says what the thing is, and chance. A reference is a promise that the
thing is known somewhere; that it is known here is for the memory to say.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN

BASE64_PATTERN = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def _id_of(prefix: str) -> StringConstraints:
    return StringConstraints(strict=True, pattern=RECORD_ID_PATTERN.replace("[a-z][a-z0-9_]{0,30}", prefix, 1))


EntryId = Annotated[str, StringConstraints(strict=True, pattern=ENTRY_ID_PATTERN)]
"""An entry of the ledger: SHA-256 of what was signed, 64 lower-case hex digits."""
RecordId = Annotated[str, StringConstraints(strict=True, pattern=RECORD_ID_PATTERN)]
"""A thing of any kind."""
Sha256 = Annotated[str, StringConstraints(strict=True, pattern=ENTRY_ID_PATTERN)]
"""A digest of bytes, 64 lower-case hex digits."""
PublicKey = Annotated[str, StringConstraints(strict=True, pattern=ENTRY_ID_PATTERN)]
"""An Ed25519 or X25519 public key, 64 lower-case hex digits."""
Base64 = Annotated[str, StringConstraints(strict=True, min_length=4, pattern=BASE64_PATTERN)]
"""Bytes as standard Base64 with padding."""
DatasetName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""A dataset's folder name, such as `ucdp_candidate`."""
FieldPath = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
"""The dotted path of a field of a record, such as `place.admin1`."""
Url = Annotated[str, StringConstraints(strict=True, max_length=2_000, pattern=r"^https?://[!-~]+$")]
"""A web address in its encoded form."""

UserId = Annotated[str, _id_of("user")]
"""A person who uses the system, by pseudonym; the name lives in the sealed store, if anywhere."""
InformantId = Annotated[str, _id_of("informant")]
"""A person or group that told something, by pseudonym."""
OriginId = Annotated[str, _id_of("origin")]
"""A first telling or recording: pieces that share an origin count once."""
SituationId = Annotated[str, _id_of("situation")]
"""What belongs together: one place and its people over one period of danger."""

ActionId = Annotated[str, _id_of("action")]
ActorId = Annotated[str, _id_of("actor")]
AlertId = Annotated[str, _id_of("alert")]
AssessmentId = Annotated[str, _id_of("assessment")]
CommitmentId = Annotated[str, _id_of("commitment")]
DecisionId = Annotated[str, _id_of("decision")]
EvidenceId = Annotated[str, _id_of("evidence")]
FocalPointId = Annotated[str, _id_of("focal_point")]
ForecastId = Annotated[str, _id_of("forecast")]
KeyId = Annotated[str, _id_of("key")]
ManifestId = Annotated[str, _id_of("manifest")]
OrganisationId = Annotated[str, _id_of("organisation")]
ReportId = Annotated[str, _id_of("report")]
SealId = Annotated[str, _id_of("seal")]
TriggerId = Annotated[str, _id_of("trigger")]
