"""A socket that a server listens on."""

from __future__ import annotations

import socket
import sys

from pipeline.errors import SettingsError

_BACKLOG = 128


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.  Raises ``SettingsError``.

    It names TCP as its protocol: only then asyncio sends small answers at once (``TCP_NODELAY``), and not 40 ms later.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if sys.platform != "win32":  # there it would let two servers share one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"{host}, port {port}: the server cannot listen there ({error.strerror}). "
            "Choose another one with --port; 0 takes any free one."
        ) from error
    return listener
