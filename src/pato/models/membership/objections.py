"""Why a state would accept a membership or not: the terms of its utility, and its partners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.kernels.membership.named import evaluate
from pato.models.membership.parts import Wars
from pato.models.membership.query import Question
from pato.models.membership.standing import Standing, stand


@brief("state", "question")
@dataclass(frozen=True, eq=False)
class Why:
    """A state in a membership: its standing, and what breaks even.

    Attributes
    ----------
    question, state
        The question, and the state asked about.
    draws, wars, standing
        Futures, each under every theory.
    """

    question: Question
    state: str
    draws: Draws
    wars: Wars
    standing: Standing

    @property
    def at(self) -> int:
        """Position of the state in the pool."""
        return self.question.pool.states.index(self.state)

    @property
    def gain(self) -> FloatArray:
        """Its utility, shape (future,)."""
        return np.asarray(self.standing.utilities[:, self.at])

    def terms(self) -> dict[str, FloatArray]:
        """Return its terms by name, shape (future,)."""
        return {name: values[:, self.at] for name, values in self.standing.terms.items()}

    def risk(self) -> tuple[FloatArray, FloatArray]:
        """Return attacks on it that lead to war a year, today and as a member, shape (future,) each."""
        pool = self.question.pool
        game, masks = pool.game(self.draws, wars=self.wars, parts={}), [0, self.question.mask]
        found = pool.seats.folded(evaluate(game, masks).war_risk, masks)[:, :, self.at]
        return found[:, 0], found[:, 1]

    def partners(self) -> dict[str, FloatArray]:
        """Return the state's gain from each fellow member's and each associate's participation, shape (future,)."""
        pool = self.question.pool
        return {
            pool.states[j]: self.standing.partner[:, self.at, j]
            for j in (*self.standing.members, *self.standing.associates)
            if j != self.at
        }

    @property
    def role(self) -> str:
        """Its role: ``member`` or ``associate``."""
        return self.question.pool.seats.place(self.question.mask, self.state)

    def binds(self, partner: str) -> bool:
        """Return whether the text newly binds it to defend a partner, in the places that both have."""
        seats, mask = self.question.pool.seats, self.question.mask
        one, other = (seats.seat(s, seats.place(mask, s)) for s in (self.state, partner))
        return bool(self.question.pool.war.newly[one, other])

    @property
    def meta(self) -> dict[str, object]:
        """Metadata of tables."""
        return {**self.question.pool.meta, "members": list(self.question.members), "state": self.state}


def _associates(question: Question) -> str:
    return f" Associates: {', '.join(question.associates)}." if question.associates else ""


def why(question: Question, state: str, futures: int, seed: int) -> Why:
    """Return why a state would accept a membership or not.

    Raises
    ------
    UsageError
        If it is neither a member nor an associate.
    """
    code = question.world.code(state)
    if code not in (*question.members, *question.associates):
        told = f"{code} is neither a member nor an associate of {question.name}."
        raise UsageError(
            Problem(
                "--in",
                told,
                f"Members: {', '.join(question.members)}.{_associates(question)} For outsiders: pato refuse {question.name}.",
            )
        )
    pool = question.pool
    draws, wars = pool.across_theories(pool.design(futures, seed).draw())
    return Why(
        question,
        code,
        draws,
        wars,
        stand(pool, draws, question.mask, wars=wars, entry=False),
    )
