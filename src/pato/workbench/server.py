"""Start the server: where it listens, the token of this start, the processes behind it."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pato.errors import MissingExtraError, Problem, UsageError
from pato.registry.dates import today
from pato.workbench.asked import Asked

_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")


class Place(NamedTuple):
    """Address of a server, and clients that it accepts.

    Attributes
    ----------
    host, port
        The address; port 0 takes a free one.
    proxy_header
        The header of an authenticating proxy; empty without one.
    public_hosts
        Hosts that users type behind a proxy.
    token
        Of this start; a new one where empty.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    proxy_header: str = ""
    public_hosts: tuple[str, ...] = ()
    token: str = ""


def serve(folder: str, place: Place, *, browse: bool, say: Callable[[str], None]) -> None:
    """Serve a folder until it is interrupted.

    Raises
    ------
    UsageError
        If the host is not a loopback address and no proxy authenticates users, or the port is taken.
    MissingExtraError
        If the extra is not installed.
    """
    _refuse(place)
    try:
        import uvicorn

        from pato.workbench.guard import Rules
        from pato.workbench.processes import Processes
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "workbench") from error
    listening = _listening(place)
    port = int(listening.getsockname()[1])
    token = "" if place.proxy_header else place.token or secrets.token_urlsafe(24)
    rules = Rules(_hosts(place, port), token, place.proxy_header, f"pato-{port}")
    say("Loading the models: about ten seconds.")
    processes = Processes(str(Path(folder).resolve()), Asked(date=today()))
    try:
        processes.start()
        from pato.workbench.app import Served, make  # while they load

        processes.wait()
        listening.listen(512)  # requests from here on wait for the server
        shown = f"[{place.host}]" if ":" in place.host else place.host
        address = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
        say(f"The workbench of {os.path.abspath(folder)} is at {address}")  # noqa: PTH100  as the user knows it
        say("Stop it with Ctrl+C; everything saved is in the folder.")
        if browse and not place.proxy_header:
            import webbrowser

            webbrowser.open(address)
        app = make(Served(processes, rules, Path(folder).resolve()))
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, h11_max_incomplete_event_size=16_384,
            timeout_keep_alive=75, timeout_graceful_shutdown=3, lifespan="off", http="h11", ws="none",
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        processes.close()
        listening.close()


def _refuse(place: Place) -> None:
    """Refuse what would open the workbench to a network."""
    if not place.proxy_header and not _is_loopback(place.host):
        told = f"'{place.host}' can be reached by other machines, and the workbench has no accounts."
        fix = "Leave --host out, or put a proxy that authenticates before it and name its header: --behind-proxy X-Forwarded-User."
        raise UsageError(Problem("--host", told, fix))
    if place.proxy_header and not _HEADER.fullmatch(place.proxy_header):
        raise UsageError(
            Problem(
                "--behind-proxy",
                "is no name of a header.",
                "Write for example: --behind-proxy X-Forwarded-User",
            )
        )
    if place.token and not _TOKEN.fullmatch(place.token):
        raise UsageError(
            Problem("--token", "is too weak.", "Use 16 letters and digits or more, or leave it out.")
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hosts(place: Place, port: int) -> frozenset[str]:
    """Return the values of the Host header that are answered."""
    if place.proxy_header:
        return frozenset(place.public_hosts or (f"{place.host}:{port}",))
    own = {"127.0.0.1", "localhost", "[::1]"} | {f"[{place.host}]" if ":" in place.host else place.host}
    return frozenset(f"{name}:{port}" for name in own)


def _listening(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    # with its protocol named, asyncio sends a short last packet at once; else it waits 40 ms for the reader's acknowledgement
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((place.host, place.port))
    except OSError as error:
        found.close()
        told = f"{place.port} on {place.host} cannot be used: {error.strerror}."
        raise UsageError(
            Problem(
                "--port", told, "Is a workbench open there already? Else choose another, or 0 for a free one."
            )
        ) from error
    return found
