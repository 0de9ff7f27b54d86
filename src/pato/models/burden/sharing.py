"""Spending of each member of a body: today, by best reply, and under each rule of sharing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pato.brief import brief
from pato.errors import CoverageError, Problem, UsageError
from pato.files.estimates import stored
from pato.futures import Design, Draws, Factor, Levels, Posterior
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import Assumptions
from pato.models.burden.in_force import InForce, in_force
from pato.models.burden.theories import THEORIES, Parameters, Today, equilibrium
from pato.models.commitments import worth
from pato.models.commitments.pairs import owed_to_each
from pato.models.commitments.profiles import commitments_among
from pato.models.commitments.valuation import valuation_of
from pato.models.rivals import PACIFIC, outside
from pato.treaties.architecture import Architecture
from pato.world import World

ESTIMATE, THEORY, SPILL = "burden", "burden_theory", "spill_share"
_MILLIONS_A_BILLION = 1000.0


@brief("body", "members", "pledge")
@dataclass(frozen=True, slots=True, eq=False)
class Burden:
    """Efforts and shares of the members of a body.

    Attributes
    ----------
    members
        ISO codes.
    income, effort
        GDP and military expenditure today, billion USD, shape (member,).
    replies
        Expenditure when each answers the pledges of the architecture, shape (future, member); NaN where replies
        do not settle.
    alone
        Expenditure without any allies, shape (future, member).
    draws
        Of the theory and its parameters.
    pledge
        Share of GDP that is pledged, or None.
    held
        Commitments in force.
    """

    body: str
    members: tuple[str, ...]
    income: FloatArray
    effort: FloatArray
    replies: FloatArray
    alone: FloatArray
    draws: Draws
    pledge: float | None
    held: InForce
    meta: Mapping[str, object] = field(default_factory=dict)

    def shares(self) -> dict[str, FloatArray]:
        """Return members' shares of the whole by rule, each of shape (member,)."""
        n = len(self.members)
        found = {
            "now": self.effort / self.effort.sum(),
            "gni_share": self.income / self.income.sum(),
            "equal": np.full(n, 1.0 / n),
        }
        floor = self.in_force()
        found["in_force"] = floor / floor.sum()
        if self.pledge is not None:
            raised = floor + self.added()
            found["pledge"] = raised / raised.sum()
        return found

    def in_force(self) -> FloatArray:
        """Return members' spending or existing commitments, billion USD, shape (member,)."""
        return self.held.floor(self.effort / self.income) * self.income

    def added(self, *, announced: bool = False) -> FloatArray:
        """Return the pledge's addition to commitments in force, billion USD, shape (member,); with `announced`, also to announced plans."""
        if self.pledge is None:
            return np.zeros(len(self.members))
        return self.held.gap(self.effort / self.income, self.pledge, announced=announced) * self.income

    def equilibrium_shares(self, theory: str) -> FloatArray:
        """Return members' shares where each answers the others, shape (future of the theory, member)."""
        chosen = self.replies[self.draws.is_level(THEORY, theory)]
        chosen = chosen[np.isfinite(chosen).all(axis=1)]
        total = chosen.sum(axis=1, keepdims=True)
        return np.asarray(chosen / np.where(total > 0, total, np.nan))

    def free_riding(self) -> FloatArray:
        """Return the share of stand-alone effort that a member leaves to its allies, shape (future, member).

        Below zero where allies make it spend more.
        """
        return np.asarray(1.0 - self.replies / np.where(self.alone > 0, self.alone, np.nan))


def share_burden(
    body: str,
    members: Sequence[str],
    architecture: Architecture,
    status_quo: Architecture,
    world: World,
    assumptions: Assumptions,
    date: str,
    *,
    pledge: float | None = None,
    futures: int = 300,
    seed: int = 1,
) -> Burden:
    """Return members' spending under each rule and theory.

    Parameters
    ----------
    body, members
        The body and its members; needs GDP and military expenditure of each.
    architecture, status_quo
        Architecture with the commitments that spill in, and the one reflected in today's spending; each commitment is
        weighted by its strength against the rival against which most is owed (`pato.models.commitments`).
    date
        On which pledges are read.
    pledge
        Share of GDP pledged.
    futures, seed
        How much is drawn.

    Raises
    ------
    CoverageError
        If GDP or expenditure of a member is not known.
    UsageError
        If there are fewer than two members.
    """
    if len(members) < 2:
        raise UsageError(
            Problem(body, "has fewer than two members.", "A burden is shared between two or more.")
        )
    _refuse_unknown(body, members, world)
    states = _known(world)
    income, effort = (
        _figure(states, "gdp_usd_bn", world),
        _figure(states, "milex_usd_m", world) / _MILLIONS_A_BILLION,
    )
    place = np.array([states.index(m) for m in members])
    free = np.isin(np.arange(len(states)), place)
    draws = Design(tuple(factors(assumptions)), futures, seed).draw()
    rivals = tuple(r for r in outside(PACIFIC, members) if r in states)
    before, after = (
        owed_to_each(
            valuation_of(world, date),
            commitments_among(a, date, states, rivals, basis=status_quo),
            draws,
            rivals,
        )
        for a in (status_quo, architecture)
    )
    replies, alone = np.full((futures, len(place)), np.nan), np.full((futures, len(place)), np.nan)
    for future in range(futures):
        today = Today(income, effort, effort @ before[future])
        theory = THEORIES[int(draws[THEORY][future])]
        parameters = Parameters(float(draws[SPILL][future]), float(draws[ESTIMATE][future, 2]))
        settled = equilibrium(theory, today, after[future], free, parameters)
        if settled is not None:
            replies[future] = settled[place]
        alone[future] = theory.reply(today, np.zeros(len(states)), parameters)[place]
    meta = {"body": body, "date": date, "futures": futures, "seed": seed, "status_quo": status_quo.id}
    held = in_force(status_quo, date, members)
    return Burden(
        body, tuple(members), income[place], effort[place], replies, alone, draws, pledge, held, meta
    )


def factors(assumptions: Assumptions) -> list[Factor]:
    """Return the uncertain factors: the theory, the share that spills in, the estimate, and strengths of commitments."""
    estimate = stored("burden")
    claims = "; ".join(f"{t.id}: {t.label}" for t in THEORIES)
    posterior = Posterior.of(tuple(estimate["names"]), estimate["coefficients"], estimate["covariance"])
    return [
        Factor(THEORY, Levels(tuple(t.id for t in THEORIES), "theory"), claims, "assumption"),
        *assumptions.factors((SPILL,)),
        Factor(ESTIMATE, posterior, "pato fit burden: 1950-2018", "estimate"),
        *worth.factors(),
    ]


def _refuse_unknown(body: str, members: Sequence[str], world: World) -> None:
    problems = []
    for member in members:
        for figure in ("gdp_usd_bn", "milex_usd_m"):
            if member not in world.states or world.states[member][figure] is None:
                problems.append(
                    Problem(
                        f"{body}: {member}",
                        f"{figure} is not in the snapshot.",
                        "Choose a body of the Indo-Pacific, or leave the state out in an architecture of your own.",
                    )
                )
    if problems:
        raise CoverageError(problems)


def _known(world: World) -> tuple[str, ...]:
    """Return the states with GDP and expenditure; the effort of others is unknown and does not spill in here."""
    return tuple(
        s for s, f in world.states.items() if f["gdp_usd_bn"] is not None and f["milex_usd_m"] is not None
    )


def _figure(states: Sequence[str], name: str, world: World) -> FloatArray:
    return np.asarray(world.array(name, states).values, np.float64)
