"""Worlds made by hand: a comparison whose figures are a known function of known draws."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from pato.assess.metrics import Metric
from pato.assess.no_difference import band
from pato.assess.strata import strata_by
from pato.errors import UnknownNameError, unknown
from pato.futures import Design, Factor, Levels, Posterior
from pato.futures.distributions import Uniform

BASE, PACT = "base", "pact"
THEORY = Factor("theory", Levels(("none", "strong"), "theory"), "made up", "assumption")
WORD = Factor("word", Uniform(0.0, 1.0), "made up", "assumption")
NOISE = Factor("noise", Uniform(0.0, 1.0), "made up", "assumption")
ESTIMATE = Factor(
    "estimate", Posterior.of(("slope", "other"), (0.0, 0.0), [[1.0, 0.0], [0.0, 1.0]]), "made up", "estimate"
)
FACTORS = (THEORY, WORD, NOISE, ESTIMATE)


class Model:
    """A model that has these factors and nothing else."""

    id = "made"

    def factors(self):
        return list(FACTORS)


class Constructed:
    """What the analyses use of a comparison, with figures made by hand."""

    def __init__(self, values, *, better="lower", n=2000, seed=1):
        self.design = Design(FACTORS, n, seed)
        labels = (BASE, PACT)
        self.study = SimpleNamespace(
            design=self.design,
            models=(Model(),),
            labels=labels,
            subject=PACT,
            world=None,
            date="2026-11-21",
            study=SimpleNamespace(futures=n, by=[], weights={}, no_difference={}),
            metrics=(),
        )
        draws = self.design.draw()
        self.draws = draws
        self.values = {
            name: xr.DataArray(
                np.column_stack([np.broadcast_to(v, (n,)) for v in figures(draws)]),
                dims=("future", "architecture"),
                coords={"architecture": list(labels)},
            )
            for name, figures in values.items()
        }
        self._better = better
        self.strata = strata_by(self.study, ("theory",))

    def metric(self, name):
        if name not in self.values:
            raise UnknownNameError(unknown("metric", name, self.values))
        return Metric(name, name, "points", self._better, lambda _: None, models=("made",), by=("theory",))

    def tested(self, name):
        return self.metric(name), self.values[name]

    def band(self, metric):
        return band(metric, self.values[metric.id], self.study.study.no_difference)

    def strata_of(self, *metrics, by=(), without=()):
        named = dict.fromkeys((*by, *(name for m in metrics for name in m.by)))
        return strata_by(self.study, tuple(n for n in named if n not in without))

    def meta(self):
        return {}


def wars(draws):
    """Under 'strong' the pact does better where the word is above .4 and the slope below 1, worse elsewhere; under 'none' all tie."""
    better = draws.is_level("theory", "strong") & (draws["word"] > 0.4) & (draws["estimate"][:, 0] < 1)
    worse = draws.is_level("theory", "strong") & ~better
    base = 1 + draws["noise"]
    return base, base - 0.5 * better + 0.5 * worse


def crossing(draws):
    """The pact does better above a word of .7, whatever the theory."""
    return np.zeros(len(draws["word"])), 0.7 - draws["word"]


@pytest.fixture(scope="session")
def constructed():
    """Make such a comparison; options are its direction, futures and seed."""

    def make(**options):
        return Constructed({"wars": wars, "crossing": crossing, "count": lambda _: (16.0, 0.0)}, **options)

    return make
