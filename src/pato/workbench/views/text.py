"""The editor: files of the folder, with mistakes shown at their lines while typing, and a treaty's obligations next to its text."""

from __future__ import annotations

import asyncio
import difflib

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from pato.errors import Problem, UsageError
from pato.workbench.asked import Asked
from pato.workbench.folder import ABSENT, ConflictError, Held, files, inside, opened, saved, shipped
from pato.workbench.site import Action, Data, FileOf, Page, Plain, Site, form_of, json_of, link, query_of

_FORMATS = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "akn": "application/xml",
}
_FILE = {"file": "path in the folder, such as treaties/mine.yaml"}
_SAVE = _FILE | {
    "text": "the content",
    "version": f"that of the text it was made from; '{ABSENT}' for a new file",
}
_START = "library/treaties/pato.yaml"


def held(site: Site, name: str) -> Held:
    """Return a file of the folder, or of the library."""
    return shipped(name) if name.startswith("library/") else opened(site.folder, name)


async def _page(site: Site, request: Request) -> Plain:
    given = query_of(request)
    own = files(site.folder)
    name = given.get("file") or (own[0] if own else _START)
    found = held(site, name)
    line = int(given["line"]) if given.get("line", "").isdecimal() and len(given["line"]) < 7 else 0
    return await _shown(site, found, found.text, line=line, saved_now="saved" in given)


async def _shown(
    site: Site,
    found: Held,
    text: str,
    *,
    line: int = 0,
    saved_now: bool = False,
    conflict: ConflictError | None = None,
    clauses: Plain | None = None,
) -> Plain:
    """Return the data for showing a text, which may differ from the saved one."""
    read_only = found.name.startswith("library/")
    checked, beside = await asyncio.gather(
        site.processes.ask("check", found.name, text), site.processes.ask("beside", found.name, text)
    )
    path = found.name if read_only else str(inside(site.folder, found.name))
    judged = await site.processes.ask("judge", path, found.name) if saved_now else None
    words = await site.processes.ask("words", checked["kind"] or "treaty", keep=True)
    return {
        "file": found,
        "text": text,
        "lines": text.split("\n"),
        "line": line,
        "read_only": read_only,
        "suggested": f"treaties/{found.name.rpartition('/')[2]}",
        "files": files(site.folder),
        "checked": checked,
        "beside": beside,
        "judged": judged,
        "saved_now": saved_now,
        "words": words,
        "conflict": _conflict(found.name, text, conflict),
        "answer": link("/", Asked(text=found.name)) if checked["kind"] == "treaty" and not read_only else "",
        "formats": _FORMATS,
        "clauses": clauses,
    }


def _conflict(name: str, text: str, found: ConflictError | None) -> Plain | None:
    """Return both texts of a conflict and what differs, line by line."""
    if found is None:
        return None
    compared = difflib.unified_diff(
        found.current.splitlines(), text.splitlines(), f"{name} as it is now", "your text", lineterm="", n=2
    )
    kinds = {"+": "more", "-": "less"}
    lines = [
        {"text": x, "kind": "" if x.startswith(("+++", "---")) else kinds.get(x[:1], "")} for x in compared
    ]
    return {"version": found.version, "lines": lines, "what": found.problems[0].what}


async def _save(site: Site, request: Request) -> Plain | Response:
    given = await form_of(request)
    name, version = given.get("file", ""), given.get("version", "")
    text = given.get("text", "").replace("\r\n", "\n")
    try:
        saved(site.folder, name, text, version)
    except ConflictError as conflict:
        return await _shown(site, Held(name, text, version), text, conflict=conflict) | {"status": 409}
    return RedirectResponse(f"/text?file={name.replace(' ', '%20')}&saved=1", 303)


async def _clauses(site: Site, request: Request) -> Plain:
    """Show the text, saved or not, with what each of its clauses does."""
    given = await form_of(request)
    name, text = given.get("file", ""), given.get("text", "").replace("\r\n", "\n")
    if name.startswith("library/"):
        found = held(site, name)
        text = found.text
    else:
        inside(site.folder, name)
        found = Held(name, text, given.get("version", ABSENT))
    table = await site.processes.ask("clauses", name[:200], text)
    return await _shown(site, found, text, clauses=table)


async def _clause_data(site: Site, request: Request) -> Plain:
    given = await json_of(request, {"file": "", "text": ""})
    return await site.processes.ask("clauses", given["file"][:200], given["text"])


async def _copy(site: Site, request: Request) -> Response:
    """Copy a file of the library into the folder."""
    given = await form_of(request)
    name = given.get("name", "")
    saved(site.folder, name, held(site, given.get("file", "")).text, ABSENT)
    return RedirectResponse(f"/text?file={name.replace(' ', '%20')}&saved=1", 303)


async def _draft(site: Site, request: Request) -> Response:
    given = query_of(request)
    fmt = given.get("format", "md")
    if fmt not in _FORMATS:
        raise UsageError(Problem("format", f"found '{fmt[:20]}'.", f"One of: {', '.join(_FORMATS)}."))
    found = held(site, given.get("file", ""))
    made = await site.processes.ask("draft", found.name, found.text, fmt)
    name = found.name.rpartition("/")[2].rpartition(".")[0]
    headers = {"content-disposition": f'attachment; filename="{name}.{"xml" if fmt == "akn" else fmt}"'}
    return Response(made["file"], media_type=_FORMATS[fmt], headers=headers)


async def _files(site: Site, _request: Request) -> Plain:
    return {"files": files(site.folder)}


async def _file(site: Site, request: Request) -> Plain | Response:
    if request.method == "GET":
        return held(site, query_of(request).get("file", ""))._asdict()
    given = await json_of(request, _SAVE)
    try:
        return saved(site.folder, given["file"], given["text"], given["version"])._asdict()
    except ConflictError as error:
        told = [p._asdict() for p in error.problems]
        return JSONResponse({"problems": told, "current": error.current, "version": error.version}, 409)


async def _check(site: Site, request: Request) -> Plain:
    given = await json_of(request, {"file": "", "text": ""})
    return await site.processes.ask("check", given["file"][:200], given["text"])


async def _beside(site: Site, request: Request) -> Plain:
    given = await json_of(request, {"file": "", "text": ""})
    return await site.processes.ask("beside", given["file"][:200], given["text"])


async def _part(site: Site, request: Request) -> Plain:
    return {"beside": await _beside(site, request)}


PAGES = (Page("/text", "Text", "text.html", "", _page),)
ACTIONS = (
    Action("/text/save", "/text", "text.html", _save),
    Action("/text/clauses", "/text", "text.html", _clauses),
    Action("/text/copy", "/text", "text.html", _copy),
    Action("/text/beside", "/text", "_beside.html", _part),
)
DATA = (
    Data("/files", _files, "The files of the folder."),
    Data("/file", _file, "A file of the folder, or of the library, with its version.", _FILE),
    Data("/file", _file, "Save a file, unless somebody has saved a newer version.", {}, ("PUT",), _SAVE),
    Data(
        "/check",
        _check,
        "What is wrong with a text, each problem at its line.",
        {},
        ("POST",),
        _FILE | {"text": "the content"},
    ),
    Data(
        "/beside",
        _beside,
        "Obligations, changes against the library, and the draft of a treaty.",
        {},
        ("POST",),
        _FILE | {"text": "the content"},
    ),
    Data(
        "/clauses",
        _clause_data,
        "What each clause of a treaty does on top of what is in force, in law and in two metrics.",
        {},
        ("POST",),
        _FILE | {"text": "the content"},
    ),
)
FILES = (FileOf("/text/draft", _draft),)
