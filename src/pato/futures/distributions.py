"""Distributions of one uncertain quantity, each with its inverse distribution function.

A distribution is written in files as ``{name: [parameters]}`` or ``{name: {parameter: value}}``; ``range`` is
another word for ``uniform``. All inverses work element by element, so that cutting the futures into chunks
changes no draw (C5).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from scipy import special

from pato.errors import Problem, UsageError, unknown
from pato.kernels.arrays import FloatArray


class Distribution:
    """A distribution of one number: its name, its parameters and its inverse distribution function."""

    __slots__ = ()
    name: ClassVar[str]

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles at probabilities ``u`` strictly between 0 and 1; same shape as ``u``."""
        raise NotImplementedError

    def problem(self) -> str:
        """Return what is wrong with the parameters, or nothing."""
        raise NotImplementedError

    def __post_init__(self) -> None:
        values = [getattr(self, f.name) for f in fields(self)]  # type: ignore[arg-type]  # every subclass is a dataclass
        numeric = all(
            isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v) for v in values
        )
        wrong = self.problem() if numeric else "every parameter must be a finite number"
        if wrong:
            raise UsageError(Problem("", f"{self.name} {self.parameters()}: {wrong}."))

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]  # as above

    def spec(self) -> dict[str, dict[str, float]]:
        """Return the distribution as it is written in files."""
        return {self.name: self.parameters()}


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """One value: what a user pins a factor to."""

    name: ClassVar[str] = "constant"
    value: float

    def problem(self) -> str:
        """Accept every finite value."""
        return ""

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return the value everywhere."""
        return np.full(u.shape, float(self.value))


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Every value of a range alike: what is known is the range alone."""

    name: ClassVar[str] = "uniform"
    low: float
    high: float

    def problem(self) -> str:
        """Require low below high."""
        return "" if self.low < self.high else "low must lie below high"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``low + u (high - low)``."""
        return self.low + u * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class LogUniform(Distribution):
    """Every order of magnitude of a range alike."""

    name: ClassVar[str] = "loguniform"
    low: float
    high: float

    def problem(self) -> str:
        """Require positive ends, low below high."""
        return "" if 0 < self.low < self.high else "it needs 0 < low < high"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``low (high / low)^u``."""
        return self.low * np.exp(u * math.log(self.high / self.low))


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """A range with a most plausible value."""

    name: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    def problem(self) -> str:
        """Require a range that is not empty, with the mode in it."""
        return (
            ""
            if self.low <= self.mode <= self.high and self.low < self.high
            else "it needs low <= mode <= high and low < high"
        )

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles by the two square-root branches that meet at the mode."""
        width = self.high - self.low
        rising = self.low + np.sqrt(u * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - u) * width * (self.high - self.mode))
        return np.where(u * width < self.mode - self.low, rising, falling)


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """An estimate with its standard error."""

    name: ClassVar[str] = "normal"
    mean: float
    sd: float

    def problem(self) -> str:
        """Require a positive standard deviation."""
        return "" if self.sd > 0 else "sd must be above 0"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``mean + sd Phi^-1(u)``."""
        return self.mean + self.sd * np.asarray(special.ndtri(u))


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Distribution):
    """A normal kept within bounds, for estimates of a share or a positive quantity."""

    name: ClassVar[str] = "truncated_normal"
    mean: float
    sd: float
    low: float
    high: float

    def problem(self) -> str:
        """Require bounds that leave some probability."""
        if not (self.sd > 0 and self.low < self.high):
            return "it needs sd > 0 and low < high"
        mass = special.ndtr((self.high - self.mean) / self.sd) - special.ndtr(
            (self.low - self.mean) / self.sd
        )
        return (
            "" if mass > 1e-6 else "the bounds cut off all but a millionth of the distribution"
        )  # ndtri loses its digits there

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return normal quantiles between the probabilities of the bounds."""
        below, above = (special.ndtr((x - self.mean) / self.sd) for x in (self.low, self.high))
        values = self.mean + self.sd * np.asarray(special.ndtri(below + u * (above - below)))
        return np.clip(values, self.low, self.high)


@dataclass(frozen=True, slots=True)
class LogNormal(Distribution):
    """A positive quantity whose logarithm is normal; ``median`` in its own unit, ``log_sd`` of the logarithm."""

    name: ClassVar[str] = "lognormal"
    median: float
    log_sd: float

    def problem(self) -> str:
        """Require positive parameters."""
        return "" if self.median > 0 and self.log_sd > 0 else "median and log_sd must be above 0"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``median exp(log_sd Phi^-1(u))``."""
        return self.median * np.exp(self.log_sd * np.asarray(special.ndtri(u)))


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """A share between 0 and 1 by its two shape parameters."""

    name: ClassVar[str] = "beta"
    a: float
    b: float

    def problem(self) -> str:
        """Require positive shapes."""
        return "" if self.a > 0 and self.b > 0 else "a and b must be above 0"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles of the beta distribution (see `beta_quantile` for the accuracy)."""
        return beta_quantile(u, float(self.a), float(self.b))


@dataclass(frozen=True, slots=True)
class Pert(Distribution):
    """A range with a most plausible value, smooth: a beta with shapes 1 + 4 (mode - low) / (high - low) and its mirror.

    Source: Malcolm, Roseboom, Clark and Fazar 1959, Operations Research 7(5).
    """

    name: ClassVar[str] = "pert"
    low: float
    mode: float
    high: float

    def problem(self) -> str:
        """Require a range that is not empty, with the mode in it."""
        return (
            ""
            if self.low <= self.mode <= self.high and self.low < self.high
            else "it needs low <= mode <= high and low < high"
        )

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles of the rescaled beta."""
        width = self.high - self.low
        a, b = 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width
        return self.low + width * beta_quantile(u, a, b)


_TAIL = 1 / 64  # outside the two tails the quantile function is smooth enough for the table
_KNOTS = 1 << 13


@lru_cache(maxsize=64)
def _beta_table(a: float, b: float) -> tuple[FloatArray, FloatArray]:
    """Return quantiles and their slopes (per knot step) at evenly spaced probabilities between the tails."""
    u = np.linspace(_TAIL, 1 - _TAIL, _KNOTS + 1)
    x = np.asarray(special.betaincinv(a, b, u), dtype=np.float64)
    log_density = (a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - special.betaln(a, b)
    return x, np.exp(-log_density) * (u[1] - u[0])


def beta_quantile(u: FloatArray, a: float, b: float) -> FloatArray:
    """Return quantiles of the beta distribution, within 1e-9 of the exact ones.

    Cubic Hermite interpolation between exact quantiles, and the exact function in the outer 1/64 on either
    side and for shapes below 1/2 or above 1000: ten times as fast as `scipy.special.betaincinv` throughout. The
    rule depends on ``u`` alone, never on how many values are asked for (C5).
    """
    if not (min(a, b) >= 0.5 and max(a, b) <= 1000):
        return np.asarray(special.betaincinv(a, b, u), dtype=np.float64)
    x, slope = _beta_table(a, b)
    step = (u - _TAIL) * (_KNOTS / (1 - 2 * _TAIL))
    cell = np.clip(step.astype(np.int64), 0, _KNOTS - 1)
    t = step - cell
    x0, x1, s0, s1 = x[cell], x[cell + 1], slope[cell], slope[cell + 1]
    rise = x1 - x0
    values: FloatArray = x0 + t * (s0 + t * ((3 * rise - 2 * s0 - s1) + t * (s0 + s1 - 2 * rise)))
    tail = (u < _TAIL) | (u > 1 - _TAIL)
    values[tail] = special.betaincinv(a, b, u[tail])
    return values


DISTRIBUTIONS: dict[str, Callable[..., Distribution]] = {
    cls.name: cls
    for cls in (Constant, Uniform, LogUniform, Triangular, Normal, TruncatedNormal, LogNormal, Beta, Pert)
}
_OTHER_WORDS = {"range": "uniform", "value": "constant"}


def distribution(spec: Mapping[str, Any], *, where: str = "") -> Distribution:
    """Return the distribution that a file describes.

    Parameters
    ----------
    spec
        One entry: the name, and its parameters as a list, a mapping or (for ``value``) a number.
    where
        Place in the file, for messages.

    Raises
    ------
    UsageError
        If the name is unknown, parameters are missing or too many, or they make no distribution.
    """
    if len(spec) != 1:
        raise UsageError(
            Problem(where, f"a distribution is one name with its parameters, found {len(spec)} names.")
        )
    word, given = next(iter(spec.items()))
    name = _OTHER_WORDS.get(word, word)
    if name not in DISTRIBUTIONS:
        raise UsageError(unknown("distribution", word, [*DISTRIBUTIONS, *_OTHER_WORDS], where=where))
    build = DISTRIBUTIONS[name]
    wanted = [f.name for f in fields(build)]  # type: ignore[arg-type]  # every distribution is a dataclass
    values = _by_name(given, wanted)
    if values is None or set(values) != set(wanted):
        raise UsageError(
            Problem(
                where,
                f"{word} needs {', '.join(wanted)}; found {given!r}.",
                f"Write {{{word}: [{', '.join(wanted)}]}}.",
            )
        )
    try:
        return build(**values)
    except UsageError as error:
        raise UsageError(Problem(where, error.problems[0].what)) from None


def _by_name(given: Any, wanted: list[str]) -> dict[str, Any] | None:
    if isinstance(given, Mapping):
        return dict(given)
    values = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    return dict(zip(wanted, values, strict=True)) if len(values) == len(wanted) else None
