"""Effect of each clause of a treaty, in law and on each metric, in the same runs as the unchanged text."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from pato.assess.load import from_options
from pato.assess.metrics import Metric, metrics
from pato.assess.names import absolute
from pato.assess.no_difference import band
from pato.assess.run import evaluated
from pato.assess.study import Resolved, hash_of, resolve
from pato.assess.values import context_of
from pato.errors import FileError, PatoError, Problem, UsageError
from pato.futures.cluster import pieces
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.provenance import refuse_other_files
from pato.kernels.arrays import FloatArray
from pato.models.commitments.profiles import commitments_among
from pato.models.pledges import added_pact
from pato.models.risk.theories.found import FACTOR
from pato.table import Table
from pato.treaties.architecture import IN_FORCE, Architecture, assumed, load_architecture, with_parties
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument
from pato.treaties.variants import Variant, touched, variants
from pato.world import load

UNREAD = "no model reads this clause"
UNMOVED = "changes none of the metrics computed here"
LAW_ALONE = "changes obligations, but no metric by more than its band of no difference"
CANNOT = "cannot stand alone"
NO_STANDARDS = "leaves no standard for members to meet"
AT_ONCE = 8
"""Changes that are evaluated together, and with them the text as it stands: few enough that they take little memory, and that a cluster can share them."""
_ENDS = (5, 95)
_COMMIT = {"areas", "obligations"}
_READERS = {"war_risk", "support"}
"""Models that read commitments, and one that reads access."""
_READ_ELSEWHERE = {"accession", "burden", "decisions", "economy", "parties", "standards"}
_STANDARDS = "accession"
"""The model of who meets the standards."""


def default_metrics() -> list[str]:
    """Return the default metrics: those of attacks by any state are computed only if named."""
    return [m.id for m in metrics().values() if m.models and not m.by_anybody]


@dataclass(frozen=True, slots=True)
class Tried:
    """A variant that is a valid treaty, and its architecture; or the reason why it is invalid."""

    variant: Variant
    system: Architecture | None
    problem: str = ""


def taken_apart(
    name: str | Path, date: str, treaty: str | None = None, status_quo: str = IN_FORCE
) -> tuple[Architecture, Instrument]:
    """Return the treaty to analyse and its architecture; a treaty named alone is added to everything in force.

    Parameters
    ----------
    name
        A treaty or architecture, by name or file.
    date
        ISO date.
    treaty
        One of its instruments; the pact that it adds to what is in force where None.
    status_quo
        The architecture in force.

    Raises
    ------
    UsageError
        If it is not a single treaty and adds no pact.
    UnknownNameError, FileError
        If a name is unknown, or a file has mistakes.
    """
    system, today = load_architecture(name), load_architecture(status_quo)
    if treaty is not None:
        return system, system.instrument(treaty)
    if len(system.instruments) == 1:
        only = system.instruments[0]
        held = {i.id: i for i in today.instruments} | {only.id: only}
        return today._replace(instruments=tuple(held[i] for i in sorted(held))), only
    if (found := added_pact(system, today, date)) is not None:
        return system, found
    told = f"adds no pact with a defence obligation to {status_quo}."
    raise UsageError(Problem(os.fspath(name), told, "Name one of its instruments with --treaty."))


def parties_known(instrument: Instrument, date: str) -> tuple[str, ...]:
    """Return the parties of a treaty on a date, of whom the snapshot must hold one at least.

    Raises
    ------
    UsageError
        If it binds nobody then, or nobody of whom there are figures.
    """
    found = instrument.parties_on(date)
    if not found:
        once = f"; it was from {instrument.start} to {instrument.end}" if instrument.end else ""
        told = f"is not in force on {date}{once}."
        raise UsageError(Problem(instrument.id, told, "Ask about a day on which it is (--date)."))
    if not set(found) & set(load().states):
        told = f"binds only {', '.join(found)}, on whom the snapshot has no data: what its clauses do cannot be computed."
        raise UsageError(
            Problem(instrument.id, told, "Its obligations can be read all the same: pato obligations.")
        )
    return found


def clauses_table(architecture: str | Path, own: Mapping[str, Any], treaty: str | None = None) -> Table:
    """Return what each clause of a treaty does; on a cluster where there is one.

    Parameters
    ----------
    architecture, treaty
        The treaty to analyse; see `taken_apart`.
    own
        The study's fields, its date among them: what is computed in which runs. What it compares does not matter.
    """
    status_quo = own.get("status_quo", IN_FORCE)
    system, instrument = taken_apart(architecture, own["date"], treaty, status_quo)
    count = sum(1 for _ in variants(text_of(instrument)))
    asked = {
        "architecture": absolute(os.fspath(architecture), Path()),
        "treaty": treaty,
        "own": dict(own),
        "at_once": AT_ONCE,
        "files": {
            absolute(name, Path()): hash_of(name) for name in system.files if not name.startswith("library/")
        },
    }
    found = dict(pieces(f"{__name__}:taking_apart", asked, -(-count // AT_ONCE)))
    rows = [row for index in sorted(found) for row in found[index]]
    notes = [
        "Each clause alone is changed, in the same runs as the unchanged text.",
        "Changes are medians by assumption about deterrence (of a yes-or-no metric that of the share of runs with yes), from the smallest to the largest; a metric that moves by no more than its band of no difference is not shown.",
        f"{count} changes of {instrument.short}; {own['futures']} runs.",
    ]
    columns = (
        "clause",
        "change",
        "pairs of states whose commitments change",
        "metric",
        "smallest change",
        "largest change",
        "5 % of runs below",
        "5 % of runs above",
        "runs with a real change",
        "told",
    )
    return Table(columns, rows, title=f"What each clause of {instrument.short} does", notes=notes, group=2)


def taking_apart(asked: Mapping[str, Any]) -> Callable[[int], list[tuple[Any, ...]]]:
    """Return what gives the rows of some changes of a treaty by their number; see `pato.futures.cluster.pieces`."""
    refuse_other_files(asked["files"])
    own, at_once = asked["own"], asked["at_once"]
    study = resolve(from_options([IN_FORCE], own), today=own["date"])
    system, named = taken_apart(
        asked["architecture"], study.date, asked["treaty"], own.get("status_quo", IN_FORCE)
    )
    instrument = system.instrument(named.id)
    text = text_of(instrument)
    changes = list(variants(text))

    def rows(index: int) -> list[tuple[Any, ...]]:
        with tempfile.TemporaryDirectory() as folder:
            some = changes[index * at_once : (index + 1) * at_once]
            tried = list(_tried(some, system, instrument, Path(folder), study.date))
            standing = [t for t in tried if t.system is not None]
            systems = (system, *(t.system for t in standing if t.system is not None))
            labelled = tuple(a._replace(id=f"{i:03d}") for i, a in enumerate(systems))
            changed = replace(study, architectures=labelled)
            vars(changed).update(members=study.members, _made=study._made, design=study.design)  # noqa: SLF001
            return list(_rows(changed, tried, standing, text))

    return rows


def _tried(
    some: Sequence[Variant], system: Architecture, instrument: Instrument, folder: Path, date: str
) -> Iterator[Tried]:
    """Yield variants as the architecture with it: written to a file, because every model reads a treaty from its file."""
    roles = {role: instrument.parties_on(date, role) for role in ("member", "associate")}
    for number, variant in enumerate(some):
        path = folder / f"{number}.yaml"
        path.write_text(json.dumps(variant.data), encoding="utf-8")  # JSON is YAML
        try:
            made = load_architecture(str(path)).instruments[0]
        except FileError as error:
            yield Tried(variant, None, error.problems[0].what)
            continue
        made = assumed(made) if instrument.assumed else made
        for role, states in roles.items():
            made = with_parties(made, states, role)
        held = tuple(made if i.id == instrument.id else i for i in system.instruments)
        yield Tried(variant, system._replace(instruments=held))


def _rows(
    study: Resolved, tried: Sequence[Tried], standing: Sequence[Tried], text: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    draws = study.design.draw()
    outcomes = evaluated(study, draws).outcomes
    context = context_of(study, outcomes)
    values = {m: v for m in study.metrics if (v := _values(m, context)) is not None}
    levels = draws.factor(FACTOR).levels if FACTOR in draws else ()
    cells = [np.flatnonzero(draws.is_level(FACTOR, name)) for name in levels] or [np.arange(draws.n_futures)]
    law, moved = _law(study), _moving(outcomes, len(study.architectures))
    computed = {model.id for model in study.models}
    for one in tried:
        if one.system is None:
            yield (one.variant.clause, one.variant.change, *[None] * 7, f"{CANNOT}: {one.problem}")
            continue
        at = 1 + standing.index(one)
        # members of a text without standards, or that is no pact of defence any more, are tested by PATO's standards, which is
        # uninformative about the clause
        without = bool(text.get("standards")) and not one.variant.data.get("standards")
        no_pact = bool(context.own[study.labels[0]]) and not context.own[study.labels[at]]
        known = {m: v for m, v in values.items() if not ((without or no_pact) and _STANDARDS in m.models)}
        found = list(_moved(study, known, at, cells))
        told = "" if found else _why(touched(text, one.variant), law[at], computed, moved=moved[at])
        told = NO_STANDARDS if without and not found else told
        for row in found or [(None,) * 6]:
            yield (one.variant.clause, one.variant.change, law[at], *row, told or None)


def _moving(outcomes: xr.Dataset, count: int) -> list[bool]:
    """Return for each architecture whether an outcome differs from the baseline's, to the last digit."""
    found = np.zeros(count, bool)
    for values in outcomes.data_vars.values():
        if ARCHITECTURE in values.dims:
            each = values.transpose(ARCHITECTURE, ...).values.reshape(count, -1)
            found |= ((each != each[0]) & ~(np.isnan(each) & np.isnan(each[0]))).any(axis=1)
    return found.tolist()


def _why(parts: set[str], law: int, computed: set[str], *, moved: bool) -> str:
    """Return why no metric changes by more than its band: what the clause changes, or that no model reads it.

    Of areas and obligations, models read only commitments and access; a clause that changes neither has no effect on
    any model. Whether a rule, a standard, a chapter or a pledge is read cannot be known where no result changes.
    """
    if law:
        return LAW_ALONE
    if moved or parts & _READ_ELSEWHERE or (parts & _COMMIT and not computed >= _READERS):
        return UNMOVED
    return UNREAD


def _values(metric: Metric, context: Any) -> xr.DataArray | None:
    """Return a metric's values over runs and architectures; None if it is reported by state or has no value."""
    try:
        found = metric.compute(context)
    except (KeyError, PatoError):
        return None
    if set(found.dims) - {FUTURE, ARCHITECTURE} or ARCHITECTURE not in found.dims:
        return None
    return found if np.isfinite(found.values).any() else None


def _moved(
    study: Resolved, values: dict[Metric, xr.DataArray], at: int, cells: Sequence[np.ndarray[Any, Any]]
) -> Iterator[tuple[Any, ...]]:
    """Yield one row per metric that a variant changes beyond its band."""
    for metric, found in values.items():
        width = band(metric, found, study.study.no_difference)
        change = _over_runs(found.isel({ARCHITECTURE: at}) - found.isel({ARCHITECTURE: 0}))
        real = np.abs(change) > np.broadcast_to(_over_runs(width), change.shape)
        if not np.nan_to_num(real).any():
            continue
        whole = change if len(change) > 1 else np.repeat(change, max(int(c.max()) for c in cells) + 1)
        middle = np.nanmean if metric.indicator else np.nanmedian  # of yes or no the share of runs with yes
        medians = [float(middle(whole[c])) for c in cells if len(c)]
        low, high = np.nanpercentile(whole, _ENDS)
        yield (
            metric.label,
            min(medians),
            max(medians),
            float(low),
            float(high),
            float(np.mean(real)),
        )


def _over_runs(values: xr.DataArray) -> FloatArray:
    return np.atleast_1d(np.asarray(values.values, np.float64))


def _law(study: Resolved) -> list[int]:
    """Return for each architecture the number of pairs of states with obligations different from the baseline's."""
    states, date, basis = tuple(study.world.states), study.date, study.status_quo
    rivals = tuple(r for r in study.rivals if r in states)
    found = [commitments_among(a, date, states, rivals, basis=basis) for a in study.architectures]
    return [int(c.differs(found[0]).any(axis=2).sum()) for c in found]
