"""A comparison of eight runs whose every figure is written down here, so that tables over it can be worked out by hand."""

from types import SimpleNamespace

import numpy as np
import xarray as xr

from pato.assess.compare import Comparison
from pato.assess.inputs import Input
from pato.assess.load import from_options
from pato.assess.metrics import Metric
from pato.assess.metrics.base import RISK
from pato.assess.schema import Claim, Statement, Study
from pato.assess.strata import strata_by
from pato.assess.study import resolve
from pato.futures import Design, Factor, Levels, Posterior
from pato.futures.distributions import Uniform

FACTORS = (
    Factor("deterrence", Levels(("none", "strong"), "theory"), "made up", "assumption"),
    Factor("word", Uniform(0.0, 1.0), "made up", "assumption", unit="share"),
    Factor(
        "slope",
        Posterior.of(("first", "second"), (0.0, 0.0), [[1.0, 0.0], [0.0, 1.0]]),
        "an estimate",
        "estimate",
    ),
)
N = 400
EVEN = np.arange(N) / N
LABELS = ("base", "pact")
MEMBERS = ("JPN", "KOR")
STATES = ("CHN", "JPN", "KOR", "PHL")
META = {
    "seed": 1,
    "n_futures": 8,
    "content_hash": "0123",
    "assumptions_hash": "4567",
    "versions": {"pato": "0"},
}
FIGURES = {
    "wars": {"none": ([1, 2, 3, 4], [1, 2, 3, 4]), "strong": ([1, 2, 4, 8], [0.5, 1, 4.02, 9])},
    "support": {"none": ([10, 10, 10, 10], [10, 20, 30, 40]), "strong": ([1, 2, 3, 4], [0, 1, 2, 3])},
    "agrees": {"none": ([0, 0, 0, 1], [1, 1, 0, 1]), "strong": ([0, 0, 0, 0], [0, 0, 0, 1])},
    "duties": {"none": ([1, 1, 1, 1], [2, 2, 2, 2]), "strong": ([1, 1, 1, 1], [2, 2, 2, 2])},
}
"""By metric and theory: the four runs of each under the baseline and under the pact."""
BY_TARGET = {
    "JPN": {"none": ([1, 1, 1, 1], [1, 1, 1, 1]), "strong": ([0.5, 1, 2, 4], [0.25, 0.5, 1, 2])},
    "KOR": {"none": ([0, 1, 2, 3], [0, 1, 2, 3]), "strong": ([0.5, 1, 2, 4], [0.25, 0.5, 3.02, 7])},
    "PHL": {"none": ([5, 5, 5, 5], [6, 6, 6, 6]), "strong": ([5, 5, 5, 5], [7, 7, 7, 7])},
}


def metric(name, label, unit, better, **more):
    return Metric(name, label, unit, better, lambda _: None, **more)


METRICS = (
    metric("wars", "wars of members", "wars", "lower", models=("made",), by=RISK, note="Told of wars.", parts="wars_by_target"),
    metric("wars_by_target", "wars by target", "wars", "lower", models=("made",), by=RISK),
    metric("support", "support", "per cent", "higher", models=("made",), by=RISK, no_difference=1.0),
    metric("agrees", "the body agrees", "share of runs", "higher", models=("made",), indicator=True, no_difference=0.0),
    metric("duties", "duties", "pairs", "neither", models=("made",)),
    metric("count", "gaps", "pairs", "lower", no_difference=0.0),
)  # fmt: skip


class Made:
    """A model with these factors and nothing else."""

    id = "made"

    def factors(self):
        return list(FACTORS)


def laid_out(draws, figures):
    """Return the figures of one metric by run: the first run of a theory has the first number."""
    found = np.zeros((draws.n_futures, 2))
    for theory, (base, pact) in figures.items():
        found[draws.is_level("deterrence", theory)] = np.column_stack([base, pact])
    return found


def study_of(**options):
    """Return what tables use of a resolved study; options are fields of the study."""
    body = {"format": 1, "id": "by-hand", "architectures": list(LABELS), "futures": 8, "date": "2026-11-21"}
    study = Study.model_validate(body | options)
    law = {"base": ("one",), "pact": ("one", "two")}
    return SimpleNamespace(
        study=study,
        design=Design(FACTORS, study.futures, 1),
        factors=FACTORS,
        models=(Made(),),
        metrics=METRICS,
        labels=LABELS,
        subject="pact",
        members=MEMBERS,
        about_members="members: JPN, KOR.",
        rivals=("CHN",),
        rival="CHN",
        date="2026-11-21",
        status_quo=SimpleNamespace(id="base"),
        world=SimpleNamespace(about={"vintage": "2024"}, states=STATES),
        is_large=False,
        architectures=tuple(
            SimpleNamespace(id=name, date=None, on=lambda _, n=name: SimpleNamespace(instruments=law[n]))
            for name in LABELS
        ),
    )


def made(*, left_out=None, lacking=None, folder=None, **options):
    """Return the comparison; options are fields of its study."""
    study = study_of(**options)
    draws = study.design.draw()
    coords = {"architecture": list(LABELS)}
    values = {
        name: xr.DataArray(laid_out(draws, figures), dims=("future", "architecture"), coords=coords)
        for name, figures in FIGURES.items()
    }
    by_target = np.stack([laid_out(draws, figures) for figures in BY_TARGET.values()], axis=-1)
    values["wars_by_target"] = xr.DataArray(
        by_target, dims=("future", "architecture", "target"), coords=coords | {"target": list(BY_TARGET)}
    )
    values["count"] = xr.DataArray([3.0, 0.0], dims=("architecture",), coords=coords)
    ordered = {m.id: values[m.id] for m in METRICS}
    run = SimpleNamespace(description=META | {"title": "By hand"}, folder=folder)
    return Comparison(study, run, ordered, strata_by(study, RISK), left_out or {}, lacking or {})


def quick(architectures=("in-force", "pato-7"), **options):
    """Return a real study that is resolved and run in a moment: of spending on defence and of treaties alone."""
    body = {"futures": 12, "date": "2026-11-21", "metrics": ["burden_members", "burden_by_state", "gaps"]}
    return resolve(from_options(list(architectures), body | options), today="2026-01-01")


def claim(**body):
    return Claim.model_validate(
        {"format": 1, "id": "X1", "text": "It is so.", "identified": "suggestive"} | body
    )


def condition(metric="wars", text=None, **body):
    return {"metric": metric, "holds_if": {"in": "pact"} | body} | ({"text": text} if text else {})


def statement(metric="wars", **body):
    return Statement.model_validate(condition(metric, **body))


def in_strong(comparison, values):
    return np.asarray(values)[comparison.study.design.draw().is_level("deterrence", "strong")].tolist()


def numbers(values, name="x", unit=""):
    return Input(name, name, np.asarray(values, dtype=float), unit=unit)
