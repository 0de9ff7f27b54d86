"""Information available at the start of a year: inputs of covariates of pairs of states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pato.estimate.formation.history import History
from pato.kernels.arrays import BoolArray, IntArray


class YearBefore(NamedTuple):
    """Information available at the start of a year.

    ``who`` are the positions of the states of both years; ``pacts`` those of the year before, of all states; ``ever`` the pairs
    that had one in some earlier year of peace; ``waves`` the number of treaties by year.
    """

    history: History
    year: int
    who: IntArray
    pacts: BoolArray
    ever: BoolArray
    waves: Mapping[int, int]
