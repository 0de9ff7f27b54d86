"""Voting rules as games: voters, measures counted, and winning coalitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.kernels.arrays import IntArray

Number = int | float | str | Fraction
WEIGHT, VETO = "weight", "veto"


@brief("id", "title", "voters")
@dataclass(frozen=True, slots=True)
class VotingRule:
    """A rule: a coalition wins if, for any alternative, every measure named there reaches its threshold.

    Attributes
    ----------
    id, title
        For tables.
    voters
        Names.
    measures
        Measures counted, one number per voter: votes, population, members, a veto.
    alternatives
        Thresholds by measure; any one alternative is enough.
    source
        Source of the rule.
    """

    id: str
    title: str
    voters: tuple[str, ...]
    measures: Mapping[str, tuple[Fraction, ...]]
    alternatives: tuple[Mapping[str, Fraction], ...]
    source: str = ""

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise UsageError(problems)

    def _problems(self) -> Iterator[Problem]:
        if len(self.voters) < 1:
            yield Problem(self.id, "nobody votes.", "Name one voter or more.")
        for name in sorted({v for v in self.voters if self.voters.count(v) > 1}):
            yield Problem(self.id, f"voter '{name}' is there twice.", "Name each once.")
        for measure, values in self.measures.items():
            for voter, value in zip(self.voters, values, strict=True):
                if value < 0:
                    yield Problem(
                        f"{self.id}: {measure} of {voter}",
                        f"is {_shown(value)}.",
                        "Weights are zero or more.",
                    )
            if sum(values) <= 0:
                yield Problem(f"{self.id}: {measure}", "is zero for everyone.", "Give somebody a weight.")
        if not self.alternatives:
            yield Problem(self.id, "has no way to win.", "Give a quota.")
        for alternative in self.alternatives:
            for measure, threshold in alternative.items():
                yield from self._threshold_problems(measure, threshold)

    def _threshold_problems(self, measure: str, threshold: Fraction) -> Iterator[Problem]:
        # weights below zero are refused above, so the remaining total is the largest possible
        total = sum((max(value, Fraction(0)) for value in self.measures[measure]), Fraction(0))
        if total <= 0:
            return  # reported above
        if threshold > total:
            yield Problem(
                f"{self.id}: quota of {measure}",
                f"is {_shown(threshold)}, above the total of {_shown(total)}: nothing could ever be decided.",
                f"Give at most {_shown(total)}.",
            )
        if threshold <= 0:
            yield Problem(
                f"{self.id}: quota of {measure}",
                f"is {_shown(threshold)}: nobody's consent would be enough.",
                "Give a quota above zero.",
            )

    @property
    def is_weighted(self) -> bool:
        """Whether it is one weighted majority."""
        return len(self.measures) == 1 and len(self.alternatives) == 1

    def integers(self) -> tuple[IntArray, IntArray]:
        """Return measures, shape (measure, voter), and thresholds, shape (alternative, measure), in whole numbers.

        Each measure is multiplied by the least common denominator of its weights; thresholds are rounded up,
        which changes no winning coalition.

        Raises
        ------
        UsageError
            If a total does not fit into 62 bits.
        """
        rows, columns = [], []
        for name, values in self.measures.items():
            scale = lcm(*(v.denominator for v in values))
            whole = [int(v * scale) for v in values]
            if sum(whole) >= 2**62:
                raise UsageError(
                    Problem(
                        f"{self.id}: {name}",
                        "has weights with too many digits.",
                        "Round them: 18 digits in total fit.",
                    )
                )
            rows.append(whole)
            columns.append([-int(-a[name] * scale // 1) if name in a else 0 for a in self.alternatives])
        return np.array(rows, np.int64), np.array(columns, np.int64).T


def weighted_rule(
    quota: Number,
    weights: Mapping[str, Number],
    *,
    vetoes: Sequence[str] = (),
    identity: str = "rule",
    title: str = "",
    source: str = "",
) -> VotingRule:
    """Return a weighted majority, with vetoes of some voters.

    Parameters
    ----------
    quota
        A coalition wins with this weight or more.
    weights
        Zero or more by voter; numbers, or text such as ``"1/3"`` for exact fractions.
    vetoes
        Voters with a veto.

    Raises
    ------
    UsageError
        If a weight is negative, the quota is above the total or not above zero, or a veto is not a voter's.
    """
    voters = tuple(weights)
    strangers = [v for v in vetoes if v not in weights]
    if strangers:
        raise UsageError(
            [
                Problem(identity, f"'{v}' has a veto and no vote.", f"Voters are {', '.join(voters)}.")
                for v in strangers
            ]
        )
    measures = {WEIGHT: tuple(fraction(w, f"{identity}: weight of {v}") for v, w in weights.items())}
    alternative = {WEIGHT: fraction(quota, f"{identity}: quota")}
    if vetoes:
        measures[VETO] = tuple(Fraction(v in vetoes) for v in voters)
        alternative[VETO] = Fraction(len(set(vetoes)))
    return VotingRule(identity, title or identity, voters, measures, (alternative,), source)


def fraction(value: Number, where: str) -> Fraction:
    """Return a number exactly as written: 0.1 is a tenth.

    Raises
    ------
    UsageError
        If it is not a finite number.
    """
    try:
        # a truth value would count as 0 or 1: as text it is refused
        exact = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
        return Fraction(value) if exact else Fraction(str(value))
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise UsageError(Problem(where, f"is {value!r}.", "Write a number.")) from error


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6g}"
