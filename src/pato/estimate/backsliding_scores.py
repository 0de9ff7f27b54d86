"""Scores of forecasts of backsliding, against persistence and a normal random walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from pato.futures.factor import cholesky
from pato.futures.streams import unit_interval, words
from pato.kernels.arrays import FloatArray
from pato.kernels.ensemble_scores import crps, pinball
from pato.kernels.yearly_change import Setting
from pato.models.accession.assumptions import TIDE, load_assumptions
from pato.models.accession.backsliding import paths

HORIZONS = 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast of all states from one year on.

    Attributes
    ----------
    measure, origin
        The measure forecast, and the last known year.
    states
        Codes, shape (state,) as are the settings'.
    start
        Each state's level in that year.
    theta, covariance
        Fitted on changes up to that year.
    normal_sd
        Standard deviation of all those changes: the normal walk's.
    """

    measure: str
    origin: int
    states: tuple[str, ...]
    start: Setting
    theta: FloatArray
    covariance: FloatArray
    normal_sd: float


def scored(
    forecast: Forecast,
    known: Mapping[tuple[str, int], float],
    futures: int,
    seed: int,
    democracies_from: float,
) -> Iterator[dict[str, Any]]:
    """Yield one row per horizon for all states, and one for those that begin as democracies.

    Parameters
    ----------
    forecast
        The item to score.
    known
        Observed values, by state and year.
    futures, seed
        How many paths are drawn, and from which streams.
    democracies_from
        Level from which a state counts as a democracy at the start.
    """
    ours = drawn(forecast, futures, seed)
    tide = load_assumptions().draw(TIDE, futures, seed)
    walk = _normal_walk(forecast, futures, seed)
    for step in range(HORIZONS):
        year = forecast.origin + step + 1
        have = np.array([(s, year) in known for s in forecast.states])
        y = np.array([known.get((s, year), np.nan) for s in forecast.states])
        for group, keep in (
            ("all", have),
            ("democracies", have & (forecast.start.level >= democracies_from)),
        ):
            if keep.any():
                head = {
                    "origin": forecast.origin,
                    "horizon": step + 1,
                    "group": group,
                    "states": int(keep.sum()),
                }
                row = _row(
                    y[keep], ours[step, keep], walk[step, keep], forecast.start.level[keep], democracies_from
                )
                yield (
                    head | row | _with_tide(y[keep], np.clip(ours[step, keep] + (step + 1) * tide, 0.0, 1.0))
                )


def _row(
    y: FloatArray, ours: FloatArray, walk: FloatArray, start: FloatArray, level: float
) -> dict[str, Any]:
    fell = y < level
    chance = (ours < level).mean(axis=1)
    return {
        "crps": float(crps(ours, y).mean()),
        "crps_persistence": float(np.abs(y - start).mean()),
        "crps_normal_walk": float(crps(walk, y).mean()),
        "pinball_90": _pinball(ours, y),
        "pinball_90_normal_walk": _pinball(walk, y),
        "inside_50": _inside(ours, y, 0.5),
        "inside_90": _inside(ours, y, 0.9),
        "normal_inside_50": _inside(walk, y, 0.5),
        "normal_inside_90": _inside(walk, y, 0.9),
        "below_interval_90": float((y < np.quantile(ours, 0.05, axis=1)).mean()),
        "mean_change": float((y - start).mean()),
        "mean_change_expected": float((ours.mean(axis=1) - start).mean()),
        "below_democracy_observed": int(fell.sum()),
        "below_democracy_expected": float(chance.sum()),
    }


def _with_tide(y: FloatArray, sample: FloatArray) -> dict[str, float]:
    """Return the scores with the assumed common trend; its range was chosen after the other scores had been seen."""
    return {
        "tide_crps": float(crps(sample, y).mean()),
        "tide_inside_50": _inside(sample, y, 0.5),
        "tide_inside_90": _inside(sample, y, 0.9),
    }


def _pinball(sample: FloatArray, y: FloatArray) -> float:
    """Return the mean pinball score of the two ends of the interval of 90 per cent: what it costs to be too wide, or to miss."""
    levels = np.array([0.05, 0.95])
    return float(pinball(np.quantile(sample, levels, axis=1).T, levels, y).mean())


def _inside(sample: FloatArray, y: FloatArray, share: float) -> float:
    tail = (1 - share) / 2
    low, high = np.quantile(sample, [tail, 1 - tail], axis=1)
    return float(((y >= low) & (y <= high)).mean())


def drawn(forecast: Forecast, futures: int, seed: int) -> FloatArray:
    """Return paths with parameters drawn from their joint posterior, shape (step, state, future)."""
    normals = np.stack(
        [
            special.ndtri(_uniform(seed, f"{forecast.measure}.parameter.{k}", futures))
            for k in range(len(forecast.theta))
        ],
        axis=1,
    )
    theta = forecast.theta + normals @ cholesky(forecast.covariance).T
    return paths(
        theta,
        forecast.start.level,
        forecast.start.before,
        forecast.start.region,
        _uniforms(forecast, futures, seed),
    )


def _normal_walk(forecast: Forecast, futures: int, seed: int) -> FloatArray:
    level = np.broadcast_to(forecast.start.level[:, None], (len(forecast.states), futures))
    out = []
    for u in _uniforms(forecast, futures, seed):
        level = np.clip(level + forecast.normal_sd * special.ndtri(u), 0.0, 1.0)
        out.append(np.round(level, 3))
    return np.stack(out)


def _uniforms(forecast: Forecast, futures: int, seed: int) -> FloatArray:
    return np.stack(
        [
            [
                _uniform(seed, f"{forecast.measure}.{s}.{forecast.origin + 1 + step}", futures)
                for s in forecast.states
            ]
            for step in range(HORIZONS)
        ]
    )


def _uniform(seed: int, name: str, futures: int) -> FloatArray:
    return unit_interval(words(seed, f"backsliding.{name}", 0, futures))
