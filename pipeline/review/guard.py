"""What stands before every request: who may ask from where, how much, and with which headers the answer goes out.

Cross-site requests are told by ``Sec-Fetch-Site`` and ``Origin``, which no page can forge, so that no tokens are needed
(the way of Go's ``CrossOriginProtection`` and of Datasette).  A name of somebody else that leads to this machine (DNS
rebinding) is told by ``Host``.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.review.failures import answer, fault
from pipeline.review.problem import Problem
from pipeline.review.room import Room

log = logging.getLogger("baokan.review")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(:\d{1,5})?", re.ASCII)
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: browsers then send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers of every answer."""


class Guard:
    """The outermost layer of the application (ASGI)."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self.app, self.room = app, room
        self.limits = room.settings.review.limits
        self.names = LOOPBACK | {name.lower() for name in room.settings.review.hosts if room.shared}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; other things than HTTP (and the start and end of the server) are refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request, begun = Request(scope), False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            self._check(request)
            replay = await self._body(request, receive)
            await self.app(scope, replay, send_with_headers)
        except Problem as problem:
            await answer(request, problem)(scope, receive, send_with_headers)
        except Exception:
            log.exception("%s %s", request.method, request.url.path)
            if begun:
                raise  # half an answer is out: only the connection can be broken off
            await fault(request)(scope, receive, send_with_headers)

    def _check(self, request: Request) -> None:
        """Everything that can be told before the body.  Raises ``Problem``."""
        host = request.headers.get("host", "").lower()
        if len(request.headers.getlist("host")) != 1 or not self._is_ours(host):
            raise Problem(400, "host")
        most = self.limits.query_bytes
        if len(request.scope.get("raw_path") or b"") + len(request.scope["query_string"]) > most:
            raise Problem(414, "long", most=most)
        if not request.scope["path"].isprintable() or b"%00" in request.scope["query_string"]:
            raise Problem(400, "address")
        self._check_site(request, host)

    def _is_ours(self, host: str) -> bool:
        parts = _HOST.fullmatch(host)
        if parts is None:
            return False
        # an address is nobody's name, so nobody can rebind it
        return parts["name"] in self.names or (self.room.shared and _is_address(parts["name"]))

    def _check_site(self, request: Request, host: str) -> None:
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if request.method in SAFE_METHODS:
            # others may link here, and do no more: no image, script or frame of ours on their pages
            navigates = request.headers.get("sec-fetch-mode") == "navigate"
            framed = request.headers.get("sec-fetch-dest") in {"iframe", "frame", "embed", "object"}
            if site in {"cross-site", "same-site"} and (framed or not navigates):
                raise Problem(403, "cross-site")
            return
        same = origin is not None and origin.lower().partition("://")[2] == host
        if (site is not None and site != "same-origin") or (origin is not None and not same):
            raise Problem(403, "cross-site")
        if site is None and origin is None:
            raise Problem(403, "cross-site")

    async def _body(self, request: Request, receive: Receive) -> Receive:
        """The whole body, read with its limits, as a channel to read it from again.  Raises ``Problem``."""
        most = self.limits.body_kb * 1024
        too_large = Problem(413, "large", headers={"Connection": "close"}, most=self.limits.body_kb)
        length = request.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > most:
            raise too_large
        body = bytearray()
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                while (message := await receive())["type"] == "http.request":
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise too_large
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            raise Problem(408, "slow", headers={"Connection": "close"}, seconds=self.limits.body_seconds) from None
        given = False

        async def replay() -> Message:
            nonlocal given
            if given or message["type"] != "http.request":
                return await receive() if given else message
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        return replay


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
