"""Pairs of states that could form a defence pact in a year, and those that did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from pato.estimate.formation.history import LAND, History, read_history
from pato.estimate.formation.specification import FormationSpecification
from pato.estimate.panel.system import FIRST_YEAR
from pato.kernels.projection import miles_per_day
from pato.kernels.similarity import overlap
from pato.kernels.threat import common_threat, threats
from pato.kernels.transforms import TRANSFORMS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
NO_TREATY = -1


@dataclass(frozen=True, slots=True)
class PairYears:
    """Pairs at risk, year by year.

    Attributes
    ----------
    X
        Design, the constant first, shape (row, coefficient).
    y
        Whether a pact was formed, shape (row,).
    weight
        1, and 1 / (ties of the treaty) for an event, shape (row,).
    treaty
        Number of the treaty of an event, `NO_TREATY` otherwise, shape (row,).
    year, state1, state2
        When and whose (COW codes), shape (row,).
    names
        Coefficients.
    incomplete
        Rows left out because a value is unknown, and events among them.
    """

    X: FloatArray
    y: FloatArray
    weight: FloatArray
    treaty: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    state1: npt.NDArray[np.int64]
    state2: npt.NDArray[np.int64]
    names: tuple[str, ...]
    incomplete: tuple[int, int]

    def subset(self, keep: BoolArray) -> PairYears:
        """Return some of the rows."""
        parts = ("X", "y", "weight", "treaty", "year", "state1", "state2")
        return replace(self, **{n: getattr(self, n)[keep] for n in parts})

    def without(self, leave_out: tuple[str, ...]) -> PairYears:
        """Return the rows without some covariates."""
        keep = np.array([n not in leave_out for n in self.names])
        return replace(self, X=self.X[:, keep], names=tuple(n for n in self.names if n not in leave_out))


def pair_years(spec: FormationSpecification, folder: str | None = None) -> PairYears:
    """Return all pairs at risk of a specification's years, complete ones only."""
    history = read_history(spec.years[1], folder)
    blocks = list(_years(history, spec))
    every = (*spec.terms, *spec.other_terms)
    columns = {name: np.concatenate([b[name] for b in blocks]) for name in blocks[0]}
    X = np.stack(
        [np.ones(len(columns["y"])), *(TRANSFORMS[t.transform](columns[t.column]) for t in every)],
        axis=1,
    )
    known = np.isfinite(X).all(axis=1)
    lost = (int((~known).sum()), int(columns["y"][~known].sum()))
    treaty, year, state1, state2 = (
        columns[n][known].astype(np.int64) for n in ("treaty", "year", "state1", "state2")
    )
    names = ("constant", *(t.name for t in every))
    y, weight = columns["y"][known], columns["weight"][known]
    return PairYears(X[known], y, weight, treaty, year, state1, state2, names, lost)


def _years(history: History, spec: FormationSpecification) -> Iterator[dict[str, FloatArray]]:
    """Yield each year's pairs at risk with their covariates of the year before."""
    ever = np.zeros((history.system.shape[1],) * 2, bool)
    treaties = 0
    for year in range(spec.years[0] + 1, spec.years[1] + 1):
        before, now = history.matrix("pacts", year - 1), history.matrix("pacts", year)
        both = history.present[year - 1 - FIRST_YEAR] & history.present[year - FIRST_YEAR]
        who = np.flatnonzero(both)
        at_risk = np.triu(~before[np.ix_(who, who)], 1)
        one, two = np.nonzero(at_risk)
        formed = now[np.ix_(who, who)][one, two]
        treaty, size = _treaties(one, two, formed, len(who))
        covariates = _covariates(history, year, who, before, ever)
        if not any(first <= year - 1 <= last for first, last in spec.no_training):
            ever |= before
        block = {name: values[one, two] for name, values in covariates.items()}
        codes = history.system.codes[who].astype(float)
        yield block | {
            "y": formed.astype(float),
            "weight": 1.0 / size,
            "treaty": np.where(formed, treaty + treaties, NO_TREATY).astype(float),
            "year": np.full(len(one), float(year)),
            "state1": codes[one],
            "state2": codes[two],
        }
        treaties += int(treaty.max(initial=-1)) + 1


def _treaties(
    one: npt.NDArray[np.int64], two: npt.NDArray[np.int64], formed: BoolArray, states: int
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Return the component of new ties that each new tie belongs to, and how many it has; -1 and 1 elsewhere."""
    treaty, size = np.full(len(one), -1, np.int64), np.ones(len(one))
    if formed.any():
        graph = sparse.coo_array((np.ones(formed.sum()), (one[formed], two[formed])), shape=(states, states))
        _, component = connected_components(graph, directed=False)
        _, number, count = np.unique(component[one[formed]], return_inverse=True, return_counts=True)
        treaty[formed], size[formed] = number.reshape(-1), count[number.reshape(-1)]
    return treaty, size


def _or_median(gap: FloatArray) -> FloatArray:
    """Return unknown gaps as the median of those known in the year; 0 where none is known (before 1900)."""
    known = gap[~np.isnan(gap)]
    return np.where(np.isnan(gap), np.median(known) if len(known) else 0.0, gap)


def _covariates(
    history: History, year: int, who: npt.NDArray[np.int64], pacts: BoolArray, ever: BoolArray
) -> dict[str, FloatArray]:
    """Return covariates of the year before, shape (state, state)."""
    cells = np.ix_(who, who)
    allied = pacts[cells]
    rivals = history.matrix("rivals", year - 1)[cells]
    land = history.matrix("borders", year - 1, kind=LAND)[cells]
    near = history.matrix("borders", year - 1)[cells]
    distance = history.distances(year - 1)[cells]
    cinc = history.at(history.cinc, year - 1)[who]
    threat = threats(rivals, cinc, distance, miles_per_day(year - 1))
    major = history.at(history.major, year - 1)[who] > 0
    regime = history.at(history.regime, year - 1)[who]
    gap = np.abs(regime[:, None] - regime)
    count = allied.astype(float)
    return {
        "distance_km": distance,
        "land": land.astype(float),
        "sea": (near & ~land).astype(float),
        "common_rival": (rivals.astype(float) @ rivals > 0).astype(float),
        "common_threat": common_threat(rivals, cinc, distance, miles_per_day(year - 1)),
        "threat_lower": np.minimum(threat[:, None], threat),
        "threat_higher": np.maximum(threat[:, None], threat),
        "rivalry": rivals.astype(float),
        "shared_allies": count @ count,
        "shared_ally": (count @ count > 0).astype(float),
        "ally_overlap": overlap(allied),
        "major": (major[:, None] | major).astype(float),
        "lapsed": (ever[cells] & ~allied).astype(float),
        "regime_gap": _or_median(gap),
        "states": np.full(gap.shape, float(len(who))),
    }
