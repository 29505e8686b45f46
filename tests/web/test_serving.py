"""The server at its address."""

import socket

import pytest

from forestall.errors import BadSetting
from forestall.web.serving import open_door


def test_a_port_that_somebody_else_uses_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=f"port {port}"):
            open_door("127.0.0.1", port)
