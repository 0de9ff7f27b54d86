"""Whether what an architecture adds can decide: its members under its own rule of invocation, in a study's futures (A6)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.futures import Draws, Evaluation, Factor, Status, status_variable
from pato.futures.dims import FUTURE
from pato.kernels.agreement import agreed_shares
from pato.kernels.arrays import FloatArray
from pato.memo import Memo
from pato.models.assumptions import Assumptions, load_assumptions
from pato.models.decision.agreement import (
    ISSUES,
    MARGIN,
    NOISE,
    PROPOSALS,
    STAKE,
    factors,
    on_the_matter,
    places,
)
from pato.models.decision.bodies import Body, DecisionRule, body_of, body_of_instrument
from pato.models.decision.positions import DEPARTURE, Positions, point_of, positions_of
from pato.models.pledges import added_pact
from pato.treaties.architecture import Architecture, load_architecture
from pato.world import World

MATTER, LARGE = "invocation", "wto"
AGREED, AGREED_LARGE = "agreement_probability", "agreement_probability_large"
ISSUES_A_FUTURE, ROUNDS = 50, 10
_DOUBLE = 2**53
_CLOSE = 1e-9


@dataclass(frozen=True)
class DecisionCapacity:
    """The model for one world, status quo and set of members.

    Attributes
    ----------
    world, status_quo, date
        Figures, the architecture in force, and the day on which members are read.
    members
        The study's members, with drawn positions.
    positions, assumptions
        Ideal points of the members with their errors, and assumptions.
    large
        The large body of the comparison: its members with an ideal point; None before it has members.
    side
        -1 or 1: on which side of the members the status quo lies after an attack; 0 draws it.
    """

    world: World
    status_quo: Architecture
    date: str
    members: tuple[str, ...]
    positions: Positions
    assumptions: Assumptions
    large: Body | None
    side: int = 0
    id: str = "decision"
    _large_body: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls, world: World, status_quo: Architecture, date: str, *, members: tuple[str, ...]
    ) -> DecisionCapacity:
        """Return the model of a world.

        Parameters
        ----------
        world, status_quo, date
            Figures, the architecture in force, ISO date.
        members
            The study's members: all parties of what its architectures add.

        Raises
        ------
        DataError
            If none of the members has an ideal point.
        """
        assumptions = load_assumptions("decision")
        large = None
        if load_architecture(LARGE).instrument(LARGE).parties_on(date):
            body = body_of(load_architecture(LARGE), date)
            known = tuple(m for m in body.members if point_of(m, world) is not None)
            large = Body(body.id, body.title, known, body.decisions)
        positions = positions_of(members, world, assumptions)
        return cls(world, status_quo, date, tuple(members), positions, assumptions, large)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: positions, departures, assumptions, the theory of proposals, and the issues that arise."""
        return factors(self.positions, self.assumptions, MATTER)

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the chance that the body added by an architecture agrees to act on an attack.

        Outcomes of shape (future,): ``agreement_probability``, the share of 50 issues on which the members of the pact
        that the architecture adds agree under the pact's own rule of invocation; ``agreement_probability_large``, the
        same of the WTO's members under the WTO's rule. A body that does not exist has no chance of agreeing: where an architecture adds no
        pact, or one under which nobody decides on an attack, the first is not covered, and so it is where a member has no ideal point and no assumed range.
        """
        found = self.agreed(draws, architecture)
        status = Status.NOT_COVERED if found is None else Status.CONVERGED
        agreed = np.full(draws.n_futures, np.nan) if found is None else found
        outcomes = xr.Dataset(
            {
                AGREED: (
                    (FUTURE,),
                    agreed,
                    {"units": "share of issues", "long_name": "Agreement to act on an attack"},
                ),
                AGREED_LARGE: (
                    (FUTURE,),
                    self._large(draws),
                    {
                        "units": "share of issues",
                        "long_name": "Agreement of the WTO's members on such a matter",
                    },
                ),
            }
        )
        diagnostics = {
            f"{AGREED}_status": status_variable(status.code, draws),
            f"{AGREED_LARGE}_status": status_variable(
                (Status.NOT_COVERED if self.large is None else Status.CONVERGED).code, draws
            ),
        }
        return Evaluation(outcomes, xr.Dataset(diagnostics))

    def agreed(self, draws: Draws, architecture: Architecture) -> FloatArray | None:
        """Return how often the body that an architecture adds agrees, shape (future,), as `evaluate`; None where that is not covered."""
        found = self.body(architecture)
        if found is None or len(found[0]) < 2 or not all(map(self._is_known, found[0])):
            return None
        return self._agreed(found[0], found[1], draws)

    def body(self, architecture: Architecture) -> tuple[tuple[str, ...], DecisionRule] | None:
        """Return the body that decides on an invocation under an architecture, and its rule; None if no pact is added, or nobody decides under it."""
        pact = added_pact(architecture, self.status_quo, self.date)
        if pact is None:
            return None
        body = body_of_instrument(pact, architecture.date or self.date)
        return (body.members, body.rule(MATTER, self.world)[0]) if body.decides(MATTER) else None

    def _is_known(self, member: str) -> bool:
        return (
            member in self.positions.known
            or member in self.positions.assumed
            or point_of(member, self.world) is not None
        )

    def _large(self, draws: Draws) -> FloatArray:
        """Return the large body's agreement; no architecture changes it, so it is computed once for a chunk."""
        if self.large is None:
            return np.full(draws.n_futures, np.nan)
        (rule, _), members = self.large.rule(MATTER, self.world), self.large.members
        return self._large_body.get(draws, make=lambda: self._agreed(members, rule, draws))

    def _agreed(self, members: tuple[str, ...], rule: DecisionRule, draws: Draws) -> FloatArray:
        # in one order everywhere, so that the same states with the same rule get the same proposals
        place = places()
        order = sorted(range(len(members)), key=lambda i: place[members[i]])
        members = tuple(members[i] for i in order)
        strict = -_CLOSE if rule.kind == "majority" else _CLOSE
        counts = rule.counts()
        weights = np.ascontiguousarray(np.array([each for each, _, _ in counts])[:, order])
        margin = draws[MARGIN] if rule.is_lenient else np.zeros(draws.n_futures)
        return agreed_shares(
            on_the_matter(self._points(members, draws), draws),
            np.exp(draws[DEPARTURE][:, 1]) * draws[NOISE],
            np.ascontiguousarray(draws[f"displacement_{MATTER}"]),
            np.ascontiguousarray(margin),
            draws[PROPOSALS].astype(np.int64),
            (draws[ISSUES] * _DOUBLE).astype(np.uint64),
            np.array([place[m] for m in members], np.int64),
            self.side,
            np.ascontiguousarray(draws[STAKE]),
            weights,
            np.array(
                [each.sum() - most + strict for each, (_, most, _) in zip(weights, counts, strict=True)]
            ),
            ISSUES_A_FUTURE,
            ROUNDS,
        )

    def _points(self, members: tuple[str, ...], draws: Draws) -> FloatArray:
        """Return ideal points, shape (future, member): drawn of the study's members, published means of all others.

        The errors of a large body's members are left out: they are a tenth of members' departures, and a posterior
        of a hundred points would fill the results.
        """
        ours = [m for m in members if m in self.positions.known or m in self.positions.assumed]
        drawn = dict(zip(ours, self.positions.drawn(ours, draws).T, strict=True)) if ours else {}
        found = np.empty((draws.n_futures, len(members)))
        for i, member in enumerate(members):
            fixed = None if member in drawn else point_of(member, self.world)
            found[:, i] = drawn[member] if fixed is None else fixed[0]
        return found
