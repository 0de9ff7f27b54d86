"""Parts of a pool: candidate states, terms that do not involve war, and the war side as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.errors import CoverageError, Problem, UsageError
from pato.kernels.arrays import AnyArray, FloatArray, IntArray
from pato.kernels.membership.game import MOST_STATES, members
from pato.models.burden.in_force import InForce, in_force
from pato.treaties.architecture import Architecture
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument
from pato.world import World

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Part:
    """A term that needs no war: what a state gains by being a member, and from each member.

    Attributes
    ----------
    alone
        Shape (future, state).
    pairwise, outside
        For members and for outsiders, shape (future, state, partner).
    """

    alone: FloatArray
    pairwise: FloatArray
    outside: FloatArray

    def gains(self, masks: npt.ArrayLike) -> FloatArray:
        """Return states' gains under memberships, shape (future, membership, state)."""
        inside = members(masks, self.alone.shape[1])
        apart = ~np.eye(self.alone.shape[1], dtype=bool)
        within, without = (
            inside.astype(float) @ (values * apart).swapaxes(-1, -2)
            for values in (self.pairwise, self.outside)
        )
        return np.where(inside, self.alone[:, None, :] + within, without)


@dataclass(frozen=True, slots=True)
class Wars:
    """The side of war in some futures; names and shapes as in `pato.kernels.membership.game.Game`."""

    target: IntArray
    challenger: IntArray
    log_odds: FloatArray
    doses: dict[str, FloatArray]
    theories: dict[str, AnyArray]
    joining: dict[str, FloatArray]


def codes_of(world: World, states: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of the states of a pool.

    Raises
    ------
    UsageError
        If there are fewer than two or too many, or one is named twice.
    UnknownNameError, CoverageError
        If the world does not know one.
    """
    codes = [world.code(s) for s in states]
    if twice := sorted({c for c in codes if codes.count(c) > 1}):
        raise UsageError(Problem("pool", f"{twice[0]} is named twice.", "Name each state once."))
    if len(codes) < 2:
        raise UsageError(
            Problem(
                "pool",
                f"has {len(codes)} state{'s' * (len(codes) != 1)}.",
                "A membership is between two or more: name at least two states.",
            )
        )
    if len(codes) > MOST_STATES:
        told = f"has {len(codes)} states, and 2^{len(codes)} memberships."
        raise UsageError(Problem("pool", told, f"Name {MOST_STATES} at most."))
    return tuple(codes)


@dataclass(frozen=True, slots=True)
class Pledged:
    """Spending required by a pledge, shares of GDP, each of shape (state,).

    Attributes
    ----------
    pledge
        The treaty's requirements for all.
    spent
        Military expenditure today.
    held
        Commitments in force, and announced plans not yet decided.
    """

    pledge: float
    spent: FloatArray
    held: InForce

    @classmethod
    def of(
        cls, world: World, states: Sequence[str], pledge: float, status_quo: Architecture, date: str
    ) -> Pledged:
        """Return the pledge of some states.

        Raises
        ------
        CoverageError
            If military expenditure of a state is not known.
        """
        spent = world.array("milex_share_gdp", states).values
        lacking = [s for s, v in zip(states, spent, strict=True) if not np.isfinite(v)]
        if lacking:
            told = f"military expenditure of {', '.join(lacking)} is not known."
            raise CoverageError(
                Problem(
                    "burden",
                    told,
                    "Leave them out of the pool, or leave the burden out with --without burden.",
                )
            )
        return cls(pledge, spent, in_force(status_quo, date, states))

    def gap(self, *, announced: bool = False) -> FloatArray:
        """Return the pledge's addition to spending or commitments in force, per cent of GDP, shape (state,)."""
        return _PERCENT * self.held.gap(self.spent, self.pledge, announced=announced)


def has_common_budget(treaty: Instrument) -> bool:
    """Return whether a treaty has a common budget."""
    burden = text_of(treaty).get("burden") or {}
    return bool(burden.get("common_budget"))
