"""Inputs on war for a pool of states that may join a treaty: risk, expected support and fighting for others.

Everything comes from the models of war risk, joining and support, with their factors; nothing new is estimated. A
state's contribution on joining is read from the treaty's own obligations. Pairs that together make less than
`LEAST_SHARE` of a target's risk at the estimate's mean are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pato.errors import Problem, UsageError
from pato.futures import Draws, Factor
from pato.futures.factor import together
from pato.kernels.arrays import AnyArray, BoolArray, FloatArray, IntArray, StrArray
from pato.kernels.chances import probability
from pato.kernels.deterrence import STATISTICS
from pato.kernels.support import coalition
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import medians
from pato.models.membership.joined import committed_if_joined, forms_of, sitting, with_treaty
from pato.models.risk.theories.found import theory
from pato.models.risk.theories.row import Figures
from pato.models.risk.theories.situation import Coefficients, Known
from pato.models.risk.unseen import believed
from pato.models.risk.war import ESTIMATE, THEORY, WarRisk
from pato.models.support.arriving import (
    CONTINGENCY,
    DECISIVENESS,
    FORWARD,
    GRADIENT,
    HALF,
    LOSS,
    Support,
    added_by_defeat,
    hosts_of,
)
from pato.models.support.joining import EFFECT, EFFECTS
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument
from pato.world import World

LEAST_SHARE = 1e-2
"""Share of a target's risk: pairs that together make up less are left out, for named memberships and sweeps."""
NEAR = (1, 2, 3, 4, 5)
"""Codes of contiguity: a land border, or up to 400 miles of sea."""


@dataclass(frozen=True)
class WarSide:
    """Pairs of a challenger and a target of the pool, and what joining the treaty changes for them.

    Attributes
    ----------
    states
        The pool.
    place
        Positions of its seats among the states of the models, shape (seat,).
    target
        Seat of each pair's target, shape (pair,): the pairs of a state with two seats are there twice.
    risk, support
        The models, on those pairs.
    status_quo, now
        The architecture in force, and its commitments.
    system
        The architecture if all of the pool were parties.
    then
        By form of the treaty, and by challenger of the pool (-1 for those outside): commitments if all of the pool but it were parties;
        other forms have associates, see `pato.models.membership.joined.forms_of`.
    form
        Which form says what seats owe each other, shape (seat, seat).
    left_out
        Largest share of a target's risk that is left out.
    """

    states: tuple[str, ...]
    place: IntArray
    target: IntArray
    risk: WarRisk
    support: Support
    status_quo: Architecture
    system: Architecture
    now: Commitments
    then: tuple[Mapping[int, Commitments], ...]
    form: IntArray
    left_out: float

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        states: Sequence[str],
        treaty: Instrument,
        *,
        challengers: Sequence[str] | None = None,
        horizon_years: int = 10,
        baseline: str = "estimated",
        associates: Sequence[str] = (),
        readings: Mapping[str, float] | None = None,
        seated: Sequence[str] | None = None,
    ) -> WarSide:
        """Return the side of war of a pool; parameters as of `pato.models.membership.pool.Pool.of`."""
        whole = WarRisk.of(
            world,
            status_quo,
            date,
            challengers=challengers,
            horizon_years=horizon_years,
            baseline=baseline,
            readings=readings,
        )
        own = np.array([whole.states.index(s) for s in states], np.int64)
        kept, left_out = _kept(whole, own)
        target = np.array([int(np.flatnonzero(own == k)[0]) for k in whole.targets[kept]], np.int64)
        for k, state in enumerate(associates):
            again = np.flatnonzero(target == states.index(state))
            kept, target = np.concatenate([kept, kept[again]]), np.append(target, [len(own) + k] * len(again))
        place = np.append(own, [own[states.index(s)] for s in associates]).astype(np.int64)
        risk = replace(
            whole,
            challengers=whole.challengers[kept],
            targets=whole.targets[kept],
            design=whole.design[kept],
        )
        support = Support(risk.joining, risk.challengers, risk.targets, hosts_of(world))
        forms, form = forms_of(states, associates)
        then = tuple(
            committed_if_joined(
                risk,
                own,
                status_quo,
                treaty,
                [s for s in states if s not in some],
                associates=some,
                seated=seated,
            )
            for some in forms
        )
        system = with_treaty(status_quo, treaty, states)
        return cls(
            tuple(states),
            place,
            target,
            risk,
            support,
            status_quo,
            system,
            risk.now,
            then,
            form,
            left_out,
        )

    def seating(self, treaty: Instrument, seated: Sequence[str]) -> WarSide:
        """Return the same where some states sit in the treaty's body and decide, and no others; as `of` makes it with ``seated``."""
        count = len(self.states)
        lesser = [self.risk.states[p] for p in self.place[count:]]
        then = []
        for some, by_challenger in zip(forms_of(self.states, lesser)[0], self.then, strict=True):
            parties = [s for s in self.states if s not in some]
            apart = {c: [s for s in parties if c < 0 or s != self.states[c]] for c in by_challenger}
            then.append({c: sitting(t, treaty, apart[c], seated) for c, t in by_challenger.items()})
        return replace(self, then=tuple(then))

    def factors(self) -> list[Factor]:
        """Return the factors of the models, each once."""
        return together([*self.risk.factors(), *self.support.factors()])

    @property
    def challenger(self) -> IntArray:
        """Position of each pair's challenger in the pool, -1 outside it, shape (pair,)."""
        index = {int(p): i for i, p in enumerate(self.place[: len(self.states)])}
        return np.array([index.get(int(r), -1) for r in self.risk.challengers], np.int64)

    @property
    def newly(self) -> BoolArray:
        """New defence commitments if all joined, shape (seat, seat)."""
        rows = np.ix_(self.place, self.place)
        found = np.zeros(self.form.shape, bool)
        for form, then in enumerate(self.then):
            found |= then[-1].defence[rows] & (self.form == form)
        return np.asarray(found & ~self.now.defence[rows] & (self.place[:, None] != self.place))

    def _cells(self, form: int, challenger: int) -> tuple[IntArray, IntArray]:
        """Return the seats and the pairs of a challenger for which a form of the treaty sets obligations."""
        found = (self.form[:, self.target] == form) & (self.challenger == challenger)
        seats, pairs = np.nonzero(found)
        return seats, pairs

    def near(self) -> BoolArray:
        """Whether a war of a pair is fought on the target's own soil: the challenger is near, shape (pair,)."""
        contiguity = self.support.joining.figures["contiguity"]
        return np.isin(contiguity[self.risk.challengers, self.risk.targets], NEAR)

    def doses(self, draws: Draws) -> dict[str, FloatArray]:
        """Return today's commitments and the additions by members, with names and shapes as in the kernel's game."""
        risk = self.risk
        every = risk.doses.arriving[self.place][:, risk.targets]
        itself = np.arange(len(risk.states))[:, None] == risk.challengers
        free = ~(self.now.defence[:, risk.challengers] | itself)[self.place]
        shape = (draws.n_futures, len(self.place), len(risk.targets))
        was, now = np.zeros(shape), np.zeros(shape)
        for form, by_challenger in enumerate(self.then):
            for challenger, then in by_challenger.items():
                seats, pairs = self._cells(form, challenger)
                r, k = risk.challengers[pairs], risk.targets[pairs]
                for out, commitments in ((was, self.now), (now, then)):
                    worth = risk.valuation.worth(commitments, draws).deterring
                    out[:, seats, pairs] = worth[:, commitments.of[self.place[seats], k, r]]
        newly = np.where(free, np.maximum(now - was, 0.0), 0.0)
        newly[:, self.target, np.arange(len(self.target))] = 0.0
        today = risk.doses.valued(self.now, draws)
        return {
            "reach": every,
            "worth": np.where(newly > 0.0, now, 0.0),
            "newly": newly,
            "largest0": today.largest,
            "total0": today.total,
            "any0": today.any,
        }

    def theories(self, draws: Draws) -> dict[str, AnyArray]:
        """Return each future's theory as the game of the kernel reads it: its number, its statistic and its figures, each of shape (future,)."""
        levels, number = draws.factor(THEORY).levels, draws[THEORY].astype(np.int64)
        rows = [theory(level) for level in levels]
        found: dict[str, AnyArray] = {
            "theory": number,
            "statistic": np.array([STATISTICS.index(r.statistic) for r in rows])[number],
            "in_logs": np.array([r.log for r in rows])[number],
            "first_only": np.array([r.first_only for r in rows])[number],
        }
        figures = Figures(*np.zeros((len(Figures._fields), draws.n_futures)))
        for i, row in enumerate(rows):
            here = np.flatnonzero(number == i)
            own = {f.id: draws[f.id][here] for f in row.factors()}
            known = Known(
                Coefficients(self.risk.risk.names, believed(self.risk.risk.names, draws, ESTIMATE, here)),
                own,
                self.risk.horizon_years,
            )
            for column, values in zip(figures, row.figures(known), strict=True):
                column[here] = values
        named = zip(("slope", "cap", "step", "surge", "surge_share"), figures, strict=True)
        return found | dict(named)

    def log_odds(self, draws: Draws) -> FloatArray:
        """Return the log-odds of each pair's war in a year at the status quo, shape (future, pair)."""
        return self.risk.today(draws)

    def losses(
        self, draws: Draws, home_years: FloatArray, away: FloatArray, large: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the cost of a war to its target, and the additional cost of defeat, share of a year's GDP, shape (future, pair).

        Parameters
        ----------
        draws
            Factors of the support model's losses.
        home_years
            Years that a loss at home lasts, shape (future, pair); see `lasting`.
        away
            Loss where the war is not on the target's soil, or is a small one, shape (future,).
        large
            Share of the wars at home that are large, shape (future,).
        """
        near, large, small = self.near(), large[:, None], away[:, None]
        base = np.where(near, large * draws[LOSS][:, None] * home_years + (1.0 - large) * small, small)
        return base, np.where(near, large * added_by_defeat(draws)[:, None] * home_years, 0.0)

    def lasting(self, years: FloatArray, log_odds: FloatArray, large: FloatArray) -> FloatArray:
        """Return the number of years for which a loss at home counts, shape (future, pair): output already lost is not lost again.

        If large wars occur at a rate P and their effects last Y years, a share 1 - exp(-P Y) of all years is under
        the loss, not P Y: a war then counts for (1 - exp(-P Y)) / P years. P is the target's risk at the status quo.
        """
        p, target = probability(log_odds), self.target
        whole = np.zeros((len(p), len(self.place)))
        for pair, k in enumerate(target):
            whole[:, k] += p[:, pair]
        rate = np.maximum(large[:, None] * whole, 1e-12)
        return np.asarray((-np.expm1(-rate * years[:, None]) / rate)[:, target])

    def joining(self, draws: Draws) -> dict[str, FloatArray]:
        """Return support, strengths, gifts and chances of fighting; names and shapes as in the game of the kernel."""
        est = looks_at_support(draws)
        # the estimate of support's effect was made on one theory of distance, without bases: its futures use that one
        gradients = np.where(est, "bueno_de_mesquita", draws.labels(GRADIENT))
        contingencies = np.where(est, "estimated", draws.labels(CONTINGENCY))
        effects = np.array([EFFECTS[name] for name in draws.factor(EFFECT).levels])[draws[EFFECT]]
        now, then = self._chances(draws, effects, contingencies)
        arriving = np.empty(now.shape)
        mine_then = np.empty(then.shape)
        own, rival = np.empty((2, draws.n_futures, len(self.risk.targets)))
        for gradient in sorted(set(gradients)):
            here = np.flatnonzero(gradients == gradient)
            half, forward = draws[HALF][here], draws[FORWARD][here] * ~est[here]
            arriving[here] = self.support.arriving(self.status_quo, str(gradient), half, forward)
            own[here], rival[here] = self.support.parties(str(gradient), half)
            mine_then[here] = (
                self.support.arriving(self.system, str(gradient), half, forward)[:, self.place]
                if self.support.reaches_further(self.status_quo, self.system)
                else arriving[here][:, self.place]
            )
        mine, fights0 = arriving[:, self.place], now[:, self.place]
        before = fights0 * mine
        gathered = coalition(np.multiply(now, arriving, out=arriving))
        return {
            "support0": gathered.total,
            "gift0": gathered.most,
            "own": own,
            "rival": rival,
            "support_gain": then * mine_then - before,
            "gift": then * mine_then,
            "fights0": fights0,
            "fights_gain": then - fights0,
            "decisiveness": np.asarray(draws[DECISIVENESS], np.float64),
        }

    def _chances(
        self, draws: Draws, effects: FloatArray, contingencies: StrArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return chances of fighting now, shape (future, every state, pair), and of the pool if all joined, (future, state, pair)."""
        b, r, k = draws[JOINING], self.risk.challengers, self.risk.targets
        worth = self.risk.valuation.worth
        today = worth(self.now, draws)
        groups = {str(c): np.flatnonzero(contingencies == c) for c in sorted(set(contingencies))}
        now = self.support.chances(b, self.now, effects, groups, (today, today))
        found = np.zeros((len(b), len(self.place), len(k)))
        for form, by_challenger in enumerate(self.then):
            for challenger, then in by_challenger.items():
                seats, cells = self._cells(form, challenger)
                pairs, at = np.unique(cells, return_inverse=True)
                some = replace(self.support, challengers=r[pairs], targets=k[pairs])
                both = today, worth(then, draws)
                fights = some.chances(b, then, effects, groups, both)
                found[:, seats, cells] = fights[:, self.place[seats], at]
        return now, found


def _kept(risk: WarRisk, place: IntArray) -> tuple[IntArray, float]:
    """Return the pairs against the pool that make all but a share of each target's risk, and the most left out."""
    dose = risk.doses.fitted(risk.now, medians())
    largest = np.log1p(dose.largest[0])
    rest = np.log1p(np.maximum(dose.total, dose.largest)[0]) - largest
    names = {"dose_largest": largest, "dose_rest": rest}
    x = np.zeros(len(risk.targets))
    for j, name in enumerate(risk.risk.names):
        x += risk.risk.coefficients[j] * names.get(name, risk.design[:, j])
    p, most = probability(x), 0.0
    kept: list[int] = []
    for k in place:
        pairs = np.flatnonzero(risk.targets == k)
        if not len(pairs):
            continue
        order = pairs[np.argsort(-p[pairs], kind="stable")]
        share = np.cumsum(p[order]) / p[order].sum()
        count = int(np.searchsorted(share, 1 - LEAST_SHARE) + 1)
        kept.extend(int(pair) for pair in order[:count])
        most = max(most, float(1 - share[min(count, len(order)) - 1]))
    if not kept:
        raise UsageError(
            Problem("pool", "no state of it has a challenger outside it.", "Name a rival outside the pool.")
        )
    return np.array(sorted(kept), np.int64), most


def looks_at_support(draws: Draws) -> BoolArray:
    """Return the futures with a theory based on expected support, shape (future,)."""
    return np.array([theory(level).looks_at_support for level in draws.factor(THEORY).levels])[draws[THEORY]]
