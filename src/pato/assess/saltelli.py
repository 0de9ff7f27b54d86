"""Futures for Sobol indices, by index: two independent sets A and B, and A with one group of factors taken from B.

Future f belongs to row f // (groups + 2); the first of a row is A, the second B, and then one for each group, in which
that group's draws are B's and all others A's (Saltelli et al. 2010). A and B are the two halves of one scrambled Sobol
sequence of twice as many dimensions, as Saltelli and others advise: at 4,096 rows indices are about ten times as
accurate as from independent numbers. A joint estimate is moved as one, and a factor with levels by its level. A row
depends only on its number, so that adding rows never changes existing ones (C5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from pato.assess.metrics import Metric, metrics
from pato.assess.run import evaluated
from pato.assess.study import Resolved, reopened
from pato.assess.values import context_of
from pato.errors import Problem, UsageError, unknown
from pato.futures import Design, Draws, Evaluation, Levels, RunSpec, Status
from pato.futures.design import sobol_points, values_of, width_of
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.processes import entry_point
from pato.futures.results import STATUS
from pato.futures.status import flags
from pato.kernels.arrays import IntArray

FUNCTION = entry_point("pato.assess.saltelli:evaluate")
ROWS_A_CHUNK = 32
REST = "all others"
Groups = Mapping[str, tuple[str, ...]]


def groups_of(design: Design, given: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return the groups of factors for which indices are requested.

    Parameters
    ----------
    design
        The study's design; factors that it fixes are in no group.
    given
        ``NAME=FACTOR,FACTOR`` or a factor's id each. Factors not named form one more group. By default each factor is
        its own group.

    Raises
    ------
    UsageError
        If a factor is unknown, is fixed, or is in two groups.
    """
    moving = [f.id for f in design.factors if _moves(f.spec)]
    if not given:
        return {name: (name,) for name in moving}
    found: dict[str, tuple[str, ...]] = {}
    problems = []
    for text in given:
        name, _, rest = text.partition("=")
        members = tuple(m for m in (rest or name).split(",") if m)
        problems += [
            unknown("factor that moves", m, moving, where=f"group {name}") for m in members if m not in moving
        ]
        if name in found or name == REST:
            problems.append(Problem(f"group {name}", "is named twice, or is the name of the rest."))
        found[name] = members
    named = [m for members in found.values() for m in members]
    twice = sorted({m for m in named if named.count(m) > 1})
    problems += [Problem(f"factor {m}", "stands in two groups.") for m in twice]
    if problems:
        raise UsageError(problems)
    others = tuple(m for m in moving if m not in named)
    return found | ({REST: others} if others else {})


def _moves(spec: object) -> bool:
    if isinstance(spec, Levels):
        return len(spec.values) > 1
    return getattr(spec, "name", "") != "constant"


def draws_of(design: Design, groups: Groups, futures: IntArray) -> Draws:
    """Return the draws of some futures of the extension; see the module."""
    rows, kinds = np.divmod(futures, len(groups) + 2)
    first, last = int(rows.min()), int(rows.max()) + 1
    widths = [width_of(factor) for factor in design.factors]
    points = sobol_points(2 * sum(widths), design.seed, "saltelli", first, last)
    half, ends, arrays = sum(widths), np.cumsum([0, *widths]), {}
    for factor, start, end in zip(design.factors, ends[:-1], ends[1:], strict=True):
        swapped = [2 + i for i, members in enumerate(groups.values()) if factor.id in members]
        from_b = np.isin(kinds, [1, *swapped])
        one, other = (
            values_of(factor, points[:, side + start : side + end])[rows - first] for side in (0, half)
        )
        arrays[factor.id] = np.where(from_b.reshape(-1, *[1] * (one.ndim - 1)), other, one)
    return Draws(design.factors, futures, arrays)


def spec_of(study: Resolved, groups: Groups, rows: int) -> RunSpec:
    """Return the specification that determines an extension's results."""
    base = study.spec()
    settings = dict(base.settings) | {
        "factors": study.design.to_dict()["factors"],
        "points": "sobol",
        "groups": [[name, list(members)] for name, members in groups.items()],
        "metrics": [m.id for m in varying_metrics(study)],
    }
    design = Design((), rows * (len(groups) + 2), study.design.seed)
    return RunSpec(FUNCTION, settings, design, base.files, base.vintage, f"sensitivity of {base.title}")


def varying_metrics(study: Resolved) -> list[Metric]:
    """Return the metrics computed by a model; those counted from treaties alone are the same in every future."""
    return [m for m in study.metrics if m.models]


def evaluate(draws: Draws, settings: Mapping[str, Any]) -> Evaluation:
    """Return the metrics, dims (future, architecture), of some futures of an extension; workers import this."""
    study = reopened({name: settings[name] for name in ("study", "models", "kept")})
    groups = {name: tuple(members) for name, members in settings["groups"]}
    moved = draws_of(study.design, groups, draws.futures)
    context = context_of(study, evaluated(study, moved).outcomes)
    outcomes, diagnostics = {}, {}
    for name in settings["metrics"]:
        found = metrics()[name].compute(context)
        if set(found.dims) != {FUTURE, ARCHITECTURE}:
            continue
        figures = found.transpose(FUTURE, ARCHITECTURE).astype(np.float64)
        outcomes[name] = figures.drop_vars(FUTURE, errors="ignore")
        codes = np.where(np.isfinite(figures.values), Status.CONVERGED.code, Status.NOT_COVERED.code)
        diagnostics[f"{name}_{STATUS}"] = ((FUTURE, ARCHITECTURE), codes.astype(np.int8), flags())
    labels = {ARCHITECTURE: list(study.labels)}
    return Evaluation(xr.Dataset(outcomes, labels), xr.Dataset(diagnostics, labels))
