"""The server: pages and API from one process with a few threads, or from several that share one port."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import waitress
from django.core.wsgi import get_wsgi_application

from forestall.errors import BadSetting
from forestall.settings import Settings
from forestall.web.starting import configure, prepare

THREADS = 8
_LARGEST_REQUEST = 2_000_000
_WAITING = 1000
"""Connections that are held open or wait for their turn."""


def serve(settings: Settings, host: str, port: int, n_processes: int = 1) -> None:
    """Serve the node until stopped.

    Args:
        settings: the node's.
        host: the address to listen on; only this machine by default.
        port: the port.
        n_processes: how many processes share the work; as many as the machine has cores, for a team.

    Raises:
        BadSetting: somebody else listens there.
        NotFound: there is no node yet.
        StorageError: the folder or the database can't be used.
    """
    prepare(settings)
    logging.getLogger("forestall.web").info("serving")
    with open_door(host, port) as door:
        if n_processes == 1:
            _answer(settings, door)
        else:
            _keep_answering(settings, door, n_processes)


def open_door(host: str, port: int) -> socket.socket:
    """What listens at an address.

    Raises:
        BadSetting: somebody else does, or the address isn't this machine's.
    """
    try:
        return socket.create_server((host, port), backlog=_WAITING)
    except OSError as error:
        raise BadSetting(
            expected="an address at which nobody listens yet",
            found=error.strerror or "another",
            where=f"{host}, port {port}",
            remedy="End what listens there, or choose another with --port, and name it in FORESTALL_URL.",
        ) from None


def _keep_answering(settings: Settings, door: socket.socket, n_processes: int) -> None:
    """Several processes at one port; one that ends is begun again until this one is told to stop."""
    begin = multiprocessing.get_context("spawn").Process
    running: list[SpawnProcess] = []
    signal.signal(signal.SIGTERM, _stop)
    try:
        while True:
            running += [begin(target=_begin, args=(settings, door)) for _ in range(n_processes - len(running))]
            for process in running:
                if process.pid is None:
                    process.start()
            wait([process.sentinel for process in running])
            running = [process for process in running if process.is_alive()]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.join()


def _begin(settings: Settings, door: socket.socket) -> None:
    configure(settings)
    _answer(settings, door)


def _answer(settings: Settings, door: socket.socket) -> None:
    is_https = urlsplit(settings.url).scheme == "https"
    # With https somebody stands before this process on the same machine; only then are its headers believed.
    proxy: dict[str, Any] = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
    }
    waitress.serve(
        get_wsgi_application(),
        sockets=[door],
        threads=THREADS,
        connection_limit=_WAITING,
        ident=None,
        max_request_body_size=_LARGEST_REQUEST,
        clear_untrusted_proxy_headers=True,
        **(proxy if is_https else {}),
    )


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
