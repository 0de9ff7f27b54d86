"""Distributions of one uncertain quantity, each with its inverse distribution function.

A distribution is written in files as ``{name: [parameters]}`` or ``{name: {parameter: value}}``; ``range`` is
another word for ``uniform``. All inverses work element by element, so that cutting the futures into chunks
changes no draw (C5). What a file says is checked without numpy, which only the inverses load: files are checked and
compiled where no numbers' library is installed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from pato.errors import Problem, UsageError, unknown

if TYPE_CHECKING:
    from pato.kernels.arrays import FloatArray


class Distribution:
    """A distribution of one number: its name, its parameters and its inverse distribution function."""

    __slots__ = ()
    name: ClassVar[str]

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles at probabilities ``u`` strictly between 0 and 1; same shape as ``u``."""
        raise NotImplementedError

    def problem(self) -> str:
        """Return the mistake in the parameters, or empty."""
        raise NotImplementedError

    def __post_init__(self) -> None:
        values = [getattr(self, f.name) for f in fields(self)]  # type: ignore[arg-type]  # every subclass is a dataclass
        numeric = all(
            isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v) for v in values
        )
        wrong = self.problem() if numeric else "every parameter must be a finite number"
        if wrong:
            what, _, fix = wrong.partition(" || ")
            raise UsageError(Problem("", f"{self.written()}: {what}.", fix and f"{fix}."))

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        raise NotImplementedError

    def written(self) -> str:
        """Return it in words, as files write it."""
        words = {meant: word for word, meant in _OTHER_WORDS.items()}
        values = list(self.parameters().values())
        return f"{words.get(self.name, self.name)} {values if len(values) > 1 else values[0]}"

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]  # as above

    def spec(self) -> dict[str, dict[str, float]]:
        """Return the distribution in the form used in files."""
        return {self.name: self.parameters()}


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """One value: what a user pins a factor to."""

    name: ClassVar[str] = "constant"
    value: float

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return self.value, self.value

    def problem(self) -> str:
        """Accept every finite value."""
        return ""

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return the value everywhere."""
        import numpy as np

        return np.full(u.shape, float(self.value))


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Uniform over a range: only the range is known."""

    name: ClassVar[str] = "uniform"
    low: float
    high: float

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return self.low, self.high

    def problem(self) -> str:
        """Require low below high."""
        if self.low == self.high:
            return f"both ends are the same || Write a fixed value as value: {self.low:g}"
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

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return self.low, self.high

    def problem(self) -> str:
        """Require positive ends, low below high."""
        return "" if 0 < self.low < self.high else "it needs 0 < low < high"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``low (high / low)^u``."""
        import numpy as np

        return self.low * np.exp(u * math.log(self.high / self.low))


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """A range with a most plausible value."""

    name: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return self.low, self.high

    def problem(self) -> str:
        """Require a range that is not empty, with the mode in it."""
        return (
            ""
            if self.low <= self.mode <= self.high and self.low < self.high
            else "it needs low <= mode <= high and low < high"
        )

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles by the two square-root branches that meet at the mode."""
        import numpy as np

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

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return -math.inf, math.inf

    def problem(self) -> str:
        """Require a positive standard deviation."""
        return "" if self.sd > 0 else "sd must be above 0"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``mean + sd Phi^-1(u)``."""
        import numpy as np
        from scipy import special

        return self.mean + self.sd * np.asarray(special.ndtri(u))


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Distribution):
    """A normal kept within bounds, for estimates of a share or a positive quantity."""

    name: ClassVar[str] = "truncated_normal"
    mean: float
    sd: float
    low: float
    high: float

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return self.low, self.high

    def problem(self) -> str:
        """Require bounds that leave some probability."""
        if not (self.sd > 0 and self.low < self.high):
            return "it needs sd > 0 and low < high"
        below, above = (
            math.erfc((self.mean - x) / (self.sd * math.sqrt(2))) / 2 for x in (self.low, self.high)
        )
        return (
            "" if above - below > 1e-6 else "the bounds cut off all but a millionth of the distribution"
        )  # ndtri loses its digits there

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return normal quantiles between the probabilities of the bounds."""
        import numpy as np
        from scipy import special

        below, above = (special.ndtr((x - self.mean) / self.sd) for x in (self.low, self.high))
        values = self.mean + self.sd * np.asarray(special.ndtri(below + u * (above - below)))
        return np.clip(values, self.low, self.high)


@dataclass(frozen=True, slots=True)
class LogNormal(Distribution):
    """A positive quantity with a normal logarithm; ``median`` in its own unit, ``log_sd`` of the logarithm."""

    name: ClassVar[str] = "lognormal"
    median: float
    log_sd: float

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return 0.0, math.inf

    def problem(self) -> str:
        """Require positive parameters."""
        return "" if self.median > 0 and self.log_sd > 0 else "median and log_sd must be above 0"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return ``median exp(log_sd Phi^-1(u))``."""
        import numpy as np
        from scipy import special

        return self.median * np.exp(self.log_sd * np.asarray(special.ndtri(u)))


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """A share between 0 and 1 by its two shape parameters."""

    name: ClassVar[str] = "beta"
    a: float
    b: float

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that it can give."""
        return 0.0, 1.0

    def problem(self) -> str:
        """Require positive shapes."""
        return "" if self.a > 0 and self.b > 0 else "a and b must be above 0"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles of the beta distribution (see `beta_quantile` for the accuracy)."""
        from pato.futures.beta import beta_quantile

        return beta_quantile(u, float(self.a), float(self.b))


@dataclass(frozen=True, slots=True)
class Pert(Triangular):
    """A range with a most plausible value, smooth: a beta with shapes 1 + 4 (mode - low) / (high - low) and its mirror.

    Source: Malcolm, Roseboom, Clark and Fazar 1959, Operations Research 7(5).
    """

    name: ClassVar[str] = "pert"

    def inverse(self, u: FloatArray) -> FloatArray:
        """Return quantiles of the rescaled beta."""
        from pato.futures.beta import beta_quantile

        width = self.high - self.low
        a, b = 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width
        return self.low + width * beta_quantile(u, a, b)


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
        told = error.problems[0]
        raise UsageError(Problem(where, told.what, told.fix)) from None


def _by_name(given: Any, wanted: list[str]) -> dict[str, Any] | None:
    if isinstance(given, Mapping):
        return dict(given)
    values = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    return dict(zip(wanted, values, strict=True)) if len(values) == len(wanted) else None
