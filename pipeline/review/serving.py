"""The server: a socket, the words that are printed, and Uvicorn."""

from __future__ import annotations

import ipaddress
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.errors import SettingsError
from pipeline.listening import listen
from pipeline.review import accounts
from pipeline.review.app import create_app
from pipeline.review.room import Room
from pipeline.settings import Settings

_GRACE_SECONDS = 5
"""s that requests at work are given when the server is stopped."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the server listens."""

    host: str
    port: int
    """0: any free one."""
    shared: bool


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def serve(results: Path, settings: Settings, where: Where, say: Callable[[str], None], *, browser: bool) -> None:
    """Serve the review pages until somebody stops them.

    Raises ``SettingsError`` (the address may not or cannot be used, no admin yet), ``DatabaseError``, ``OutputError``.
    """
    _check(settings, where)
    app = create_app(results, settings, shared=where.shared)
    room: Room = app.state.room
    try:
        _check_people(room)
        listener = listen(where.host, where.port)
    except BaseException:
        room.close()
        raise
    address = _address(settings, where, listener)
    link = address if where.shared else f"{address}enter?token={room.link.token}"
    for line in _words(settings, where, address, link):
        say(line)
    if browser:
        webbrowser.open(link)
    server = uvicorn.Server(_configuration(app, settings))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # the way to stop it, passed on after everything was closed
        pass
    finally:
        listener.close()


def _check(settings: Settings, where: Where) -> None:
    review = settings.review
    if not where.shared and not is_loopback(where.host):
        raise SettingsError(
            f"--host {where.host}: other machines could reach the pages there, so people need accounts. Add --shared, "
            "and an admin with 'baokan review people add NAME --role admin'; or leave --host out to work alone."
        )
    if (review.certificate is None) != (review.certificate_key is None):
        raise SettingsError("review.certificate and review.certificate_key: give both, or neither.")
    for name in ("certificate", "certificate_key"):
        path = getattr(review, name)
        if path is not None and not path.is_file():
            raise SettingsError(f"review.{name} = {path}: there is no such file.")


def _check_people(room: Room) -> None:
    with room.database.read() as connection:
        if room.shared and not accounts.admins(connection):
            raise SettingsError(
                "--shared: nobody could sign in as admin yet. Add somebody first: "
                "baokan review people add NAME --role admin"
            )


def _address(settings: Settings, where: Where, listener: socket.socket) -> str:
    scheme = "https" if settings.review.certificate else "http"
    host = where.host.strip("[]")
    if host in {"0.0.0.0", "::"}:
        host = next(iter(settings.review.hosts), socket.gethostname())
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"


def _words(settings: Settings, where: Where, address: str, link: str) -> list[str]:
    """What is printed at the start, in both languages."""
    if not where.shared:
        return [
            "校对页面已就绪，请用浏览器打开（链接只能用一次）：",
            "The review pages are ready. Open this link in a browser (it works once):",
            f"\n    {link}\n",
            "Ctrl-C 停止。Ctrl-C stops it.",
        ]
    lines = ["校对页面已就绪：", "The review pages are ready:", f"\n    {address}\n", "Ctrl-C 停止。Ctrl-C stops it."]
    if not is_loopback(where.host) and not settings.review.certificate and not settings.review.proxies:
        lines.append(
            "注意：密码在网络上未加密传输。请设置 review.certificate 和 review.certificate_key，"
            "或放在 HTTPS 代理之后。\n"
            "Note: passwords cross the network unencrypted. Set review.certificate and review.certificate_key, "
            "or put a proxy with https before it."
        )
    return lines


def _configuration(app: object, settings: Settings) -> uvicorn.Config:
    review = settings.review
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        proxy_headers=bool(review.proxies),
        forwarded_allow_ips=list(review.proxies),
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=review.certificate,
        ssl_keyfile=review.certificate_key,
    )
