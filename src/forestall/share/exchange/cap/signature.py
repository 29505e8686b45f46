"""Signatures of CAP messages, trusted by pinned certificates alone.

A certificate that comes inside a message proves nothing: whoever signs can put one in. What counts is which
certificates were pinned beforehand for its sender, and until when. What is read is what was signed, and
nothing beside it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from forestall.errors import AlreadyThere, IntegrityError, InvalidField, UnreadableData, WrongKey
from forestall.memory.files import read_file, write_new
from forestall.memory.keys import read_secret, write_secret
from forestall.share.exchange.cap.codec import message_of, tree_of
from forestall.share.exchange.cap.message import NAMESPACE, CapMessage
from forestall.share.exchange.cap.safe_xml import read_tree

LIFETIME = timedelta(days=730)
WRAPPED = "wrapped: the signature covers another part than the alert"
_DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
_ALERT = f"{{{NAMESPACE}}}alert"
_METHODS = frozenset(
    {SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA512}
)
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


@dataclass(frozen=True)
class Identity:
    """What a node signs CAP messages with: not its ledger key, which XML signatures don't know."""

    key: ec.EllipticCurvePrivateKey
    """The private key."""
    certificate: x509.Certificate
    """The certificate that others pin."""

    def __repr__(self) -> str:
        return f"Identity(fingerprint={fingerprint(self.certificate)!r})"


@dataclass(frozen=True)
class Pin:
    """A certificate that counts for a sender, as agreed beforehand."""

    sender: str
    """The sender, as its messages name it."""
    certificate: x509.Certificate
    """The certificate."""
    until: datetime
    """The first moment at which it no longer counts."""


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as people compare it over the telephone."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def make_identity(folder: Path, name: str, now: datetime) -> Identity:
    """A fresh key and its certificate, written to `cap.key`, which only its owner may read, and `cap.pem`.

    Raises:
        AlreadyThere: files stand there; a key is never overwritten.
        StorageError: the folder can't be written.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write_secret(folder / "cap.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write_new(folder / "cap.pem", certificate.public_bytes(Encoding.PEM))
    return Identity(key, certificate)


def load_identity(folder: Path) -> Identity:
    """The key and certificate that `make_identity` wrote.

    Raises:
        Sealed: no key there.
        NotFound: no certificate there.
        BadSetting: others than its owner may read the key.
        UnreadableData: something else stands there, or the two don't belong together.
    """
    content, shown = read_secret(folder / "cap.key"), read_file(folder / "cap.pem")
    try:
        key, certificate = load_pem_private_key(content, password=None), x509.load_pem_x509_certificate(shown)
    except (ValueError, TypeError):
        key, certificate = None, None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None or not _belongs(key, certificate):
        raise UnreadableData(
            expected="a key and the certificate made with it",
            found="something else",
            where=str(folder / "cap.key"),
            remedy="Put both files back from your own copy of the keys.",
        )
    return Identity(key, certificate)


def identity_of(folder: Path, name: str, now: datetime) -> Identity:
    """What a node signs with: found in its folder of keys, or made there once.

    Raises:
        BadSetting: others than its owner may read the key.
        UnreadableData: something else stands there.
        StorageError: the folder can't be written.
    """
    if not (folder / "cap.key").exists():
        with suppress(AlreadyThere):  # made by another process meanwhile
            return make_identity(folder, name, now)
    return load_identity(folder)


def _belongs(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bool:
    return key.public_key() == certificate.public_key()


def write_signed(message: CapMessage, identity: Identity) -> bytes:
    """The message as XML with a signature over all of it, the certificate inside for whoever pins it.

    Raises:
        InvalidField: it breaks a rule of the standard.
    """
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    tree = tree_of(message)
    signed = signer.sign(tree, key=identity.key, cert=[identity.certificate])
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def read_signed(payload: bytes, pins: Sequence[Pin], now: datetime) -> CapMessage:
    """The message in a document, once it is known to be signed by a certificate pinned for its sender.

    Args:
        payload: the document as it came.
        pins: the certificates that count, and for whom.
        now: the present, against which they are held.

    Raises:
        UnreadableData: not a document that may be read at all.
        InvalidField: no signature, or not as schema and rules ask.
        WrongKey: unknown issuer, or a certificate that has run out; the two are told apart.
        IntegrityError: something in it isn't what was signed.
    """
    root = read_tree(payload)
    sender = (root.findtext(f"{{{NAMESPACE}}}sender") or "").strip()
    pin = _pin(root, [pin for pin in pins if pin.sender == sender], sender)
    _check_in_time(pin, now)
    message = message_of(_what_was_signed(root, pin, now))
    if message.sender != sender:
        raise _broken(WRAPPED)
    return message


def _pin(root: etree._Element, pins: Sequence[Pin], sender: str) -> Pin:
    if root.tag != _ALERT or len(root.findall(f"{_DSIG}Signature")) != 1 or len(_signatures(root)) != 1:
        raise InvalidField(
            expected="one signature, in the alert itself",
            found=f"{len(_signatures(root))} in the document",
            where="CAP Signature",
            remedy="Don't take it in; ask its sender to sign it.",
        )
    shown = [_shown(element.text or "") for element in root.iter(f"{_DSIG}X509Certificate")]
    for pin in pins:
        if shown[:1] in ([], [fingerprint(pin.certificate)]):
            return pin
    raise WrongKey(
        expected=f"a certificate pinned for sender {sender!r}"[:200],
        found="unknown issuer: another certificate, or none pinned",
        where="CAP Signature",
        remedy="Compare fingerprints with the sender by another way, and pin the certificate; never from the message.",
    )


def _signatures(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(f"{_DSIG}Signature"))


def _shown(text: str) -> str | None:
    try:
        return fingerprint(x509.load_der_x509_certificate(base64.b64decode(text)))
    except ValueError:
        return None


def _check_in_time(pin: Pin, now: datetime) -> None:
    certificate = pin.certificate
    ends = min(pin.until, certificate.not_valid_after_utc)
    if not certificate.not_valid_before_utc <= now < ends:
        raise WrongKey(
            expected="a certificate that counts now",
            found="expired: one that counts no longer, or not yet",
            where="CAP Signature",
            remedy="Ask its sender for the certificate that followed, by another way, and pin that.",
        )


def _what_was_signed(root: etree._Element, pin: Pin, now: datetime) -> etree._Element:
    settings = SignatureConfiguration(
        require_x509=True,
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        verification_time=now,
    )
    try:
        found = XMLVerifier().verify(root, x509_cert=pin.certificate, expect_config=settings)
    except InvalidDigest:
        raise _broken("bad digest: something in it was changed after it was signed") from None
    except (SignXMLException, InvalidSignature, ValueError, etree.LxmlError):
        raise _broken("a signature that the pinned certificate did not make") from None
    signed = None if isinstance(found, list) else found.signed_xml
    if signed is None or signed.tag != _ALERT:
        raise _broken(WRAPPED)
    return signed


def _broken(found: str) -> IntegrityError:
    return IntegrityError(
        expected="an alert that is as it was signed",
        found=found,
        where="CAP Signature",
        remedy="Don't take it in; tell its sender by another way.",
    )
