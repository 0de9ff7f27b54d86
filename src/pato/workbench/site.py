"""Common parts of views: their site, parsed requests, and descriptions of views."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from pato.errors import Problem, UsageError
from pato.files.library import is_path
from pato.registry.dates import today
from pato.workbench.asked import Asked, read
from pato.workbench.jobs import Jobs
from pato.workbench.processes import Processes

Plain = dict[str, Any]
MOST_FIELDS = 200


class Page(NamedTuple):
    """A page: its address, its name in the navigation (empty where it is not there), its templates, and what they show.

    ``make`` returns what the template needs, or an answer of its own. ``part`` is the template of what changes.
    """

    path: str
    name: str
    template: str
    part: str
    make: Callable[[Site, Request], Awaitable[Plain | Response]]


class Action(NamedTuple):
    """Something that a form does, with the page that shows what came of it."""

    path: str
    here: str
    template: str
    do: Callable[[Site, Request], Awaitable[Plain | Response]]


class Data(NamedTuple):
    """The same content as JSON below ``/api``, as the description of the interface names it.

    Attributes
    ----------
    path, methods, summary
        Path, methods and description.
    parameters
        Names of query parameters, with what each means.
    body
        Fields of the JSON body, with what each means; empty without one.
    """

    path: str
    make: Callable[[Site, Request], Awaitable[Plain | Response]]
    summary: str
    parameters: Mapping[str, str] = {}
    methods: tuple[str, ...] = ("GET",)
    body: Mapping[str, str] = {}


class FileOf(NamedTuple):
    """A file that is made for a request: an image or a document."""

    path: str
    make: Callable[[Site, Request], Awaitable[Response]]


class Site(NamedTuple):
    """Resources of views: the evaluation processes, the served folder, its long runs, and all published data."""

    processes: Processes
    folder: Path
    jobs: Jobs
    offered: tuple[Data, ...]


def query_of(request: Request) -> dict[str, str]:
    """Return the parameters of an address, each once; empty ones are left out."""
    return {k: v for k, v in request.query_params.multi_items() if v != ""}


def asked_of(request: Request) -> Asked:
    """Return the design that an address asks about."""
    return read(query_of(request), today=today())


def link(path: str, asked: Asked, **more: str) -> str:
    """Return the address of a page about a design."""
    return f"{path}?{urlencode([*asked.query(), *more.items()], safe='.:/')}"


def keeps(asked: Asked) -> bool:
    """Return whether an answer may be kept: it depends on no file of the folder."""
    return not is_path(asked.text) and not is_path(asked.against)


async def answer_of(site: Site, asked: Asked) -> Plain:
    """Return the content of the first page: who accepts is computed beside the rest, in another process where one is free."""
    kept = keeps(asked)
    found, accepting = await asyncio.gather(
        site.processes.ask("answer", asked, keep=kept), site.processes.ask("accepting", asked, keep=kept)
    )
    return joined(found, accepting)


def joined(found: Plain, accepting: Plain) -> Plain:
    """Return the changes by a design together with who accepts it, and the sentence of a screen reader: each leading number after another."""
    cards = [*found["cards"], *accepting["cards"]]
    told = "; ".join(f"{c['label']}: {c['value']}" for c in cards)
    return found | accepting | {"cards": cards, "said": f"{found['finding']} {told}."}


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form.

    Raises
    ------
    UsageError
        If they are too many, or no text.
    """
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise UsageError(Problem("form", "cannot be read.", "Send it as a browser does.")) from error
    return dict(pairs)


async def json_of(request: Request, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a JSON body, each a text.

    Raises
    ------
    UsageError
        If it is not a JSON object of texts with these fields.
    """
    import json

    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise UsageError(
            Problem("body", "is no JSON.", f"Send an object with: {', '.join(fields)}.")
        ) from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise UsageError(Problem("body", "is no object of texts.", f"Send: {', '.join(fields)}."))
    if missing := [name for name in fields if name not in found]:
        raise UsageError(Problem("body", f"has no '{missing[0]}'.", f"Send: {', '.join(fields)}."))
    if any("\ud800" <= c <= "\udfff" for v in found.values() for c in v):
        raise UsageError(Problem("body", "holds half of a character.", "Send whole characters."))
    return found
