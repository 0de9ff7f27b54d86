"""Refusals: outsiders that would join, members that lose from their entry, and through which term."""

from __future__ import annotations

from dataclasses import dataclass

from pato.brief import brief
from pato.futures import Draws
from pato.kernels.arrays import BoolArray
from pato.models.membership.parts import Wars
from pato.models.membership.query import Question
from pato.models.membership.standing import Standing, stand


@brief("question")
@dataclass(frozen=True, eq=False)
class Refusals:
    """Candidate states of a membership.

    Attributes
    ----------
    question, draws, wars, standing
        As in `pato.models.membership.stability.Stability`.
    eligible
        Whether states meet the treaty's standards, shape (future, state); None without standards.
    """

    question: Question
    draws: Draws
    wars: Wars
    standing: Standing
    eligible: BoolArray | None


def refusals(question: Question, futures: int, seed: int) -> Refusals:
    """Return the refusals of the membership asked about."""
    pool = question.pool
    draws, wars = pool.across_theories(pool.design(futures, seed).draw())
    standing = stand(pool, draws, question.mask, wars=wars)
    return Refusals(question, draws, wars, standing, question.eligible(draws, futures, seed))
