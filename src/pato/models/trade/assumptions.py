"""Assumptions of the trade model, from its file in the library (C2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from pato.files.assumptions import Words, read_assumptions
from pato.files.estimates import damaged, find
from pato.files.strict import Strict
from pato.futures import Draws, Factor, Levels, Posterior, distribution
from pato.kernels.arrays import FloatArray

ESTIMATE, EFFECTS = "agreements", "agreement_effects"
DEPTHS = ("shallow", "medium", "deep")
"""Depths of agreements, from the least; a pair's level of integration runs from 0 (none) to 3 along them."""
BASELINE, SNAPSHOT, TARIFFS = "trade_baseline", "snapshot", "april_2025"
ELASTICITY, MISSING = "trade_elasticity", "missing_flows"
TARGETED, SEVERITY, DISCOUNT = "coercion_targeted", "coercion_severity", "coercion_discount"
REALLOCATION, RESOLD = "coercion_reallocation", "sold_elsewhere"


class _Entry(Strict):
    id: Words
    meaning: Words
    source: Words


class _Number(_Entry):
    symbol: Words
    unit: Words
    distribution: dict[str, Any]


class _Reading(_Entry):
    levels: dict[Words, Words]

    @property
    def factor(self) -> Factor:
        return Factor(self.id, Levels(tuple(self.levels), "reading"), _line(self.source), "assumption")


class _Baseline(_Reading):
    importer: Words
    rates: dict[Words, float]


class _Replicates(_Entry):
    count: int

    @property
    def factor(self) -> Factor:
        levels = Levels(tuple(f"r{k:03d}" for k in range(self.count)), "replicate")
        return Factor(self.id, levels, _line(self.source), "assumption")


class _File(Strict):
    format: Literal[1]
    id: Words
    factors: tuple[_Number, ...]
    replicates: _Replicates
    coding: _Reading
    baseline: _Baseline
    effects_from: _Reading
    reallocation: _Reading
    base: tuple[Words, ...]
    deepest: tuple[Words, ...]

    @property
    def meanings(self) -> dict[str, str]:
        entries: tuple[_Entry, ...] = (
            *self.factors,
            self.baseline,
            self.effects_from,
            self.reallocation,
            self.replicates,
            self.coding,
        )
        return {entry.id: entry.meaning for entry in entries}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The file's content.

    Attributes
    ----------
    factors
        The factors drawn; where effects have been estimated, they and the published ones are two readings.
    replicates, coding, effects_from
        Ids of the factors for data error, for the reading of depth, and for the source of effects.
    base
        Instruments that all others come on top of.
    deepest
        Agreements that no text outdoes which the World Bank has not coded.
    estimated
        Whether there are effects that `pato fit agreements` wrote.
    tariffs
        Importer and its rates by exporter, share of value, in the baseline with tariffs.
    meanings
        Meaning of each factor of the file.
    """

    factors: tuple[Factor, ...]
    replicates: str
    coding: str
    effects_from: str
    base: tuple[str, ...]
    deepest: tuple[str, ...]
    estimated: bool
    tariffs: tuple[str, Mapping[str, float]]
    meanings: Mapping[str, str]

    def effects(self, draws: Draws) -> FloatArray:
        """Return the effects of no agreement and of each depth, shape (future, 1 + depth)."""
        published = [draws[f"effect_{d}"] for d in DEPTHS]
        if self.estimated:
            ours = draws.labels(self.effects_from) == "estimate"
            published = [np.where(ours, draws[EFFECTS][:, k], p) for k, p in enumerate(published)]
        return np.column_stack([np.zeros(draws.n_futures), *published])

    def readings(self, draws: Draws) -> list[str]:
        """Return in words the source of effects and the depth that each future uses."""
        depth = draws.labels(self.coding)
        if not self.estimated:
            return [str(d) for d in depth]
        return [f"{e}, {d}" for e, d in zip(draws.labels(self.effects_from), depth, strict=True)]


@cache
def load() -> Assumptions:
    """Return the assumptions of the trade model.

    Raises
    ------
    FileError
        With every problem of the file.
    DataError
        If the estimate is not what it should be.
    """
    held = read_assumptions(_File, "trade").content
    estimate = _estimate()
    factors = [_factor(entry) for entry in held.factors]
    factors += [held.replicates.factor, held.coding.factor, held.baseline.factor, held.reallocation.factor]
    if estimate is not None:
        factors += [estimate, held.effects_from.factor]
    return Assumptions(
        tuple(factors),
        held.replicates.id,
        held.coding.id,
        held.effects_from.id,
        held.base,
        held.deepest,
        estimate is not None,
        (held.baseline.importer, held.baseline.rates),
        held.meanings,
    )


def _factor(entry: _Number) -> Factor:
    spec = distribution(entry.distribution, where=f"library/assumptions/trade.yaml, {entry.id}")
    return Factor(entry.id, spec, _line(entry.source), "assumption", entry.unit)


def _estimate() -> Factor | None:
    """Return the joint posterior of the effects by depth, or None where nothing has been estimated."""
    found = find(ESTIMATE)
    if found is None:
        return None
    names = found["names"]
    if lacking := [d for d in DEPTHS if d not in names]:
        raise damaged(ESTIMATE, f"no effect of {', '.join(lacking)} agreements")
    chosen = [names.index(d) for d in DEPTHS]
    coefficients, covariance = np.array(found["coefficients"]), np.array(found["covariance"])
    posterior = Posterior.of(DEPTHS, coefficients[chosen], covariance[np.ix_(chosen, chosen)])
    return Factor(EFFECTS, posterior, f"pato fit {ESTIMATE}", "estimate", "log points")


def _line(text: str) -> str:
    return " ".join(str(text).split())
