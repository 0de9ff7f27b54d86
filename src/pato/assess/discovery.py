"""Scenario discovery: boxes over the factors found by PRIM, judged by our own statistics.

The patient rule induction method (Friedman and Fisher 1999) is ema_workbench's; it peels off a little of the
futures at a time and leaves a trajectory of ever denser boxes. Of the boxes that are dense enough, the one with most
cases is taken. Limits that chance would explain are dropped as long as the box stays dense enough. Coverage, density,
quasi p-values (Bryant and Lempert 2010) and support by resampled futures are computed here from the box's limits,
independently of that package's version.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pato.assess.inputs import Input
from pato.errors import MissingExtraError, Problem, UsageError
from pato.kernels.arrays import BoolArray

if TYPE_CHECKING:
    import pandas as pd

FEWEST_CASES = 20
"""Smallest number of cases, and of other futures, for which a box is sought."""
_SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Limit:
    """A box's restriction of one factor.

    Attributes
    ----------
    input
        The factor or coefficient.
    low, high
        Numbers between which it lies; None where that side is open or the factor has levels.
    levels
        The remaining levels of a categorical factor.
    quasi_p
        Chance of this density if this limit had no effect, given the others; small is good.
    support
        Share of resamples whose box restricts this factor too; None without resampling (boxes after the first).
    """

    input: str
    low: float | None
    high: float | None
    levels: tuple[str, ...]
    quasi_p: float
    support: float | None

    def words(self) -> str:
        """Return the limit in words."""
        if self.levels:
            return f"{self.input} is {' or '.join(self.levels)}"
        if self.low is not None and self.high is not None:
            return f"{self.input} is between {self.low:.3g} and {self.high:.3g}"
        if self.low is not None:
            return f"{self.input} is at least {self.low:.3g}"
        return f"{self.input} is at most {self.high:.3g}"


@dataclass(frozen=True, slots=True)
class Box:
    """Limits on a few factors within which a condition mostly holds.

    Attributes
    ----------
    limits
        The strongest first.
    coverage
        Share of all cases that lie in the box.
    density
        Share of the futures in the box that are cases.
    mass
        Share of all futures that lie in the box.
    base
        Share of all futures that are cases.
    coverage_unseen, density_unseen
        Median coverage and density of boxes found on resampled futures, in the futures left out; None without
        resampling.
    dense_enough
        Whether the requested density is reached.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    base: float
    coverage_unseen: float | None
    density_unseen: float | None
    dense_enough: bool

    def words(self) -> str:
        """Return the box in words."""
        return " and ".join(limit.words() for limit in self.limits) or "anywhere"


@dataclass(frozen=True, slots=True)
class _Found:
    """Limits by input: (low, high) or a set of levels' codes."""

    limits: dict[str, tuple[float, float] | frozenset[int]]

    def inside(self, inputs: Sequence[Input]) -> BoolArray:
        here = np.ones(len(inputs[0].values), dtype=bool)
        for name in self.limits:
            here &= self.meets(name, inputs)
        return here

    def meets(self, name: str, inputs: Sequence[Input]) -> BoolArray:
        column = next(i for i in inputs if i.id == name)
        limit = self.limits[name]
        if isinstance(limit, frozenset):
            return np.isin(column.words(), [column.levels[code] for code in sorted(limit)])
        return column.between(*limit)


def discover(
    cases: BoolArray,
    inputs: Sequence[Input],
    *,
    density: float = 0.8,
    mass_min: float = 0.05,
    most: int = 3,
    resamples: int = 10,
    seed: int = 0,
) -> list[Box]:
    """Return boxes in which a condition mostly holds, each found among the futures outside those before it.

    Parameters
    ----------
    cases
        Whether the condition holds, shape (future,).
    inputs
        Inputs that vary between futures.
    density
        Required share of cases among a box's futures; of the boxes that reach it, the one with the largest coverage
        is taken, else the densest.
    mass_min
        Smallest share of all futures in a box.
    most
        Largest number of boxes; none is added that covers nothing or is no denser than all futures together.
    resamples
        Bootstrap samples on which the search for the first box is repeated, to compute its support.
    seed
        Of the resampling.

    Raises
    ------
    MissingExtraError
        If ema_workbench is not installed.
    UsageError
        If there are too few cases or other futures, or a share is invalid.
    """
    _refuse(cases, inputs, density, mass_min)
    remaining = np.ones(len(cases), dtype=bool)
    found: list[Box] = []
    for i in range(most):
        if cases[remaining].sum() < FEWEST_CASES or cases[remaining].all():
            break
        least = mass_min / float(remaining.mean())
        if least >= 1:
            break
        box = _best(cases[remaining], [_of(c, remaining) for c in inputs], density, least)
        here = box.inside(inputs) & remaining
        if not box.limits or cases[here].mean() <= cases.mean():
            break
        seen = _resampled(cases, inputs, density, mass_min, resamples, seed) if i == 0 else []
        found.append(_described(box, here, cases, inputs, remaining, density, seen))
        remaining &= ~here
    return found


def _of(column: Input, where: BoolArray) -> Input:
    return column.at(np.flatnonzero(where))


def _refuse(cases: BoolArray, inputs: Sequence[Input], density: float, mass_min: float) -> None:
    if not 0 < density <= 1 or not 0 < mass_min < 1:
        raise UsageError(
            Problem("", f"density and least mass are shares above 0, found {density:g} and {mass_min:g}.")
        )
    if not inputs:
        raise UsageError("no factor differs between these runs, so that no box can separate them.")
    few = min(int(cases.sum()), int((~cases).sum()))
    if few < FEWEST_CASES:
        told = f"holds in {int(cases.sum())} of {len(cases)} runs; a box needs at least {FEWEST_CASES} in which it holds and as many in which it does not."
        raise UsageError(Problem("the condition", told, "Choose another limit, or compare over more runs."))


def prim() -> Any:
    """Return ema_workbench's PRIM.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reports which of its own optional packages are absent
            from ema_workbench.analysis.prim import Prim
    except ImportError as error:
        raise MissingExtraError("ema_workbench", "explore") from error
    return Prim


class Step(NamedTuple):
    """One box of the trajectory: shares as in `Box`, and how many inputs it limits."""

    coverage: float
    density: float
    mass: float
    limits: int


def trade_off(cases: BoolArray, inputs: Sequence[Input], *, mass_min: float = 0.05) -> list[Step]:
    """Return the trade-off between density and coverage: the boxes of PRIM's trajectory, the widest first.

    Parameters
    ----------
    cases, inputs, mass_min
        As `discover` takes them.

    Raises
    ------
    MissingExtraError
        If ema_workbench is not installed.
    UsageError
        If there are too few cases or other futures.
    """
    _refuse(cases, inputs, 0.8, mass_min)
    found = []
    for box in _trajectory(cases, inputs, mass_min):
        here = box.inside(inputs)
        hits = int(cases[here].sum())
        found.append(
            Step(hits / int(cases.sum()), float(cases[here].mean()), float(here.mean()), len(box.limits))
        )
    return sorted(set(found), key=lambda step: (-step.coverage, step.density))


def _trajectory(cases: BoolArray, inputs: Sequence[Input], mass_min: float) -> list[_Found]:
    """Return the boxes of PRIM's trajectory, from everything to the densest."""
    import pandas as pd

    algorithm = prim()
    columns = {i.id: pd.Categorical(i.words(), list(i.levels)) if i.levels else i.values for i in inputs}  # noqa: PD011 numpy
    # 2.5 asks for a least density of its own, which 3.0 no longer has: the choice is made here
    more = {"threshold": 0.0} if "threshold" in inspect.signature(algorithm.__init__).parameters else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own use of pandas and numpy is not ours to fix
        box = algorithm(pd.DataFrame(columns), np.asarray(cases), mass_min=mass_min, **more).find_box()
    return [_limits(lim, inputs) for lim in box.box_lims]


def _best(cases: BoolArray, inputs: Sequence[Input], density: float, mass_min: float) -> _Found:
    """Return the box of PRIM's trajectory with the largest coverage among those dense enough, else the densest."""
    candidates = [_trimmed(box, cases, inputs, density) for box in _trajectory(cases, inputs, mass_min)]
    told = [
        (cases[c.inside(inputs)].mean(), cases[c.inside(inputs)].sum(), -len(c.limits)) for c in candidates
    ]
    enough = [i for i, t in enumerate(told) if t[0] >= density]
    if enough:
        return candidates[max(enough, key=lambda i: (told[i][1], told[i][2]))]
    return candidates[max(range(len(told)), key=lambda i: (told[i][0], told[i][2]))]


def _limits(frame: pd.DataFrame, inputs: Sequence[Input]) -> _Found:
    """Return a box's limits without those that restrict nothing."""
    found: dict[str, tuple[float, float] | frozenset[int]] = {}
    for column in inputs:
        if column.id not in frame.columns:
            continue
        if column.levels:
            present = {column.levels.index(word) for word in set(column.words())}
            kept = frozenset(column.levels.index(str(v)) for v in frame[column.id].iloc[0]) & present
            if len(kept) < len(present):
                found[column.id] = kept
            continue
        low, high = float(frame[column.id].iloc[0]), float(frame[column.id].iloc[1])
        if low > column.low or high < column.high:
            found[column.id] = (low, high)
    return _Found(found)


def _trimmed(box: _Found, cases: BoolArray, inputs: Sequence[Input], density: float) -> _Found:
    """Return a box without the limits that chance would explain, the weakest first; a dense enough box stays dense enough."""
    dense = _density(box, cases, inputs) >= density
    while len(box.limits) > 1:
        values = {name: quasi_p(name, box, cases, inputs) for name in box.limits}
        weakest = max(values, key=lambda name: values[name])
        without = _Found({name: limit for name, limit in box.limits.items() if name != weakest})
        if values[weakest] < _SIGNIFICANT or (dense and _density(without, cases, inputs) < density):
            break
        box = without
    return box


def _density(box: _Found, cases: BoolArray, inputs: Sequence[Input]) -> float:
    here = cases[box.inside(inputs)]
    return float(here.mean()) if len(here) else 0.0


def quasi_p(name: str, box: _Found, cases: BoolArray, inputs: Sequence[Input]) -> float:
    """Return the chance of as many cases in the box if the limit on one factor had no effect.

    A one-sided binomial test of the box's cases against the density of the box without that limit.
    Source: Bryant and Lempert 2010, "Thinking inside the box".
    """
    from scipy.stats import binom

    without = _Found({n: limit for n, limit in box.limits.items() if n != name}).inside(inputs)
    here = box.inside(inputs)
    return float(binom.sf(cases[here].sum() - 1, here.sum(), cases[without].mean()))


def _resampled(
    cases: BoolArray, inputs: Sequence[Input], density: float, mass_min: float, resamples: int, seed: int
) -> list[tuple[_Found, float, float]]:
    """Return boxes found on resampled futures, with coverage and density in the futures left out of each."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(resamples):
        drawn = rng.integers(0, len(cases), len(cases))
        left = np.setdiff1d(np.arange(len(cases)), drawn)
        if not 0 < cases[drawn].sum() < len(drawn) or not cases[left].any():
            continue
        box = _best(cases[drawn], [i.at(drawn) for i in inputs], density, mass_min)
        here = box.inside([i.at(left) for i in inputs])
        inside = cases[left][here]
        found.append(
            (box, float(inside.sum() / cases[left].sum()), float(inside.mean()) if len(inside) else 0.0)
        )
    return found


def _described(
    box: _Found,
    here: BoolArray,
    cases: BoolArray,
    inputs: Sequence[Input],
    remaining: BoolArray,
    density: float,
    seen: list[tuple[_Found, float, float]],
) -> Box:
    among = [_of(i, remaining) for i in inputs]
    limits = list(_described_limits(box, cases[remaining], among, seen))
    share = float(cases[here].mean())
    return Box(
        tuple(sorted(limits, key=lambda limit: limit.quasi_p)),
        float(cases[here].sum() / cases.sum()),
        share,
        float(here.mean()),
        float(cases.mean()),
        float(np.median([c for _, c, _ in seen])) if seen else None,
        float(np.median([d for _, _, d in seen])) if seen else None,
        share >= density,
    )


def _described_limits(
    box: _Found, cases: BoolArray, inputs: Sequence[Input], seen: list[tuple[_Found, float, float]]
) -> Iterator[Limit]:
    for name, limit in box.limits.items():
        column = next(i for i in inputs if i.id == name)
        support = float(np.mean([name in other.limits for other, _, _ in seen])) if seen else None
        p = quasi_p(name, box, cases, inputs)
        if isinstance(limit, frozenset):
            kept = tuple(column.levels[code] for code in sorted(limit))
            yield Limit(name, None, None, kept, p, support)
        else:
            low = limit[0] if limit[0] > column.low else None
            high = limit[1] if limit[1] < column.high else None
            yield Limit(name, low, high, (), p, support)
