"""Tariffs of the alternative baseline: who pays them, and whom a treaty frees."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pato.errors import CoverageError, Problem
from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.trade import assumptions
from pato.world.trade import ROW


def tariffs_of(draws: Draws, economies: tuple[str, ...]) -> FloatArray | None:
    """Return ad valorem rates, shape (future, exporter, importer); None where the study has no baseline with tariffs.

    Futures of the other baseline have rates of zero: results must not depend on the futures in a chunk (C5).

    Raises
    ------
    CoverageError
        If the rate of an economy is not known.
    """
    if (
        assumptions.BASELINE not in draws
        or assumptions.TARIFFS not in draws.factor(assumptions.BASELINE).levels
    ):
        return None
    here = draws.is_level(assumptions.BASELINE, assumptions.TARIFFS)
    importer, rates = assumptions.load().tariffs
    if lacking := [e for e in economies if e not in rates and e not in (importer, ROW)]:
        told = f"the tariffs of {importer} on {', '.join(lacking)} are not known."
        fix = f"Leave {assumptions.BASELINE} at {assumptions.SNAPSHOT}."
        raise CoverageError(Problem(assumptions.BASELINE, told, fix))
    found = np.zeros((draws.n_futures, len(economies), len(economies)))
    for i, exporter in enumerate(economies):
        if exporter != importer:
            rate = draws["tariff_rest_of_world"] if exporter == ROW else rates[exporter]
            found[:, i, economies.index(importer)] = np.where(here, rate, 0.0)
    return found


def without(tariffs: FloatArray, free: Iterable[tuple[str, ...]], economies: tuple[str, ...]) -> FloatArray:
    """Return the tariffs that remain where those between the states of each group end."""
    found = tariffs.copy()
    for states in free:
        here = np.array([economies.index(s) for s in states if s in economies], np.int64)
        found[:, here[:, None], here] = 0.0
    return found
