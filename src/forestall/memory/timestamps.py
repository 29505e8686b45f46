"""Tokens of a time-stamping service: proof by a third party that some bytes existed at a time.

Source:
    RFC 3161, Internet X.509 Public Key Infrastructure Time-Stamp Protocol.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from forestall.errors import BadSetting, StorageUnavailable, UnreadableData

_WAIT_SECONDS = 30
_LARGEST_TOKEN = 60_000
_TYPE = "application/timestamp-query"


def request_timestamp(address: str, message: bytes, roots: Sequence[Certificate]) -> tuple[bytes, datetime]:
    """The service's token over a message, and the time it states.

    The token is checked before it is handed back: one that can't be checked later is no anchor.

    Args:
        address: where the service answers; http or https.
        message: what to stamp; only its hash is sent.
        roots: root certificates of the services that are trusted.

    Raises:
        BadSetting: no usable address, or no trusted root.
        StorageUnavailable: the service doesn't answer.
        UnreadableData: it answers with something else than a good token for this message.
    """
    if not address.startswith(("http://", "https://")):
        raise BadSetting(
            expected="an address that starts with http:// or https://",
            found="another",
            where="FORESTALL_TIMESTAMP_URL",
            remedy="Set it to the address of a time-stamping service (RFC 3161).",
        )
    request = (
        TimestampRequestBuilder()
        .data(message)
        .hash_algorithm(HashAlgorithm.SHA512)
        .cert_request(cert_request=True)
        .build()
    )
    token = _post(address, request.as_bytes())
    response = _decode(token)
    nonce = response.tst_info.nonce if response else None
    fault = "another request's answer" if nonce != request.nonce else check_timestamp(token, message, roots)
    if response is None or fault:
        raise UnreadableData(
            expected="a token over what was sent, by a service under a trusted root",
            found=fault or "something else",
            where=address,
            remedy="Check the address, and the service's root certificate in trust/timestamp-roots.pem.",
        )
    return token, response.tst_info.gen_time.astimezone(UTC)


def check_timestamp(
    token: bytes, message: bytes, roots: Sequence[Certificate], at: datetime | None = None
) -> str | None:
    """Why a token proves nothing about a message; None when it holds.

    Args:
        token: the service's whole answer, DER.
        message: what should be stamped.
        roots: root certificates that are trusted, pinned beforehand.
        at: the time it should state; any time when not given.
    """
    if not roots:
        return "no time-stamping service is pinned"
    response = _decode(token)
    if response is None:
        return "it isn't a time-stamp token"
    try:
        VerifierBuilder(roots=list(roots)).build().verify_message(response, message)
    except (VerificationError, ValueError):
        return "it isn't as signed under a pinned root"
    return None if at in {None, response.tst_info.gen_time.astimezone(UTC)} else "it states another time"


def read_roots(path: Path) -> tuple[Certificate, ...]:
    """The root certificates in a PEM file; none when there is no file.

    Raises:
        UnreadableData: the file holds something else.
    """
    if not path.exists():
        return ()
    try:
        return tuple(load_pem_x509_certificates(path.read_bytes()))
    except ValueError:
        raise UnreadableData(
            expected="certificates in PEM form",
            found="something else",
            where=str(path),
            remedy="Put the root certificates of trusted time-stamping services there, or remove the file.",
        ) from None


def _decode(token: bytes) -> TimeStampResponse | None:
    try:
        return decode_timestamp_response(token)
    except ValueError:
        return None


def _post(address: str, body: bytes) -> bytes:
    request = urllib.request.Request(address, data=body, headers={"Content-Type": _TYPE})  # noqa: S310 - checked by the caller
    try:
        with urllib.request.urlopen(request, timeout=_WAIT_SECONDS) as answer:  # noqa: S310
            token: bytes = answer.read(_LARGEST_TOKEN)
            return token
    except (urllib.error.URLError, HTTPException, OSError):
        raise StorageUnavailable(
            expected="a time-stamping service that answers",
            found="none",
            where=address,
            remedy="Check the address and the network, or anchor with another node instead.",
        ) from None
