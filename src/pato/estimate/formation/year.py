"""What is known when a year begins: what covariates of pairs of states are made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pato.estimate.formation.history import History
from pato.kernels.arrays import BoolArray, IntArray


class YearBefore(NamedTuple):
    """What is known when a year begins.

    ``who`` are the positions of the states of both years; ``pacts`` those of the year before, of all states; ``ever`` the pairs
    that had one in some earlier year of peace; ``waves`` the number of treaties by year.
    """

    history: History
    year: int
    who: IntArray
    pacts: BoolArray
    ever: BoolArray
    waves: Mapping[int, int]
