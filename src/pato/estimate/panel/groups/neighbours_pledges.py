"""Capability pledged to the neighbours of a target by its potential guarantors: a candidate instrument for the commitment to the target itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.groups.contiguity import border_years
from pato.estimate.panel.groups.distance import capitals
from pato.estimate.panel.groups.pledges import read_pledges, strength
from pato.estimate.panel.spells import calendar_years
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.projection import miles_per_day, pledge_dose
from pato.kernels.sphere import distance_km, unit_vectors


def state_columns(_system: System, _folder: str | None) -> Iterator[StateColumn]:
    """Yield nothing: the covariate is of pairs."""
    yield from ()


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield the dose of the largest state that is pledged to a neighbour of side 2, the year before, as if it were pledged to side 2.

    A neighbour has a border with side 2, or up to 400 miles of water; a pledge of side 2 itself or of side 1 does not count.
    """
    pledges, cinc = read_pledges(rows.system, folder), strength(rows.system, folder)
    places = unit_vectors(*capitals(rows.system, folder))
    size = len(rows.system.codes)
    years, one, two, _ = border_years(rows.last, folder)
    one, two = rows.system.index(one), rows.system.index(two)
    out = np.full(len(rows), np.nan, np.float32)
    for year in range(rows.first, min(rows.last, pledges.covered_to + 1) + 1):
        block, who, pairs = rows.block(year)
        here = (years == year - 1) & (one >= 0) & (two >= 0)
        beside = np.zeros((size, size), bool)
        beside[one[here], two[here]] = beside[two[here], one[here]] = True
        given = pledges.matrix("defence", year - 1, size)
        near = (
            given.astype(np.int32) @ beside.astype(np.int32)
        ) > 0  # (giver, state whose neighbour it is pledged to)
        np.fill_diagonal(near, val=False)
        dose = pledge_dose(
            near[np.ix_(who, who)],
            cinc=cinc[year - FIRST_YEAR, who],
            distance_km=distance_km(places[year - FIRST_YEAR, who]),
            miles_a_day=miles_per_day(year),
        )
        out[block] = dose.largest[pairs]
    missing = calendar_years(rows) > pledges.covered_to + 1
    yield DyadColumn("neighbours_dose_largest_lag1", out, directed=True, missing=missing)
