"""The server as others reach it: raw bytes on a socket, well-formed and not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.review import Site, served, site

SECONDS = 10


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, int]]:
    folder: Path = tmp_path_factory.mktemp("wire") / "out"
    made = site(folder, shared=True)
    with served(made.app) as address:
        yield made, int(address.rpartition(":")[2])
    made.room.close()


def status(port: int, sent: bytes) -> int:
    """The status that raw bytes are answered with; 0: the connection was closed without a word."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        line.sendall(sent)
        answer = line.recv(4096)
    return int(answer.split()[1]) if answer else 0


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /?next=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /?%zz=%ff HTTP/1.1\r\nHost: evil\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost:x\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [\r\n\r\n",
        b"POST /look HTTP/1.1\r\nHost: localhost\r\nOrigin: http://[\r\nContent-Length: 0\r\n\r\n",
        b"POST /look HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 9\r\n"
        b"Content-Length: 3\r\n\r\nnext=/",
        b"POST /look HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_broken_or_foreign_requests_are_refused_and_never_a_fault(running: tuple[Site, int], sent: bytes) -> None:
    assert status(running[1], sent) in (0, 400, 403)


def test_an_address_that_is_no_text_leads_a_stranger_to_the_login(running: tuple[Site, int]) -> None:
    assert status(running[1], b"GET /%ff%fe?%ff=%fe HTTP/1.1\r\nHost: localhost\r\n\r\n") == 303


def test_odd_cookies_and_headers_are_only_strangers(running: tuple[Site, int]) -> None:
    name = running[0].room.cookie.encode()
    for cookie in (b"", b"\xff\xfe", b"a" * 5000, b"=;=;=", b'"', b"x; " + name + b"=y; " + name + b"=z"):
        sent = b"GET /api/me HTTP/1.1\r\nHost: localhost\r\nCookie: " + name + b"=" + cookie + b"\r\n\r\n"
        assert status(running[1], sent) in (400, 401)
    odd = b"GET /api/me HTTP/1.1\r\nHost: localhost\r\nAccept-Language: \xff;q=nan,en;q=\r\n\r\n"
    assert status(running[1], odd) == 401


def test_a_body_that_does_not_come_is_given_up(tmp_path: Path) -> None:
    made = site(tmp_path / "slow", shared=True, limits={"body_seconds": 0.3})
    with served(made.app) as address:
        sent = b"POST /look HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 9\r\n\r\nne"
        assert status(int(address.rpartition(":")[2]), sent) == 408
    made.room.close()


def test_a_request_for_another_protocol_is_refused(running: tuple[Site, int]) -> None:
    upgrade = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert status(running[1], upgrade) in (303, 400, 403)
