"""A design: which factors, how many futures, which seed; and the draws, by index."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import xarray as xr

from pato.brief import brief
from pato.errors import Problem, UsageError, unknown
from pato.files.renamed import level_now
from pato.futures.dims import FUTURE, coefficient_dim
from pato.futures.factor import Factor, Levels, Posterior, cholesky
from pato.futures.strata import MOST_LEVELS, crossed_levels_by_index, levels_by_index
from pato.futures.streams import key, unit_interval, words
from pato.kernels.arrays import AnyArray, BoolArray, FloatArray, IntArray, StrArray

Sampler = Literal["philox", "sobol"]


@brief("n_futures")
class Draws(Mapping[str, AnyArray]):
    """The values of all factors in a range of futures.

    ``draws[id]`` is an array of shape (future,) of values, or of level codes for a categorical factor, or of shape
    (future, coefficient) for a joint posterior.

    Parameters
    ----------
    factors
        The factors that were drawn.
    futures
        Indices of the futures, shape (future,).
    arrays
        One array a factor id.
    """

    __slots__ = ("_arrays", "_factors", "futures")

    def __init__(
        self, factors: tuple[Factor, ...], futures: IntArray, arrays: Mapping[str, AnyArray]
    ) -> None:
        self._factors = {factor.id: factor for factor in factors}
        self._arrays = dict(arrays)
        self.futures = futures
        for name in self._factors:
            if name not in self._arrays or len(self._arrays[name]) != len(futures):
                raise UsageError(f"factor '{name}' needs one value for each of the {len(futures)} runs.")

    def __getitem__(self, name: str) -> AnyArray:
        if name not in self._arrays:
            raise UsageError(unknown("factor", name, self._arrays))
        return self._arrays[name]

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    @property
    def n_futures(self) -> int:
        """Number of futures."""
        return len(self.futures)

    def factor(self, name: str) -> Factor:
        """Return the factor of that id."""
        if name not in self._factors:
            raise UsageError(unknown("factor", name, self._factors))
        return self._factors[name]

    def is_level(self, name: str, level: str) -> BoolArray:
        """Return the futures in which a categorical factor has a level, shape (future,)."""
        levels, now = self.factor(name).levels, level_now(name, level)
        if now not in levels:
            raise UsageError(unknown(f"level of {name}", level, levels))
        return np.asarray(self[name] == levels.index(now))

    def by_level(self, name: str) -> dict[str, IntArray]:
        """Return the futures of each level of a categorical factor, shape (those futures,); levels without one are left out."""
        found = {level: np.flatnonzero(self.is_level(name, level)) for level in self.factor(name).levels}
        return {level: here for level, here in found.items() if len(here)}

    def labels(self, name: str) -> StrArray:
        """Return the words of a categorical factor's levels, shape (future,)."""
        return np.array(self.factor(name).levels)[self[name]]

    def to_dataset(self) -> xr.Dataset:
        """Return the draws as the ``inputs`` group of results; levels are codes with CF flag attributes."""
        data: dict[str, Any] = {}
        coords: dict[str, Any] = {FUTURE: self.futures}
        for name, factor in self._factors.items():
            attrs: dict[str, Any] = {"basis": factor.basis, "source": factor.source, "kind": factor.kind}
            dims: tuple[str, ...] = (FUTURE,)
            if isinstance(factor.spec, Levels):
                codes = np.arange(len(factor.levels), dtype=np.int16)
                attrs |= {
                    "flag_values": codes,
                    "flag_meanings": " ".join(factor.levels),
                    "role": factor.spec.role,
                }
            elif isinstance(factor.spec, Posterior):
                dims = (FUTURE, coefficient_dim(name))
                coords[coefficient_dim(name)] = list(factor.spec.names)
            elif factor.unit:
                attrs["units"] = factor.unit
            data[name] = (dims, self[name], attrs)
        return xr.Dataset(data, coords)


@brief("n_futures", "seed", "factors")
@dataclass(frozen=True, slots=True)
class Design:
    """A sampling design: factors, number of futures and seed.

    Attributes
    ----------
    factors
        The uncertain things; their order moves no draw.
    n_futures
        How many futures.
    seed
        Any integer.
    sampler
        ``philox`` (default: independent streams, adding a factor moves no other draw) or ``sobol`` (scrambled
        Sobol points over all numbers, better spread; there a factor's draws do depend on the others and their order).
    crossed
        Groups of categorical factors that are drawn together, every combination equally often.
    """

    factors: tuple[Factor, ...]
    n_futures: int
    seed: int
    sampler: Sampler = "philox"
    crossed: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise UsageError(problems)

    def _problems(self) -> Iterator[Problem]:
        if self.n_futures < 1:
            yield Problem("futures", f"must be at least 1, found {self.n_futures}.")
        if self.sampler not in get_args(Sampler):
            yield unknown("sampler", self.sampler, get_args(Sampler))
        ids = [factor.id for factor in self.factors]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield Problem(f"factor {name}", "is there twice.", "Give each factor its own id.")
        grouped = [name for group in self.crossed for name in group]
        sizes = {factor.id: len(factor.levels) for factor in self.factors if factor.levels}
        for name in grouped:
            if name not in sizes:
                yield unknown("categorical factor", name, sizes, where="crossed")
            elif grouped.count(name) > 1:
                yield Problem("crossed", f"'{name}' is in more than one place.")
        for group in [*self.crossed, *((name,) for name in sizes)]:
            if (size := int(np.prod([sizes.get(name, 1) for name in group]))) > MOST_LEVELS:
                yield Problem(
                    "*".join(group),
                    f"has {size} combinations; {MOST_LEVELS} are the most that can be drawn evenly.",
                )

    def factor(self, name: str) -> Factor:
        """Return the factor of that id."""
        for factor in self.factors:
            if factor.id == name:
                return factor
        raise UsageError(unknown("factor", name, [factor.id for factor in self.factors]))

    def replaced(self, factor: Factor) -> Design:
        """Return the design with one factor exchanged for another of the same id."""
        self.factor(factor.id)
        return replace(self, factors=tuple(factor if f.id == factor.id else f for f in self.factors))

    def draw(self, start: int = 0, stop: int | None = None) -> Draws:
        """Return the values of all factors in the futures ``start`` to ``stop`` (exclusive; default: all).

        The values of a future do not depend on the requested range (C5).
        """
        stop = self.n_futures if stop is None else stop
        if not 0 <= start <= stop <= self.n_futures:
            raise UsageError(f"runs {start} to {stop} are outside 0 to {self.n_futures}.")
        arrays: dict[str, AnyArray] = {}
        for group in self.crossed:
            names = tuple(sorted(group))
            arrays |= crossed_levels_by_index(
                self.seed, names, tuple(len(self.factor(n).levels) for n in names), start, stop
            )
        numbers = self._sobol(start, stop) if self.sampler == "sobol" else {}
        for factor in self.factors:
            if isinstance(factor.spec, Levels):
                if factor.id not in arrays:
                    arrays[factor.id] = levels_by_index(self.seed, factor.id, len(factor.levels), start, stop)
                continue
            unit = numbers[factor.id] if numbers else self._philox(factor, start, stop)
            arrays[factor.id] = values_of(factor, unit)
        ordered = {factor.id: arrays[factor.id] for factor in self.factors}
        return Draws(self.factors, np.arange(start, stop, dtype=np.int64), ordered)

    def _philox(self, factor: Factor, start: int, stop: int) -> FloatArray:
        """Return uniform numbers, shape (future, number of them that the factor takes)."""
        width = width_of(factor)
        raw = words(self.seed, factor.id, start * width, stop * width)
        return unit_interval(raw).reshape(-1, width)

    def _sobol(self, start: int, stop: int) -> dict[str, FloatArray]:
        """Return scrambled Sobol points of all numbers, by factor."""
        widths = {factor.id: width_of(factor) for factor in self.factors if not factor.levels}
        if not widths or start == stop:
            return {name: np.empty((0, width)) for name, width in widths.items()}
        points = sobol_points(sum(widths.values()), self.seed, "sobol", start, stop)
        edges = np.cumsum([0, *widths.values()])
        return {name: points[:, a:b] for name, a, b in zip(widths, edges[:-1], edges[1:], strict=True)}

    def to_dict(self) -> dict[str, Any]:
        """Return the design as plain values that JSON keeps exactly."""
        return {
            "n_futures": self.n_futures,
            "seed": self.seed,
            "sampler": self.sampler,
            "crossed": [list(group) for group in self.crossed],
            "factors": [factor.to_dict() for factor in self.factors],
        }

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Design:
        """Return the design that `to_dict` wrote."""
        crossed = tuple(tuple(group) for group in body["crossed"])
        return cls(
            tuple(map(Factor.from_dict, body["factors"])),
            body["n_futures"],
            body["seed"],
            body["sampler"],
            crossed,
        )


def sobol_points(width: int, seed: int, stream: str, start: int, stop: int) -> FloatArray:
    """Return scrambled Sobol points of a stream, shape (point, width): those from start to stop, independent of the requested range."""
    from scipy.stats import qmc  # costs a second; only this sampler needs it

    scramble = np.random.default_rng(key(seed, stream).tolist())
    engine = qmc.Sobol(width, scramble=True, bits=32, rng=scramble)  # above 32 bits it cannot skip ahead
    if start:
        engine.fast_forward(start)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a number of points that is no power of 2 is the user's
        return np.asarray(engine.random(stop - start) + 2.0**-33)  # the middles of its cells: never 0


def width_of(factor: Factor) -> int:
    """Return the number of uniform numbers that a factor needs."""
    return len(factor.spec.names) if isinstance(factor.spec, Posterior) else 1


def values_of(factor: Factor, unit: FloatArray) -> AnyArray:
    """Return the values of a factor at uniform numbers of shape (future, number): codes of levels, numbers, or (future, coefficient)."""
    if isinstance(factor.spec, Levels):
        count = len(factor.levels)
        return np.minimum((unit[:, 0] * count).astype(np.int64), count - 1)
    if isinstance(factor.spec, Posterior):
        return _posterior_draws(factor.spec, unit)
    return factor.spec.inverse(unit[:, 0])


def _posterior_draws(spec: Posterior, unit: FloatArray) -> FloatArray:
    """Return mean + L z, shape (future, coefficient).

    Summed coefficient by coefficient: a matrix product rounds differently for different numbers of rows, and
    chunks would show (C5).
    """
    from scipy.special import ndtri

    root = cholesky(np.array(spec.covariance))
    z = np.ascontiguousarray(ndtri(unit).T)
    draws = np.repeat(np.array(spec.mean)[:, None], len(unit), axis=1)
    for i in range(len(root)):
        for j in range(len(root)):
            if root[i, j] != 0:
                draws[i] += root[i, j] * z[j]
    return np.ascontiguousarray(draws.T)
