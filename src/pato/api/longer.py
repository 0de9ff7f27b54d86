"""Announce beforehand how long an answer will take (C10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pato.models.membership.pool import Pool

Tell = Callable[[str], None]
"""A function called with one line of text."""
_WORTH_SAYING = 10.0
_SECONDS_A_PAIR, _SECONDS_A_MEMBERSHIP, _SECONDS_OF_TRADE = 1.5e-5, 2.5e-7, 0.08
"""Measured on two cores: joining by future and pair, a membership by future and pair, exact trade by membership."""


def membership_time(
    pool: Pool, futures: int, tell: Tell | None, *, every: bool = False, lapsing: int = 0
) -> None:
    """Say how long an answer about a pool takes, where that is more than ten seconds.

    Parameters
    ----------
    pool, futures
        The states asked about, and the number of draws.
    tell
        Called with the line; nothing is told where None.
    every
        Whether all memberships of the pool are evaluated.
    lapsing
        How many members' old treaties lapse when they leave.
    """
    pairs, theories = len(pool.war.target), 7
    seconds = futures * pairs * (_SECONDS_A_PAIR + theories * pool.n_states * _SECONDS_A_MEMBERSHIP * 8)
    seconds += lapsing * futures * theories * pairs * _SECONDS_A_PAIR
    if every:
        seconds += futures * theories * pairs * (1 << pool.n_states) * _SECONDS_A_MEMBERSHIP
    if pool.trade is not None:
        seconds += (6 + 2) * pool.n_states * _SECONDS_OF_TRADE
    if tell is not None and seconds > _WORTH_SAYING:
        tell(f"About {duration(seconds)} for {futures} runs of {pool.n_states} states.")


def duration(seconds: float) -> str:
    """Return a time in words.

    >>> duration(0.4), duration(75), duration(7300)
    ('1 s', '1 min 15 s', '2 h 1 min')
    """
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
