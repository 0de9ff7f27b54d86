"""Whether a body agrees: members vote on proposals against the status quo, issue by issue (M11).

On an issue a member's position is its ideal point plus a departure of its own. It votes for a proposal that is nearer
to its position than the status quo. The body agrees if within a number of rounds a proposal gets the votes required
by its rule. Futures draw the uncertain inputs (positions, departures, assumptions); issues are drawn within each
future. Sources: spatial voting (Downs 1957; Romer and Rosenthal 1978); veto players (Tsebelis 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

import numpy as np

from pato.futures import Design, Draws, Factor, Levels
from pato.futures.distributions import Uniform
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.models.assumptions import Assumptions
from pato.models.decision.bodies import DecisionRule
from pato.models.decision.positions import DEPARTURE, Positions
from pato.registry import states as registry

ISSUES, PROPOSALS = "issue_draws", "proposals"
NOISE, MARGIN = "noise_share", "objection_margin"
INVOCATION, LINE, STAKE = "invocation", "general_line_share", "attacked_stake"
_DOUBLE = 2**53
_CLOSE = 1e-9


class Proposer(Protocol):
    """A theory of proposals."""

    id: str
    label: str

    def proposals(self, stands: FloatArray, picks: FloatArray) -> FloatArray:
        """Return proposals, shape (issue, round), from positions, shape (issue, member), and uniform numbers (issue, round)."""


class Members:
    """In each round one member, drawn at random, proposes what it wants."""

    id = "members"
    label = "each round a member drawn at random proposes its own stand"

    def proposals(self, stands: FloatArray, picks: FloatArray) -> FloatArray:
        """Return the positions of randomly drawn members."""
        chosen = np.minimum((picks * stands.shape[1]).astype(np.int64), stands.shape[1] - 1)
        return np.take_along_axis(stands, chosen, axis=1)


class Chair:
    """The chair puts the median position to the vote, once."""

    id = "chair"
    label = "the chair proposes the median stand, once"

    def proposals(self, stands: FloatArray, picks: FloatArray) -> FloatArray:
        """Return the median positions, one round."""
        del picks
        return np.median(stands, axis=1)[:, None]


PROPOSERS: tuple[Proposer, ...] = (Members(), Chair())


@dataclass(frozen=True, slots=True)
class Question:
    """The question to a body.

    Attributes
    ----------
    members
        ISO codes.
    matter
        Its displacement is the assumption ``displacement_MATTER``.
    side
        -1 or 1: on which side of the members the status quo lies; 0 draws it.
    accused
        Index of the accused, or None: one is then drawn if the matter is a suspension.
    attacked
        Of an invocation, the index of the member that was attacked; None draws one on each issue.
    rounds, issues
        How many rounds of proposals an issue has, and how many issues are drawn in each future.
    """

    members: tuple[str, ...]
    matter: str
    side: int = 0
    accused: int | None = None
    rounds: int = 10
    issues: int = 200
    attacked: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome in each future.

    Attributes
    ----------
    agreement
        Share of issues agreed on, shape (future,).
    rounds
        Mean rounds of those agreed on, shape (future,); NaN where none was.
    pivotal
        Share of votes in which a member's change of mind would change the outcome, shape (future, member).
    blocked
        Share of issues agreed on if a member says no to everything, shape (future, member).
    """

    agreement: FloatArray
    rounds: FloatArray
    pivotal: FloatArray
    blocked: FloatArray


def factors(positions: Positions, assumptions: Assumptions, matter: str) -> list[Factor]:
    """Return everything uncertain in a question on a matter: positions, departures, assumptions, the theory of proposals, and the issues that come up."""
    claims = "; ".join(f"{p.id}: {p.label}" for p in PROPOSERS)
    issues = "which issues come up: a key of random numbers"
    return [
        *positions.factors(assumptions),
        *assumptions.factors(symbols_of(matter)),
        Factor(PROPOSALS, Levels(tuple(p.id for p in PROPOSERS), "theory"), claims, "assumption"),
        Factor(ISSUES, Uniform(0.0, 1.0), issues, "assumption", "quantile"),
    ]


def design(positions: Positions, assumptions: Assumptions, matter: str, futures: int, seed: int) -> Design:
    """Return everything uncertain in the question, as a design of futures."""
    return Design(tuple(factors(positions, assumptions, matter)), futures, seed)


def symbols_of(matter: str) -> tuple[str, ...]:
    """Return the assumptions that a matter needs."""
    more = (LINE, STAKE) if matter == INVOCATION else ()
    return (NOISE, MARGIN, f"displacement_{matter}", *more)


def on_the_matter(points: FloatArray, draws: Draws) -> FloatArray:
    """Return members' positions on an attack, shape (future, member): a drawn share of their general differences."""
    middle = points.mean(axis=1, keepdims=True)
    return np.asarray(middle + draws[LINE][:, None] * (points - middle))


def decide(
    question: Question,
    rules: Sequence[DecisionRule],
    positions: Positions,
    draws: Draws,
    *,
    details: bool = True,
) -> list[Outcome]:
    """Return a body's decisions under each rule, on the same issues.

    Parameters
    ----------
    question
        The body, and the question.
    rules
        Each with as many weights as there are members.
    positions
        Of the members.
    draws
        Of `design`.
    details
        Whether to compute who is pivotal and who could block; NaN otherwise.
    """
    points, stake = positions.drawn(question.members, draws), np.zeros(draws.n_futures)
    if question.matter == INVOCATION:
        points, stake = on_the_matter(points, draws), draws[STAKE]
    departure = np.exp(draws[DEPARTURE][:, 1]) * draws[NOISE]
    displacement, margin = draws[f"displacement_{question.matter}"], draws[MARGIN]
    results: list[list[tuple[float, float, FloatArray, FloatArray]]] = [[] for _ in rules]
    for future in range(draws.n_futures):
        distances = displacement[future], stake[future]
        issue = _issues(question, points[future], departure[future], distances, draws[ISSUES][future])
        proposer = PROPOSERS[int(draws[PROPOSALS][future])]
        lean = _leanings(issue, proposer.proposals(issue.stands, issue.picks))
        votes = {False: lean > 0, True: lean > -margin[future]}
        for found, rule in zip(results, rules, strict=True):
            found.append(_outcome(votes[rule.is_lenient], rule, issue.accused, details=details))
    return [Outcome(*(np.array([row[i] for row in found]) for i in range(4))) for found in results]


@dataclass(frozen=True, slots=True)
class _Issues:
    stands: FloatArray
    status_quo: FloatArray
    picks: FloatArray
    accused: IntArray


@cache
def places() -> dict[str, int]:
    """Return a fixed place of each state, so that a state's departures are the same in every body."""
    return {s.iso3: i for i, s in enumerate(sorted(registry.states(kind=None), key=lambda s: s.iso3))}


@lru_cache(maxsize=256)
def _numbers(key: int, issues: int, rounds: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the random numbers of one future; kept, since many bodies are asked about the same issues."""
    stream = np.random.Generator(np.random.Philox(key=key))
    normals = stream.standard_normal((issues, len(places())))
    return normals, stream.random(issues), stream.random((issues, rounds)), stream.random(issues)


def _issues(
    question: Question, points: FloatArray, departure: float, distances: tuple[float, float], key: float
) -> _Issues:
    """Draw the issues of one future; the draws depend on the future's key alone (C5).

    ``distances``: distance of the status quo, and shift of the attacked member to the other side.
    """
    place, count = places(), question.issues
    displacement, stake = distances
    normals, sides, picks, who = _numbers(int(key * _DOUBLE), count, question.rounds)
    columns = [place[m] for m in question.members]
    stands = points + departure * normals[:, columns]
    side = np.where(sides < 0.5, -1.0, 1.0) if question.side == 0 else np.full(count, float(question.side))
    n = len(question.members)
    accused = np.full(count, -1, np.int64)
    if question.accused is not None:
        accused[:] = question.accused
    elif question.matter == "suspension":
        accused = np.minimum((who * n).astype(np.int64), n - 1)
    if question.matter == INVOCATION:
        drawn = np.minimum((who * n).astype(np.int64), n - 1)
        attacked = drawn if question.attacked is None else np.full(count, question.attacked)
        stands[np.arange(count), attacked] -= side * stake
    return _Issues(stands, points.mean() + side * displacement, picks, accused)


def _leanings(issue: _Issues, proposals: FloatArray) -> FloatArray:
    """Return each member's distance beyond indifference towards the proposal, shape (issue, round, member)."""
    quo = issue.status_quo[:, None]
    towards, middle = np.sign(proposals - quo), (proposals + quo) / 2
    return np.asarray(towards[..., None] * (issue.stands[:, None, :] - middle[..., None]))


def _outcome(
    votes: BoolArray, rule: DecisionRule, accused: IntArray, *, details: bool
) -> tuple[float, float, FloatArray, FloatArray]:
    n = len(rule.weights)
    none = np.full(n, np.nan)
    counts = [_Count.of(rule, *count, accused) for count in rule.counts()]
    passes = np.logical_and.reduce([c.yes(votes) >= c.threshold for c in counts])
    agreed = passes.any(axis=1)
    first = np.argmax(passes, axis=1) + 1
    rounds = float(first[agreed].mean()) if agreed.any() else float("nan")
    if not details:
        return float(agreed.mean()), rounds, none, none
    changed = np.logical_and.reduce([c.changed(votes) >= c.threshold[..., None] for c in counts])
    pivotal = (changed != passes[..., None]).mean(axis=(0, 1))
    without = np.logical_and.reduce([c.without(votes, rule) for c in counts])
    return float(agreed.mean()), rounds, pivotal, without.any(axis=1).mean(axis=0)


@dataclass(frozen=True, slots=True)
class _Count:
    """One count of a rule, on each issue: what each member weighs, shape (issue, member), what must be reached, and its share of all."""

    own: FloatArray
    threshold: FloatArray
    share: float

    @classmethod
    def of(
        cls, rule: DecisionRule, weights: tuple[float, ...], threshold: float, share: float, accused: IntArray
    ) -> _Count:
        strict = _CLOSE if rule.kind == "majority" else -_CLOSE
        own = np.broadcast_to(np.array(weights), (len(accused), len(weights))).copy()
        if rule.leaves_out_accused:
            rows = np.flatnonzero(accused >= 0)
            own[rows, accused[rows]] = 0.0
        everyone = rule.kind in {"consensus", "unanimity", "unanimity_minus_accused"}
        part = 1.0 if everyone else share
        # the share of those that vote, where one of them does not
        need = part * own.sum(axis=1) if everyone or rule.leaves_out_accused else np.full(len(own), threshold)
        return cls(own, need[:, None] + strict, part)

    def yes(self, votes: BoolArray) -> FloatArray:
        """Return the weight in favour, shape (issue, round)."""
        return np.asarray((votes * self.own[:, None, :]).sum(axis=2))

    def changed(self, votes: BoolArray) -> FloatArray:
        """Return the weight in favour if one member votes otherwise, shape (issue, round, member)."""
        yes, own = self.yes(votes)[..., None], self.own[:, None, :]
        return np.asarray(np.where(votes, yes - own, yes + own))

    def without(self, votes: BoolArray, rule: DecisionRule) -> BoolArray:
        """Return whether the count is reached though one member says no to everything.

        An aggressor inside does so; where the rule leaves the accused out, it is the accused.
        """
        left_out = self.share * self.own[:, None, :] if rule.leaves_out_accused else 0.0
        lower = self.threshold[..., None] - left_out
        return np.asarray((self.yes(votes)[..., None] - votes * self.own[:, None, :]) >= lower)
