"""Strata: futures summarised together, those of one theory, or all with the user's weights."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from pato.assess.study import Resolved
from pato.futures import Design, Factor
from pato.futures.weights import weights
from pato.kernels.arrays import FloatArray, IntArray

POOLED, ANY = "your weights", "any"


@dataclass(frozen=True, slots=True)
class Stratum:
    """Futures that are summarised together: those of one theory, or all with weights.

    Attributes
    ----------
    futures
        Indices, shape (n,).
    weight
        Shape (n,), or None for even weights.
    """

    label: str
    futures: IntArray
    weight: FloatArray | None

    def counting(self) -> Stratum:
        """Return the stratum without futures of no weight, which a largest value or an order of values would count."""
        if self.weight is None:
            return self
        return Stratum(self.label, self.futures[self.weight > 0], self.weight[self.weight > 0])


def strata_by(
    study: Resolved, by: tuple[str, ...], models: tuple[str, ...] | None = None
) -> tuple[Stratum, ...]:
    """Return one stratum per combination of some factors' levels, then the pooled one if weights were given for all of them.

    Parameters
    ----------
    study
        The study, with its weights.
    by
        Categorical factors; those that the study does not draw, or draws with one level, do not split.
    models
        Ids of the models whose factors' weights count; None counts all weights. Weights of other factors are
        irrelevant to results that these factors do not enter, and would only waste futures.
    """
    given = study.study.weights
    if models is not None and given:
        known = {f.id for model in study.models if model.id in models for f in model.factors()}
        given = {name: w for name, w in given.items() if name in known}
    design = _drawn(study.design, {*by, *given})
    split = [f for f in design.factors if f.id in by and len(f.levels) > 1]
    return tuple(_strata(design, split, given))


def _drawn(design: Design, wanted: Collection[str]) -> Design:
    """Return the design of only the alternatives that split or weigh: streams are independent, so the rest need not be drawn."""
    if design.sampler != "philox":
        return design
    together = {name for group in design.crossed for name in group}
    kept = tuple(f for f in design.factors if f.levels and (f.id in wanted or f.id in together))
    return replace(design, factors=kept or tuple(f for f in design.factors if f.levels)[:1] or design.factors)


def _strata(
    design: Design, split: Sequence[Factor], given: Mapping[str, Mapping[str, float]]
) -> Iterator[Stratum]:
    """Yield the strata; combinations without a future, or with zero weight, are left out."""
    draws = design.draw()
    within = {name: w for name, w in given.items() if name not in {f.id for f in split}}
    even = weights(design, draws, within) if within else None
    for levels in product(*(_weighed(f, given) for f in split)):
        here = np.ones(draws.n_futures, dtype=bool)
        for factor, level in zip(split, levels, strict=True):
            here &= draws.is_level(factor.id, level)
        if even is None and here.any():
            yield Stratum(", ".join(levels) or ANY, np.flatnonzero(here), None)
        elif even is not None and (total := float(even[here].sum())) > 0:
            yield Stratum(", ".join(levels) or ANY, np.flatnonzero(here), even[here] / total)
    if split and all(f.id in given for f in split):
        yield Stratum(POOLED, np.arange(draws.n_futures), weights(design, draws, given))


def _weighed(factor: Factor, given: Mapping[str, Mapping[str, float]]) -> Sequence[str]:
    """Return the levels that are shown: all, or those with a positive weight from the user."""
    return [level for level in factor.levels if factor.id not in given or given[factor.id].get(level, 0) > 0]
