"""The event desk: what happens, who must act and why, who is likely to, and what follows."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pato.files.library import is_path
from pato.report.wording import state_name
from pato.workbench.drawing.islands import islands
from pato.workbench.happening import ESCALATIONS, LAWS, Happening, read
from pato.workbench.site import Data, FileOf, Page, Plain, Site, asked_of, keeps, link, query_of
from pato.workbench.views.answer import PARAMETERS

_TEMPLATES = Path(__file__).parents[1] / "templates"
_STATIC = Path(__file__).parents[1] / "static"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EVENT = {
    "attacker": "states that act, by code or name, commas between them",
    "victim": "states that are struck",
    "act": "what is done: a word of 'pato list --acts'",
    "on": "what it strikes",
    "place": "where: a word of 'pato list --places'",
    "event": "a shipped event in place of the fields above",
    "law": f"which law counts: {', '.join(LAWS)}",
    "escalation": f"how those who fight are struck in turn: {', '.join(ESCALATIONS)}",
    "requested": "whether the victim has asked for help: yes or no",
}


def _happening(request: Request) -> Happening:
    return read(query_of(request))


def _more(happening: Happening) -> dict[str, str]:
    """Return the parameters of an event."""
    if happening.event:
        return {"event": happening.event, "law": happening.law, "escalation": happening.escalation}
    return {k: v for k, v in happening._asdict().items() if v}


async def _page(site: Site, request: Request) -> Plain:
    asked, happening = asked_of(request), _happening(request)
    kept = keeps(asked) and not is_path(happening.event)
    found, choices = await asyncio.gather(
        site.processes.ask("event", asked, happening, keep=kept),
        site.processes.ask("choices", asked.date, keep=True),
    )
    more = _more(happening)
    return {
        "asked": asked,
        "h": happening,
        "found": found,
        "choices": choices,
        "laws": LAWS,
        "escalations": ESCALATIONS,
        "map": islands(found) if found["place"] else "",
        "names": {s: state_name(s) for s in asked.named},
        "links": {
            "self": link("/event", asked, **more),
            "answer": link("/", asked),
            "json": link("/api/event", asked, **more),
            **{
                key: link(f"/event/{key}", asked, **more)
                for key in ("card", "card.pdf", "card.docx", "memo.docx", "memo.md")
            },
        },
    }


async def _data(site: Site, request: Request) -> Plain:
    return await site.processes.ask("event", asked_of(request), _happening(request))


async def _card_html(site: Site, request: Request) -> str:
    """Return the card as a page of its own, style sheet included: it is printed, mailed and kept."""
    found = await site.processes.ask("card", asked_of(request), _happening(request), "html")
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("card.html").render(found)


async def _card(site: Site, request: Request) -> Response:
    return HTMLResponse(await _card_html(site, request))


async def _card_pdf(site: Site, request: Request) -> Response:
    html = await _card_html(site, request)
    return _download(await asyncio.to_thread(_printed, html), "card.pdf", "application/pdf")


def _printed(html: str) -> bytes:
    """Return a page as PDF, printed by the browser that the report is printed with.

    Raises
    ------
    UsageError
        If there is none on this machine; the page can then be printed from the reader's own browser.
    """
    from pato.report.pdf import write_pdf

    with tempfile.TemporaryDirectory(prefix="pato-card-") as folder:
        page = Path(folder) / "card.html"
        sheet = (_STATIC / "card.css").read_text(encoding="utf-8")
        page.write_text(
            html.replace('<link rel="stylesheet" href="/static/card.css">', f"<style>{sheet}</style>"),
            encoding="utf-8",
        )
        return write_pdf(Path(folder) / "card.pdf", page).read_bytes()


def _document(task: str, fmt: str, media: str) -> Callable[[Site, Request], Awaitable[Response]]:
    async def made(site: Site, request: Request) -> Response:
        found = await site.processes.ask(task, asked_of(request), _happening(request), fmt)
        return _download(found["file"], f"{task}.{fmt}", media)

    return made


def _download(content: bytes, name: str, media: str) -> Response:
    return Response(
        content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


PAGES = (Page("/event", "Event desk", "event.html", "_event.html", _page),)
ACTIONS = ()
DATA = (
    Data(
        "/event",
        _data,
        "Who must act in an event, by which article; who is likely to; the cascade.",
        PARAMETERS | EVENT,
    ),
)
FILES = (
    FileOf("/event/card", _card),
    FileOf("/event/card.pdf", _card_pdf),
    FileOf("/event/card.docx", _document("card", "docx", _WORD)),
    FileOf("/event/memo.docx", _document("memo", "docx", _WORD)),
    FileOf("/event/memo.md", _document("memo", "md", "text/markdown")),
)
