"""Definition and discovery of metrics: each file in this folder has those of one model, under ``METRICS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import numpy as np
import xarray as xr

from pato.errors import FileError, Problem, unknown
from pato.files.discover import Found, find, reading, user_folders
from pato.futures.dims import CHALLENGER, STATE, TARGET
from pato.kernels.arrays import BoolArray
from pato.memo import Memo
from pato.models.base import makers
from pato.treaties.architecture import Architecture

Level = Literal["dispute", "force", "war"]
LABELLED = (TARGET, STATE, CHALLENGER)
"""Dimensions along which a metric may vary besides futures and architectures."""
HUB = "USA"
"""The state that all bilateral treaties of a hub-and-spoke system share."""
RISK = ("deterrence", "baseline")
"""Factors by which results on the risk of war are broken down: assumptions about deterrence, and the level of risk where a study draws several."""


@dataclass(frozen=True, slots=True)
class Context:
    """Inputs of metrics.

    Attributes
    ----------
    outcomes
        The outcomes of a run, dims future, architecture and others.
    members
        Parties of the pacts that the compared architectures add to the status quo: the same states under every
        architecture, so that they are comparable.
    horizon_years
        Number of years over which totals are taken.
    rival
        The state whose reaction is modelled.
    pledges
        Defence commitments between states, by architecture; states as in `states`.
    states
        ISO codes along the pledges' axes.
    architectures
        By label.
    own
        Parties of the pact of defence that each architecture adds to the status quo, by label.
    date
        The date at which commitments are read.
    lacking
        Members without a value in the requested outcomes: filled by `of_members`.
    """

    outcomes: xr.Dataset
    members: tuple[str, ...]
    horizon_years: int
    pledges: Mapping[str, BoolArray]
    states: tuple[str, ...]
    rival: str = "CHN"
    architectures: Mapping[str, Architecture] = field(default_factory=dict)
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: str = ""
    lacking: list[str] = field(default_factory=list)
    _labels: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @property
    def index(self) -> list[int]:
        """Positions of members along the commitments' axes."""
        return [self.states.index(m) for m in self.members]

    def of_members(self, name: str, dim: str = TARGET) -> xr.DataArray:
        """Return an outcome for the members that have a value; the others are recorded in `lacking`."""
        known = self._covered(name, dim)
        have = [m for m in self.members if m in known]
        self.lacking.extend(m for m in self.members if m not in have and m not in self.lacking)
        return self.outcomes[name].sel({dim: have})

    def mean_of_members(self, name: str, dim: str = TARGET) -> xr.DataArray:
        """Return the mean of an outcome over the members that have a value; NaN if none has."""
        found = self.of_members(name, dim)
        return found.mean(dim, skipna=False) if found.sizes[dim] else found.sum(dim).where(False)

    def of_outsiders(self, name: str, dim: str = TARGET) -> xr.DataArray:
        """Return an outcome for all other states that have a value."""
        return self.outcomes[name].sel({dim: [s for s in self._covered(name, dim) if s not in self.members]})

    def _covered(self, name: str, dim: str) -> list[str]:
        """Return the labels that a model covers at all; single gaps remain and make totals missing."""

        def made() -> list[str]:
            found = self.outcomes[name]
            missing = np.isnan(found.values).all(axis=tuple(i for i, d in enumerate(found.dims) if d != dim))
            return [str(label) for label, gone in zip(found[dim].values, missing, strict=True) if not gone]

        return self._labels.get(self.outcomes, name, dim, make=made)

    def among_members(self, architecture: str) -> BoolArray:
        """Return the pledges among members under an architecture, shape (defender, target)."""
        return self.pledges[architecture][np.ix_(self.index, self.index)]

    def of_own_members(self, name: str, dim: str = STATE) -> xr.DataArray:
        """Return an outcome of the members, NaN under architectures whose pact the member does not belong to."""
        found = self.of_members(name, dim)
        labels = [str(a) for a in found["architecture"].values]
        inside = [[str(s) in self.own.get(a, ()) for s in found[dim].values] for a in labels]
        coords = {"architecture": labels, dim: found[dim].values}
        return found.where(xr.DataArray(inside, dims=("architecture", dim), coords=coords))

    def without_pact(self, values: xr.DataArray, figure: float) -> xr.DataArray:
        """Return values with a given value for architectures that add no pact; values missing elsewhere stay missing."""
        labels = [str(a) for a in values["architecture"].values]
        none = xr.DataArray(
            [not self.own.get(a, ()) for a in labels], dims=("architecture",), coords={"architecture": labels}
        )
        return values.where(~none, figure)

    def over_first(self, values: xr.DataArray) -> xr.DataArray:
        """Return values divided by those under the first architecture, NaN where these are missing."""
        first = values.isel(architecture=0, drop=True)
        return values / first.where(first > 0)

    def over_architectures(self, count: Callable[[str], float]) -> xr.DataArray:
        """Return a value that is the same in every future, dims (architecture,)."""
        labels = [str(a) for a in (self.architectures or self.outcomes["architecture"].values)]
        return xr.DataArray(
            [float(count(a)) for a in labels], dims=("architecture",), coords={"architecture": labels}
        )


@dataclass(frozen=True, slots=True)
class Metric:
    """Definition of a metric.

    Attributes
    ----------
    id, label
        Its name in studies and in tables; tables of a study say how many states ``states of the study`` are.
    unit
        Unit of its values.
    better
        ``lower``, ``higher``, or ``neither`` where there is no agreed better direction.
    compute
        Function that returns dims (future, architecture), the same with one more of `LABELLED`, or (architecture,) if
        constant over futures.
    needs_members
        Whether it is undefined if the architectures add no party.
    needs_rivals
        Whether it is undefined if every named rival is a member.
    note
        Notes for its use.
    models
        Ids of the models that supply its outcomes; a study runs only the models that its metrics need.
    by
        Categorical factors, theories or contingencies, by which its results are always broken down: pooling over them
        would be a claim about their odds. Other categorical factors are drawn evenly, unless weights are given.
    indicator
        Whether values are 1 or 0 (yes or no): summaries then give the share of futures with yes, since a median would
        only say whether that is more than half.
    parts
        Id of the metric by state that this one sums or averages: the state that changes most is shown with it.
    no_difference
        Largest difference that counts as none, in the metric's unit; None for 1 per cent of the baseline's level (see
        `pato.assess.no_difference`). A study may set another.
    observed
        Observed record shown with it: level of violence, attackers, and targets.
    rank
        Rank in tables: risk 10, support 20, the rival's reaction 30, freedom and burden 40, trade 60, the body 70.
    """

    id: str
    label: str
    unit: str
    better: Literal["lower", "higher", "neither"]
    compute: Callable[[Context], xr.DataArray]
    needs_members: bool = False
    note: str = ""
    models: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    indicator: bool = False
    no_difference: float | None = None
    rank: int = 50
    parts: str = ""
    observed: tuple[Level, Literal["rivals", "all"], Literal["members", "outsiders"]] | None = None
    needs_rivals: bool = False

    @property
    def by_anybody(self) -> bool:
        """Whether it counts attacks by any state, not only the named rivals: this takes many times as long."""
        return self.observed is not None and self.observed[1] == "all"

    def counting(self, states: int) -> Metric:
        """Return the metric with the number of states in its label."""
        told = self.label.replace("states of the study", f"the {states} states of the study")
        return self if told == self.label else replace(self, label=told)


def metrics() -> Mapping[str, Metric]:
    """Return all metrics by id, in the order of their ranks: those that ship, and the user's own (``metrics/NAME.py``).

    Raises
    ------
    FileError
        If a file defines no ``METRICS``, one that there is already, or one that is made from a model that there is none of.
    """
    return _metrics(user_folders(), reading())


@lru_cache(4)
def _metrics(folders: tuple[str, ...], number: int) -> Mapping[str, Metric]:
    del folders, number  # what the result is remembered by
    found, problems = dict[str, Metric](), list[Problem]()
    for one in find(__package__, leave_out=("base",)).values():
        for metric in _defined(one):
            if metric.id in found:
                told = f"the metric '{metric.id}' is defined in another file too."
                problems.append(Problem(one.path, told, "Give each metric its own id."))
            problems += [
                unknown("model", m, makers(), where=f"{one.path}: {metric.id}")
                for m in metric.models
                if m not in makers()
            ]
            found[metric.id] = metric
    if problems:
        raise FileError(problems)
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[0])))


def _defined(one: Found) -> tuple[Metric, ...]:
    defined = getattr(one.load(), "METRICS", None)
    if not isinstance(defined, tuple) or not all(isinstance(m, Metric) for m in defined):
        told = "defines no METRICS, a tuple of metrics."
        raise FileError(Problem(one.path, told, "Write METRICS = (Metric(...),)."))
    return defined


def label_dim(values: xr.DataArray) -> str | None:
    """Return the dimension along which a metric has one figure each, besides futures and architectures."""
    return next((dim for dim in LABELLED if dim in values.dims), None)
