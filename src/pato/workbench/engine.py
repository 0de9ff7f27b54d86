"""Warm models: made once for all candidate states, and asked about one design after the other in the same runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import xarray as xr

from pato import world as figures
from pato.assess.metrics import Context, Metric, metrics
from pato.assess.run import stacked
from pato.futures import Design, Draws, Factor, Levels
from pato.futures.factor import together
from pato.kernels.arrays import FloatArray
from pato.memo import Memo
from pato.models.base import Model, Setting, models_of
from pato.models.membership.model import Membership
from pato.models.membership.standing import Standing, stand
from pato.models.pledges import pledged
from pato.models.risk.war import THEORY
from pato.models.rivals import PACIFIC
from pato.models.support.arriving import CONTINGENCY
from pato.treaties.architecture import Architecture
from pato.workbench.asked import SHOWN, Asked
from pato.workbench.designs import DESIGN, design_of
from pato.workbench.designs import Design as Proposal

RUNS, SEED, HORIZON, RIVAL = 200, 1, 10, "CHN"
MODELS = ("war_risk", "support", "membership")
"""Models behind the first page; `Engine.more` makes the others when requested."""
MORE = ("war_risk", "disputes", "entrapment", "arming", "trade", "burden", "decision", "accession")
"""Models behind the page of all figures; there the risk of war includes attacks by any state."""
_BASE = "today"


@dataclass(frozen=True)
class Outcome:
    """A design and what it is compared with, in the same runs.

    Attributes
    ----------
    asked, proposal
        The question, and its architectures.
    values
        Metrics by id, dims (future, architecture) or (architecture,), the baseline first.
    theories
        Of the metrics that depend on assumptions about deterrence: the assumption of each run, shape (future,).
    levels
        Ids of these assumptions.
    without
        Parties without data.
    """

    asked: Asked
    proposal: Proposal
    values: Mapping[str, xr.DataArray]
    theories: FloatArray
    levels: tuple[str, ...]
    without: tuple[str, ...] = ()

    def of(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Return a metric's figures under the baseline and under the design, each of shape (future,) or ()."""
        found = self.values[name]
        return (
            np.asarray(found.sel(architecture=_BASE).values),
            np.asarray(found.sel(architecture=DESIGN).values),
        )


@dataclass
class Engine:
    """The models of one day; not shared between processes.

    Attributes
    ----------
    date
        ISO date on which pledges are read.
    folder
        The folder that is served, or None.
    """

    date: str
    folder: str | None = None
    _bases: Memo = field(default_factory=lambda: Memo(8), repr=False)
    _tiled: Memo = field(default_factory=lambda: Memo(3), repr=False)
    _drawn: Memo = field(default_factory=lambda: Memo(3), repr=False)
    _made: Memo = field(default_factory=lambda: Memo(10), repr=False)
    _wars: Memo = field(default_factory=lambda: Memo(4), repr=False)

    @cached_property
    def world(self) -> figures.World:
        """The data on states."""
        return figures.load()

    @cached_property
    def universe(self) -> tuple[str, ...]:
        """States that models are made for at the start."""
        return tuple(s for s in SHOWN if s in self.world.states)

    def models(
        self, asked: Asked, status_quo: Architecture, wanted: Sequence[str] = MODELS
    ) -> Mapping[str, Model]:
        """Return models for all candidate states, made once for each architecture in force."""
        more = [s for s in asked.named if s not in self.universe and s in self.world.states]
        states = (*self.universe, *sorted(more))
        return self._made.get(
            status_quo, asked.date, states, tuple(wanted), make=lambda: self._models(status_quo, asked.date, states, wanted)
        )  # fmt: skip

    def _models(
        self, status_quo: Architecture, date: str, states: tuple[str, ...], wanted: Sequence[str]
    ) -> Mapping[str, Model]:
        # what counts on the first page are attacks by named rivals: pairs with anybody else would only take time
        challengers = PACIFIC if tuple(wanted) == MODELS else None
        on = Setting(self.world, status_quo, date, challengers, HORIZON, states, RIVAL)
        models, left_out = models_of(on, wanted)
        if left_out:
            raise next(iter(left_out.values()))
        return {model.id: model for model in models}

    def answer(self, asked: Asked) -> Outcome:
        """Return the changes made by a design.

        Raises
        ------
        PatoError
            If a name is not known, a file has mistakes or a state no figures.
        """
        proposal = design_of(asked, self.folder)
        models = self.models(asked, proposal.baseline)
        draws = self.draws(models, asked.guarantor)
        wars = self.tiled(draws)
        context = self._context(asked, proposal)
        values = dict(self._law(context))
        risk = self._metrics(context, "war_risk", models["war_risk"], wars, proposal)
        values |= {name: found for name, found in risk.items() if not metrics()[name].by_anybody}
        values |= self._metrics(context, "support", models["support"], draws, proposal)
        levels = wars.factor(THEORY).levels
        without = tuple(s for s in asked.parties if s not in self.world.states)
        return Outcome(asked, proposal, values, wars[THEORY], levels, without)

    def standing(self, asked: Asked) -> Standing | None:
        """Return the acceptance of a membership; None if the pact has a party without data. Raises as `answer`."""
        proposal = design_of(asked, self.folder)
        models = self.models(asked, proposal.baseline)
        membership = models["membership"]
        assert isinstance(membership, Membership)
        return self._standing(membership, self.draws(models, asked.guarantor), asked, proposal)

    def draws(self, models: Mapping[str, Model], guarantor: str) -> Draws:
        """Return the shared runs, in which the guarantor behaves as chosen."""
        return self._drawn.get(
            tuple(map(id, models.values())), guarantor, make=lambda: _drawn(models, guarantor)
        )

    def tiled(self, draws: Draws) -> Draws:
        """Return the runs once under each assumption about deterrence, so that nothing else differs."""
        return self._tiled.get(draws, make=lambda: _across(draws))

    def more(self, asked: Asked) -> Mapping[str, xr.DataArray]:
        """Return every metric that `answer` leaves out, by id; as `Outcome.values`, in runs that draw assumptions evenly."""
        proposal = design_of(asked, self.folder)
        context = self._context(asked, proposal)
        found: dict[str, xr.DataArray] = {}
        for name in MORE:
            models = self.models(asked, proposal.baseline, (name,))
            draws = self.draws(models, asked.guarantor)
            found |= self._metrics(context, name, models[name], draws, proposal)
        # the first page has those of named rivals, under each assumption in the same runs
        return {
            k: v for k, v in found.items() if metrics()[k].by_anybody or metrics()[k].models != ("war_risk",)
        }

    def _context(self, asked: Asked, proposal: Proposal) -> Context:
        states = tuple(self.world.states)
        members = tuple(sorted(s for s in asked.parties if s in self.world.states))
        both = {_BASE: proposal.baseline, DESIGN: proposal.proposed}
        pledges = {label: pledged(a, asked.date, states) for label, a in both.items()}
        own: dict[str, tuple[str, ...]] = {_BASE: (), DESIGN: members}
        return Context(xr.Dataset(), members, HORIZON, pledges, states, RIVAL, both, own, asked.date)

    def _law(self, context: Context) -> Mapping[str, xr.DataArray]:
        """Return the metrics that follow from the texts alone."""
        chosen = (m for m in metrics().values() if not m.models)
        return {m.id: m.compute(context) for m in chosen}

    def _metrics(
        self, context: Context, name: str, model: Model, draws: Draws, proposal: Proposal
    ) -> Mapping[str, xr.DataArray]:
        """Return the metrics of one model; one value per state is left out, and what has no value."""
        base = self._bases.get(
            model, proposal.baseline, draws, make=lambda: model.evaluate(draws, proposal.baseline).outcomes
        )
        own = model.evaluate(draws, proposal.proposed).outcomes
        on = replace(context, outcomes=stacked([_BASE, DESIGN], [base, own]))
        found = {m.id: m.compute(on) for m in _metrics_of(name)}
        return {k: v for k, v in found.items() if v.ndim <= 2 and np.isfinite(v.values).all()}

    def _standing(
        self, membership: Membership, draws: Draws, asked: Asked, proposal: Proposal
    ) -> Standing | None:
        members = [s for s in asked.parties if s in membership.states]
        if len(members) != len(asked.parties):
            return None
        associates = [s for s in asked.associates if s in membership.states]
        pool = membership.pool(proposal.pact, asked.date, associates)
        wars = self._wars.get(pool, draws, make=lambda: pool.wars(draws))
        return stand(pool, draws, pool.mask(members, associates), wars=wars, entry=False)


def _metrics_of(name: str) -> list[Metric]:
    return [
        m
        for m in metrics().values()
        if m.models == (name,) and not m.id.endswith(("_by_state", "_by_target"))
    ]


def _drawn(models: Mapping[str, Model], guarantor: str) -> Draws:
    factors = together(f for model in models.values() for f in model.factors())
    return Design(tuple(_held(f, guarantor) for f in factors), RUNS, SEED).draw()


def _held(factor: Factor, guarantor: str) -> Factor:
    """Return the factor of what the guarantor does with one level alone: what a study writes as ``values: [honours]``."""
    if factor.id != CONTINGENCY or not isinstance(factor.spec, Levels):
        return factor
    return replace(factor, spec=Levels((guarantor,), factor.spec.role))


def _across(draws: Draws) -> Draws:
    levels, count = draws.factor(THEORY).levels, draws.n_futures
    arrays = {name: np.concatenate([draws[name]] * len(levels)) for name in draws}
    arrays[THEORY] = np.repeat(np.arange(len(levels), dtype=np.int16), count)
    factors = tuple(draws.factor(name) for name in draws)
    return Draws(factors, np.tile(draws.futures, len(levels)), arrays)
