"""Decisions of a body on a matter, under its own rule and others, in all futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError, unknown
from pato.futures import Draws
from pato.models.assumptions import Assumptions
from pato.models.decision.agreement import (
    INVOCATION,
    Outcome,
    Question,
    decide,
    design,
)
from pato.models.decision.bodies import MATTERS, Body, DecisionRule
from pato.models.decision.positions import Positions, positions_of
from pato.world import World


@brief("body", "matter", "rules")
@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A body's decisions on one matter, in all futures.

    Attributes
    ----------
    rules
        The treaty's own first, then the alternatives.
    where
        Article of the body's own rule.
    outcomes
        One a rule.
    """

    body: Body
    matter: str
    rules: tuple[DecisionRule, ...]
    where: str
    outcomes: tuple[Outcome, ...]
    draws: Draws
    positions: Positions
    assumptions: Assumptions
    world: World
    meta: Mapping[str, object] = field(default_factory=dict)


def answer(
    body: Body,
    matter: str,
    world: World,
    assumptions: Assumptions,
    *,
    against: str | None = None,
    accused: str | None = None,
    attacked: str | None = None,
    futures: int = 200,
    seed: int = 1,
    rounds: int = 10,
    issues: int = 200,
) -> Answer:
    """Return whether a body agrees on a matter.

    Parameters
    ----------
    body, matter
        The body, and the question.
    against
        For an invocation: the attacker, on whose side of the members the status quo lies.
    accused
        A member; only rules that leave out the accused heed it.
    attacked
        Of an invocation, the member that was attacked; drawn on each issue where None.
    futures, seed, rounds, issues
        How much is drawn: issues in each future, rounds of proposals on each issue.

    Raises
    ------
    UsageError
        If the matter is unknown, the accused is not a member, or there is only one member.
    """
    if matter not in MATTERS:
        raise UsageError(unknown("matter", matter, MATTERS))
    if len(body.members) < 2:
        raise UsageError(Problem(body.id, f"has one member, {body.members[0]}.", "A body needs two or more."))
    if accused is not None and accused not in body.members:
        raise UsageError(unknown(f"member of {body.id}", accused, body.members, where="--accused"))
    if attacked is not None and matter != INVOCATION:
        raise UsageError(
            Problem("--attacked", f"says nothing of {matter}.", "Leave it out, or ask about the invocation.")
        )
    if attacked is not None and attacked not in body.members:
        raise UsageError(unknown(f"member of {body.id}", attacked, body.members, where="--attacked"))
    own, where = body.rule(matter, world)
    rules = (own, *(r for r in body.alternatives(matter, world) if r != own))
    positions = positions_of(body.members, world, assumptions)
    question = Question(
        body.members,
        matter,
        _side(body, against, world, assumptions) if matter == "invocation" else 0,
        None if accused is None else body.members.index(accused),
        rounds,
        issues,
        None if attacked is None else body.members.index(attacked),
    )
    draws = design(positions, assumptions, matter, futures, seed).draw()
    outcomes = tuple(decide(question, rules, positions, draws))
    meta = {
        "body": body.id,
        "matter": matter,
        "futures": futures,
        "seed": seed,
        "attacked": attacked or "drawn",
        "rounds": rounds,
        "issues": issues,
    }
    return Answer(body, matter, rules, where, outcomes, draws, positions, assumptions, world, meta)


def _side(body: Body, against: str | None, world: World, assumptions: Assumptions) -> int:
    """Return the attacker's side of the members; 0 if none is named."""
    if against is None:
        return 0
    everyone = positions_of((*body.members, against), world, assumptions)
    middle = [v for code, (v, _) in everyone.known.items() if code in body.members]
    if against not in everyone.known:
        raise UsageError(
            Problem("--against", f"{against} has no ideal point.", "Name another state, or leave it out.")
        )
    return -1 if everyone.known[against][0] < float(np.mean(middle)) else 1
