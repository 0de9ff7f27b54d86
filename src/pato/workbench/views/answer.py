"""The first page: who is in, which clauses, and what that changes."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pato.files.library import is_path
from pato.registry.dates import today
from pato.report.headline import SURE
from pato.report.wording import state_name
from pato.workbench.asked import GUARANTOR, ROLES, SHOWN, Asked, read, role_words
from pato.workbench.drawing.intervals import NARROW, WIDE, Change, Words, intervals
from pato.workbench.drawing.map import ISLANDS, PACIFIC, Line, land, obligations
from pato.workbench.folder import files
from pato.workbench.site import (
    Action,
    Data,
    FileOf,
    Page,
    Plain,
    Site,
    answer_of,
    asked_of,
    form_of,
    keeps,
    link,
    query_of,
)
from pato.workbench.words import OF_GUARANTOR

TREATIES = ("pato", "pacific-nato-2020", "asian-nato-2024", "quad-treaty", "nato", "anzus", "manila-pact")
"""Texts that the page offers; any other can be named in the address, and the folder's own are offered too."""
AGAINST = {
    "in-force": "all that is in force",
    "hub-and-spoke": "the bilateral treaties alone",
}
PARAMETERS = {
    "in": "parties, as codes with dots between them: USA.JPN.AUS",
    "with": "associates",
    "may": "states that could join",
    "text": "the treaty: an id of the library, or a file of the folder",
    "strength": "what a party owes one that is attacked",
    "area": "a part of the area that is left out",
    "rule": "the body that decides first",
    "guarantor": f"what the United States does: {', '.join(GUARANTOR)}",
    "against": "the architecture that it is compared with",
    "date": "ISO date on which treaties are read",
    "w": "weights of assumptions about deterrence: patron:2.no_effect:0",
}
_PIN = "pin"


async def _page(site: Site, request: Request) -> Plain | Response:
    given = query_of(request)
    asked = read({key: value for key, value in given.items() if key != _PIN}, today=today())
    if any(key.startswith(("s.", "w.")) or key == "add" for key in given):
        pin = {_PIN: given[_PIN]} if _PIN in given else {}
        return RedirectResponse(link("/", asked, **pin), 303)
    pinned = read(dict(parse_qsl(given.get(_PIN, ""))), today=today()) if _PIN in given else None
    wanted = [answer_of(site, asked), site.processes.ask("options", asked.text, keep=not is_path(asked.text))]
    if pinned is not None:
        wanted.append(answer_of(site, pinned))
    found, options, *other = await asyncio.gather(*wanted)
    return {
        "asked": asked,
        "found": found,
        "sure": SURE,
        "form": _form(site, asked, options),
        "figures": drawn(found),
        "links": _links(asked, pinned),
        "pinned": {"cards": other[0]["cards"], "asked": pinned} if pinned is not None else None,
    }


def _links(asked: Asked, pinned: Asked | None) -> dict[str, str]:
    """Return the addresses that lead on from a design."""
    query = link("", asked)[1:]
    pin = {} if pinned is None else {_PIN: link("", pinned)[1:]}
    return {
        "self": link("/", asked, **pin),
        "pin": link("/", asked, pin=query),
        "unpin": link("/", asked),
        "event": link("/event", asked),
        "figures": link("/figures", asked),
        "entry": link("/entry", asked),
        "json": link("/api/answer", asked),
    }


def _form(site: Site, asked: Asked, options: Plain) -> Plain:
    """Return the choices, and the current ones."""
    shown = [*SHOWN, *(s for s in asked.named if s not in SHOWN)]
    own = [name for name in files(site.folder) if name.startswith("treaties/")]
    texts = [*TREATIES, *own]
    return {
        "states": [{"code": s, "name": state_name(s), "role": asked.role(s)} for s in shown],
        "roles": role_words(ROLES),
        "texts": texts if asked.text in texts else [asked.text, *texts],
        "clauses": options["clauses"],
        "title": options["title"],
        "guarantor": OF_GUARANTOR,
        "against": AGAINST if asked.against in AGAINST else {asked.against: asked.against, **AGAINST},
    }


def drawn(found: Plain) -> dict[str, str]:
    """Return the figures of an answer, each for a wide and a narrow page."""
    rows = [_change(r) for r in found["risk"]]
    words = Words("Change in members’ risk of war, per cent", "fewer wars", "more wars", "")
    states = found["matrix"]["states"]
    names = {s["code"]: s["name"] for s in states}
    roles = {s["code"]: s["role"] for s in states}
    told = _told(found)
    lines = list(_lines(found["matrix"]["cells"]))
    return {
        "risk": intervals(rows, found["band"], words, width=WIDE)
        + intervals(rows, found["band"], words, width=NARROW),
        "map": obligations(names, roles, lines, name=told)
        + obligations(names, roles, lines, name=told, wide=False),
        "map_told": told,
    }


def _change(row: Plain) -> Change:
    ends = (float(row[k]) for k in ("median", "low50", "high50", "low90", "high90"))
    side = row["side"]
    middle, low50, high50, low90, high90 = ends
    told = "none" if side == "same" else row["told"]
    return Change(row["name"], middle, low50, high50, low90, high90, side, told)


def _lines(cells: list[dict[str, str]]) -> list[Line]:
    """Return each pair once: the obligation of today, else the one that the design adds."""
    kinds: dict[tuple[str, str], str] = {}
    for cell in cells:
        pair = min(cell["debtor"], cell["creditor"]), max(cell["debtor"], cell["creditor"])
        if cell["today"] == "defence":
            kinds[pair] = "today"
        elif cell["proposed"] == "defence":
            kinds.setdefault(pair, "added")
    return [Line(*pair, kind) for pair, kind in sorted(kinds.items())]


def _told(found: Plain) -> str:
    lines = _lines(found["matrix"]["cells"])
    today_, added = (sum(n.kind == kind for n in lines) for kind in ("today", "added"))
    return f"Map of mutual-defence obligations: {today_} pairs today, {added} added by the design"


async def _answer(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    found = await answer_of(site, asked)
    return found | {"address": link("/", asked)}


async def _figures(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    found = await site.processes.ask("figures", asked, keep=keeps(asked))
    return found | {"asked": asked, "back": link("/", asked), "json": link("/api/figures", asked)}


async def _figures_data(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    return await site.processes.ask("figures", asked, keep=keeps(asked))


async def _entry(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    found = await site.processes.ask("entry", asked, keep=keeps(asked))
    return found | {"asked": asked, "back": link("/", asked)}


async def _entry_data(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    return await site.processes.ask("entry", asked, keep=keeps(asked))


async def _save(site: Site, request: Request) -> Plain | Response:
    """Write a design into the folder: files that are there already are not touched."""
    from pato.workbench.folder import ABSENT, saved

    given = await form_of(request)
    asked = read({k: v for k, v in given.items() if k != "name"}, today=today())
    name = given.get("name", "").strip()
    made = await site.processes.ask("design_files", asked, name)
    for path, text in made.items():
        saved(site.folder, path, text, ABSENT)
    return {
        "files": list(made),
        "back": link("/", asked),
        "compare": list(made)[-1],
        "against": asked.against,
    }


async def _pacific(_site: Site, _request: Request) -> Response:
    return _image(land(PACIFIC))


async def _islands(_site: Site, _request: Request) -> Response:
    return _image(land(ISLANDS))


def _image(svg: str) -> Response:
    return Response(svg, media_type="image/svg+xml", headers={"cache-control": "private, max-age=86400"})


PAGES = (
    Page("/", "Answer", "answer.html", "_answer.html", _page),
    Page("/figures", "", "figures.html", "", _figures),
    Page("/entry", "", "entry.html", "_entry.html", _entry),
)
ACTIONS = (Action("/save-design", "/", "saved.html", _save),)
DATA = (
    Data(
        "/answer",
        _answer,
        "What a design changes: the finding, figures by assumption, who accepts, who owes whom.",
        PARAMETERS,
    ),
    Data("/figures", _figures_data, "Every metric of a design and of what it is compared with.", PARAMETERS),
    Data(
        "/entry",
        _entry_data,
        "Which states that could join would seek accession, and who objects.",
        PARAMETERS,
    ),
)
FILES = (FileOf("/map/pacific.svg", _pacific), FileOf("/map/islands.svg", _islands))
