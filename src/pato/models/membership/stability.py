"""Stability of a membership over futures: question, futures and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pato.brief import brief
from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.membership import enumeration
from pato.models.membership.parts import Wars
from pato.models.membership.query import Question
from pato.models.membership.ratification import Ratification, ratification
from pato.models.membership.standing import Standing, stand


@brief("question", "rule", "leaving", "futures", "seed")
@dataclass(frozen=True, eq=False)
class Stability:
    """A membership over futures, and the values of every other membership of its pool.

    Attributes
    ----------
    question, draws, wars
        The question, and the futures.
    standing
        The membership.
    rule, leaving
        The rule of entry; the treaties left to states that leave.
    eligible
        Whether states meet the standards, shape (future, state); None without standards.
    seed
        Of the futures.
    ratification_file
        The user's copy of the odds, or None.
    """

    question: Question
    draws: Draws
    wars: Wars
    standing: Standing
    rule: str
    leaving: str
    eligible: BoolArray | None
    seed: int
    ratification_file: str | None = None

    @cached_property
    def every(self) -> FloatArray:
        """Utilities of all memberships of the pool without associates, trade by the surrogate, shape (future, 2^n, state)."""
        pool = self.question.pool
        return enumeration.every(pool.game(self.draws, wars=self.wars).first(pool.n_states))

    def places(self, state: str) -> Mapping[str, Mapping[str, FloatArray]]:
        """Return the terms of all states with one of them in each place that it can take, each term of shape (future, state)."""
        if state not in self._places:
            seats, mask = self.question.pool.seats, self.question.mask
            roles = seats.open_to(state)
            masks = [seats.placed(mask, state, role) for role in roles]
            found = self.question.pool.terms(self.draws, masks, wars=self.wars)
            self._places[state] = {
                role: {k: v[:, at] for k, v in found.items()} for at, role in enumerate(roles)
            }
        return self._places[state]

    @cached_property
    def _places(self) -> dict[str, Mapping[str, Mapping[str, FloatArray]]]:
        return {}

    @cached_property
    def odds(self) -> Ratification:
        """Odds of ratification of the members."""
        return ratification(self.question.members, self.futures, self.seed, self.ratification_file)

    @property
    def futures(self) -> int:
        """Number of futures under each theory."""
        return len(np.unique(self.draws.futures))

    @property
    def meta(self) -> dict[str, object]:
        """Metadata of tables."""
        associates = list(self.question.associates)
        more = {
            **({"associates": associates} if associates else {}),
            "futures": self.futures,
            "seed": self.seed,
            "rule": self.rule,
            "leaving": self.leaving,
        }
        return {**self.question.pool.meta, "members": list(self.question.members), **more}

    def holds(self) -> dict[str, BoolArray]:
        """Return the conditions of stability, by name, each of shape (future,)."""
        s = self.standing
        external = s.externally_stable(self.rule, self.eligible)
        found = {
            "every member accepts": s.accepted_by(s.members),
            "no member gains by leaving": s.kept(s.members),
        }
        if s.associates:
            found["every associate accepts"] = s.accepted_by(s.associates)
            found["no associate gains by leaving"] = s.kept(s.associates)
        if np.isfinite(s.steps_back).any():
            found["no member would prefer to be an associate"] = np.asarray(~s.would_step_back.any(axis=1))
        if s.candidates:
            found[f"nobody else gets in (rule: {self.rule})"] = external
        found["all of these"] = np.all(list(found.values()), axis=0)
        if "trade" not in s.terms:
            return found
        defence = {
            "by defence alone: every member accepts": s.defence_accepted,
            "by defence alone: no member gains by leaving": s.defence_stable,
        }
        return defence | {f"by defence and economy: {what}": v for what, v in found.items()}


def stability(
    question: Question,
    futures: int,
    seed: int,
    *,
    rule: str = "unanimity",
    leaving: str | None = None,
    ratification_file: str | None = None,
) -> Stability:
    """Return the stability of the membership that is asked about.

    Parameters
    ----------
    question
        See `pato.models.membership.query.ask`.
    futures, seed
        How much is drawn.
    rule, leaving
        See `RULES` and `LEAVING` of `pato.models.membership.standing`; leaving as the assumptions say where None.
    ratification_file
        A user's copy of the odds of ratification.
    """
    pool = question.pool
    draws, wars = pool.across_theories(pool.design(futures, seed).draw())
    left = leaving or pool.assumptions.switches.get("leaving", "survive")
    standing = stand(pool, draws, question.mask, wars=wars, leaving=left)
    eligible = question.eligible(draws, futures, seed) if rule == "standards" else None
    return Stability(question, draws, wars, standing, rule, left, eligible, seed, ratification_file)
