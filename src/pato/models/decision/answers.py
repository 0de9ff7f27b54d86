"""What `pato decide` prints: the chance of agreement by rule, who is pivotal, who could block, and the size curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError, unknown
from pato.futures import Draws
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import Assumptions
from pato.models.decision.agreement import (
    MARGIN,
    NOISE,
    PROPOSALS,
    PROPOSERS,
    Outcome,
    Question,
    decide,
    design,
)
from pato.models.decision.bodies import MATTERS, Body, DecisionRule
from pato.models.decision.positions import Positions, positions_of
from pato.models.decision.power import voting_power
from pato.models.decision.size import SizePoint, rank_correlation, size_curve
from pato.table import Table
from pato.world import World

LARGE = "wto"
COLUMNS = ("q05", "q25", "median", "q75", "q95")
LEVELS_NOTE = (
    "Levels are not identified: they hang on what is assumed of noise, objections and how far the state of things lies off. "
    "Comparisons between rules and bodies are made in the same futures and on the same issues."
)


@brief("body", "matter", "rules")
@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A body's decisions on one matter, in all futures.

    Attributes
    ----------
    rules
        The treaty's own first, then the alternatives.
    where
        Where the own rule stands.
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

    def agreement_table(self) -> Table:
        """Return one row a rule and theory of proposals."""
        rows = []
        for number, (rule, outcome) in enumerate(zip(self.rules, self.outcomes, strict=True)):
            for proposer in PROPOSERS:
                here = self.draws.is_level(PROPOSALS, proposer.id)
                if here.any():
                    rounds = outcome.rounds[here]
                    mean = float(np.nanmean(rounds)) if np.isfinite(rounds).any() else None
                    rows.append(
                        (
                            rule.label,
                            number == 0,
                            proposer.id,
                            *spread(outcome.agreement[here]).ascending,
                            mean,
                        )
                    )
        claims = "; ".join(f"{p.id}: {p.label}" for p in PROPOSERS)
        notes = (
            f"Own rule: {self.rules[0].label} ({self.where}). {len(self.body.members)} members: {', '.join(self.body.members)}.",
            f"Theories of proposals: {claims}. Rounds: of issues on which the body agrees.",
            *self._assumed(),
            LEVELS_NOTE,
        )
        columns = ("rule", "own", "proposals", *COLUMNS, "rounds")
        title = (
            f"Does {self.body.id} agree on {self.matter}? Share of issues, in {self.draws.n_futures} futures"
        )
        return Table(columns, rows, title=title, notes=notes, meta=self.meta)

    def members_table(self) -> Table:
        """Return one row a member: where it stands, how often it decides, and what it could block."""
        own = self.outcomes[0]
        consensus = next(o for r, o in zip(self.rules, self.outcomes, strict=True) if r.is_lenient)
        points = self.positions.drawn(self.body.members, self.draws)
        shapley = voting_power(self.body.voting_rule(self.matter, self.world)).swings.shapley_shubik
        rows = [
            (
                member,
                float(np.median(points[:, i])),
                float(np.median(own.pivotal[:, i])),
                float(shapley[i]),
                float(np.median(own.agreement)),
                float(np.median(own.blocked[:, i])),
                float(np.median(consensus.blocked[:, i])),
            )
            for i, member in enumerate(self.body.members)
        ]
        columns = (
            "member",
            "ideal_point",
            "pivotal",
            "shapley_shubik",
            "agreement",
            "agreement_if_it_always_objects",
            "same_under_consensus",
        )
        notes = (
            "Pivotal: share of votes in which this member's change of mind would change the outcome. Medians over futures, both theories of proposals together.",
            "A member that always objects is what an aggressor inside would be; where the rule leaves out the accused, it has no vote.",
        )
        return Table(
            columns,
            rows,
            title=f"Who decides and who could block: {self.body.id}, {self.matter}",
            notes=notes,
            meta=self.meta,
        )

    def _assumed(self) -> list[str]:
        notes = []
        for code in self.positions.assumed:
            low, high = self.positions.assumed[code]
            notes.append(f"{code} has no ideal point: assumed between {low:.2f} and {high:.2f}.")
        used = (f"displacement_{self.matter}", NOISE, MARGIN)
        ranges = ", ".join(
            f"{s} {self.assumptions.of[s].range[0]:g} to {self.assumptions.of[s].range[1]:g}" for s in used
        )
        return [*notes, f"Assumed: {ranges}."]


def answer(
    body: Body,
    matter: str,
    world: World,
    assumptions: Assumptions,
    *,
    against: str | None = None,
    accused: str | None = None,
    futures: int = 200,
    seed: int = 1,
    rounds: int = 10,
    issues: int = 200,
) -> Answer:
    """Return whether a body agrees on a matter.

    Parameters
    ----------
    body, matter
        Who is asked what.
    against
        For an invocation: the attacker, on whose side of the members the state of things lies.
    accused
        A member; only rules that leave out the accused heed it.
    futures, seed, rounds, issues
        How much is drawn: issues in each future, rounds of proposals on each issue.

    Raises
    ------
    UsageError
        If there is no such matter, the accused is no member, or one member cannot disagree with itself.
    """
    if matter not in MATTERS:
        raise UsageError(unknown("matter", matter, MATTERS))
    if len(body.members) < 2:
        raise UsageError(Problem(body.id, f"has one member, {body.members[0]}.", "A body needs two or more."))
    if accused is not None and accused not in body.members:
        raise UsageError(unknown(f"member of {body.id}", accused, body.members, where="--accused"))
    own, where = body.rule(matter, world)
    rules = (own, *(r for r in body.alternatives(world) if r != own))
    positions = positions_of(body.members, world, assumptions)
    question = Question(
        body.members,
        matter,
        _side(body, against, world, assumptions) if matter == "invocation" else 0,
        None if accused is None else body.members.index(accused),
        rounds,
        issues,
    )
    draws = design(positions, assumptions, matter, futures, seed).draw()
    outcomes = tuple(decide(question, rules, positions, draws))
    meta = {
        "body": body.id,
        "matter": matter,
        "futures": futures,
        "seed": seed,
        "rounds": rounds,
        "issues": issues,
    }
    return Answer(body, matter, rules, where, outcomes, draws, positions, assumptions, world, meta)


def _side(body: Body, against: str | None, world: World, assumptions: Assumptions) -> int:
    """Return on which side of the members the attacker stands; 0 where nobody is named."""
    if against is None:
        return 0
    everyone = positions_of((*body.members, against), world, assumptions)
    middle = [v for code, (v, _) in everyone.known.items() if code in body.members]
    if against not in everyone.known:
        raise UsageError(
            Problem("--against", f"{against} has no ideal point.", "Name another state, or leave it out.")
        )
    return -1 if everyone.known[against][0] < float(np.mean(middle)) else 1


def size_table(points: Sequence[SizePoint], matter: str) -> Table:
    """Return one row a membership, by size."""
    ordered = sorted(points, key=lambda p: (len(p.members), p.id))
    large = next(p.agreement for p in points if p.id == LARGE)
    rows = [
        (p.id, len(p.members), p.spread, *spread(p.agreement).ascending, _share_above(p, large))
        for p in ordered
    ]
    notes = (
        f"Under consensus, {matter}; spread: standard deviation of members' ideal points. The WTO has here the members that the library names.",
        f"Spearman's correlation of size and median agreement: {rank_correlation(points):.2f}.",
        "more_than_wto: share of futures in which the body agrees more often than the WTO (claim A6); driven by what is assumed.",
        LEVELS_NOTE,
    )
    columns = ("membership", "members", "spread", *COLUMNS, "more_than_wto")
    return Table(
        columns, rows, title="Size and agreement: nested enlargements and bodies that exist", notes=notes
    )


def _share_above(point: SizePoint, large: FloatArray) -> float | None:
    return None if point.id == LARGE else float((point.agreement > large).mean())


def curve(
    matter: str, world: World, assumptions: Assumptions, date: str, *, futures: int, seed: int
) -> list[SizePoint]:
    """Return the size curve; see `pato.models.decision.size.size_curve`."""
    return size_curve(matter, world, assumptions, date, futures=futures, seed=seed)
