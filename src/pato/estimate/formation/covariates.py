"""Covariates of pairs of states, all of the previous year: proximity, threat, alliances, and similarity."""

from __future__ import annotations

import numpy as np

from pato.estimate.formation.circles import circles, lesser_pledges, threat_nearby
from pato.estimate.formation.history import LAND
from pato.estimate.formation.year import YearBefore
from pato.kernels.arrays import FloatArray, IntArray, WholeArray
from pato.kernels.projection import miles_per_day
from pato.kernels.similarity import overlap
from pato.kernels.threat import common_threat, threats

REGION_STARTS = (200, 400, 600, 700)
"""First COW codes of Europe, Africa, the Middle East, and Asia with Oceania; the Americas lie below."""
NEAR_KM, FAR_KM = 2000.0, 6000.0
"""Knots of the slope of log distance: about a subcontinent, and an ocean."""
WAVE_YEARS = 10
_LEAST_CINC = 1e-5


def covariates_of(now: YearBefore) -> dict[str, FloatArray]:
    """Return all covariates, each of shape (state, state)."""
    region = regions(now.history.system.codes[now.who])
    parts = (_places(now), _hostility(now), _alliances(now), _states(now), lesser_pledges(now), circles(now))
    return {name: values for part in (*parts, threat_nearby(now, region)) for name, values in part.items()}


def regions(codes: WholeArray) -> IntArray:
    """Return the region of COW codes: 0 the Americas, then as in `REGION_STARTS`."""
    return np.searchsorted(REGION_STARTS, codes, side="right")


def _places(now: YearBefore) -> dict[str, FloatArray]:
    cells = np.ix_(now.who, now.who)
    before = now.year - 1
    land = now.history.matrix("borders", before, kind=LAND)[cells]
    near = now.history.matrix("borders", before)[cells]
    distance = now.history.distances(before)[cells]
    region = regions(now.history.system.codes[now.who])
    return {
        "distance_km": distance,
        "distance_km_from_1": np.maximum(distance, 1.0),
        "beyond_near": np.maximum(np.log1p(distance) - np.log1p(NEAR_KM), 0.0),
        "beyond_far": np.maximum(np.log1p(distance) - np.log1p(FAR_KM), 0.0),
        "same_region": (region[:, None] == region).astype(float),
        "land": land.astype(float),
        "sea": (near & ~land).astype(float),
    }


def _hostility(now: YearBefore) -> dict[str, FloatArray]:
    cells = np.ix_(now.who, now.who)
    before = now.year - 1
    rivals = now.history.matrix("rivals", before)[cells]
    distance = now.history.distances(before)[cells]
    cinc = now.history.at(now.history.cinc, before)[now.who]
    threat = threats(rivals, cinc, distance, miles_per_day(before))
    common = (rivals.astype(float) @ rivals > 0).astype(float)
    return {
        "common_rival": common,
        "common_rival_major": common * _major(now),
        "common_threat": common_threat(rivals, cinc, distance, miles_per_day(before)),
        "threat_lower": np.minimum(threat[:, None], threat),
        "threat_higher": np.maximum(threat[:, None], threat),
        "rivalry": rivals.astype(float),
    }


def _alliances(now: YearBefore) -> dict[str, FloatArray]:
    cells = np.ix_(now.who, now.who)
    allied = now.pacts[cells]
    count = allied.astype(float)
    pacts = count.sum(axis=1)
    recent = sum(now.waves.get(now.year - back, 0) for back in range(1, WAVE_YEARS + 1))
    return {
        "shared_allies": count @ count,
        "shared_ally": (count @ count > 0).astype(float),
        "ally_overlap": overlap(allied),
        "pacts_lower": np.minimum(pacts[:, None], pacts),
        "pacts_higher": np.maximum(pacts[:, None], pacts),
        "lapsed": (now.ever[cells] & ~allied).astype(float),
        "recent_treaties": np.full(count.shape, float(recent)),
    }


def _states(now: YearBefore) -> dict[str, FloatArray]:
    before, history = now.year - 1, now.history
    cinc = np.maximum(or_median(history.at(history.cinc, before)[now.who]), _LEAST_CINC)
    wealth = or_median(history.at(history.gdp, before)[now.who])
    regime = history.at(history.regime, before)[now.who]
    ideal = history.at(history.ideal_point, before)[now.who]
    polity = history.at(history.polity, before)[now.who]
    size = len(now.who)
    return {
        "major": _major(now),
        "cinc_lower": np.minimum(cinc[:, None], cinc),
        "cinc_higher": np.maximum(cinc[:, None], cinc),
        "gdp_lower": np.minimum(wealth[:, None], wealth),
        "gdp_higher": np.maximum(wealth[:, None], wealth),
        "regime_gap": or_median(np.abs(regime[:, None] - regime)),
        "regime_lower": or_median(np.minimum(regime[:, None], regime)),
        "polity_gap": or_median(np.abs(polity[:, None] - polity)),
        "ideal_point_gap": or_median(np.abs(ideal[:, None] - ideal)),
        "states": np.full((size, size), float(size)),
    }


def _major(now: YearBefore) -> FloatArray:
    major = now.history.at(now.history.major, now.year - 1)[now.who] > 0
    return (major[:, None] | major).astype(float)


def or_median(values: FloatArray) -> FloatArray:
    """Return unknown values as the median of those known in the year; 0 if none is known."""
    known = values[~np.isnan(values)]
    return np.where(np.isnan(values), np.median(known) if len(known) else 0.0, values)
