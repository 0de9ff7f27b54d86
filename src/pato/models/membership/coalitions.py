"""Analysis of a membership among all of a pool: blocking states, largest stable one, payments, shares, entry by steps, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.membership.stability import accepted, internal_stability
from pato.models.membership import enumeration
from pato.models.membership.changes import Changes, ends
from pato.models.membership.stability import Stability
from pato.models.risk.war import THEORY

FOUNDERS, LATER = ("USA", "JPN", "AUS"), ("CAN", "KOR", "TWN", "NZL")
"""States named first, and next, by the source of the proposal."""
_SHARES = (0.5, 0.25, 0.1, 0.05)


def theories(draws: Draws) -> Iterator[tuple[str, BoolArray]]:
    """Yield each assumption about deterrence that was drawn, with its futures."""
    for name in draws.factor(THEORY).levels:
        here = draws.is_level(THEORY, name)
        if here.any():
            yield name, here


@dataclass(frozen=True, slots=True, eq=False)
class Blocking:
    """Subsets that all their states prefer, and that would be stable.

    Attributes
    ----------
    subsets
        Those that block most often, most first.
    found
        Whether each membership of the pool blocks, shape (future, membership).
    """

    subsets: tuple[int, ...]
    found: BoolArray


def blocking(s: Stability, most: int = 5) -> Blocking:
    """Return the subsets that block most often over all theories."""
    members = s.question.pool.seats.members(s.question.mask)
    found = enumeration.blocking(
        s.every,
        members,
        band=s.standing.band,
        reference=s.standing.utilities if s.standing.associates else None,
    )
    often = found.mean(axis=0)
    return Blocking(tuple(int(m) for m in np.argsort(-often)[:most] if often[m] > 0), found)


class Largest(NamedTuple):
    """A membership that holds in a share of a theory's futures, the highest of 50, 25, 10 and 5 % that one reaches."""

    theory: str
    at_least: float
    membership: int
    share: float


def largest(s: Stability, most: int = 2) -> list[Largest]:
    """Return the largest memberships that all members accept and none gains by leaving, by theory."""
    band = s.standing.band
    stable = accepted(s.every, tolerance=band) & internal_stability(s.every, band)
    rows: list[Largest] = []
    for name, here in theories(s.draws):
        held = ((x, enumeration.largest(stable[here], x)) for x in _SHARES)
        x, best = next(((x, found) for x, found in held if found), (0.0, []))
        rows += [Largest(name, x, mask, share) for mask, share in best[:most]]
    return rows


class Payments(NamedTuple):
    """The smallest payments that reach an aim: USD bn a year each member receives, shape (future, member), and where they can."""

    aim: str
    paid: FloatArray
    enough: BoolArray


def payments(s: Stability) -> tuple[Payments, ...]:
    """Return the payments that would make the membership acceptable, or keep its members."""
    pool, inside = s.question.pool, list(s.standing.members)
    gains = {
        "accepted by all": s.standing.utilities,
        "no member gains by leaving": s.standing.stays,
    }
    money = {aim: v[:, inside] * pool.gdp_usd_bn[inside] / 100.0 for aim, v in gains.items()}
    return tuple(Payments(aim, *enumeration.transfers(v)) for aim, v in money.items())


def shapley(s: Stability) -> FloatArray:
    """Return the Shapley shares of the members' collective gain, USD bn a year, shape (future, member)."""
    inside = list(s.standing.members)
    # the game among members: memberships of others of the pool do not enter
    masks = [sum(1 << inside[b] for b in range(len(inside)) if m >> b & 1) for m in range(1 << len(inside))]
    return enumeration.shapley(enumeration.worth_of(s.every, s.question.pool.gdp_usd_bn)[:, masks])


class Step(NamedTuple):
    """A step of entry: the memberships before and after it, gains of those inside and of the entrants, shape (future, state)."""

    before: int
    after: int
    inside: FloatArray
    entering: FloatArray


def steps(s: Stability) -> tuple[Step, ...]:
    """Return the steps of entry, founders first; none if there is only one step."""
    growing = list(_growing(s))
    if len(growing) < 2:
        return ()
    before = (0, *growing[:-1])
    found = enumeration.steps(s.every, growing)
    return tuple(Step(b, a, *gains) for b, a, gains in zip(before, growing, found, strict=True))


def _growing(s: Stability) -> Iterator[int]:
    """Yield founders, then those that the source names next, then the membership asked about: as far as they are in it."""
    last = 0
    for group in (FOUNDERS, (*FOUNDERS, *LATER), s.question.members):
        mask = s.question.pool.mask([m for m in group if m in s.question.members])
        if mask.bit_count() > 1 and mask != last:
            yield mask
            last = mask


class Condition(NamedTuple):
    """An assumption at either end of its range in all futures: share in which all accept there, and the end that members like best."""

    factor: str
    low: float
    high: float
    at_low: float
    at_high: float
    best: float


class Conditions(NamedTuple):
    """Drivers of acceptance: each assumption, the strongest first, and whether all accept with all at their best, shape (future,)."""

    of: tuple[Condition, ...]
    at_best: BoolArray


def conditions(s: Stability) -> Conditions:
    """Return in how many futures all members accept with each assumption at either end, the others as drawn."""
    q, inside = s.question, list(s.standing.members)
    changes = Changes(q.pool, s.draws, s.wars, q.mask, s.standing.terms)

    def accepted(values: dict[str, float]) -> BoolArray:
        return np.asarray(changes.utilities(values)[:, inside] >= -s.standing.band)

    found = []
    for factor in changes.factors():
        low, high = ends(factor)
        if low == high:
            continue
        at = {value: accepted({factor.id: value}) for value in (low, high)}
        shares = {v: (float(a.all(axis=1).mean()), float(a.mean())) for v, a in at.items()}
        best = max((low, high), key=lambda v: (shares[v][1], shares[v][0]))
        found.append(Condition(factor.id, low, high, shares[low][0], shares[high][0], best))
    at_best = accepted({c.factor: c.best for c in found}).all(axis=1)
    found.sort(key=lambda c: -abs(c.at_high - c.at_low))
    return Conditions(tuple(found), np.asarray(at_best))
