"""Weights of assumptions, what would have to be true, and long runs with progress, cancelling and coming back."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from pato.errors import Problem, UsageError
from pato.registry.dates import today
from pato.workbench.asked import Asked, read
from pato.workbench.drawing.curve import curve
from pato.workbench.drawing.parallel import parallel
from pato.workbench.jobs import MOST_FUTURES, STATES, Job, study_text
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
    json_of,
    link,
    query_of,
)
from pato.workbench.views.answer import drawn

CHOICES = {"0": "leave out", "1": "as others", "2": "twice"}
_REPORT = "sandbox allow-scripts allow-downloads; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:"
"""A report has scripts of its own: it is shown with an opaque origin that cannot reach the workbench."""


async def _page(site: Site, request: Request) -> Plain | Response:
    asked, given = asked_of(request), query_of(request)
    if any(key.startswith("w.") for key in given):
        return RedirectResponse(link("/runs", asked), 303)
    found = await answer_of(site, asked)
    jobs = [_job(job) for job in await asyncio.to_thread(site.jobs.all)]
    rows = [r for r in found["risk"] if r["id"]]
    total = sum(r["weight"] for r in rows)
    return {
        "asked": asked,
        "found": found,
        "choices": CHOICES,
        "rows": [
            r | {"percent": round(100 * r["weight"] / total), "chosen": f"{r['weight']:g}"} for r in rows
        ],
        "pooled": found["risk"][-1],
        "figures": drawn(found),
        "conditions": _would_have_to_be_true(rows),
        "jobs": jobs,
        "most": MOST_FUTURES,
        "shown": await _shown(site, given),
        "links": {
            "answer": link("/", asked),
            "self": link("/runs", asked),
            "json": link("/api/answer", asked),
        },
    }


def _would_have_to_be_true(rows: list[Plain]) -> list[str]:
    """Return under which assumptions the risk falls, and under which it rises, of those that are not left out."""
    counted = [r for r in rows if r["weight"] > 0]
    told = []
    for side, what in (("better", "fall"), ("worse", "rise")):
        names = [r["name"][:1].lower() + r["name"][1:] for r in counted if r["side"] == side]
        if names:
            told.append(f"For members’ risk of war to {what}, one of these must be true: {'; '.join(names)}.")
        else:
            told.append(f"Members’ risk of war does not {what} under any assumption that counts.")
    same = [r["name"][:1].lower() + r["name"][1:] for r in counted if r["side"] == "same"]
    if same:
        told.append(f"There is no real change if {'; or if '.join(same)}.")
    return told


def _job(job: Job) -> Plain:
    percent = round(100 * job.done / job.total) if job.total else 0
    left = "" if job.seconds_left is None else f"about {max(1, round(job.seconds_left / 60))} min left"
    return job._asdict() | {"percent": percent, "left": left, "words": STATES[job.state]}


async def _shown(site: Site, given: Plain) -> Plain | None:
    """Return the results of a finished run, if one is requested, and the runs in which the design is better."""
    if "run" not in given:
        return None
    job = await asyncio.to_thread(site.jobs.one, given["run"])
    if job.state != "complete":
        return None
    place = str(site.jobs.place(job.name))
    brief = await site.processes.ask("brief", place)
    found = None
    lines: Plain = {"axes": [], "lines": []}
    if metric := given.get("when"):
        if metric not in {m["id"] for m in brief["metrics"]}:
            raise UsageError(Problem("when", f"no metric '{metric[:40]}'.", "Choose one of the list."))
        found = await site.processes.ask("discover", place, metric, given.get("side") == "worse")
        lines = await site.processes.ask("coordinates", place, metric)
    return {
        "job": _job(job),
        "brief": brief,
        "found": found,
        "when": given.get("when", ""),
        "side": given.get("side", "better"),
        "axes": [a for a in lines["axes"] if a["share"] is not None],
        "parallel": parallel(lines["axes"], lines["lines"]),
        "curve": curve(found["boxes"]) if found and found["boxes"] else "",
    }


async def _start(site: Site, request: Request) -> Response:
    given = await form_of(request)
    asked = read({k: v for k, v in given.items() if k not in {"name", "futures"}}, today=today())
    await _begun(site, asked, given.get("name", ""), given.get("futures", ""))
    return RedirectResponse(f"{link('/runs', asked)}#runs", 303)


async def _begun(site: Site, asked: Asked, name: str, futures: str) -> Job:
    if not futures.isdecimal() or len(futures) > 7:
        raise UsageError(Problem("simulation runs", f"found '{futures[:20]}'.", "Give a whole number."))
    site.jobs.place(name)
    files = await site.processes.ask("design_files", asked, name)
    study = study_text(name, asked.against, asked.date, int(futures), asked.weights)
    return await asyncio.to_thread(site.jobs.begin, name, files, study)


async def _change(site: Site, request: Request) -> Response:
    """Go on with a run, or cancel it."""
    given = await form_of(request)
    asked = read({k: v for k, v in given.items() if k not in {"name", "do"}}, today=today())
    await asyncio.to_thread(_action(site, given.get("do", "")), given.get("name", ""))
    return RedirectResponse(f"{link('/runs', asked)}#runs", 303)


def _action(site: Site, word: str) -> Any:
    known = {"go-on": site.jobs.go_on, "cancel": site.jobs.cancel}
    if word not in known:
        raise UsageError(Problem("do", f"found '{word[:20]}'.", f"One of: {', '.join(known)}."))
    return known[word]


async def _report(site: Site, request: Request) -> Response:
    job = await asyncio.to_thread(site.jobs.one, query_of(request).get("run", ""))
    if not job.report:
        raise UsageError(Problem("run", f"'{job.name}' has no report yet.", "Wait until it is complete."))
    headers = {"content-security-policy": _REPORT}
    return FileResponse(site.jobs.place(job.name) / "report.html", media_type="text/html", headers=headers)


async def _jobs(site: Site, _request: Request) -> Plain:
    return {"runs": [_job(job) for job in await asyncio.to_thread(site.jobs.all)]}


async def _begin(site: Site, request: Request) -> Plain:
    given = await json_of(request, {"name": "", "futures": "", "design": ""})
    from urllib.parse import parse_qsl

    asked = read(dict(parse_qsl(given["design"])), today=today())
    return _job(await _begun(site, asked, given["name"], given["futures"]))


async def _do(site: Site, request: Request) -> Plain:
    given = await json_of(request, {"name": "", "do": ""})
    return _job(await asyncio.to_thread(_action(site, given["do"]), given["name"]))


PAGES = (Page("/runs", "Runs", "runs.html", "_runs.html", _page),)
ACTIONS = (
    Action("/runs/start", "/runs", "runs.html", _start),
    Action("/runs/change", "/runs", "runs.html", _change),
)
DATA = (
    Data("/runs", _jobs, "Long runs of the folder, with their progress."),
    Data("/runs", _begin, "Start a long run.", {}, ("POST",), {
        "name": "of the run, its study and its design", "futures": "simulation runs", "design": "the design, as the parameters of an address",
    }),
    Data("/runs/change", _do, "Go on with a run, or cancel it.", {}, ("POST",), {"name": "of the run", "do": "go-on or cancel"}),
)  # fmt: skip
FILES = (FileOf("/runs/report", _report),)
