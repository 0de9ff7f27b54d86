"""Covariates of pairs that may draw closer: what binds them already, the circles around them, new states, threats to a region."""

from __future__ import annotations

import numpy as np

from pato.estimate.formation.history import CONSULTATION, NONAGGRESSION
from pato.estimate.formation.year import YearBefore
from pato.estimate.panel.system import FIRST_YEAR
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.neighbourhood import surrounded

NEW_PACT_YEARS = 5
_PERCENT = 100.0


def lesser_pledges(now: YearBefore) -> dict[str, FloatArray]:
    """Return the pairs with a pledge to consult, or not to attack, shape (state, state)."""
    cells = np.ix_(now.who, now.who)
    return {
        name: now.history.matrix("lesser", now.year - 1, kind=kind)[cells].astype(float)
        for name, kind in (("consultation", CONSULTATION), ("nonaggression", NONAGGRESSION))
    }


def circles(now: YearBefore) -> dict[str, FloatArray]:
    """Return the degree to which either is surrounded by the other's allies, and the age of states and pacts."""
    cells = np.ix_(now.who, now.who)
    allied = now.pacts[cells]
    share = surrounded(allied, now.history.distances(now.year - 1)[cells])
    long_before = max(now.year - 1 - NEW_PACT_YEARS, FIRST_YEAR)
    new = (allied & ~now.history.matrix("pacts", long_before)[cells]).sum(axis=1).astype(float)
    age = now.history.age[now.year - 1 - FIRST_YEAR][now.who]
    return {
        "nearby_allied_lower": np.minimum(share, share.T),
        "nearby_allied_higher": np.maximum(share, share.T),
        "age_lower": np.minimum(age[:, None], age),
        "new_pacts_lower": np.minimum(new[:, None], new),
        "new_pacts_higher": np.maximum(new[:, None], new),
    }


def threat_nearby(now: YearBefore, region: IntArray) -> dict[str, FloatArray]:
    """Return log(1 + per cent of world capability) of the rivals of a state's region-mates and allies, its own among them."""
    cells = np.ix_(now.who, now.who)
    rivals = now.history.matrix("rivals", now.year - 1)[cells]
    cinc = np.nan_to_num(now.history.at(now.history.cinc, now.year - 1)[now.who])
    company = (region[:, None] == region) | now.pacts[cells]
    against = (company.astype(float) @ rivals > 0) & ~np.eye(len(cinc), dtype=bool)
    threat = np.log1p(_PERCENT * against @ cinc)
    return {
        "threat_nearby_lower": np.minimum(threat[:, None], threat),
        "threat_nearby_higher": np.maximum(threat[:, None], threat),
    }
