"""Trade equilibria side by side, with what the machine can do at most.

Goals: the experiment of gegravity's example at least 2,000 times faster than gegravity 0.3; 500 counterfactuals of 44
countries within 0.1 s on one core; 65,536 coalitions of 31 economies within 15 s on two cores.

gegravity is not a dependency: give the Python of an environment that has it in PATO_GEGRAVITY, and the folder of its
sample in PATO_ANSWERS; without them that comparison is left out.
"""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from timing import best, missing, processor_best, ratio, size

from pato import world
from pato.kernels.gravity import solve as gravity
from pato.kernels.gravity.newton import weighted_rows
from pato.kernels.gravity.resistance import experiment
from pato.kernels.jit import compiled

ROOT = Path(__file__).resolve().parents[1]
COEFFICIENTS = {
    "lndist": -0.3898623,
    "contiguity": 0.891577,
    "common_language": 0.0326249,
    "pta": 0.4711383,
    "international": -3.412584,
    "constant": 16.32434,
}
GEGRAVITY = """
import sys, time, warnings, pandas as pd, gegravity as ge
warnings.filterwarnings("ignore")
d = pd.read_csv(sys.argv[1]); d["constant"] = 1; b = eval(sys.argv[2])
c = pd.DataFrame([{"var": k, "coeff": v, "ste": .1} for k, v in b.items()])
base = ge.BaselineData(d, imp_var_name="importer", exp_var_name="exporter", year_var_name="year", trade_var_name="trade", expend_var_name="E", output_var_name="Y")
cost = ge.CostCoeffs(estimates=c, identifier_col="var", coeff_col="coeff", stderr_col="ste")
best = []
for _ in range(3):
    w, t = time.perf_counter(), time.process_time()
    m = ge.OneSectorGE(base, year="2006", expend_var_name="E", output_var_name="Y", reference_importer="DEU", sigma=5, cost_variables=list(b), cost_coeff_values=cost, quiet=True)
    m.build_baseline(omr_rescale=10)
    e = m.baseline_data.copy()
    e.loc[(e.importer == "CAN") & (e.exporter == "JPN") | (e.importer == "JPN") & (e.exporter == "CAN"), "pta"] = 1
    m.define_experiment(e); m.simulate()
    best.append((time.process_time() - t, time.perf_counter() - w))
print(*min(best), m.country_results.loc["CAN", "GDP change (percent)"])
"""


@compiled
def multiply_add(matrix, weights, out, times):
    for _ in range(times):
        weighted_rows(matrix, weights, out)


def multiply_adds_a_second(n):
    """Return the multiply-adds a second of a product with a matrix that stays in the cache: what a step consists of."""
    matrix, weights, out, times = (
        np.random.default_rng(0).random((n, n)),
        np.full(n, 1e-3),
        np.zeros(n),
        size(20_000, 10),
    )
    multiply_add(matrix, weights, out, 1)
    return times * n * n / best(lambda: multiply_add(matrix, weights, out, times))


def sample():
    """Return costs before and after, output and expenditure of gegravity's example, or None where it is absent."""
    folder = Path(os.environ.get("PATO_ANSWERS") or ROOT.parent / "shared" / "answers") / "gegravity"
    file = folder / "gegravity_sample.dlm"
    if not file.exists():
        return None
    with file.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = sorted({r["exporter"] for r in rows})
    place = {n: i for i, n in enumerate(names)}
    x, output, spent = np.zeros((30, 30)), np.zeros(30), np.zeros(30)
    for r in rows:
        i, j = place[r["exporter"]], place[r["importer"]]
        x[i, j] = sum(b * float(r.get(k, 1)) for k, b in COEFFICIENTS.items())
        output[i], spent[j] = float(r["Y"]), float(r["E"])
    after = x.copy()
    for i, j in ((place["CAN"], place["JPN"]), (place["JPN"], place["CAN"])):
        after[i, j] += COEFFICIENTS["pta"]
    return file, names, np.exp(x), np.exp(after), output, spent


def against_gegravity():
    found = sample()
    if found is None:
        missing("gegravity's sample (PATO_ANSWERS)")
        return
    file, names, before, after, output, spent = found

    def ours():
        return experiment(before, after, output, spent, elasticity=4.0, reference=names.index("DEU"))

    gdp = 100 * (ours().real_gdp[names.index("CAN")] - 1)
    seconds = processor_best(lambda: [ours() for _ in range(100)]) / 100
    print(f"gegravity's example, ours        {1e3 * seconds:9.3f} ms   (Canada's real GDP {gdp:+.6f} %)")
    python = os.environ.get("PATO_GEGRAVITY")
    if not python:
        missing("gegravity (PATO_GEGRAVITY)")
        return
    code = [python, "-c", GEGRAVITY, str(file), repr(COEFFICIENTS)]
    told = subprocess.run(code, check=True, capture_output=True, text=True).stdout.split()
    theirs, wall, their_gdp = map(float, told[-3:])
    print(
        f"gegravity 0.3, its best of 3     {1e3 * theirs:9.1f} ms   (Canada's real GDP {their_gdp:+.6f} %; {wall:.1f} s on the clock)"
    )
    ratio("gegravity 0.3 / pato", theirs / seconds)
    print(f"ratio                            {theirs / seconds:9,.0f} x")


def matrix(n):
    """Return a matrix with the sizes and the home bias of the world's."""
    rng = np.random.default_rng(1)
    size = rng.lognormal(0, 1.3, n)
    flows = np.outer(size, size) * rng.lognormal(-2.5, 1.0, (n, n))
    flows[range(n), range(n)] = 2.5 * flows.sum(axis=0)
    return flows


def counterfactuals():
    flows, n, count = matrix(44), 44, size(500, 3)
    effects = np.random.default_rng(2).normal(0, 0.3, (count, n, n))
    effects[:, range(n), range(n)] = 0
    peak = multiply_adds_a_second(n)
    for words, options in (("", {}), (" by the plain contraction", {"accelerate": False})):

        def run(options=options):
            return gravity.solve(
                flows, elasticity=4.0, partial_effects=effects, trade=False, tolerance=1e-8, **options
            )

        found = run()
        seconds, steps = processor_best(run), int(found.steps.sum())
        work = 2 * n * n * steps + (0 if options else count * (n**3 + n**3 // 3) + n * n * steps)
        ratio(f"{count} counterfactuals{words}: seconds / the machine's bound", seconds / (work / peak))
        print(
            f"{count} counterfactuals x 44{words:26} {seconds:7.3f} s  {steps / count:6.1f} steps each, {100 * work / seconds / peak:.0f} % of the bound"
        )


def coalitions():
    trade = world.load().trade.closed().array().values
    order = np.argsort(-(np.nansum(trade, axis=0) + np.nansum(trade, axis=1)), kind="stable")[:31]
    flows = np.nan_to_num(trade)[np.ix_(order, order)]
    count = size(65_536, 16)
    members = np.zeros((count, 31), bool)
    for k in range(16):
        members[:, k] = (np.arange(count) >> k) & 1
    effects = np.full((31, 31), 0.25)
    np.fill_diagonal(effects, 0)

    def run():
        return gravity.solve(
            flows,
            elasticity=5.0,
            partial_effects=effects,
            within=members,
            trade=False,
            tolerance=1e-10,
            workers=2,
        )

    gravity.solve(flows, elasticity=5.0, partial_effects=effects, within=members[:2], trade=False)
    start, clock = time.process_time(), time.perf_counter()
    found = run()
    seconds, wall = time.process_time() - start, time.perf_counter() - clock
    steps = int(found.steps.sum())
    work = 3 * 31 * 31 * steps + len(members) * (31**3 + 31**3 // 3)
    share = 100 * work / seconds / multiply_adds_a_second(31)
    print(
        f"{count:,} coalitions x 31           {wall:9.2f} s on the clock, {seconds:.2f} s of two cores, {steps / len(members):.1f} steps each, {share:.0f} % of the bound"
    )


def main():
    start = time.process_time()
    gravity.solve(matrix(3), elasticity=4.0)
    print(f"compiling or loading the kernel  {time.process_time() - start:9.2f} s")
    print(
        f"multiply-adds a second, 44 x 44  {multiply_adds_a_second(44) / 1e9:9.2f} G (the measured bound, one core)"
    )
    against_gegravity()
    counterfactuals()
    coalitions()


if __name__ == "__main__":
    sys.exit(main())
