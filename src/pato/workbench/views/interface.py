"""The same content as JSON: a page that lists the addresses, and their description by OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pato import __version__
from pato.workbench.site import Data, FileOf, Page, Plain, Site

_PROBLEMS = {
    "type": "object",
    "required": ["problems"],
    "properties": {
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "what", "fix"],
                "properties": {name: {"type": "string"} for name in ("where", "what", "fix")},
            },
        }
    },
}
_REFUSALS = {
    "401": "The token is missing.",
    "403": "The request comes from another site or names another host.",
    "408": "The body took too long.",
    "409": "A newer version has been saved.",
    "413": "The body is too large.",
    "414": "The address is too long.",
    "422": "The request is invalid: each problem says where, what, and how to fix it.",
    "429": "Too many questions wait.",
}


def description(offered: Iterable[Data]) -> dict[str, Any]:
    """Return the description of some data in OpenAPI format."""
    paths: dict[str, Any] = {}
    for data in offered:
        for method in data.methods:
            paths.setdefault(f"/api{data.path}", {})[method.lower()] = _operation(data)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pato workbench",
            "version": __version__,
            "description": "The workbench’s content as JSON.",
        },
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token that 'pato serve' prints.",
                }
            },
            "schemas": {"Problems": _PROBLEMS},
        },
        "paths": paths,
    }


def _operation(data: Data) -> dict[str, Any]:
    refused = {"schema": {"$ref": "#/components/schemas/Problems"}}
    found: dict[str, Any] = {
        "summary": data.summary,
        "parameters": [
            {"name": name, "in": "query", "description": told, "schema": {"type": "string"}}
            for name, told in data.parameters.items()
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **{
                s: {"description": told, "content": {"application/json": refused}}
                for s, told in _REFUSALS.items()
            },
        },
    }
    if data.body:
        properties = {name: {"type": "string", "description": told} for name, told in data.body.items()}
        schema = {"type": "object", "required": list(data.body), "properties": properties}
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return found


async def _page(site: Site, _request: Request) -> Plain:
    return {"offered": site.offered}


async def _openapi(site: Site, _request: Request) -> Response:
    return JSONResponse(description(site.offered))


PAGES = (Page("/api", "", "interface.html", "", _page),)
ACTIONS = ()
DATA: tuple[Data, ...] = ()
FILES = (FileOf("/openapi.json", _openapi),)
