"""Possible attackers: one rule for every model.

An attack that counts is begun by a named rival against a state that is not in the same pact. All challengers together are
a separate total: the estimates give every state near a major power some risk, allies included (Japan and Palau).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from pato.kernels.arrays import BoolArray, IntArray

PACIFIC = ("CHN", "PRK", "RUS")
"""Named rivals where a study names none: the states that the documents and the defence reviews of the region name."""


def outside(rivals: Iterable[str], members: Collection[str]) -> tuple[str, ...]:
    """Return the rivals that are no members: who can attack a member."""
    return tuple(r for r in dict.fromkeys(rivals) if r not in members)


def attacks_that_count(
    states: Sequence[str],
    challengers: IntArray,
    targets: IntArray,
    rivals: Sequence[str] | None,
    members: Sequence[str] = (),
) -> BoolArray:
    """Return the pairs of a named rival and a state that is not its fellow member, shape (pair,).

    Parameters
    ----------
    states
        ISO codes that positions refer to.
    challengers, targets
        Positions of the pairs, shape (pair,).
    rivals
        The named rivals; None counts every challenger and every pair.
    members
        States of one pact: none of them attacks another.
    """
    if rivals is None:
        return np.ones(len(targets), dtype=bool)
    named, inside = np.isin(states, list(rivals)), np.isin(states, list(members))
    return np.asarray(named[challengers] & ~(inside[challengers] & inside[targets]))
