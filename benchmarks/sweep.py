"""All memberships in all futures: the compiled sweep beside vectorised NumPy and beside ema_workbench, which evaluate the same function.

Goals: 16 states x 1,000 futures within 60 s on 2 cores and below 4 GB, 20 x 100 within 120 s, results equal to 1e-10. ``python
benchmarks/sweep.py large`` measures those two; both need minutes. Needs: pip install ema_workbench (2.5 on Python 3.11).
"""

import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "unit" / "kernels"))

from membership_games import changed, random_game
from plain_memberships import evaluate_plainly
from timing import peer, processor_best, ratio, size

from pato.kernels.deterrence import SUPPORT, TOTAL
from pato.kernels.elementary import exp_row
from pato.kernels.jit import compiled
from pato.kernels.membership.fill import fill
from pato.kernels.membership.game import tables
from pato.models.sweep.plan import plan_of, seconds_for
from pato.models.sweep.run import Sweep

ROW = 64


def game_of(n, pairs, futures, seed=1):
    """A random game in which half of the challengers stand outside the pool."""
    game = random_game(seed, n=n, q=pairs, futures=futures)
    outside = np.random.default_rng(seed).random(pairs) < 0.5
    return changed(game, challenger=np.where(outside, -1, game.challenger))


@compiled
def _many(x, y, rounds):
    for _ in range(rounds):
        for o in range(len(x)):
            x[o] = 0.3
        exp_row(x, y)


def exp_bound():
    """Exponentials a second of one core: the better of NumPy's and of the kernels' own rows."""
    x, y = np.full(ROW, 0.3), np.empty(ROW)
    _many(x, y, 10)
    times = size(20_000, 10)
    own = times * ROW / processor_best(lambda: _many(x, y, times))
    wide = np.full(4096, 0.3)
    numpy = 4096 * 200 / processor_best(lambda: [np.exp(wide) for _ in range(200)])
    print(f"exp a second and core: own rows {own / 1e6:,.0f} million, NumPy {numpy / 1e6:,.0f} million")
    return max(own, numpy)


def exponentials(game):
    """How many exponentials and logarithms all memberships need at least, pairs that are not moved left out."""
    masks = np.arange(1 << game.n_states)
    per_pair = np.where(np.isin(game.statistic, (TOTAL, SUPPORT)), 4, 2).sum()
    total = 0
    for k, r in zip(game.target, game.challenger, strict=True):
        moved = (masks >> k & 1 == 1) & ((r < 0) | (masks >> max(r, 0) & 1 == 0))
        total += int(moved.sum()) * int(per_pair)
    return total


def filled(game):
    read = tables(game)
    found = np.empty((game.n_futures, 1 << game.n_states, game.n_states + 3))
    for future, rows in enumerate(found):
        fill(read, future, 0, rows)
    return found


def beside_numpy(bound, n=12, pairs=96, futures=28):
    game = game_of(n, pairs, futures)
    masks = np.arange(1 << n)
    ours, theirs = filled(game), evaluate_plainly(game, masks)
    gap = np.abs(ours[:, :, :n] - theirs.utilities).max()
    fast = processor_best(lambda: filled(game), rounds=5)
    slow = processor_best(lambda: evaluate_plainly(game, masks), rounds=2)
    count = len(masks) * futures
    print(
        f"{n} states, {pairs} pairs, {futures} futures: compiled {count / fast:,.0f} memberships a second on one core, "
        f"NumPy {count / slow:,.0f}: {slow / fast:.1f} times; largest difference {gap:.1e}"
    )
    ratio(f"memberships of {n} states: NumPy / compiled", slow / fast)
    needed = exponentials(game) / bound
    print(f"exponentials and logarithms at the machine's bound would take {needed / fast:.0%} of that time")


def beside_ema_workbench(n=8, pairs=40, futures=14, policies=48):
    warnings.simplefilter("ignore")
    ema = peer("ema_workbench")
    if ema is None:
        return
    game = game_of(n, pairs, futures)
    ones = [game.futures(slice(f, f + 1)) for f in range(futures)]

    def function(future=0, membership=0):
        found = evaluate_plainly(ones[int(future)], [int(membership)])
        return {f"u{i}": float(found.utilities[0, 0, i]) for i in range(n)}

    model = ema.Model("memberships", function=function)
    model.uncertainties = [ema.CategoricalParameter("future", list(range(futures)))]
    model.levers = [ema.CategoricalParameter("membership", list(range(1 << n)))]
    model.outcomes = [ema.ScalarOutcome(f"u{i}") for i in range(n)]
    masks = np.linspace(0, (1 << n) - 1, policies).astype(int)
    scenarios = [ema.Scenario(str(f), future=f) for f in range(futures)]
    chosen = [ema.Policy(str(m), membership=int(m)) for m in masks]

    start = time.process_time()
    with ema.SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios, chosen)
    each = (time.process_time() - start) / (futures * policies)
    ours = filled(game)
    rows = experiments["future"].astype(int), experiments["membership"].astype(int)
    gap = max(np.abs(outcomes[f"u{i}"] - ours[rows[0], rows[1], i]).max() for i in range(n))
    fast = processor_best(lambda: filled(game), rounds=5) / (futures << n)
    ratio(f"memberships of {n} states: ema_workbench / compiled", each / fast)
    print(
        f"{n} states: ema_workbench {1 / each:,.0f} memberships a second, compiled {1 / fast:,.0f}: {each / fast:,.0f} times; "
        f"largest difference {gap:.1e}"
    )


def swept(n, pairs, futures):
    game = game_of(n, pairs, futures)
    plan = plan_of(game)
    sweep = Sweep.of(game, plan)
    told = seconds_for(game, sweep.read, plan)
    start, used = time.perf_counter(), time.process_time()
    sweep.statistics(0)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    ratio(f"sweep of {n} states x {futures} futures: seconds / as told beforehand", seconds / told)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{n} states x {futures} futures, {pairs} pairs, {plan.threads} threads: {seconds:.1f} s ({used:.1f} s of processors; told {told:.0f} s), "
        f"largest memory so far {memory:.2f} GB"
    )


def main():
    bound = exp_bound()
    beside_numpy(bound, *size((12, 96, 28), (5, 6, 2)))
    beside_ema_workbench(*size((8, 40, 14, 48), (4, 6, 2, 3)))
    swept(*size((16, 64, 28), (6, 8, 2)))


def large():
    swept(16, 64, 1000)
    swept(16, 224, 1000)
    swept(20, 80, 100)


if __name__ == "__main__":
    large() if "large" in sys.argv else main()
