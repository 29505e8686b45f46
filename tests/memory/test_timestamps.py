"""Tokens of a time-stamping service that the test itself runs on loopback, with openssl."""

import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from forestall.errors import BadSetting, StorageUnavailable, UnreadableData
from forestall.memory.timestamps import check_timestamp, read_roots, request_timestamp

MESSAGE = b"the head of a chain"
_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[tsa]
default_tsa = service
[service]
serial = {folder}/serial
signer_cert = {folder}/leaf.pem
signer_key = {folder}/leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Service:
    """A time-stamping service in a folder: a root, a leaf under it, answers over HTTP."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "serial").write_text("01")
        for name in ("root", "leaf"):
            (folder / f"{name}.cnf").write_text(_CONFIG.format(name=f"Test {name}", folder=folder))
            self._openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{name}.key")
        self._openssl("req", "-new", "-x509", "-key", "root.key", "-config", "root.cnf", "-extensions", "root",
                      "-days", "30", "-out", "root.pem")  # fmt: skip
        self._openssl("req", "-new", "-key", "leaf.key", "-config", "leaf.cnf", "-out", "leaf.csr")
        self._openssl("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "30",
                      "-CAcreateserial", "-extfile", "leaf.cnf", "-extensions", "leaf", "-out", "leaf.pem")  # fmt: skip
        self.roots = read_roots(folder / "root.pem")

    def answer(self, query: bytes) -> bytes:
        """The service's reply to a query."""
        (self.folder / "query").write_bytes(query)
        self._openssl("ts", "-reply", "-config", "leaf.cnf", "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


class Door:
    """A service on loopback; `twist` changes its answers."""

    def __init__(self, service: Service) -> None:
        self.twist = lambda reply: reply
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                reply = door.twist(service.answer(query))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return Service(tmp_path_factory.mktemp("service"))


@pytest.fixture
def door(service: Service) -> Iterator[Door]:
    opened = Door(service)
    yield opened
    opened.close()


def test_a_token_proves_the_message_and_the_time(service: Service, door: Door) -> None:
    token, at = request_timestamp(door.address, MESSAGE, service.roots)
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert check_timestamp(token, MESSAGE, service.roots, at) is None


def test_a_token_proves_nothing_about_another_message_time_or_root(
    service: Service, door: Door, tmp_path: Path
) -> None:
    token, at = request_timestamp(door.address, MESSAGE, service.roots)
    other = Service(tmp_path)
    assert check_timestamp(token, b"another", service.roots, at) is not None
    assert check_timestamp(token, MESSAGE, other.roots, at) is not None
    assert check_timestamp(token, MESSAGE, (), at) == "no time-stamping service is pinned"
    assert check_timestamp(token, MESSAGE, service.roots, at.replace(year=2001)) == "it states another time"
    assert check_timestamp(b"junk", MESSAGE, service.roots, at) == "it isn't a time-stamp token"


def test_a_flipped_bit_of_a_token_is_found_or_means_nothing(service: Service, door: Door) -> None:
    token, at = request_timestamp(door.address, MESSAGE, service.roots)
    unseen = []
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 4
        if check_timestamp(bytes(changed), MESSAGE, service.roots, at) is None:
            unseen.append(place)
    # Beside what is signed, an answer holds a few bytes that say how it is wrapped.
    assert len(unseen) < len(token) / 20


def test_an_answer_to_another_request_is_refused(service: Service, door: Door) -> None:
    kept, _ = request_timestamp(door.address, MESSAGE, service.roots)
    door.twist = lambda _: kept
    with pytest.raises(UnreadableData, match="another request"):
        request_timestamp(door.address, MESSAGE, service.roots)


def test_an_answer_that_is_no_token_is_refused(service: Service, door: Door) -> None:
    door.twist = lambda _: b"<html>busy</html>"
    with pytest.raises(UnreadableData, match="timestamp-roots"):
        request_timestamp(door.address, MESSAGE, service.roots)


def test_a_service_that_does_not_answer_is_named(service: Service) -> None:
    with pytest.raises(StorageUnavailable, match="with another node instead"):
        request_timestamp("http://127.0.0.1:9/", MESSAGE, service.roots)


def test_an_address_of_another_sort_is_refused(service: Service) -> None:
    with pytest.raises(BadSetting, match="FORESTALL_TIMESTAMP_URL"):
        request_timestamp("file:///etc/passwd", MESSAGE, service.roots)


def test_a_root_file_that_holds_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    assert read_roots(path) == ()
    path.write_text("hello")
    with pytest.raises(UnreadableData, match="PEM"):
        read_roots(path)
