"""The side of war: risk, expected support and fighting for others, of a pool whose states may join a treaty.

Everything comes from the models of war risk, joining and support, with their factors: nothing is estimated anew. What
a state adds by joining is read from the treaty's own pledges. Pairs that together make less than `LEAST_SHARE` of a
target's risk at the estimate's mean are left out.
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
from pato.kernels.projection import miles_per_day, pledge_dose, projected_capability
from pato.kernels.support import coalition
from pato.models.pledges import Pledges
from pato.models.risk.theories.found import theory
from pato.models.risk.theories.row import Figures
from pato.models.risk.theories.situation import Coefficients, Known
from pato.models.risk.unseen import believed
from pato.models.risk.war import CREDENCE, ESTIMATE, PATRON, TAIWAN, THEORY, WarRisk
from pato.models.support.arriving import (
    CONTINGENCY,
    DECISIVENESS,
    DEFEAT,
    FORWARD,
    GRADIENT,
    HALF,
    LOSS,
    Support,
)
from pato.models.support.joining import EFFECT, EFFECTS
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import Architecture, assumed, with_parties
from pato.treaties.norms import Instrument
from pato.world import World

LEAST_SHARE = 1e-2
"""Of a target's risk: pairs that together make less are left out, unless the caller asks for another share."""
NEAR = (1, 2, 3, 4, 5)
"""Codes of contiguity: a land border, or up to 400 miles of sea."""
_PERCENT = 100.0


def with_treaty(status_quo: Architecture, treaty: Instrument, states: Sequence[str]) -> Architecture:
    """Return the status quo with a treaty between some states on top."""
    added = with_parties(assumed(treaty), tuple(states))
    held = {i.id: i for i in status_quo.instruments} | {treaty.id: added}
    return status_quo._replace(
        id=f"{status_quo.id}+{treaty.id}", instruments=tuple(held[k] for k in sorted(held))
    )


@dataclass(frozen=True)
class WarSide:
    """Pairs of a challenger and a target of the pool, and what joining the treaty changes for them.

    Attributes
    ----------
    states
        The pool.
    place
        Its positions among the states of the models, shape (state,).
    risk, support
        The models, on those pairs.
    status_quo, now
        The architecture in force, and its pledges.
    then
        By challenger of the pool (-1 for those outside): pledges if all of the pool but it were parties.
    left_out
        Largest share of a target's risk that is left out.
    """

    states: tuple[str, ...]
    place: IntArray
    risk: WarRisk
    support: Support
    status_quo: Architecture
    now: Pledges
    then: Mapping[int, Pledges]
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
        least_share: float = LEAST_SHARE,
        baseline: str = "estimated",
    ) -> WarSide:
        """Return the side of war of a pool; parameters as of `pato.models.membership.pool.Pool.of`."""
        whole = WarRisk.of(
            world,
            status_quo,
            date,
            challengers=challengers,
            horizon_years=horizon_years,
            baseline=baseline,
        )
        place = np.array([whole.states.index(s) for s in states], np.int64)
        kept, left_out = _kept(whole, place, least_share)
        risk = replace(
            whole,
            challengers=whole.challengers[kept],
            targets=whole.targets[kept],
            design=whole.design[kept],
        )
        support = Support.of(world, status_quo, date)
        support = replace(support, joining=risk.joining, challengers=risk.challengers, targets=risk.targets)
        now = support.joining.status_quo
        inside = [-1, *sorted({int(np.flatnonzero(place == r)[0]) for r in risk.challengers if r in place})]
        then = {}
        for r in inside:
            parties = [s for i, s in enumerate(states) if i != r]
            then[r] = support.joining.pledges(with_treaty(status_quo, treaty, parties))
        return cls(tuple(states), place, risk, support, status_quo, now, then, left_out)

    def factors(self) -> list[Factor]:
        """Return the factors of the models, each once."""
        return together([*self.risk.factors(), *self.support.factors()])

    @property
    def target(self) -> IntArray:
        """Position of each pair's target in the pool, shape (pair,)."""
        return np.array([int(np.flatnonzero(self.place == k)[0]) for k in self.risk.targets], np.int64)

    @property
    def challenger(self) -> IntArray:
        """Position of each pair's challenger in the pool, -1 outside it, shape (pair,)."""
        index = {int(p): i for i, p in enumerate(self.place)}
        return np.array([index.get(int(r), -1) for r in self.risk.challengers], np.int64)

    @property
    def newly(self) -> BoolArray:
        """Who would be newly pledged to defend whom if all joined, shape (state, state)."""
        rows = np.ix_(self.place, self.place)
        found = self.then[-1].defence[rows] & ~self.now.defence[rows]
        np.fill_diagonal(found, False)
        return np.asarray(found)

    def near(self) -> BoolArray:
        """Whether a war of a pair is fought on the target's own soil: the challenger is near, shape (pair,)."""
        contiguity = self.support.joining.figures["contiguity"]
        return np.isin(contiguity[self.risk.challengers, self.risk.targets], NEAR)

    def doses(self, draws: Draws) -> dict[str, FloatArray]:
        """Return doses in per cent: ``dose`` (state, pair), ``largest0``, ``total0`` (future, pair), ``total_gain``."""
        risk, pairs = self.risk, np.arange(len(self.risk.targets))
        miles = miles_per_day(int(risk.date[:4]))
        every = _PERCENT * projected_capability(risk.cinc[:, None], risk.distance_km[:, risk.targets], miles)
        itself = np.arange(len(risk.states))[:, None] == risk.challengers
        barred = risk.status_quo[:, risk.challengers] | itself
        dose = np.where(self.newly[:, self.target] & ~barred[self.place], every[self.place], 0.0)
        before = risk.doses.of(risk.status_quo, draws[CREDENCE])
        shape = (draws.n_futures, len(pairs))
        largest, total = (np.broadcast_to(np.expm1(before.part(p)), shape) for p in ("largest", "total"))
        gain = np.repeat(dose[None], draws.n_futures, axis=0)
        if before.taiwan is not None and PATRON in self.states:
            # what the status quo credits of a pledge is not added again when the pledge is given
            d, patron = self.states.index(PATRON), risk.states.index(PATRON)
            on = before.of_taiwan & ~barred[patron]
            word = draws[CREDENCE][:, None] * np.where(on, every[patron], 0.0)
            gain[:, d] = np.where(dose[d] > 0, np.maximum(gain[:, d] - word, 0.0), 0.0)
        return {"dose": dose, "largest0": largest, "total0": total, "total_gain": gain}

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
        return self.risk.today(draws)[1]

    def losses(
        self, draws: Draws, home_years: FloatArray, away: FloatArray, large: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return what a war costs its target, and what defeat adds, share of a year's GDP, shape (future, pair).

        Parameters
        ----------
        draws
            Of the support model's losses.
        home_years
            Years that a loss at home lasts, shape (future,).
        away
            Loss where the war is not on the target's soil, or is a small one, shape (future,).
        large
            Share of the wars at home that are large, shape (future,).
        """
        near = self.near()
        home = large * draws[LOSS] * home_years + (1.0 - large) * away
        base = np.where(near, home[:, None], away[:, None])
        return base, np.where(near, (large * draws[DEFEAT] * home_years)[:, None], 0.0)

    def joining(self, draws: Draws) -> dict[str, FloatArray]:
        """Return support, strengths, gifts and chances of fighting; names and shapes as in the game of the kernel."""
        est = looks_at_support(draws)
        # the estimate of support's effect was made on one theory of distance, without bases: its futures use that one
        gradients = np.where(est, "bueno_de_mesquita", draws.labels(GRADIENT))
        contingencies = np.where(est, "estimated", draws.labels(CONTINGENCY))
        effects = np.array([EFFECTS[name] for name in draws.factor(EFFECT).levels])[draws[EFFECT]]
        now, then = self._chances(draws[JOINING], effects, contingencies)
        self._with_word(now, then, draws, effects, np.flatnonzero(est))
        arriving = np.empty(now.shape)
        own, rival = np.empty((2, draws.n_futures, len(self.risk.targets)))
        for gradient in sorted(set(gradients)):
            here = np.flatnonzero(gradients == gradient)
            half, forward = draws[HALF][here], draws[FORWARD][here] * ~est[here]
            arriving[here] = self.support.arriving(self.status_quo, str(gradient), half, forward)
            own[here], rival[here] = self.support.parties(str(gradient), half)
        mine, fights0 = arriving[:, self.place], now[:, self.place]
        gathered = coalition(np.multiply(now, arriving, out=arriving))
        more = then - fights0
        return {
            "support0": gathered.total,
            "gift0": gathered.most,
            "own": own,
            "rival": rival,
            "support_gain": more * mine,
            "gift": then * mine,
            "fights0": fights0,
            "fights_gain": more,
            "decisiveness": np.asarray(draws[DECISIVENESS], np.float64),
        }

    def _with_word(
        self, now: FloatArray, then: FloatArray, draws: Draws, effects: FloatArray, here: IntArray
    ) -> None:
        """Let the patron's word for Taiwan count for its share of a pledge, as theories of expected support have it, in some futures."""
        if PATRON not in self.risk.states or TAIWAN not in self.states or not len(here):
            return
        d, k = (self.risk.states.index(s) for s in (PATRON, TAIWAN))
        pairs = np.flatnonzero((self.risk.targets == k) & (self.risk.challengers != d))
        if self.now.defence[d, k] or not len(pairs):
            return
        defence = self.now.defence.copy()
        defence[d, k] = True
        pledged = replace(self.now, defence=defence, consultation=self.now.consultation & ~defence)
        r, b = self.risk.challengers[pairs], draws[JOINING][here]
        whole, bare = (
            self.support.joining.probabilities(b, p, r, self.risk.targets[pairs], effect="causal")[:, d]
            for p in (pledged, self.now)
        )
        x, word = _logit(bare), draws[CREDENCE][here][:, None] * (_logit(whole) - _logit(bare))
        now[here[:, None], d, pairs] = probability(x + word)
        if PATRON in self.states:
            at = self.states.index(PATRON)
            given = self.newly[at, self.states.index(TAIWAN)]
            more = effects[here][:, None] * (_logit(whole) - x - word) * given
            then[here[:, None], at, pairs] = probability(x + word + more)

    def _chances(
        self, b: FloatArray, effects: FloatArray, contingencies: StrArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return chances of fighting now, shape (future, every state, pair), and of the pool if all joined, (future, state, pair)."""
        r, k = self.risk.challengers, self.risk.targets
        groups = {str(c): np.flatnonzero(contingencies == c) for c in sorted(set(contingencies))}
        now = self.support.chances(b, self.now, effects, groups)
        then = np.zeros((len(b), len(self.place), len(k)))
        for challenger, pledges in self.then.items():
            pairs = np.flatnonzero(self.challenger == challenger)
            some = replace(self.support, challengers=r[pairs], targets=k[pairs])
            then[:, :, pairs] = some.chances(b, pledges, effects, groups)[:, self.place]
        return now, then


def _kept(risk: WarRisk, place: IntArray, least_share: float) -> tuple[IntArray, float]:
    """Return the pairs against the pool that make all but a share of each target's risk, and the most left out."""
    base = pledge_dose(
        risk.status_quo,
        cinc=risk.cinc,
        distance_km=risk.distance_km,
        miles_a_day=miles_per_day(int(risk.date[:4])),
    )
    names = {"dose_largest": base.largest, "dose_rest": base.rest}
    x = np.zeros(len(risk.targets))
    for j, name in enumerate(risk.risk.names):
        column = names[name][risk.challengers, risk.targets] if name in names else risk.design[:, j]
        x += risk.risk.coefficients[j] * column
    p, most = probability(x), 0.0
    kept: list[int] = []
    for k in place:
        pairs = np.flatnonzero(risk.targets == k)
        if not len(pairs):
            continue
        order = pairs[np.argsort(-p[pairs], kind="stable")]
        share = np.cumsum(p[order]) / p[order].sum()
        count = int(np.searchsorted(share, 1 - least_share) + 1)
        kept.extend(int(pair) for pair in order[:count])
        most = max(most, float(1 - share[min(count, len(order)) - 1]))
    if not kept:
        raise UsageError(
            Problem("pool", "no state of it has a challenger outside it.", "Name a rival outside the pool.")
        )
    return np.array(sorted(kept), np.int64), most


def _logit(p: FloatArray) -> FloatArray:
    return np.asarray(np.log(p) - np.log1p(-p))


def looks_at_support(draws: Draws) -> BoolArray:
    """Return in which futures a theory holds that looks at expected support, shape (future,)."""
    return np.array([theory(level).looks_at_support for level in draws.factor(THEORY).levels])[draws[THEORY]]
