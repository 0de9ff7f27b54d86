"""Every figure's source, year and licence; evidence and validation."""

from __future__ import annotations

from starlette.requests import Request

from pato.workbench.site import Data, Page, Plain, Site, asked_of, keeps
from pato.workbench.views.answer import PARAMETERS


async def _page(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    return {"asked": asked, "found": await site.processes.ask("records", asked, keep=keeps(asked))}


async def _data(site: Site, request: Request) -> Plain:
    asked = asked_of(request)
    return await site.processes.ask("records", asked, keep=keeps(asked))


PAGES = (Page("/data", "Data and evidence", "data.html", "", _page),)
ACTIONS = ()
DATA = (
    Data(
        "/data",
        _data,
        "Figures with source, year and licence; factors of the models; evidence and validation.",
        PARAMETERS,
    ),
)
FILES = ()
