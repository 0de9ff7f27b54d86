"""A world of two states, small enough to be worked out by hand; evaluation functions of the run tests.

State B is threatened with probability ``p`` a year. Without a pact war comes with p; with one, under the theory
'patron' with ``p (1 - effect)`` and under 'null' with p. Means over the design below: p is uniform on (0.1, 0.3)
and effect uniform on (0, 1), so the mean risk is 0.2 without a pact, 0.1 with one under 'patron' and 0.2 under 'null'.
"""

import os
import time
from multiprocessing import parent_process
from pathlib import Path

import numpy as np
import xarray as xr

from pato.errors import Problem, RunError
from pato.futures import (
    Design,
    Evaluation,
    Factor,
    Levels,
    Posterior,
    RunSpec,
    Status,
    provenance,
    status_variable,
)
from pato.futures.distributions import Normal, Uniform

# the source may be edited while a test session with its subprocesses runs; the fingerprint has its own test
FINGERPRINT = provenance.source_fingerprint
provenance.source_fingerprint = lambda: "two-state world"

ARCHITECTURES = ["no-pact", "pact"]


def factors():
    return (
        Factor("p", Uniform(0.1, 0.3), "made for this test", "assumption"),
        Factor("effect", Uniform(0.0, 1.0), "made for this test", "assumption"),
        Factor("theory", Levels(("patron", "null"), "theory"), "made for this test", "assumption"),
        Factor(
            "slope",
            Posterior.of(("b0", "b1"), [0.5, -0.2], [[0.04, 0.01], [0.01, 0.09]]),
            "made for this test",
            "estimate",
        ),
        Factor("noise", Normal(0.0, 1.0), "made for this test", "estimate"),
    )


def spec(n=100, seed=1, function="two_state_world:evaluate", **settings):
    design = Design(factors(), n, seed)
    return RunSpec(function, settings, design, {"treaty.yaml": "0" * 64}, "2023", "Two states")


def evaluate(draws, settings):
    del settings
    patron = draws.is_level("theory", "patron")
    with_pact = draws["p"] * np.where(patron, 1 - draws["effect"], 1.0)
    risk = np.stack([draws["p"], with_pact], axis=1)
    support = np.exp(draws["slope"][:, 0] + draws["slope"][:, 1] * draws["noise"])
    outcomes = xr.Dataset(
        {
            "war_risk": (("future", "architecture"), risk, {"units": "probability a year"}),
            "support": (("future",), support),
            "spared": (("future",), with_pact < draws["p"]),
            "by_target": (("future", "architecture", "target"), risk[:, :, None] * np.array([1.0, 0.5])),
        },
        {"architecture": ARCHITECTURES, "target": ["AAA", "BBB"]},
    )
    return Evaluation(outcomes, xr.Dataset({"status": status_variable(0, draws)}))


def evaluate_slowly(draws, settings):
    time.sleep(settings["seconds"])
    return evaluate(draws, settings)


def evaluate_and_die(draws, settings):
    """End a spawned process without any clean-up in the chunk that holds a future, once."""
    mark = Path(settings["mark"])
    if parent_process() is not None and settings["future"] in draws.futures and not mark.exists():
        mark.write_text("died", encoding="utf-8")
        os._exit(9)
    return evaluate(draws, settings)


def evaluate_interrupted(draws, settings):
    """Press Ctrl-C in the chunk that holds a future, once."""
    mark = Path(settings["mark"])
    if settings["future"] in draws.futures and not mark.exists():
        mark.write_text("interrupted", encoding="utf-8")
        raise KeyboardInterrupt
    return evaluate(draws, settings)


def evaluate_with_gap(draws, settings):
    """Leave a figure out where p is above 0.25, with or without saying so."""
    found = evaluate(draws, settings)
    gap = draws["p"] > 0.25
    risk = found.outcomes["war_risk"].where(~xr.DataArray(gap, dims="future"))
    codes = np.where(gap, Status.NOT_COVERED.code, Status.CONVERGED.code) if settings["said"] else 0
    return Evaluation(
        found.outcomes.assign(war_risk=risk), xr.Dataset({"status": status_variable(codes, draws)})
    )


def evaluate_wrong_dim(draws, settings):
    found = evaluate(draws, settings)
    return Evaluation(found.outcomes.rename(target="tagret"))


def evaluate_too_few(draws, settings):
    return Evaluation(evaluate(draws, settings).outcomes.isel(future=slice(1, None)))


def evaluate_by_chunk(draws, settings):
    """Change its labels from chunk to chunk, which no evaluation may."""
    found = evaluate(draws, settings)
    return Evaluation(found.outcomes.assign_coords(target=["AAA", f"B{draws.futures[0]}"]))


def squares(asked):
    """Pieces with small answers, for clusters."""
    if asked["of"] is None:
        raise RunError(Problem("squares", "of must be a number."))

    def answer(index):
        time.sleep(asked.get("seconds", 0.0))
        return asked["of"] * index * index

    return answer


def environment():
    """Return the environment of a process in which pato and these functions can be imported."""
    import pato

    source, here = str(Path(pato.__file__).parent.parent), str(Path(__file__).parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join([source, here, os.environ.get("PYTHONPATH", "")])}
