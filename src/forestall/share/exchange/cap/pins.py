"""The certificates a node counts for senders of CAP messages: files that whoever holds its folder put there.

No door that people reach from outside can add one: a certificate is compared with its sender by another way
than its messages, and pinned at the machine.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from forestall.errors import InvalidField, UnreadableData
from forestall.memory.files import make_folder, read_file, write_new
from forestall.share.exchange.cap.rules import NAME
from forestall.share.exchange.cap.signature import Pin

FOLDER = "trust/cap"
LONGEST_SENDER = 80


def pin_certificate(home: Path, sender: str, certificate: x509.Certificate) -> Pin:
    """The pin of a sender's certificate, counting until the certificate runs out.

    Args:
        home: the node's folder.
        sender: the sender, as its messages name it.
        certificate: got by another way than its messages, its fingerprint compared.

    Raises:
        AlreadyThere: one is pinned for that sender; it is taken out by hand first.
        InvalidField: no sender is called so.
        StorageError: the folder can't be written.
    """
    if not NAME.fullmatch(sender) or len(sender) > LONGEST_SENDER:
        raise InvalidField(
            expected=f"a sender as CAP names one: at most {LONGEST_SENDER} characters, no blank, comma, < or &",
            found="another name",
            where="the sender",
            remedy="Write it as its messages do.",
        )
    make_folder(home / FOLDER)
    write_new(home / FOLDER / f"{quote(sender, safe='')}.pem", certificate.public_bytes(Encoding.PEM))
    return Pin(sender, certificate, certificate.not_valid_after_utc)


def pinned(home: Path) -> tuple[Pin, ...]:
    """Every pin of a node, by sender.

    Raises:
        UnreadableData: a file that holds no certificate.
        StorageError: the folder can't be read.
    """
    files = sorted((home / FOLDER).glob("*.pem"))
    found = ((unquote(file.stem), read_certificate(read_file(file), file.name)) for file in files)
    return tuple(Pin(sender, certificate, certificate.not_valid_after_utc) for sender, certificate in found)


def read_certificate(content: bytes, where: str) -> x509.Certificate:
    """The certificate in a PEM file.

    Args:
        content: what the file holds.
        where: its name.

    Raises:
        UnreadableData: it holds something else.
    """
    try:
        return x509.load_pem_x509_certificate(content)
    except ValueError:
        raise UnreadableData(
            expected="a certificate in PEM form", found="something else", where=where, remedy="Ask for the file again."
        ) from None
