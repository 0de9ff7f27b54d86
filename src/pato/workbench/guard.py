"""Access control: hosts, origins, the token of this start, limits of size and time, and headers of every answer."""

from __future__ import annotations

import asyncio
import hmac
import time
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_QUERY, MOST_BODY, BODY_SECONDS = 4096, 1_200_000, 10.0
METHODS = ("GET", "HEAD", "POST", "PUT")
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
_OPEN = ("/static/", "/login")
"""Addresses that need no token: the page that asks for it, its style sheet, and the address that receives it."""


class Rules(NamedTuple):
    """Clients that may send requests.

    Attributes
    ----------
    hosts
        Values of the Host header that are answered.
    token
        The token of this start; empty where a proxy vouches for users.
    proxy_header
        The header in which an authenticating proxy names the user; empty without one.
    cookie
        Name of the cookie that holds the token.
    """

    hosts: frozenset[str]
    token: str = ""
    proxy_header: str = ""
    cookie: str = "pato"

    def knows(self, headers: Headers) -> bool:
        """Return whether a request comes from somebody who may ask."""
        if self.proxy_header:
            return bool(headers.get(self.proxy_header, "").strip())
        return self.matches(_cookie(headers, self.cookie)) or self.matches(_bearer(headers))

    def matches(self, given: str) -> bool:
        """Return whether a text is the token, in the same time whatever it is."""
        return hmac.compare_digest(given.encode(), self.token.encode())


class Guard:
    """Lets through what the rules allow, within limits; everything else is refused with 4xx."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, answered)
            return
        try:
            body = await _body(receive)
        except _RefusedError as error:
            await _error(scope, error.status, error.told)(scope, receive, answered)
            return
        await self.app(scope, _again(body, receive), answered)

    def _refused(self, scope: Scope) -> Response | None:
        """Return the refusal of a request, or None where it may pass."""
        headers, path = Headers(scope=scope), scope["path"]
        status, told = self._excess(scope, headers)
        if status:
            return _error(scope, status, told)
        if path.startswith(_OPEN) or self.rules.knows(headers):
            return None
        return self._let_in(scope)

    def _excess(self, scope: Scope, headers: Headers) -> tuple[int, str]:
        """Return the status and reason for refusing a request from any client; 0 if it may pass."""
        if scope["method"] not in METHODS:
            return 405, "This method is not known here."
        if headers.get("host", "") not in self.rules.hosts:
            return 403, "The Host header names another server."
        if len(scope["query_string"]) > MOST_QUERY:
            return 414, f"The address is longer than {MOST_QUERY} characters."
        if _length(headers) > MOST_BODY:
            return 413, f"The request is larger than {MOST_BODY // 1000} kB."
        told = self._foreign(headers, scope["method"])
        return (403, told) if told else (0, "")

    def _foreign(self, headers: Headers, method: str) -> str | None:
        """Return why a request is one of another site, or None."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "")
        if origin is not None and origin.partition("://")[2] not in self.rules.hosts:
            return "The Origin header names another site."
        if site in {"cross-site", "same-site"} and (
            method not in {"GET", "HEAD"} or headers.get("sec-fetch-mode") != "navigate"
        ):
            return "Other sites may only link to this page."
        if (
            method in {"POST", "PUT"}
            and origin is None
            and not (self.rules.token and self.rules.matches(_bearer(headers)))
        ):
            return "A request that changes something needs an Origin header, or the token as 'Authorization: Bearer'."
        return None

    def _let_in(self, scope: Scope) -> Response:
        """Return the cookie for an address with the token, else the page that asks for it."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for key, value in query if key == "token"), "")
        if scope["method"] == "GET" and self.rules.token and self.rules.matches(given):
            rest = urlencode([(k, v) for k, v in query if k != "token"])
            response = RedirectResponse(f"{_local(scope['path'])}{'?' if rest else ''}{rest}", 303)
            self.remember(response)
            return response
        if scope["path"].startswith("/api") or self.rules.proxy_header:
            return _error(scope, 401, "This server answers only who has its token.")
        return HTMLResponse(_LOGIN, 401)

    def remember(self, response: Response) -> None:
        """Set the cookie that holds the token."""
        response.set_cookie(self.rules.cookie, self.rules.token, httponly=True, samesite="lax", path="/")


class _RefusedError(Exception):
    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status, self.told = status, told


async def _body(receive: Receive) -> bytes:
    """Return the body of a request, of limited size and read within limited time, before it is parsed."""
    until, parts, size = time.monotonic() + BODY_SECONDS, [], 0
    while True:
        try:
            message = await asyncio.wait_for(receive(), max(0.01, until - time.monotonic()))
        except TimeoutError:
            raise _RefusedError(408, f"The request took longer than {BODY_SECONDS:g} seconds.") from None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BODY:
            raise _RefusedError(413, f"The request is larger than {MOST_BODY // 1000} kB.")
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a function that yields a body already read, then what follows."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return left.pop() if left else await receive()

    return given


def _error(scope: Scope, status: int, told: str) -> Response:
    if scope["path"].startswith("/api"):
        return JSONResponse({"problems": [{"where": "request", "what": told, "fix": ""}]}, status)
    return Response(told + "\n", status, media_type="text/plain")


def _length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdecimal() and len(text) < 16 else MOST_BODY + 1


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _bearer(headers: Headers) -> str:
    kind, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if kind.lower() == "bearer" else ""


def _local(path: str) -> str:
    """Return a path that stays on this server: one that begins with two slashes would name another."""
    return "/" + path.lstrip("/\\")


_LOGIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>pato: token needed</title><link rel="stylesheet" href="/static/workbench.css"></head>
<body class="login"><main><h1>This workbench needs its token</h1>
<p>Open the address that <code>pato serve</code> printed when it started, or paste the token from its end.</p>
<form method="post" action="/login"><p><label for="token">Token</label> <input id="token" name="token" type="password" autocomplete="off" required>
<button>Open the workbench</button></p></form></main></body></html>
"""
