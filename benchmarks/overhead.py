"""What a framework adds to an evaluation: the same function of six numbers in pato, in ema_workbench and in Mesa's batch runner.

Run with ``python benchmarks/overhead.py``; needs ema_workbench and Mesa (``pip install ema_workbench mesa``). Peers call the
function once an experiment; pato calls it once for a chunk of futures, which is what its models are written for.
All find the same figures, which is checked.
"""

import contextlib
import io
import logging
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import xarray as xr
from timing import peer, ratio, size

from pato.futures import Design, Evaluation, Factor, RunSpec, run, status_variable
from pato.futures.distributions import Uniform

N, MANY = size(5000, 20), size(100_000, 40)
NAMES = tuple(f"x{i}" for i in range(6))


def formula(x0, x1, x2, x3, x4, x5):
    """Return the chance of a contest, of numbers or of arrays."""
    return 1 / (1 + np.exp(-(x0 + x1 * x2 - x3 * x4 + 0.1 * x5)))


def evaluate(draws, settings):
    """Evaluate the formula in every future; the function that runs import."""
    del settings
    found = formula(*(draws[name] for name in NAMES))
    outcomes = xr.Dataset({"chance": (("future",), found, {"units": "probability", "long_name": "chance"})})
    return Evaluation(outcomes, xr.Dataset({"status": status_variable(0, draws)}))


def design(n=N):
    return Design(tuple(Factor(name, Uniform(0, 1), "benchmark", "assumption") for name in NAMES), n, 1)


def timed(work, n=N):
    begun = time.perf_counter()
    found = work()
    return (time.perf_counter() - begun) / n * 1e6, found


def in_pato(n=N):
    with tempfile.TemporaryDirectory() as folder:
        done = run(RunSpec("overhead:evaluate", {}, design(n)), Path(folder) / "run")
        with done.results() as tree:
            return tree["outcomes"]["chance"].values.copy()


def with_ema(evaluator):
    from ema_workbench import Model, RealParameter, ScalarOutcome
    from ema_workbench.em_framework.points import Scenario

    model = Model("contest", function=lambda **x: {"chance": float(formula(**x))})
    model.uncertainties = [RealParameter(name, 0, 1) for name in NAMES]
    model.outcomes = [ScalarOutcome("chance")]
    draws = design().draw()
    scenarios = [Scenario(str(i), **{n: float(draws[n][i]) for n in NAMES}) for i in range(N)]
    with evaluator(model) as runs:
        experiments, outcomes = runs.perform_experiments(scenarios=scenarios)
    # experiments may come back in another order
    order = np.argsort([int(s) for s in experiments["scenario"]])
    return np.asarray(outcomes["chance"])[order]


def with_mesa():
    import mesa

    class Contest(mesa.Model):
        """One step, one figure."""

        def __init__(self, index, seed=None):
            super().__init__(seed=seed)
            self.chance = float(formula(**{n: float(draws[n][index]) for n in NAMES}))
            self.datacollector = mesa.DataCollector(model_reporters={"chance": "chance"})

        def step(self):
            self.datacollector.collect(self)
            self.running = False

    draws = design().draw()
    found = mesa.batch_run(
        Contest, {"index": list(range(N))}, number_processes=1, max_steps=1, display_progress=False
    )
    by_index = {row["index"]: row["chance"] for row in found}
    return np.array([by_index[i] for i in range(N)])


def peers():
    """Yield the peers that are installed."""
    if ema := peer("ema_workbench"):
        yield "ema_workbench, sequential", lambda: with_ema(ema.SequentialEvaluator)
        yield (
            "ema_workbench, multiprocessing",
            lambda: with_ema(lambda m: ema.MultiprocessingEvaluator(m, 2)),
        )
    if peer("mesa"):
        yield "Mesa, batch_run", with_mesa


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    draws = design().draw()
    truth = formula(*(draws[name] for name in NAMES))
    in_pato()  # everybody is imported and warm before the clock runs
    ours, found = timed(in_pato)
    np.testing.assert_allclose(found, truth, rtol=1e-12)
    many, _ = timed(lambda: in_pato(MANY), MANY)
    print(
        f"pato, one process, results on disk: {ours:.1f} us a future of {N:,}, {many:.1f} us of {MANY:,} (a run has fixed costs)"
    )
    for name, work in peers():
        with contextlib.redirect_stderr(io.StringIO()):  # progress bars
            work()
            took, found = timed(work)
        np.testing.assert_allclose(found, truth, rtol=1e-12)
        ratio(f"overhead: {name} / pato", took / ours)
        print(
            f"{name}: {took:.1f} us an experiment, {took / ours:.1f} times pato, {took / many:.0f} times at {MANY:,}"
        )


if __name__ == "__main__":
    main()
