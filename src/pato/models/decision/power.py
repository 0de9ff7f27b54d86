"""Voting power under a rule: which method computes it, what it found, and the table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.voting import rules
from pato.kernels.voting.grid import grid_swings
from pato.kernels.voting.quadrature import quadrature_swings
from pato.kernels.voting.rational import MOST_BITS, bits_needed, rational_swings
from pato.kernels.voting.sampling import sample_swings
from pato.kernels.voting.solve import Swings, generating_cost, normalised
from pato.models.decision.rules import VotingRule

Method = Literal["auto", "enumeration", "generating", "grid", "lattice", "sampling"]
_QUICK = 3e8
_ENOUGH = 1e-3


@brief("rule.id", "method", "accuracy")
@dataclass(frozen=True, slots=True, eq=False)
class Power:
    """A priori voting power under a rule.

    Attributes
    ----------
    rule
        The rule.
    method
        How it was computed; ``accuracy`` says how well.
    swings
        Shapley-Shubik, absolute Banzhaf, and the share of winning coalitions.
    johnston, deegan_packel, public_good
        Shape (voter,), or None where they are not computed for games of this size.
    errors
        Standard errors of absolute Banzhaf, Shapley-Shubik and Johnston, of sampled indices only.
    fractions
        Shapley-Shubik, absolute Banzhaf and the winning share as fractions, if requested.
    """

    rule: VotingRule
    method: str
    accuracy: str
    swings: Swings
    johnston: FloatArray | None = None
    deegan_packel: FloatArray | None = None
    public_good: FloatArray | None = None
    errors: tuple[FloatArray, FloatArray, FloatArray] | None = None
    fractions: tuple[list[Fraction], list[Fraction], Fraction] | None = None

    @property
    def banzhaf(self) -> FloatArray:
        """Banzhaf's index, which sums to one, shape (voter,)."""
        return normalised(self.swings.banzhaf)


def voting_power(
    rule: VotingRule, *, method: Method = "auto", exact: bool = False, samples: int = 100_000, seed: int = 1
) -> Power:
    """Compute voting power under a rule.

    Parameters
    ----------
    rule
        The rule.
    method
        ``auto`` takes the most exact one that is quick: every coalition (to 24 voters), generating functions
        (weighted majorities), a lattice of joint values (several majorities), a grid (totals of millions), sampling.
    exact
        Also as fractions.
    samples, seed
        Of the sampling.

    Raises
    ------
    UsageError
        If the method does not fit the rule, or fractions would need more memory than is sensible.
    """
    measures, thresholds = rule.integers()
    chosen = _choose(rule, measures, thresholds) if method == "auto" else method
    found = _computed(rule, measures, thresholds, chosen, samples, seed, insist=method != "auto")
    if not exact:
        return found
    fractions = _fractions(rule, measures, thresholds)
    values = Swings(
        float(fractions[2]),
        np.array([float(v) for v in fractions[1]]),
        np.array([float(v) for v in fractions[0]]),
    )
    return Power(
        rule,
        "counting in whole numbers" if found.johnston is None or found.errors else found.method,
        "Shapley-Shubik and Banzhaf are exact fractions",
        values,
        None if found.errors else found.johnston,
        found.deegan_packel,
        found.public_good,
        None,
        fractions,
    )


def _choose(rule: VotingRule, measures: IntArray, thresholds: IntArray) -> Method:
    if len(rule.voters) <= rules.MOST_ENUMERATED:
        return "enumeration"
    if rule.is_weighted:
        return "generating" if generating_cost(measures[0], int(thresholds[0, 0])) <= _QUICK else "grid"
    return "lattice" if rules.lattice_feasible(measures) else "sampling"


def _computed(
    rule: VotingRule,
    measures: IntArray,
    thresholds: IntArray,
    method: Method,
    samples: int,
    seed: int,
    *,
    insist: bool,
) -> Power:
    _refuse_misfit(rule, measures, method)
    if method == "enumeration":
        found = rules.enumerate_coalitions(measures, thresholds)
        parts = found.johnston, found.deegan_packel, found.public_good
        return Power(
            rule, f"all {2 ** len(rule.voters):,} coalitions", "exact to rounding", found.swings, *parts
        )
    if method == "lattice":
        swings = rules.from_counts(*rules.lattice_counts(measures, thresholds))
        return Power(rule, "a lattice of joint values", "exact to rounding", swings)
    if method == "sampling":
        s = sample_swings(measures, thresholds, samples, seed)
        how = f"{samples:,} random coalitions and orders, seed {seed}"
        errors = s.banzhaf_error, s.shapley_error, s.johnston_error
        return Power(rule, how, "intervals beside the figures", s.swings, s.johnston, errors=errors)
    weights, quota = measures[0], int(thresholds[0, 0])
    if method == "grid":
        swings, error = grid_swings(weights, quota)
        if insist or error <= _ENOUGH:
            accuracy = f"largest relative error measured between two grids {error:.1e}"
            return Power(rule, "generating functions on a grid", accuracy, swings)
    return Power(rule, "generating functions", "exact to rounding", quadrature_swings(weights, quota))


def _refuse_misfit(rule: VotingRule, measures: IntArray, method: Method) -> None:
    n = len(rule.voters)
    if method in {"generating", "grid"} and not rule.is_weighted:
        raise UsageError(
            f"method '{method}' needs one weighted majority without vetoes; use lattice or sampling."
        )
    if method == "enumeration" and n > rules.MOST_ENUMERATED:
        raise UsageError(f"method 'enumeration' takes up to {rules.MOST_ENUMERATED} voters, there are {n}.")
    if method == "lattice" and not rules.lattice_feasible(measures):
        cells = rules.lattice_cells(measures)
        raise UsageError(
            Problem(
                rule.id,
                f"has {cells:,} joint values: too many for the lattice.",
                "Use sampling, or rounder weights.",
            )
        )


def _fractions(
    rule: VotingRule, measures: IntArray, thresholds: IntArray
) -> tuple[list[Fraction], list[Fraction], Fraction]:
    n = len(rule.voters)
    if rule.is_weighted:
        divisor = int(np.gcd.reduce(measures[0]))
        weights, quota = (measures[0] // divisor).tolist(), -(-int(thresholds[0, 0]) // divisor)
        if bits_needed(weights, quota) <= MOST_BITS:
            return rational_swings(weights, quota)
    if n <= 52 and rules.lattice_feasible(measures):
        counts, winning = rules.lattice_counts(measures, thresholds)
        return rules.rational_indices(counts, winning)
    raise UsageError(
        Problem(
            rule.id,
            f"has {n} voters and weights too big for exact fractions.",
            "Leave --exact out, or give weights with fewer digits.",
        )
    )
