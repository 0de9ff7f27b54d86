"""Long runs: processes of their own that write run folders, so that neither a closed page nor a stopped server ends them.

A run that was killed goes on from the chunks that were kept. What is known of a run is what its folder says; the server
remembers only the processes that it started.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from pato.errors import Problem, UsageError
from pato.workbench.folder import ABSENT, ConflictError, opened, saved

RUNS, MOST_AT_ONCE, MOST_FUTURES = "runs", 2, 200_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,40}")
STATES = {
    "starting": "starting",
    "running": "running",
    "stopped": "stopped before the end",
    "complete": "complete",
    "failed": "failed",
}
_LOG = 4000


class Job(NamedTuple):
    """A long run as its folder shows it.

    Attributes
    ----------
    name, state
        Its name, and its state as a word of `STATES`.
    done, total
        Simulation runs.
    seconds_left
        Estimate from the pace since its process started; None where it is not known.
    told
        Last message of its process, if it failed.
    report
        Whether its report is there.
    """

    name: str
    state: str
    done: int
    total: int
    seconds_left: float | None
    told: str
    report: bool


class Jobs:
    """The long runs of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: dict[str, tuple[subprocess.Popen[bytes], float, int]] = {}

    def all(self) -> list[Job]:
        """Return all runs of the folder, by name."""
        place = self.folder / RUNS
        names = {p.name for p in place.iterdir() if p.is_dir()} if place.is_dir() else set()
        return [self.one(n) for n in sorted(names | set(self._started)) if NAME.fullmatch(n)]

    def one(self, name: str) -> Job:
        """Return one run.

        Raises
        ------
        UsageError
            If the name is unknown.
        """
        place = self.place(name)
        if not place.is_dir() and name not in self._started:
            raise UsageError(Problem("run", f"there is no run '{name}'.", "Choose one of the list."))
        held = _read(place / "run.json")
        total, size = int(held.get("n_futures", 0)), int(held.get("chunk_size", 1) or 1)
        complete = held.get("state") == "complete"
        done = total if complete else min(total, size * len(list((place / "chunks").glob("*.sha256"))))
        alive = self._is_alive(name, place)
        report = (place / "report.html").is_file()
        state = ("running" if held else "starting") if alive else "complete" if complete else "stopped"
        told = ""
        if state == "stopped" and self._code(name):
            state, told = "failed", self._log(name)
        return Job(name, state, done, total, self._left(name, done, total) if alive else None, told, report)

    def place(self, name: str) -> Path:
        """Return the folder of a run.

        Raises
        ------
        UsageError
            If it is not the name of a run.
        """
        if not NAME.fullmatch(name):
            raise UsageError(Problem("name", f"found '{name[:40]}'.", "Use letters, digits and dashes."))
        found = self.folder / RUNS / name
        if not found.resolve().is_relative_to(self.folder.resolve()):
            raise UsageError(Problem("name", f"'{name}' leads out of the folder.", "Choose another."))
        return found

    def begin(self, name: str, files: dict[str, str], study: str) -> Job:
        """Write the files of a study and start its run.

        Parameters
        ----------
        name
            Name of the run, the study and its design.
        files
            Architecture and treaty by path in the folder.
        study
            Content of the study file.

        Raises
        ------
        UsageError
            If too many runs are under way, or the name is taken by other files.
        """
        self.place(name)
        for path, text in (files | {f"studies/{name}.yaml": study}).items():
            try:
                saved(self.folder, path, text, ABSENT)
            except ConflictError as error:
                told = f"is taken by {path}, which says something else."
                raise UsageError(Problem(name, told, "Choose another name.")) from error
        return self.go_on(name)

    def go_on(self, name: str) -> Job:
        """Start the process of a run, which goes on from what was kept."""
        place = self.place(name)
        study = f"studies/{name}.yaml"
        opened(self.folder, study)
        if self._is_alive(name, place):
            return self.one(name)
        if sum(self._is_alive(n, self.place(n)) for n in self._started) >= MOST_AT_ONCE:
            told = f"{MOST_AT_ONCE} runs are under way already."
            raise UsageError(Problem("runs", told, "Wait for one of them, or cancel it."))
        place.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "pato",
            "compare",
            study,
            "-o",
            f"{RUNS}/{name}",
            "--resume",
            "--workers",
            "1",
        ]
        with (self.folder / RUNS / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603  our own words and a name of letters, digits and dashes
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
            )  # fmt: skip
        self._started[name] = process, time.monotonic(), self._done(place)
        return self.one(name)

    def cancel(self, name: str) -> Job:
        """Stop the process of a run that this server started; its chunks stay.

        Raises
        ------
        UsageError
            If another program runs it.
        """
        held = self._started.get(name)
        if held is None or held[0].poll() is not None:
            if self._is_alive(name, self.place(name)):
                fix = "Stop it there; its process stands in run.holder.json."
                raise UsageError(Problem(name, "is run by another program.", fix))
            return self.one(name)
        held[0].terminate()
        try:
            held[0].wait(20)
        except subprocess.TimeoutExpired:
            held[0].kill()
            held[0].wait(20)
        del self._started[name]
        return self.one(name)

    def _is_alive(self, name: str, place: Path) -> bool:
        held = self._started.get(name)
        if held is not None and held[0].poll() is None:
            return True
        lock = place / "run.lock"
        if not lock.is_file():
            return False
        try:
            with FileLock(lock, timeout=0):
                return False
        except Timeout:
            return True

    def _code(self, name: str) -> int:
        held = self._started.get(name)
        return 0 if held is None else int(held[0].poll() or 0)

    def _log(self, name: str) -> str:
        try:
            content = (self.folder / RUNS / f"{name}.log").read_bytes()[-_LOG:]
        except OSError:
            return ""
        lines = [x for x in content.decode("utf-8", "replace").replace("\r", "\n").splitlines() if x.strip()]
        return lines[-1] if lines else ""

    def _left(self, name: str, done: int, total: int) -> float | None:
        held = self._started.get(name)
        if held is None or done <= held[2]:
            return None
        return (time.monotonic() - held[1]) / (done - held[2]) * (total - done)

    def _done(self, place: Path) -> int:
        size = int(_read(place / "run.json").get("chunk_size", 0) or 0)
        return size * len(list((place / "chunks").glob("*.sha256")))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def study_text(
    name: str, against: str, date: str, futures: int, weights: tuple[tuple[str, float], ...]
) -> str:
    """Return the study of a design against what it is compared with.

    Raises
    ------
    UsageError
        If there are too few or too many simulation runs.
    """
    if not 100 <= futures <= MOST_FUTURES:
        told = f"found {futures:,}."
        raise UsageError(
            Problem("simulation runs", told, f"Give 100 to {MOST_FUTURES:,}; for more: pato compare.")
        )
    lines = [
        "format: 1",
        f'id: "{name}"',
        f'title: "{name} against {against}"',
        f"architectures: [{against}, ../architectures/{name}.yaml]",
        f"status_quo: {against}",
        f"date: {date}",
        f"futures: {futures}",
        "seed: 1",
    ]
    if weights:
        told = ", ".join(f"{k}: {v:g}" for k, v in weights)
        lines.append(f"weights: {{deterrence: {{{told}}}}}")
    return "\n".join(lines) + "\n"


def brief(place: Path) -> dict[str, Any]:
    """Return the results of a finished run: its brief table, and the metrics available for conditions."""
    from pato.api.studies import load_run
    from pato.report.document import cell

    comparison = load_run(place)
    table = comparison.tables()["brief"]
    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[cell(v) for v in row] for row in table.rows],
        "notes": list(table.notes),
        "metrics": [{"id": m.id, "label": m.label} for m in comparison.study.metrics if m.id in comparison.values and m.better != "neither"],
        "labels": list(comparison.study.labels),
    }  # fmt: skip


def discovered(place: Path, metric: str, *, worse: bool) -> dict[str, Any]:
    """Return the runs in which the design is better, or worse, by a metric: boxes in words with coverage and density.

    Raises
    ------
    PatoError
        If the metric is not known, or the extra ``explore`` is not installed.
    """
    from pato.api.studies import discover, load_run

    comparison = load_run(place)
    first, design = comparison.study.labels[:2]
    one, other = (first, design) if worse else (design, first)
    table = discover(comparison, f"{one} beats {other}", on=metric)
    boxes: dict[int, dict[str, Any]] = {}
    for row in table.records():
        box = boxes.setdefault(
            int(row["box"]), {"limits": [], "coverage": row["coverage"], "density": row["density"]}
        )
        box["limits"].append(_limit(str(row["when"]), row["low"], row["high"]))
    return {"title": table.title, "boxes": list(boxes.values()), "notes": list(table.notes)}


def _limit(when: str, low: float | None, high: float | None) -> str:
    """Return one limit of a box in words.

    >>> _limit("half_life", 2.0, None), _limit("deterrence: patron or est", None, None)
    ('half life at least 2', 'assumption about deterrence: the largest guarantor deters or expected support deters')
    """
    from pato.report.document import cell
    from pato.report.wording import assumption_name

    name, _, levels = when.partition(": ")
    if name == "deterrence" and levels:
        told = (assumption_name(x) for x in levels.split(" or "))
        return "assumption about deterrence: " + " or ".join(x[:1].lower() + x[1:] for x in told)
    shown = when.replace("_", " ").replace(".", ": ")
    if low is not None and high is not None:
        return f"{shown} from {cell(low)} to {cell(high)}"
    if low is not None:
        return f"{shown} at least {cell(low)}"
    return shown if high is None else f"{shown} at most {cell(high)}"
