"""Chance of agreement by size: every nested enlargement, and existing bodies (claim A6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pato.errors import Problem, UsageError
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import Assumptions
from pato.models.decision.agreement import Question, decide, design
from pato.models.decision.bodies import CONSENSUS, body_of_instrument, equal_rule
from pato.models.decision.positions import positions_of
from pato.treaties.architecture import load_architecture
from pato.world import World

BODIES = ("quad", "pato-3", "pato-7", "pato-8", "asean-charter-2007", "cptpp", "rcep", "nato", "wto")
FOUNDERS = ("USA", "JPN", "AUS")
POOL = ("CAN", "KOR", "TWN", "NZL", "PHL")


@dataclass(frozen=True, slots=True)
class SizePoint:
    """One membership.

    Attributes
    ----------
    id
        Of the body, or the states added to the founders.
    members
        ISO codes.
    spread
        Mean over futures of the standard deviation of members' ideal points.
    agreement
        Chance of agreement under consensus, shape (future,).
    """

    id: str
    members: tuple[str, ...]
    spread: float
    agreement: FloatArray


def size_curve(
    matter: str,
    world: World,
    assumptions: Assumptions,
    date: str,
    *,
    futures: int = 100,
    seed: int = 1,
    issues: int = 100,
    rounds: int = 10,
    enlargements: bool = True,
) -> list[SizePoint]:
    """Return the chance of agreement under consensus of all memberships, in the same futures and on the same issues.

    Parameters
    ----------
    matter, world, assumptions, date
        The matter, the data and ranges, and the date that fixes the members: bodies without any are left out.
    futures, seed, issues, rounds
        How much is drawn.
    enlargements
        Whether to include the founders with every set of later members, besides existing bodies.
    """
    memberships = [*(_enlargements() if enlargements else ()), *_bodies(date)]
    everyone = tuple(dict.fromkeys(m for _, members in memberships for m in members))
    positions = positions_of(everyone, world, assumptions)
    draws = design(positions, assumptions, matter, futures, seed).draw()
    found = []
    for name, members in memberships:
        question = Question(members, matter, rounds=rounds, issues=issues)
        rule = equal_rule(CONSENSUS, len(members))
        outcome = decide(question, [rule], positions, draws, details=False)[0]
        spread = float(positions.drawn(members, draws).std(axis=1).mean())
        found.append(SizePoint(name, members, spread, outcome.agreement))
    return found


def _enlargements() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the founders with every set of the states that the proposal would add."""
    for size in range(len(POOL) + 1):
        for added in combinations(POOL, size):
            yield " ".join(("founders", *added)), FOUNDERS + added


def _bodies(date: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the existing bodies with their members; those that had none on the date are left out."""
    for name in BODIES:
        found = load_architecture(name).instrument("pato" if name.startswith("pato") else name)
        if members := body_of_instrument(found, date).members:
            yield name, members


def rank_correlation(points: Sequence[SizePoint]) -> float:
    """Return Spearman's correlation of size with the median chance of agreement.

    Raises
    ------
    UsageError
        If there are fewer than three memberships.
    """
    if len(points) < 3:
        raise UsageError(Problem("size curve", "needs three memberships or more."))
    from scipy.stats import spearmanr

    return float(
        spearmanr([len(p.members) for p in points], [np.median(p.agreement) for p in points]).statistic
    )
