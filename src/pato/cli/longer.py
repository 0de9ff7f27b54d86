"""Say beforehand what a long answer will take (C10)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pato.cli.progress import duration

if TYPE_CHECKING:
    from pato.models.membership.pool import Pool

_WORTH_SAYING = 10.0
_SECONDS_A_PAIR, _SECONDS_A_MEMBERSHIP, _SECONDS_OF_TRADE = 1.5e-5, 2.5e-7, 0.08
"""Measured on two cores: joining by future and pair, a membership by future and pair, exact trade by membership."""


def announced(pool: Pool, futures: int, *, every: bool = False, lapsing: int = 0) -> None:
    """Print on standard error how long an answer about a pool takes, where that is more than ten seconds."""
    pairs, theories = len(pool.war.target), 7
    seconds = futures * pairs * (_SECONDS_A_PAIR + theories * pool.n_states * _SECONDS_A_MEMBERSHIP * 8)
    seconds += lapsing * futures * theories * pairs * _SECONDS_A_PAIR
    if every:
        seconds += futures * theories * pairs * (1 << pool.n_states) * _SECONDS_A_MEMBERSHIP
    if pool.trade is not None:
        seconds += (6 + 2) * pool.n_states * _SECONDS_OF_TRADE
    if seconds > _WORTH_SAYING:
        print(f"About {duration(seconds)} for {futures} futures of {pool.n_states} states.", file=sys.stderr)
