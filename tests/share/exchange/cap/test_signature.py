from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree
from signxml.signer import XMLSigner

from cap_samples import MESSAGE, NOW
from forestall.errors import AlreadyThere, IntegrityError, InvalidField, UnreadableData, WrongKey
from forestall.share.exchange.cap.codec import read_cap, write_cap
from forestall.share.exchange.cap.message import NAMESPACE
from forestall.share.exchange.cap.signature import (
    LIFETIME,
    Identity,
    Pin,
    fingerprint,
    load_identity,
    make_identity,
    read_signed,
    write_signed,
)

ALERT = f"{{{NAMESPACE}}}alert"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return make_identity(tmp_path_factory.mktemp("ours"), "Network office", NOW)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return make_identity(tmp_path_factory.mktemp("theirs"), "Network office", NOW)


def pin(identity: Identity, sender: str = MESSAGE.sender, days: int = 365) -> Pin:
    return Pin(sender, identity.certificate, NOW + timedelta(days=days))


def test_what_was_signed_by_a_pinned_certificate_is_read(ours: Identity) -> None:
    signed = write_signed(MESSAGE, ours)
    assert read_signed(signed, [pin(ours)], NOW) == MESSAGE
    assert read_cap(signed) == MESSAGE


def test_indented_and_compact_forms_both_verify(ours: Identity) -> None:
    assert b"<alert xmlns=" in write_signed(MESSAGE, ours)
    assert b"><sender>" in write_signed(MESSAGE, ours)
    indented = etree.tostring(
        etree.fromstring(write_cap(MESSAGE)), pretty_print=True, xml_declaration=True, encoding="UTF-8"
    )
    assert b"\n  <identifier>" in indented
    tree = XMLSigner(signature_algorithm="ecdsa-sha256").sign(
        etree.fromstring(indented), key=ours.key, cert=[ours.certificate]
    )
    assert read_signed(etree.tostring(tree), [pin(ours)], NOW) == MESSAGE


def test_a_stranger_who_puts_their_own_certificate_inside_is_an_unknown_issuer(
    ours: Identity, theirs: Identity
) -> None:
    forged = write_signed(MESSAGE, theirs)
    for pins in ([], [pin(ours)], [pin(theirs, sender="other.example.org")]):
        with pytest.raises(WrongKey, match="unknown issuer"):
            read_signed(forged, pins, NOW)


def test_a_stranger_who_hides_or_borrows_the_certificate_did_not_sign(ours: Identity, theirs: Identity) -> None:
    root = etree.fromstring(write_signed(MESSAGE, theirs))
    name = "{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
    real = etree.fromstring(write_signed(MESSAGE, ours)).find(f".//{name}")
    shown = root.find(f".//{name}")
    assert shown is not None
    assert real is not None
    shown.text = real.text
    with pytest.raises(IntegrityError, match="did not make"):
        read_signed(etree.tostring(root), [pin(ours)], NOW)


def test_a_certificate_that_ran_out_is_told_apart(ours: Identity) -> None:
    signed = write_signed(MESSAGE, ours)
    with pytest.raises(WrongKey, match="expired"):
        read_signed(signed, [pin(ours, days=1)], NOW + timedelta(days=1))
    with pytest.raises(WrongKey, match="expired"):
        read_signed(signed, [pin(ours, days=5000)], NOW + LIFETIME)
    with pytest.raises(WrongKey, match="expired"):
        read_signed(signed, [pin(ours)], NOW - timedelta(days=1))


def test_one_changed_letter_is_a_bad_digest(ours: Identity) -> None:
    signed = write_signed(MESSAGE, ours).replace(b"Send mediators", b"Send soldiers", 1)
    with pytest.raises(IntegrityError, match="bad digest"):
        read_signed(signed, [pin(ours)], NOW)


def test_a_signature_moved_around_another_alert_covers_nothing_that_is_read(ours: Identity) -> None:
    signed = etree.fromstring(write_signed(MESSAGE, ours))
    forged = etree.fromstring(write_cap(MESSAGE).replace(b"Send mediators", b"Send soldiers"))
    signature = signed.find(SIGNATURE)
    assert signature is not None
    forged.append(signature)
    with pytest.raises(IntegrityError):
        read_signed(etree.tostring(forged), [pin(ours)], NOW)
    whole = etree.fromstring(write_signed(MESSAGE, ours))
    outer = etree.fromstring(write_cap(MESSAGE).replace(b"Send mediators", b"Send soldiers"))
    outer.append(whole)
    with pytest.raises((IntegrityError, InvalidField)):
        read_signed(etree.tostring(outer), [pin(ours)], NOW)
    twice = etree.fromstring(write_signed(MESSAGE, ours))
    copy = etree.fromstring(etree.tostring(twice)).find(SIGNATURE)
    assert copy is not None
    twice.append(copy)
    with pytest.raises(InvalidField, match="one signature"):
        read_signed(etree.tostring(twice), [pin(ours)], NOW)


def test_an_unsigned_message_is_not_taken_for_a_signed_one(ours: Identity) -> None:
    with pytest.raises(InvalidField, match="one signature"):
        read_signed(write_cap(MESSAGE), [pin(ours)], NOW)


def test_a_key_is_made_once_kept_private_and_read_back(tmp_path: Path) -> None:
    made = make_identity(tmp_path, "Network office", NOW)
    assert (tmp_path / "cap.key").stat().st_mode & 0o077 == 0
    assert fingerprint(load_identity(tmp_path).certificate) == fingerprint(made.certificate)
    with pytest.raises(AlreadyThere):
        make_identity(tmp_path, "Network office", NOW)
    (tmp_path / "other").mkdir()
    other = make_identity(tmp_path / "other", "Other", NOW)
    assert repr(other) == f"Identity(fingerprint={fingerprint(other.certificate)!r})"
    (tmp_path / "cap.pem").write_bytes((tmp_path / "other/cap.pem").read_bytes())
    with pytest.raises(UnreadableData):
        load_identity(tmp_path)
