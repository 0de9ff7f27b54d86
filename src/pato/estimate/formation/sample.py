"""Pairs of states that could form a defence pact in a year, and those that did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from pato.estimate.formation.covariates import covariates_of
from pato.estimate.formation.history import History, read_history
from pato.estimate.formation.specification import FormationSpecification
from pato.estimate.formation.year import YearBefore
from pato.estimate.panel.system import FIRST_YEAR
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.transforms import TRANSFORMS

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
        Year, and the two states (COW codes), shape (row,).
    names
        Coefficients.
    incomplete
        Rows left out because a value is unknown, and events among them.
    """

    X: FloatArray
    y: FloatArray
    weight: FloatArray
    treaty: IntArray
    year: IntArray
    state1: IntArray
    state2: IntArray
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
    waves: dict[int, int] = {}
    for year in range(spec.years[0] + 1, spec.years[1] + 1):
        before, now = history.matrix("pacts", year - 1), history.matrix("pacts", year)
        both = history.present[year - 1 - FIRST_YEAR] & history.present[year - FIRST_YEAR]
        who = np.flatnonzero(both)
        at_risk = np.triu(~before[np.ix_(who, who)], 1)
        one, two = np.nonzero(at_risk)
        formed = now[np.ix_(who, who)][one, two]
        treaty, size = treaties_of(one, two, formed, len(who))
        state = YearBefore(history, year, who, before, ever, waves)
        covariates = covariates_of(state)
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
        waves[year] = int(treaty.max(initial=-1)) + 1
        treaties += waves[year]


def treaties_of(one: IntArray, two: IntArray, formed: BoolArray, states: int) -> tuple[IntArray, FloatArray]:
    """Return the component of new ties that each new tie belongs to, and how many it has; -1 and 1 elsewhere."""
    treaty, size = np.full(len(one), -1, np.int64), np.ones(len(one))
    if formed.any():
        graph = sparse.coo_array((np.ones(formed.sum()), (one[formed], two[formed])), shape=(states, states))
        _, component = connected_components(graph, directed=False)
        _, number, count = np.unique(component[one[formed]], return_inverse=True, return_counts=True)
        treaty[formed], size[formed] = number.reshape(-1), count[number.reshape(-1)]
    return treaty, size
