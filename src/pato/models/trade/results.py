"""Architectures valued over futures, and the tables of it; the labelled arrays that `pato.trade` returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from pato.brief import brief
from pato.errors import RunError, UsageError, unknown
from pato.futures.dims import ARCHITECTURE, FUTURE, STATE
from pato.futures.provenance import versions
from pato.models.trade import assumptions
from pato.models.trade.model import OUTCOMES, TradeModel, in_chunks
from pato.models.trade.scenarios import Scenario
from pato.treaties.architecture import IN_FORCE, Architecture, label_of, load_architecture
from pato.world import load as load_world
from pato.world.trade import ROW

_OUTSIDERS = 6


@brief("scenarios", "futures", "seed")
@dataclass(frozen=True, eq=False)
class Valued:
    """Scenarios of one model over the same futures.

    Attributes
    ----------
    model
        The model.
    scenarios
        By label.
    data
        Outcomes, dims (architecture, future, state), with coordinates ``member`` and, over futures, ``reading``.
    failed
        How many futures of each scenario have no figures because a solve did not converge.
    futures, seed
        Of the design.
    fixed
        Factors that the caller set.
    """

    model: TradeModel
    scenarios: Mapping[str, Scenario]
    data: xr.Dataset
    failed: Mapping[str, int]
    futures: int
    seed: int
    fixed: Mapping[str, float | str]


def trade_model(
    names: Sequence[str | Architecture],
    *,
    date: str,
    status_quo: str | Architecture = IN_FORCE,
    needed: Iterable[str] = (),
) -> tuple[TradeModel, dict[str, Scenario]]:
    """Return a model in which all parties of some architectures are economies of their own, and the architectures' scenarios.

    States without figures of trade stay in the rest of the world.

    Raises
    ------
    UsageError, UnknownNameError
        If an architecture is not known, is named twice, or changes no economic instrument.
    """
    world, base = load_world(), load_architecture(status_quo)
    labels = [label_of(name) for name in names]
    if twice := sorted({n for n in labels if labels.count(n) > 1}):
        raise UsageError(f"'{twice[0]}' is named twice.")
    architectures = {label: load_architecture(name) for label, name in zip(labels, names, strict=True)}
    model = TradeModel.of(world, base, date, needed=())
    parts = {name: model.scenario(a) for name, a in architectures.items()}
    home = {e for e in world.trade.economies if (e, e) in world.trade.flows}
    parties = {s for part in parts.values() for s in part.members if s in home}
    return TradeModel.of(world, base, date, needed=parties | {world.code(s) for s in needed}), parts


def value(
    names: Sequence[str | Architecture],
    *,
    date: str,
    futures: int = 500,
    seed: int = 1,
    status_quo: str | Architecture = IN_FORCE,
    fixed: Mapping[str, float | str] | None = None,
) -> Valued:
    """Return the value of the economic side of some architectures, over the same futures.

    Parameters
    ----------
    names
        Architectures, treaties or files.
    date
        ISO date on which instruments are read.
    futures, seed
        How many draws, and their seed.
    status_quo
        The architecture in force.
    fixed
        Factors set to one value or level.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        As `trade_model`, or if a factor to fix is not known.
    """
    model, parts = trade_model(names, date=date, status_quo=status_quo)
    given = dict(fixed or {})
    known = [f.id for f in model.factors()]
    if wrong := [unknown("factor", name, known) for name in given if name not in known]:
        raise UsageError(wrong)
    pieces: dict[str, list[xr.Dataset]] = {name: [] for name in parts}
    failed = dict.fromkeys(parts, 0)
    readings: list[str] = []
    for draws in in_chunks(model.design(futures, seed, given)):
        readings += assumptions.load().readings(draws)
        for name, part in parts.items():
            found = model.evaluate_scenario(draws, part)
            failed[name] += int((found.diagnostics["status"] != 0).sum())
            pieces[name].append(found.outcomes)
    data = xr.concat([xr.concat(p, FUTURE) for p in pieces.values()], ARCHITECTURE, combine_attrs="override")
    member = [[s in part.members for s in model.flows.economies] for part in parts.values()]
    data = data.assign_coords(
        {
            ARCHITECTURE: list(parts),
            FUTURE: np.arange(futures),
            "member": ((ARCHITECTURE, STATE), member),
            "reading": (FUTURE, readings),
        }
    )
    if all(failed[name] == futures for name in parts):
        raise RunError("no run has an equilibrium; see the page on the trade model for what can be changed.")
    return Valued(model, parts, data, failed, futures, seed, given)


def notable(valued: Valued, name: str, outcome: str) -> list[str]:
    """Return the members, and the outsiders most affected by an architecture."""
    values = valued.data[outcome].sel({ARCHITECTURE: name}).median(FUTURE)
    states = [str(s) for s in values[STATE].values]
    members = [s for s in valued.scenarios[name].members if s in states]
    outside = sorted(
        (s for s in states if s not in members), key=lambda s: -abs(float(values.sel({STATE: s})))
    )
    return members + outside[:_OUTSIDERS]


def role(valued: Valued, name: str, state: str) -> str:
    """Return whether an economy takes part in what an architecture brings."""
    return "member" if state in valued.scenarios[name].members else "outsider"


def missing_matters(valued: Valued, futures: int = 40) -> tuple[float, str]:
    """Return the largest change of median welfare between missing cells at 0 and as predicted from sizes, and its state."""
    medians = []
    for share in (0.0, 1.0):
        fixed = {**valued.fixed, assumptions.MISSING: share}
        draws = valued.model.design(futures, valued.seed, fixed).draw()
        medians.append(
            [
                valued.model.evaluate_scenario(draws, part).outcomes["welfare_percent"].median(FUTURE).values
                for part in valued.scenarios.values()
            ]
        )
    moved = np.abs(np.array(medians[1]) - np.array(medians[0])).max(axis=0)
    worst = int(np.nanargmax(moved))
    return float(moved[worst]), valued.model.flows.economies[worst]


def meta(valued: Valued) -> dict[str, Any]:
    """Return the metadata that reproduce the results."""
    return {
        "futures": valued.futures,
        "seed": valued.seed,
        "date": valued.model.date,
        "fixed": dict(valued.fixed),
        "vintage": valued.model.world.about["vintage"],
        "world": valued.model.world.digest,
        "versions": versions(),
        "units": {name: unit for name, (unit, _) in OUTCOMES.items()},
        "rest_of_world": ROW,
    }
