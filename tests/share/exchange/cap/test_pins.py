from pathlib import Path

import pytest

from cap_samples import NOW
from forestall.errors import AlreadyThere, InvalidField, UnreadableData
from forestall.share.exchange.cap.pins import FOLDER, pin_certificate, pinned
from forestall.share.exchange.cap.signature import LIFETIME, make_identity


def test_a_pin_counts_for_its_sender_until_the_certificate_runs_out(tmp_path: Path) -> None:
    certificate = make_identity(tmp_path, "node.example.org", NOW).certificate
    for sender in ("node.example.org", "urn:oid:2.49.0/../warden"):
        pin_certificate(tmp_path, sender, certificate)
    assert {pin.sender for pin in pinned(tmp_path)} == {"node.example.org", "urn:oid:2.49.0/../warden"}
    assert {pin.until for pin in pinned(tmp_path)} == {NOW + LIFETIME}
    # A sender's name never leads out of the folder.
    assert {path.parent for path in tmp_path.rglob("*.pem")} == {tmp_path, tmp_path / FOLDER}


def test_a_pin_is_never_put_in_place_of_another(tmp_path: Path) -> None:
    certificate = make_identity(tmp_path, "node.example.org", NOW).certificate
    pin_certificate(tmp_path, "node.example.org", certificate)
    with pytest.raises(AlreadyThere):
        pin_certificate(tmp_path, "node.example.org", certificate)


@pytest.mark.parametrize("sender", ["", "two words", "a,b", "x" * 81])
def test_a_sender_is_named_as_cap_names_one(tmp_path: Path, sender: str) -> None:
    with pytest.raises(InvalidField):
        pin_certificate(tmp_path, sender, make_identity(tmp_path, "node.example.org", NOW).certificate)


def test_a_file_that_holds_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "node.example.org.pem").write_text("nothing of the kind")
    with pytest.raises(UnreadableData, match=r"node\.example\.org\.pem"):
        pinned(tmp_path)
