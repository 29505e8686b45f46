"""A server on loopback whose paths answer as a test tells them to: truthfully, or not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Asked"], None]


@dataclass
class LyingServer:
    """Paths and what they answer; and all that was asked."""

    address: str
    paths: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{self.address}{path}"

    def headers_of(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path, in order."""
        return [headers for asked, headers in self.asked if asked.partition("?")[0] == path]


class Asked(BaseHTTPRequestHandler):
    """One request."""

    server_of: LyingServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server_of.asked.append((self.path, dict(self.headers.items())))
        answer = self.server_of.paths.get(self.path.partition("?")[0])
        if answer is None:
            self.say(404, b"not here")
        else:
            answer(self)

    do_POST = do_GET  # noqa: N815

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer in full, with a length that is true unless `Content_Length` says otherwise."""
        self.send_response(status)
        told = {"Content-Length": str(len(body)), "Content-Type": "text/csv"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in told.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def hang_up(self) -> None:
        """Close the connection after what was said."""
        self.close_connection = True

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def serving(paths: dict[str, Answer]) -> Iterator[LyingServer]:
    """A running server with these paths."""
    handler = type("Handler", (Asked,), {})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.daemon_threads = True
    running.handle_error = lambda request, client_address: None  # type: ignore[method-assign] # clients hang up
    told = LyingServer(f"http://127.0.0.1:{running.server_port}", paths)
    handler.server_of = told
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        running.shutdown()
        running.server_close()


def file_that_resumes(contents: bytes, etag: str = '"v1"') -> Answer:
    """An honest file: whole, or the rest of it to whoever proves to have the beginning."""

    def answer(asked: Asked) -> None:
        if asked.headers.get("If-None-Match") == etag:
            asked.say(304, ETag=etag)
            return
        wanted = asked.headers.get("Range", "")
        if wanted and asked.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            where = f"bytes {start}-{len(contents) - 1}/{len(contents)}"
            asked.say(206, contents[start:], ETag=etag, Content_Range=where)
        else:
            asked.say(200, contents, ETag=etag)

    return answer


def cut_off_once(contents: bytes, after: int, then: Answer, etag: str = '"v1"') -> Answer:
    """A file that breaks off the first time it is asked for."""
    times = iter([True])

    def answer(asked: Asked) -> None:
        if next(times, False):
            asked.say(200, contents[:after], ETag=etag, Content_Length=str(len(contents)))
            asked.hang_up()
        else:
            then(asked)

    return answer
