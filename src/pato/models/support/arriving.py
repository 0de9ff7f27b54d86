"""Expected support for a target against a challenger, and the outcome if it comes to war (M3).

    S(k, r; A) = sum over d of pi(d, k, r; A) * kappa(d, k)

pi is the joining model's; kappa is the capability of d that arrives at k, under one of three theories of how strength is
lost over distance. Bases and access agreements shorten the way: a share ``forward`` of a state's strength starts from the
nearest place that grants it access. A contingency on the guarantor replaces its pi; it never multiplies it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import xarray as xr

from pato.errors import CoverageError, Problem
from pato.futures import Draws, Evaluation, Factor, Levels, status_variable
from pato.futures.dims import FUTURE, TARGET
from pato.futures.distributions import Uniform
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.projection import miles_per_day
from pato.kernels.support import GRADIENTS, Coalition, coalition, contest
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import Worth
from pato.models.commitments.worth import factors as assumed_of_commitments
from pato.models.support.joining import EFFECT, EFFECTS, ESTIMATE, Joining
from pato.models.support.together import better_odds, in_this_war
from pato.models.support.together import factors as shared_factors
from pato.treaties.architecture import Architecture
from pato.treaties.relations import relations
from pato.world import World

GRADIENT, HALF, FORWARD, DECISIVENESS, LOSS, DEFEAT = (
    "strength_gradient",
    "strength_half_distance_km",
    "forward_share",
    "contest_decisiveness",
    "war_loss",
    "defeat_loss",
)
GUARANTOR, CONTINGENCY = "USA", "guarantor"
CONTINGENCIES = ("estimated", "honours", "absent")
"""Conduct of the guarantor: as estimated; honours all commitments; stays away."""
_POWER = "per cent of world capability"
OUTCOMES = {
    "expected_support_percent": (_POWER, "Expected support"),
    "expected_support_without_largest_percent": (_POWER, "Expected support without the largest supporter"),
    "expected_support_without_guarantor_percent": (_POWER, "Expected support without the United States"),
    "largest_supporter_share": ("share", "Largest supporter's share"),
    "defeat_chance": ("probability", "Chance of defeat in a war"),
    "war_loss_share": ("share of output", "Loss in a war"),
}
"""Outcomes for each target: unit and name; the largest supporter's share is 0 without support."""


@dataclass(frozen=True)
class Support:
    """The model for one world and one status quo; see the module.

    Attributes
    ----------
    joining
        Model of who would fight.
    challengers, targets
        Positions of the pairs, one a target: its strongest challenger, shape (pair,).
    hosts
        States that host forces of the guarantor, shape (state,).
    """

    joining: Joining
    challengers: IntArray
    targets: IntArray
    hosts: BoolArray
    id: str = "support"
    _near: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        challengers: Sequence[str] | None = None,
        members: Sequence[str] = (),
        readings: Mapping[str, float] | None = None,
    ) -> Support:
        """Return the model of a world.

        Parameters
        ----------
        world, status_quo, date
            As for `Joining.of`.
        challengers
            Attackers to consider; every state by default. Each target is paired with the one of them
            that could bring most strength to it.
        members
            States of one pact: none of them is another's challenger.
        readings
            Weights of readings, as in `Joining.of`.

        Raises
        ------
        CoverageError
            If a figure is not known.
        """
        against = None if challengers is None else [world.code(c) for c in challengers]
        joining = Joining.of(world, status_quo, date, challengers=against, readings=readings)
        allowed = (
            range(len(joining.states))
            if challengers is None
            else [joining.position(c) for c in joining.against]
        )
        arriving = np.full((len(joining.states),) * 2, -np.inf)
        whole = _strength(
            joining, "bueno_de_mesquita", joining.figures["distance_km"], np.ones(1), int(date[:4])
        )[0]
        arriving[list(allowed)] = whole[list(allowed)]
        np.fill_diagonal(arriving, -np.inf)
        inside = np.isin(joining.states, list(members))
        arriving[np.ix_(inside, inside)] = -np.inf
        targets = np.flatnonzero(np.isfinite(arriving.max(axis=0)))
        if not len(targets):
            raise CoverageError(
                Problem("support", "no target is left.", "Name a challenger besides the target.")
            )
        return cls(joining, arriving[:, targets].argmax(axis=0), targets, hosts_of(world))

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: joining, distance, access, the guarantor, the contest, and losses."""
        won = "fall of output at the site of a war that the state does not lose: at most the published averages over all wars, close to 10 per cent (Federle, Meier, Müller, Mutschler and Schularick, The Price of War, American Economic Review 2026) and 20 (a working paper before it); 5 is the lower end for the United States after a year of severe war with China (Gompert, Cevallos and Garafola 2016)"
        lost = "the same where the state is defeated: at least those averages, of which the first version had 30 per cent (Kiel Working Paper 2262, 2024), at most the 40 and 37.5 per cent of a first year of war over Taiwan and on the Korean peninsula (Bloomberg Economics 2024, for Taiwan and Korea)"
        return [
            *self.joining.factors(),
            *assumed_of_commitments(),
            *shared_factors(),
            Factor(GRADIENT, Levels(tuple(GRADIENTS), "theory"), "how strength is lost over distance", "assumption"),
            Factor(HALF, Uniform(2000.0, 10000.0), "range for the exponential theory; no estimate", "assumption", "km"),
            Factor(FORWARD, Uniform(0.0, 1.0), "share of strength that starts from bases abroad", "assumption", "share"),
            Factor(CONTINGENCY, Levels(CONTINGENCIES, "contingency"), "what the United States does; replaces its estimated chance", "assumption"),
            Factor(DECISIVENESS, Uniform(0.5, 2.0), "exponent of the contest function; no estimate", "assumption", "exponent"),
            Factor(LOSS, Uniform(0.05, 0.2), won, "assumption", "share of output"),
            Factor(DEFEAT, Uniform(0.1, 0.4), lost, "assumption", "share of output"),
        ]  # fmt: skip

    def coalitions(
        self,
        draws: npt.ArrayLike,
        architecture: Architecture,
        *,
        effect: str | npt.ArrayLike = "causal",
        gradient: str = "bueno_de_mesquita",
        half_km: npt.ArrayLike = 5000.0,
        forward: npt.ArrayLike = 0.0,
        guarantor: str = "estimated",
    ) -> tuple[Coalition, FloatArray]:
        """Return the expected support of each pair, and each defender's expected gift, shape (future, defender, pair).

        Parameters
        ----------
        draws
            Of the joining model, shape (future, coefficient).
        architecture
            The instruments that count.
        effect
            See `pato.models.support.joining.EFFECTS`.
        gradient, half_km, forward
            See the module; ``half_km`` and ``forward`` are single figures or of shape (future,).
        guarantor
            One of `CONTINGENCIES`.
        """
        b, futures = np.atleast_2d(np.asarray(draws, np.float64)), np.arange(len(np.atleast_2d(draws)))
        then = self.joining.committed(architecture)
        worth = tuple(self.joining.valuation.central(c, len(b)) for c in (self.joining.now, then))
        gifts = self.chances(b, then, effect, {guarantor: futures}, (worth[0], worth[1]))
        gifts *= self.arriving(architecture, gradient, np.asarray(half_km, float), np.asarray(forward, float))
        return coalition(gifts), gifts

    def chances(
        self,
        draws: FloatArray,
        then: Commitments,
        effect: str | npt.ArrayLike,
        guarantor: Mapping[str, IntArray],
        worth: tuple[Worth, Worth],
        together: Draws | None = None,
    ) -> FloatArray:
        """Return the chances of fighting, shape (future, defender, pair).

        Parameters
        ----------
        draws
            Of the joining model, shape (future, coefficient).
        then, effect, worth
            As for `Joining.probabilities`.
        guarantor
            The futures of each of `CONTINGENCIES`.
        together
            Draws of what the defenders of a target share in each future, and of the record of democracies; without them each decides alone.
        """
        pairs = self.challengers, self.targets
        b = draws if together is None else in_this_war(draws, self.joining.logit.names, together)
        found = self.joining.probabilities(b, then, *pairs, worth=worth, effect=effect)
        if together is not None:
            self._democracies(found, then, worth[1], better_odds(together))
        for contingency, here in guarantor.items():
            self._contingent(found, here, then, worth[1], contingency)
        return found

    def _democracies(self, chances: FloatArray, then: Commitments, worth: Worth, ratio: FloatArray) -> None:
        """Multiply the odds that democracies fight for their allies, in proportion to the strength of the commitment.

        Parameters
        ----------
        chances
            Shape (future, defender, pair), changed in place.
        then, worth
            Commitments of the architecture; today's count in full, as coded.
        ratio
            Of odds, shape (future,).
        """
        both = self.joining.figures["joint_democracy"] > 0
        d, pair = np.nonzero((then.defence & both)[:, self.targets])
        k = self.targets[pair]
        today = self.joining.now.defence[d, k]
        share = np.where(today, 1.0, worth.joining[:, then.of[d, k, self.challengers[pair]]])
        p, times = chances[:, d, pair], ratio[:, None] ** share
        chances[:, d, pair] = p * times / (1.0 - p + p * times)

    def _contingent(
        self, chances: FloatArray, here: IntArray, then: Commitments, worth: Worth, guarantor: str
    ) -> None:
        """Replace the guarantor's chances in some futures; they stay 0 where it is itself in the pair.

        A guarantor that honours its commitments fights wherever it is bound, to the degree of the commitment's
        strength.
        """
        if guarantor == "estimated" or GUARANTOR not in self.joining.states:
            return
        at = self.joining.position(GUARANTOR)
        if guarantor == "absent":
            chances[here, at] = 0.0
            return
        pairs = np.flatnonzero((self.challengers != at) & (self.targets != at))
        bound = worth.joining[:, then.of[at, self.targets[pairs], self.challengers[pairs]]][here]
        free = chances[here[:, None], at, pairs]
        chances[here[:, None], at, pairs] = bound + (1.0 - bound) * free

    def arriving(
        self, architecture: Architecture, gradient: str, half_km: FloatArray, forward: FloatArray
    ) -> FloatArray:
        """Return per cent of world capability that arrives at each target, shape (future or 1, defender, pair)."""
        home = np.nan_to_num(self.joining.figures["distance_km"][:, self.targets])
        near = self._nearest(architecture)[:, self.targets]
        year, half = int(self.joining.date[:4]), half_km.reshape(-1)
        found = _strength(self.joining, gradient, home, half, year)
        guests = np.flatnonzero(
            (near != home).any(axis=1)
        )  # other states can fight only from their own territory
        if len(guests):
            share = forward.reshape(-1, 1, 1)
            if len(found) != len(share):
                found = np.repeat(found, len(share), axis=0)
            close = _strength(self.joining, gradient, near[guests], half, year, guests)
            found[:, guests] += share * (close - found[:, guests])
        return found

    def reaches_further(self, before: Architecture, after: Architecture) -> bool:
        """Return whether access to bases differs, so that somebody's strength starts from another place."""
        return not np.array_equal(self._nearest(before), self._nearest(after))

    def _nearest(self, architecture: Architecture) -> FloatArray:
        """Return km from the nearest place from which a state may fight: its capital, or a host's, shape (state, target)."""
        return self._near.get(architecture, make=lambda: self._nearest_of(architecture))

    def _nearest_of(self, architecture: Architecture) -> FloatArray:
        states, date = self.joining.states, architecture.date or self.joining.date
        distance = np.nan_to_num(self.joining.figures["distance_km"])
        grants = np.zeros(distance.shape, dtype=bool)
        for owed in relations(architecture.on(date), date, kinds=("access",)):
            if owed.debtor in states and owed.creditor in states:
                grants[states.index(owed.creditor), states.index(owed.debtor)] = True
        if GUARANTOR in states:
            grants[states.index(GUARANTOR)] |= self.hosts
        out = distance.copy()
        for guest in range(len(states)):
            hosts = np.flatnonzero(grants[guest])
            if len(hosts):
                out[guest] = np.minimum(out[guest], distance[hosts].min(axis=0))
        return out

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return support and outcome of each target against its strongest challenger, dims (future, target); see `OUTCOMES`."""
        effects = np.array([EFFECTS[name] for name in draws.factor(EFFECT).levels])[draws[EFFECT]]
        then = self.joining.committed(architecture)
        worth = tuple(self.joining.valuation.worth(c, draws) for c in (self.joining.now, then))
        levels = draws.by_level(CONTINGENCY)
        gifts = self.chances(draws[ESTIMATE], then, effects, levels, (worth[0], worth[1]), draws)
        own, rival = np.empty((2, draws.n_futures, len(self.targets)))
        for gradient, here in draws.by_level(GRADIENT).items():
            half = draws[HALF][here]
            gifts[here] *= self.arriving(architecture, gradient, half, draws[FORWARD][here])
            own[here], rival[here] = self.parties(gradient, half)
        values = dict(zip(OUTCOMES, self._outcomes(draws, gifts, own, rival), strict=True))
        outcomes = {
            name: ((FUTURE, TARGET), values[name], {"units": unit, "long_name": label})
            for name, (unit, label) in OUTCOMES.items()
        }
        coords = {TARGET: [self.joining.states[k] for k in self.targets]}
        return Evaluation(xr.Dataset(outcomes, coords), xr.Dataset({"status": status_variable(0, draws)}))

    def _outcomes(
        self, draws: Draws, gifts: FloatArray, own: FloatArray, rival: FloatArray
    ) -> tuple[FloatArray, ...]:
        """Return the values of `OUTCOMES` in their order, each (future, pair)."""
        found = coalition(gifts)
        defeat = contest(own + found.total, rival, draws[DECISIVENESS][:, None])
        loss = draws[LOSS][:, None] + added_by_defeat(draws)[:, None] * defeat
        at = self.joining.states.index(GUARANTOR) if GUARANTOR in self.joining.states else None
        others = found.total if at is None else np.maximum(found.total - gifts[:, at], 0.0)
        return found.total, found.without_largest, others, np.nan_to_num(found.share), defeat, loss

    def parties(self, gradient: str, half_km: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the target's own strength at home and the challenger's at the target, shape (future, pair) or (1, pair)."""
        year, half, cinc = int(self.joining.date[:4]), half_km.reshape(-1), self.joining.cinc
        km = np.nan_to_num(self.joining.figures["distance_km"][self.challengers, self.targets])
        lost = GRADIENTS[gradient]
        return (
            lost(cinc[self.targets], np.zeros_like(km), half, miles_per_day(year)),
            lost(cinc[self.challengers], km, half, miles_per_day(year)),
        )


def added_by_defeat(draws: Draws) -> FloatArray:
    """Return the additional loss of output from defeat, share, shape (future,): a defeat costs no less than a victory."""
    return np.asarray(np.maximum(draws[DEFEAT] - draws[LOSS], 0.0))


def hosts_of(world: World) -> BoolArray:
    """Return the states that host forces of the guarantor, shape (state,)."""
    return np.asarray(np.nan_to_num(world.array("us_base_sites").values) > 0)


def _strength(
    joining: Joining,
    gradient: str,
    distance_km: FloatArray,
    half_km: FloatArray,
    year: int,
    states: IntArray | None = None,
) -> FloatArray:
    """Return per cent of world capability that arrives, shape (future or 1, ...); the diagonal, without a distance, counts as home."""
    known = np.nan_to_num(distance_km)
    cinc = joining.cinc if states is None else joining.cinc[states]
    return GRADIENTS[gradient](cinc[:, None], known, half_km, miles_per_day(year))
