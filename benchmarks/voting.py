"""Voting power beside powerindex and coopgame, and 190 members with weights that total five million.

Goal: Shapley-Shubik and Banzhaf of the latter within a second. Needs: pip install powerindex coopgame-py.
"""

import numpy as np
from timing import best, peer, ratio, size

from pato.kernels.voting.grid import grid_swings
from pato.kernels.voting.quadrature import quadrature_swings
from pato.kernels.voting.rational import rational_swings
from pato.kernels.voting.rules import enumerate_coalitions
from pato.kernels.voting.solve import weighted_swings


def skewed(n, total, seed=1):
    """Weights like those of the IMF: basic votes alike for all, the rest very unequal."""
    weights = 1500 + np.exp(np.random.default_rng(seed).normal(8.6, 1.9, n))
    return np.maximum((weights * total / weights.sum()).astype(np.int64), 1)


def big():
    for total in (10_000, 200_000, 5_000_000)[: size(None, 1)]:
        weights = skewed(190, total)
        for share in (0.5, 0.85):
            quota = int(weights.sum() * share) + 1
            swings, error = grid_swings(weights, quota)
            seconds = best(lambda w=weights, q=quota: grid_swings(w, q), rounds=3)
            line = f"190 voters, total {weights.sum():9,}, quota {share:.0%}: grid {seconds:6.3f} s (error said {error:.1e}"
            if total <= 200_000:
                exact = weighted_swings(weights, quota)
                slow = best(lambda w=weights, q=quota: weighted_swings(w, q), rounds=3)
                true = np.abs(swings.shapley_shubik - exact.shapley_shubik).max()
                ratio(
                    f"voting power, 190 votes of {total:,} at {share:.0%}: generating functions / grid",
                    slow / seconds,
                )
                print(f"{line}, found {true:.1e} absolute), generating functions {slow:6.3f} s")
            else:
                exactly = best(lambda w=weights, q=quota: quadrature_swings(w, q), rounds=1)
                ratio(
                    f"voting power, 190 votes of {total:,} at {share:.0%}: 48 nodes, exact / grid",
                    exactly / seconds,
                )
                exact = quadrature_swings(weights, quota)
                true = np.abs(swings.shapley_shubik - exact.shapley_shubik).max()
                print(
                    f"{line}, found {true:.1e} absolute), generating functions at 48 nodes, exact {exactly:6.3f} s"
                )
    weights = skewed(190, size(10_000, 500))
    quota = int(weights.sum()) // 2 + 1
    print(
        f"190 voters, total {weights.sum():,}: fractions {best(lambda: rational_swings(weights.tolist(), quota), rounds=1):6.2f} s"
    )


def beside():
    coopgame, powerindex = peer("coopgame"), peer("powerindex")
    for n in (12, 16, 20, 24)[: size(None, 1)]:
        weights = skewed(n, 1000)
        quota = int(weights.sum()) // 2 + 1
        ours = best(lambda w=weights, q=quota: enumerate_coalitions(w[None], np.array([[q]])), rounds=2)
        functions = best(lambda w=weights, q=quota: weighted_swings(w, q), rounds=3)

        def theirs(w=weights, q=quota):
            game = powerindex.Game(q, weights=w.tolist())
            game.calc_banzhaf()
            game.calc_shapley_shubik()

        def rust(w=weights, q=quota):
            game = coopgame.Game.weighted_voting([float(x) for x in w], float(q))
            coopgame.shapley(game)
            coopgame.power_indices(game)

        line = f"{n} voters: all indices by enumeration {ours:7.4f} s, two by generating functions {functions:7.4f} s"
        if powerindex:
            python = best(theirs, rounds=2)
            line += f", powerindex (two) {python:7.4f} s"
            ratio(f"voting power, {n} voters: powerindex / generating functions", python / functions)
        if coopgame and n <= 20:
            other = best(rust, rounds=1)
            line += f", coopgame (all) {other:7.4f} s"
            ratio(f"voting power, {n} voters: coopgame / enumeration", other / ours)
        print(line)


def main():
    big()
    beside()


if __name__ == "__main__":
    main()
