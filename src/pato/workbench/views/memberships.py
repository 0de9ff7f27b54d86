"""All memberships of a pool as points, with a table of the same; one of them is loaded into the first page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pato.report.wording import state_name
from pato.workbench.asked import SHOWN, Asked
from pato.workbench.drawing.scatter import Axis, scatter
from pato.workbench.memberships import LISTED, MEASURES, Search, read
from pato.workbench.site import Data, Page, Plain, Site, asked_of, keeps, link, query_of
from pato.workbench.views.answer import PARAMETERS

SEARCH = {
    "pool": "states that may join, with dots between them",
    "must": "states in every membership",
    "never": "states in none",
    "x": f"the measure across: {', '.join(MEASURES)}",
    "y": "the measure upwards",
    "pick": "a membership that is selected",
}
ROLES = {"may": "May join", "must": "In every", "never": "In none", "out": "Not in the pool"}


def _query(asked: Asked, search: Search, **more: str) -> str:
    lists = {"pool": search.pool, "must": search.must, "never": search.never, "pick": search.pick}
    given = (
        {name: ".".join(found) for name, found in lists.items() if found}
        | {"x": search.x, "y": search.y}
        | more
    )
    return f"/memberships?{urlencode([*_kept(asked), *given.items()], safe='.')}"


def _kept(asked: Asked) -> list[tuple[str, str]]:
    return asked.query()


async def _page(site: Site, request: Request) -> Plain | Response:
    asked, given = asked_of(request), query_of(request)
    search = read(given)
    if any(key.startswith("p.") for key in given):
        return RedirectResponse(_query(asked, search), 303)
    found = await _asked(site, asked, search)
    rows = [r | {"href": _query(asked, search, pick=".".join(r["states"]))} for r in found["rows"]]
    picked = next((r for r in rows if tuple(r["states"]) == search.pick), None)
    x, y = (Axis(name, *MEASURES[name][:2]) for name in (search.x, search.y))
    table = _table(asked, search, rows, picked)
    told = f"{len(rows)} memberships by {x.label} and {y.label}; the table below holds the same for the best, the named and the selected ones"
    href = picked["href"] if picked else ""
    return {
        "asked": asked,
        "search": search,
        "roles": ROLES,
        "states": [{"code": s, "name": state_name(s), "role": _role(s, search)} for s in _offered(search)],
        "measures": found["measures"],
        "figure": scatter(rows, x, y, picked=href, name=told)
        + scatter(rows, x, y, picked=href, name=told, wide=False),
        "table": table,
        "count": len(rows),
        "undominated": sum(r["dominated"] < 0.5 for r in rows),
        "found": found,
        "x": x,
        "y": y,
        "picked": picked,
        "picked_names": [state_name(s) for s in picked["states"]] if picked else [],
        "must": [state_name(s, article=True) for s in search.must],
        "never": [state_name(s, article=True) for s in search.never],
        "json": f"/api{_query(asked, search)}",
        "said": _said(len(rows), table, x),
    }


async def _asked(site: Site, asked: Asked, search: Search) -> Plain:
    plain = search._replace(x="members", y="outsiders", pick=())  # axes and selection change no figure
    return await site.processes.ask(
        "memberships", asked._replace(parties=(), associates=(), candidates=()), plain, keep=keeps(asked)
    )


def _offered(search: Search) -> list[str]:
    return [*SHOWN, *(s for s in search.pool if s not in SHOWN)]


def _role(state: str, search: Search) -> str:
    if state in search.must:
        return "must"
    if state in search.never:
        return "never"
    return "may" if state in search.pool else "out"


def _table(asked: Asked, search: Search, rows: list[Plain], picked: Plain | None) -> list[dict[str, Any]]:
    """Return the selected and named memberships, then the best along the first axis."""
    sign = MEASURES[search.x][2]
    best = sorted(rows, key=lambda r: -sign * r["figures"][search.x])[:LISTED]
    first = [r for r in rows if r["called"] or (picked and r["href"] == picked["href"])]
    chosen = first + [r for r in best if r not in first]
    return [
        r | {"names": [state_name(s) for s in r["states"]], "load": _load(asked, r["states"])} for r in chosen
    ]


def _load(asked: Asked, states: list[str]) -> str:
    return link("/", asked._replace(parties=tuple(states), associates=(), candidates=()))


def _said(count: int, table: list[dict[str, Any]], x: Axis) -> str:
    return f"{count} memberships. First in the table: {', '.join(table[0]['names'])}, {x.label} {table[0]['figures'][x.id]:.3g}."


async def _data(site: Site, request: Request) -> Plain:
    return await _asked(site, asked_of(request), read(query_of(request)))


PAGES = (Page("/memberships", "Memberships", "memberships.html", "_memberships.html", _page),)
ACTIONS = ()
DATA = (
    Data(
        "/memberships",
        _data,
        "All memberships of a pool, with intervals and the chance of being dominated.",
        PARAMETERS | SEARCH,
    ),
)
FILES = ()
