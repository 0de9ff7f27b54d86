"""Theories of how a state answers its allies' defence effort.

A theory says what a state spends given what its allies spend, such that today's spending is the answer to today's
allies. Sources: Olson and Zeckhauser (1966), pure public good; Murdoch and Sandler (1982), joint products; the
project's own estimate (`pato fit burden`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray

_CLOSE = 1e-9
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Today:
    """Observed values, billions of USD, each of shape (state,).

    Attributes
    ----------
    income
        Gross domestic product.
    effort
        Military expenditure.
    spill
        Expenditure of those pledged to the state's defence.
    """

    income: FloatArray
    effort: FloatArray
    spill: FloatArray


@dataclass(frozen=True, slots=True)
class Parameters:
    """Drawn values: the share of allies' effort that spills in, and the estimated elasticity to it."""

    spill_share: float
    elasticity: float


class BurdenTheory(Protocol):
    """A theory of how a state responds to its allies' spending."""

    id: str
    label: str

    def reply(self, today: Today, spill: FloatArray, parameters: Parameters) -> FloatArray:
        """Return each state's spending when its allies spend `spill`, shape (state,)."""


def _cobb_douglas(today: Today, spill: FloatArray, share: float) -> FloatArray:
    """Return ``a y - (1 - a) s S``, not below zero, with a such that today's effort is the answer to today's allies.

    A state divides its income between consumption and defence, its own and what spills in, with utility
    ``(1 - a) log consumption + a log defence``.
    """
    a = (today.effort + share * today.spill) / (today.income + share * today.spill)
    return np.maximum(a * today.income - (1 - a) * share * spill, 0.0)


class PurePublic:
    """Allies' effort is as good as one's own."""

    id = "pure_public"
    label = "allies' effort is as good as one's own (Olson and Zeckhauser)"

    def reply(self, today: Today, spill: FloatArray, parameters: Parameters) -> FloatArray:
        """Return the best reply to a pure public good."""
        del parameters
        return _cobb_douglas(today, spill, 1.0)


class JointProduct:
    """A drawn share of allies' effort spills in; the rest is theirs alone."""

    id = "joint_product"
    label = "an assumed share of allies' effort spills in"

    def reply(self, today: Today, spill: FloatArray, parameters: Parameters) -> FloatArray:
        """Return the best reply where only a share spills in."""
        return _cobb_douglas(today, spill, parameters.spill_share)


class Estimated:
    """Effort moves with allies' effort as it did in 1950-2018."""

    id = "estimated"
    label = "effort moves with allies' as estimated on 1950-2018"

    def reply(self, today: Today, spill: FloatArray, parameters: Parameters) -> FloatArray:
        """Return today's effort times the change of ``1 + allies' effort`` to the elasticity."""
        return np.asarray(today.effort * ((1 + spill) / (1 + today.spill)) ** parameters.elasticity)


THEORIES: tuple[BurdenTheory, ...] = (PurePublic(), JointProduct(), Estimated())


def equilibrium(
    theory: BurdenTheory,
    today: Today,
    pledges: FloatArray,
    free: BoolArray,
    parameters: Parameters,
    *,
    most_rounds: int = 20_000,
) -> FloatArray | None:
    """Return efforts that answer one another, shape (state,); None where the rounds of replies do not settle.

    Parameters
    ----------
    theory, today, parameters
        How states answer, from where.
    pledges
        1 where the row's state is pledged to defend the column's, shape (state, state).
    free
        Which states answer; the others spend as today, shape (state,).
    most_rounds
        After how many rounds of replies it counts as not settling.
    """
    effort, pace = today.effort.copy(), 0.5
    for _ in range(most_rounds):
        answer = np.where(free, theory.reply(today, effort @ pledges, parameters), today.effort)
        moved = np.abs(answer - effort).max()
        effort = effort + pace * (answer - effort)
        if moved < _CLOSE:
            return np.where(effort < _NOTHING, 0.0, effort)
        # replies that overshoot one another settle at a slower pace
        pace = max(pace * 0.999, 0.02)
    return None
