"""Differences between two runs: the inputs and the results that changed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pato.assess.compare import Comparison, summarised
from pato.assess.metrics import Metric
from pato.assess.no_difference import beats
from pato.assess.strata import ANY, POOLED
from pato.assess.study import study_of
from pato.errors import PatoError, Problem, RunError
from pato.futures import Run
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.folder import differences, program_of
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray, IntArray
from pato.table import Table

_TITLES = {
    "design.seed": "seed",
    "design.n_futures": "futures",
    "design.sampler": "sampler",
    "design.factors": "factor",
    "design.crossed": "crossed factors",
    "files": "file",
    "vintage": "vintage of the data",
    "settings.study.architectures": "architectures",
    "settings.study.world": "figure of the study",
    "settings.study.factors": "setting of a factor",
    "settings.study": "setting of the study",
    "settings.models": "models",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One input that differs.

    Attributes
    ----------
    kind
        Version, file, factor, figure, seed and so on.
    name
        Which of them.
    before, after
        In the first and in the second run; empty where one lacks it.
    """

    kind: str
    name: str
    before: str
    after: str


def changed_inputs(first: Run, second: Run) -> list[Change]:
    """Return every input that differs between two runs: versions, files, factors, figures, architectures, seed."""
    old, new = (run.spec.to_dict() for run in (first, second))
    found = list(_changes("version", *(program_of(run.description) for run in (first, second))))
    found += _factor_changes(old["design"].pop("factors"), new["design"].pop("factors"))
    for body in (old, new):
        body.pop("title")
    for where in sorted(_leaves(old) | _leaves(new)):
        a, b = _at(old, where), _at(new, where)
        if a != b and not isinstance(a, Mapping) and not isinstance(b, Mapping):
            kind = next((k for k in sorted(_TITLES, key=len, reverse=True) if _under(where, k)), "")
            name = where.removeprefix(kind).strip(".") if kind else where
            found.append(Change(_TITLES.get(kind, "input"), name, _short(a), _short(b)))
    return found


def _under(where: str, kind: str) -> bool:
    return where == kind or where.startswith(f"{kind}.")


def _changes(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Change(kind, name, _short(old.get(name)), _short(new.get(name)))


def _factor_changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Change]:
    before, after = ({f["id"]: f for f in factors} for factors in (old, new))
    found = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            found.append(
                Change("factor", name, *("drawn" if name in side else "" for side in (before, after)))
            )
        elif before[name] != after[name]:
            told = "; ".join(differences("", before[name], after[name]))
            found.append(Change("factor", name, "", told if len(told) <= 200 else told[:197] + "..."))
    return found


def _leaves(body: Mapping[str, Any], where: str = "") -> set[str]:
    """Return the dotted paths of all plain values; a file's name may hold dots and is one part."""
    found: set[str] = set()
    for name, value in body.items():
        at = f"{where}.{name}" if where else str(name)
        found |= _leaves(value, at) if isinstance(value, Mapping) and value else {at}
    return found


def _at(body: Mapping[str, Any], where: str) -> Any:
    """Return the value at a dotted path, or None."""
    if where in body:
        return body[where]
    for name, value in body.items():
        if where.startswith(f"{name}.") and isinstance(value, Mapping):
            return _at(value, where.removeprefix(f"{name}."))
    return None


def _short(value: Any) -> str:
    text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def changes_table(found: list[Change]) -> Table:
    """Return the changed inputs."""
    note = () if found else ("No input differs.",)
    return Table(
        ("kind", "which", "first run", "second run"),
        [(c.kind, c.name, c.before or None, c.after or None) for c in found],
        title="What changed",
        notes=note,
    )


def moved_table(first: Run, second: Run) -> Table:
    """Return the metrics' medians in both runs and, where futures are the same, the changes future by future.

    Futures are the same where seed and sampler are: then every factor that both runs draw in the same way has the same
    draw in a future of the same number, whatever else is drawn.
    """
    one, other = (_opened(run) for run in (first, second))
    columns = (
        "metric",
        "architecture",
        "theory",
        "median in first",
        "median in second",
        "median change",
        "90 % from",
        "90 % to",
        "better in second",
        "worse",
    )
    if isinstance(one, PatoError) or isinstance(other, PatoError):
        rows = list(_from_tables(first, second))
        reasons = [str(e) for e in (one, other) if isinstance(e, PatoError)]
        notes = [
            "Medians as the runs wrote them into tables/: what a run was computed from has changed since.",
            *reasons,
        ]
        return Table(columns, rows, title="What moved", notes=notes, group=1)
    n = _paired_futures(one, other)
    rows = [row for name in one.values if name in other.values for row in _moved(name, one, other, n)]
    return Table(columns, rows, title="What moved", notes=list(_notes(one, other, n)), group=1)


def _opened(run: Run) -> Comparison | PatoError:
    try:
        return Comparison.of(study_of(run), run)
    except PatoError as error:
        return error


def _paired_futures(one: Comparison, other: Comparison) -> int:
    """Return the number of futures that the runs share: 0 if seed or sampler differ."""
    a, b = one.study.design, other.study.design
    same = (a.seed, a.sampler, a.crossed) == (b.seed, b.sampler, b.crossed)
    if not same or (a.sampler == "sobol" and a.factors != b.factors):
        return 0
    return min(a.n_futures, b.n_futures)


def _moved(name: str, one: Comparison, other: Comparison, n: int) -> Iterator[tuple[object, ...]]:
    """Yield one row per architecture and theory present in both runs, where the result changed."""
    metric = other.metric(name)
    before, after = one.values[name], other.values[name]
    if not set(before.dims) | set(after.dims) <= {FUTURE, ARCHITECTURE}:
        return
    for label in (str(a) for a in before[ARCHITECTURE].values):
        if label not in after[ARCHITECTURE].values:
            continue
        a, b = (np.atleast_1d(v.sel({ARCHITECTURE: label}).values) for v in (before, after))
        for theory, here, there in _shared_cells(one, other, metric, len(a), len(b)):
            both = np.intersect1d(here[here < n], there[there < n])
            medians = tuple(summarised(metric, v, None).median for v in (a[here], b[there]))
            width = one.band(one.metric(name)).values
            change = (
                _change(metric, a[both], b[both], np.broadcast_to(width, a.shape)[both])
                if len(both)
                else (None,) * 5
            )
            if any(change) if len(both) else medians[0] != medians[1]:
                yield (metric.label, label, theory, *medians, *change)


def _shared_cells(
    one: Comparison, other: Comparison, metric: Metric, before: int, after: int
) -> Iterator[tuple[str, IntArray, IntArray]]:
    """Yield the theories by which both runs break down this metric, with their futures; weights play no part."""
    if before == after == 1:
        yield ANY, np.zeros(1, np.int64), np.zeros(1, np.int64)
        return
    there = {c.label: c.futures for c in other.strata_of(metric)}
    for stratum in one.strata_of(metric):
        if stratum.label in there and stratum.label != POOLED:
            yield stratum.label, stratum.futures, there[stratum.label]


def _change(metric: Metric, a: FloatArray, b: FloatArray, width: FloatArray) -> tuple[float | None, ...]:
    """Return median and 90 per cent interval of the change (of a yes-or-no metric that of the share with yes), and the shares of futures with a real gain and a real loss."""
    moved = b - a
    middle, _, _, low, high = spread(moved, observed=True)
    if metric.indicator:
        middle = low = high = float(moved.mean())
    if metric.better == "neither":
        return middle, low, high, None, None
    gain = moved if metric.better == "higher" else -moved
    better, worse = beats(gain, width)
    return middle, low, high, float(better.mean()), float(worse.mean())


def _notes(one: Comparison, other: Comparison, n: int) -> Iterator[str]:
    if not n:
        yield "Medians only: the two folders use different seeds or samplers, so their runs cannot be paired."
        return
    before, after = ({f.id: f for f in c.study.design.factors} for c in (one, other))
    shared = [name for name in before if name in after]
    same = [name for name in shared if before[name].spec == after[name].spec]
    told = "Left out: metrics that did not change, and metrics with a value for each state."
    yield f"{told} Compared run by run over {n} runs: {len(same)} of {len(before | after)} factors have the same draws in both."
    if lost := sorted(set(one.values) ^ set(other.values)):
        yield f"In one run alone: {', '.join(lost)}."


def _from_tables(first: Run, second: Run) -> Iterator[tuple[object, ...]]:
    """Yield medians from the summaries of two runs; nothing if one has none."""
    one, other = (_summary(run.folder / "tables" / "summary.csv") for run in (first, second))
    for key, median in one.items():
        if key in other:
            metric, architecture, theory = key
            yield (metric, architecture, theory, median, other[key], None, None, None, None, None)


def _summary(path: Path) -> dict[tuple[str, str, str], float]:
    """Return medians by metric, architecture and theory of a table that a run wrote; see `_from_tables`."""
    if not path.exists():
        return {}
    content = path.read_bytes()
    try:
        told = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))["csv_sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        told = None  # the first release wrote no summary
    if told not in {None, hashlib.sha256(content).hexdigest()}:
        fix = "Run 'pato compare' again with --resume: it writes the tables anew."
        raise RunError(Problem(str(path), "has been changed since the run wrote it.", fix))
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    return {
        (r["metric"], r["architecture"], r["theory"]): float(r["median"]) for r in rows if r.get("median")
    }
