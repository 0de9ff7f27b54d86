"""The server: pages that work as plain forms, the same content as JSON, files of the folder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pato import __version__
from pato.errors import PatoError
from pato.workbench import pages
from pato.workbench.folder import ConflictError
from pato.workbench.guard import Guard, Rules
from pato.workbench.jobs import Jobs
from pato.workbench.processes import BusyError, Processes
from pato.workbench.site import Action, Data, FileOf, Page, Site, form_of

_HERE = Path(__file__).parent
PART = "x-pato-part"
"""A request with this header wants the part of a page that changes, not the whole."""
Handler = Callable[[Request], Awaitable[Response]]


class Served(NamedTuple):
    """Settings of a server.

    Attributes
    ----------
    processes
        Evaluation processes.
    rules
        Access rules.
    folder
        The folder that is served.
    """

    processes: Processes
    rules: Rules
    folder: Path


def make(served: Served) -> Guard:
    """Return the application."""
    site = Site(served.processes, served.folder, Jobs(served.folder), pages.DATA)
    environment = _environment()
    routes = [
        *(Route(page.path, _page(page, site, environment)) for page in pages.PAGES),
        *(
            Route(action.path, _acted(action, site, environment), methods=["POST"])
            for action in pages.ACTIONS
        ),
        *(Route(f"/api{data.path}", _data(data, site), methods=list(data.methods)) for data in pages.DATA),
        *(Route(file.path, _file(file, site)) for file in pages.FILES),
        Route("/login", _login(served.rules), methods=["POST"]),
        Mount("/static", StaticFiles(directory=_HERE / "static")),
    ]
    handlers: Any = {HTTPException: _http_error, PatoError: _refused(environment), Exception: _own_error}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), served.rules)


def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["pages"] = [(p.path, p.name) for p in pages.PAGES if p.name]
    found.globals["known"] = {p.path for p in pages.PAGES}
    found.globals["version"] = __version__
    found.filters["figure"] = figure
    return found


def figure(value: float, sign: str = "") -> str:
    """Return a number with two significant digits and a true minus, never in powers of ten; with ``sign="+"`` also a plus.

    >>> figure(-0.0000812), figure(1234.5), figure(3.14, "+")
    ('−0.000081', '1200', '+3.1')
    """
    return format(Decimal(f"{value:.2g}"), f"{sign}f").replace("-", "−")


def _page(page: Page, site: Site, environment: Environment) -> Handler:
    async def handler(request: Request) -> Response:
        found = await page.make(site, request)
        if isinstance(found, Response):
            return found
        part = PART in request.headers and page.part
        template = environment.get_template(page.part if part else page.template)
        response = HTMLResponse(template.render(found | {"here": page.path}))
        response.headers["vary"] = PART
        return response

    return handler


def _acted(action: Action, site: Site, environment: Environment) -> Handler:
    async def handler(request: Request) -> Response:
        found = await action.do(site, request)
        if isinstance(found, Response):
            return found
        template = environment.get_template(action.template)
        return HTMLResponse(template.render(found | {"here": action.here}), int(found.get("status", 200)))

    return handler


def _data(data: Data, site: Site) -> Handler:
    async def handler(request: Request) -> Response:
        found = await data.make(site, request)
        return found if isinstance(found, Response) else JSONResponse(found)

    return handler


def _file(file: FileOf, site: Site) -> Handler:
    async def handler(request: Request) -> Response:
        return await file.make(site, request)

    return handler


def _login(rules: Rules) -> Handler:
    async def handler(request: Request) -> Response:
        given = (await form_of(request)).get("token", "")
        response = RedirectResponse("/", 303)
        if not rules.token or not rules.matches(given):
            return RedirectResponse("/?wrong=token", 303)
        response.set_cookie(rules.cookie, rules.token, httponly=True, samesite="lax", path="/")
        return response

    return handler


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api"):
        told = {"where": request.url.path[:200], "what": str(error.detail), "fix": "See /openapi.json."}
        return JSONResponse({"problems": [told]}, error.status_code)
    return Response(
        f"{error.detail}: see the pages at the top.\n", error.status_code, media_type="text/plain"
    )


async def _own_error(request: Request, error: Exception) -> Response:
    """Say that the program is at fault; the server's log has the rest."""
    told = (
        f"pato made a mistake of its own: {type(error).__name__}. The terminal in which it runs says where."
    )
    if request.url.path.startswith("/api"):
        return JSONResponse({"problems": [{"where": "", "what": told, "fix": ""}]}, 500)
    return Response(f"{told}\n", 500, media_type="text/plain")


def _refused(environment: Environment) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        assert isinstance(error, PatoError)
        status = 429 if isinstance(error, BusyError) else 409 if isinstance(error, ConflictError) else 422
        problems = [p._asdict() for p in error.problems] or [{"where": "", "what": str(error), "fix": ""}]
        headers = {"retry-after": "2"} if status == 429 else None
        if request.url.path.startswith("/api"):
            return JSONResponse({"problems": problems}, status, headers)
        template = environment.get_template("_problems.html" if PART in request.headers else "problems.html")
        return HTMLResponse(template.render(problems=problems, here=request.url.path), status, headers)

    return handler
