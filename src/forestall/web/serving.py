"""The server: pages and API from one process with a few threads."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import waitress
from django.core.wsgi import get_wsgi_application

from forestall.settings import Settings
from forestall.web.starting import prepare

THREADS = 8
_LARGEST_REQUEST = 2_000_000


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the node until stopped.

    Args:
        settings: the node's.
        host: the address to listen on; only this machine by default.
        port: the port.

    Raises:
        NotFound: there is no node yet.
        StorageError: the folder or the database can't be used.
    """
    prepare(settings)
    is_https = urlsplit(settings.url).scheme == "https"
    # With https somebody stands before this process on the same machine; only then are its headers believed.
    proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"}}
    logging.getLogger("forestall.web").info("serving")
    waitress.serve(
        get_wsgi_application(),
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=_LARGEST_REQUEST,
        clear_untrusted_proxy_headers=True,
        **(proxy if is_https else {}),
    )
