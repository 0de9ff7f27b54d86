"""Covariates of actors from the data, each scaled to 0 to 1: one file here per covariate, found by its name.

Each defines ``covariate(table, draws)`` of shape (future, actor), or (1, actor) where nothing is drawn. Where data
are missing, the negotiation's file must give a range instead (C1). Names are known without loading numpy, because
files are checked and compiled without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pato.files import discover

if TYPE_CHECKING:
    from pato.futures import Draws
    from pato.kernels.arrays import FloatArray
    from pato.models.negotiation.seats import Table


def names() -> tuple[str, ...]:
    """Return the words for covariates in files, sorted: those that ship and the user's own."""
    return tuple(discover.find(__name__))


def covariate(name: str) -> Callable[[Table, Draws], FloatArray]:
    """Return the function of one covariate."""
    found: Callable[[Table, Draws], FloatArray] = discover.find(__name__)[name].load().covariate
    return found
