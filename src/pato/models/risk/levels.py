"""Level of risk: the estimate, forecasts, and the recent record.

The estimate's level is the least certain thing about it. A study's ``baseline`` says which level holds: ``estimated``; ``elicited``, one
ranged factor on the odds of all attacks by named rivals, by which forecasts exceed the estimate of the same pairs at the same threshold;
``recent_record``, such a factor from what the rivals began since 1990; or ``both``, the estimate with either direction, reported separately.
Ratios between designs hardly depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from pato.errors import CoverageError, Problem, UsageError, unknown
from pato.files.assumptions import Words, read_assumptions
from pato.files.strict import Strict
from pato.futures import Draws, Factor, Levels
from pato.futures.distributions import LogUniform, Uniform
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.risk.baseline_names import BASELINES
from pato.models.risk.record import observed

FACTOR, ESTIMATED, ELICITED, RECENT = "baseline", "estimated", "elicited", "recent_record"
MULTIPLIER = "elicited_multiplier"
_CALLED = {"war": "war", "force": "the use of force"}
_ENDS = (0.05, 0.95)
Share = Annotated[float, Field(gt=0, lt=1)]


class Forecast(Strict):
    """A published probability or price of an event within a number of years."""

    id: Words
    kind: Literal["forecast", "price"]
    level: Literal["war", "force", "clash"]
    challenger: Words
    targets: Annotated[tuple[Words, ...], Field(min_length=1)]
    years: Annotated[float, Field(gt=0)]
    low: Share | None = None
    central: Share
    high: Share | None = None
    event: Words
    who: Words
    date: Words
    title: Words
    url: Words

    @property
    def yearly(self) -> tuple[float, float, float]:
        """The chance in a year, low, central and high, if it is the same in every year."""
        ends = self.low or self.central, self.central, self.high or self.central
        low, central, high = (1 - (1 - p) ** (1 / self.years) for p in ends)
        return low, central, high

    @property
    def either(self) -> bool:
        """Whether the event counts regardless of who begins it."""
        return "whoever begins" in self.event


class _File(Strict):
    format: Literal[1]
    id: Words
    elicited: Annotated[tuple[Forecast, ...], Field(min_length=1)]


@cache
def forecasts() -> tuple[Forecast, ...]:
    """Return the shipped forecasts and prices with their sources."""
    return read_assumptions(_File, "levels").content.elicited


class Match(NamedTuple):
    """A forecast, the estimate of the same pairs in a year, and by how much the forecast's odds exceed its."""

    forecast: Forecast
    estimated: float
    ratio: float


def matches(level: str, yearly: FloatArray, states: Sequence[str], rivals: Sequence[str]) -> Iterator[Match]:
    """Yield the forecasts at a level about attacks by named rivals on targets with data, with the estimate for the same pairs.

    Parameters
    ----------
    level
        ``war`` or ``force``.
    yearly
        The estimate's chance in a year, shape (challenger, target); 0 where it does not apply.
    states
        Codes along its axes.
    rivals
        The named rivals.
    """
    at = {code: i for i, code in enumerate(states)}
    for forecast in forecasts():
        known = forecast.challenger in at and all(t in at for t in forecast.targets)
        if forecast.level != level or forecast.challenger not in rivals or not known:
            continue
        r, k = at[forecast.challenger], [at[t] for t in forecast.targets]
        chances = np.concatenate([yearly[r, k], yearly[k, r]] if forecast.either else [yearly[r, k]])
        estimated = float(-np.expm1(np.log1p(-chances).sum()))
        if estimated > 0:
            yield Match(forecast, estimated, _odds(forecast.yearly[1]) / _odds(estimated))


def _odds(p: float) -> float:
    return p / (1 - p)


def elicited_range(found: Sequence[Match]) -> tuple[float, float] | None:
    """Return the least and the most by which forecasts exceed the estimate; prices do not count; None without two of them."""
    ratios = [m.ratio for m in found if m.forecast.kind == "forecast"]
    return (min(ratios), max(ratios)) if len(set(ratios)) > 1 else None


def recent_range(
    level: str, yearly: float, rivals: Sequence[str], states: Sequence[str]
) -> tuple[float, float]:
    """Return the ratio of the record since 1990 to the estimate: the 90 % interval of the rate under a flat prior.

    Parameters
    ----------
    level
        ``dispute``, ``force`` or ``war``.
    yearly
        Expected number of attacks by the rivals in a year against all states.
    rivals, states
        The named rivals, and the targets.
    """
    from scipy.special import gammaincinv  # a run that is read again needs none of it

    seen = observed(level, rivals, states, recent=True)
    low, high = (float(gammaincinv(seen.begun + 1, end)) / (yearly * seen.years) for end in _ENDS)
    return low, high


@dataclass(frozen=True, slots=True)
class Baselines:
    """The levels of risk of a model, and how a future's level enters its log-odds.

    Attributes
    ----------
    level
        The threshold of the model: ``war``, ``force`` or ``dispute``.
    kinds
        Levels that are drawn.
    ranges
        By kind, the factor on the odds; a kind that has none keeps the estimate.
    sources
        By kind, where its range comes from.
    """

    level: str
    kinds: tuple[str, ...]
    ranges: Mapping[str, tuple[float, float]]
    sources: Mapping[str, str]

    def factors(self) -> list[Factor]:
        """Return the level of each future, and the factors of the levels."""
        told = "which level of risk holds: as estimated, as forecasters have it, or as the record since 1990 has it"
        found = [Factor(FACTOR, Levels(self.kinds, "reading"), told, "assumption")]
        for kind, (low, high) in self.ranges.items():
            spec = LogUniform(low, high) if kind == ELICITED else Uniform(low, high)
            found.append(Factor(self.name(kind), spec, self.sources[kind], "assumption", "ratio of odds"))
        return found

    def name(self, kind: str) -> str:
        """Return the id of a level's factor."""
        if kind == ELICITED:
            return MULTIPLIER if self.level == "war" else f"elicited_{self.level}_multiplier"
        return f"recent_{self.level}_multiplier"

    def as_estimated(self, draws: Draws) -> BoolArray:
        """Return the futures with the estimate's level, shape (future,)."""
        return (
            np.asarray(draws.is_level(FACTOR, ESTIMATED))
            if ESTIMATED in self.kinds
            else np.zeros(draws.n_futures, bool)
        )

    def added(self, draws: Draws) -> FloatArray:
        """Return the addition of each future's level to the log-odds of attacks by named rivals, shape (future,)."""
        found = np.zeros(draws.n_futures)
        for kind in self.ranges:
            here = draws.is_level(FACTOR, kind)
            found[here] = np.log(draws[self.name(kind)][here])
        return found


def baselines(
    choice: str, level: str, yearly: FloatArray, states: Sequence[str], rivals: Sequence[str]
) -> Baselines | None:
    """Return the levels requested by a study; None for the estimate alone.

    Parameters
    ----------
    choice
        One of `BASELINES`.
    level
        The threshold of the model.
    yearly
        The estimate's chance in a year, shape (challenger, target).
    states, rivals
        Codes along its axes, and who is named.

    Raises
    ------
    UsageError
        If the baseline is unknown.
    CoverageError
        If no forecast is about the named rivals.
    """
    if choice not in BASELINES:
        raise UsageError(unknown("baseline", choice, BASELINES))
    if choice == ESTIMATED:
        return None
    kinds = (ESTIMATED, ELICITED, RECENT) if choice == "both" else (choice,)
    ranges, sources = dict[str, tuple[float, float]](), dict[str, str]()
    if ELICITED in kinds and any(f.level == level for f in forecasts()):
        found = list(matches(level, yearly, states, rivals))
        ends = elicited_range(found)
        if ends is None:
            told = f"no two forecasts of {_CALLED[level]} by {', '.join(rivals)} are known."
            raise CoverageError(
                Problem("baseline", told, "Write baseline: estimated or baseline: recent_record.")
            )
        ranges[ELICITED] = ends
        named = "; ".join(f"{m.forecast.id} {m.ratio:.3g}" for m in found if m.forecast.kind == "forecast")
        sources[ELICITED] = (
            f"odds of forecasts over those of the estimate, same pairs, level of {_CALLED[level]}: {named}"
        )
    if RECENT in kinds:
        expected = float(yearly[np.isin(states, list(rivals))].sum())
        ranges[RECENT] = recent_range(level, expected, rivals, states)
        seen = observed(level, rivals, states, recent=True)
        sources[RECENT] = (
            f"COW MID 5.0: {seen.begun} begun by the named rivals against states of the snapshot {seen.first}-{seen.last}, "
            f"{expected * seen.years:.3g} expected at today's risk; 90 % interval of the rate, flat beforehand"
        )
    return Baselines(level, kinds, ranges, sources)
