"""Input file of `pato power`: voters, measures counted, and winning thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pato.errors import Problem, UsageError, unknown
from pato.files.problems import validated
from pato.files.strict import Strict
from pato.files.yaml import read_file
from pato.models.decision.rules import VETO, VotingRule, fraction, weighted_rule
from pato.treaties.schema.numbers import Share as ExactShare

Weight = int | float | str


class Share(Strict):
    """A threshold as a share of the measure's total: ``2/3`` or ``0.75``, exactly."""

    share: ExactShare


class RuleFile(Strict):
    """A voting rule.

    Either `voters` with weights and a `quota`, or `voters` as a list, `measures` (by voter, or ``each: 1`` for heads)
    and `wins_if`: alternatives, each with thresholds by measure. `vetoes` names voters with a veto; no measure has its name then.
    """

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    title: str = ""
    source: str = ""
    voters: list[str] | dict[str, Weight]
    quota: Weight | Share | None = None
    measures: dict[str, dict[str, Weight]] = Field(default_factory=dict)
    wins_if: list[dict[str, Weight | Share]] = Field(default_factory=list)
    vetoes: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_form(self) -> RuleFile:
        weighted = isinstance(self.voters, dict)
        if weighted != (self.quota is not None) or weighted == bool(self.measures and self.wins_if):
            raise ValueError(
                "the rule is not complete. || Write voters: {FRA: 4, …} and quota: 12, or voters: [FRA, …], measures: and wins_if:."
            )
        if self.vetoes and VETO in self.measures:
            raise ValueError(
                f"'{VETO}' is a measure, and vetoes: is given too. || Give the measure another name."
            )
        return self


def load_rule(path: str | Path) -> VotingRule:
    """Read a voting rule.

    Raises
    ------
    FileError
        With every problem of the file's form.
    UsageError
        If a weight is negative, a quota is above the total, or a voter is unknown.
    """
    found = validated(RuleFile, read_file(path))
    assert isinstance(found, RuleFile)
    if isinstance(found.voters, dict):
        return _weighted(found, found.voters)
    measures = {name: _measure(found, name, found.voters) for name in found.measures}
    problems = list(_strangers(found, found.voters))
    if problems:
        raise UsageError(problems)
    alternatives = []
    for given in found.wins_if:
        alternative = {m: _threshold(found, m, t, sum(measures[m], Fraction(0))) for m, t in given.items()}
        alternatives.append(alternative | ({VETO: Fraction(len(set(found.vetoes)))} if found.vetoes else {}))
    if found.vetoes:
        measures[VETO] = tuple(Fraction(v in found.vetoes) for v in found.voters)
    return VotingRule(
        found.id, found.title or found.id, tuple(found.voters), measures, tuple(alternatives), found.source
    )


def _weighted(found: RuleFile, weights: dict[str, Weight]) -> VotingRule:
    total = sum((fraction(w, f"{found.id}: weight of {v}") for v, w in weights.items()), Fraction(0))
    assert found.quota is not None
    quota = _threshold(found, "weight", found.quota, total)
    return weighted_rule(
        quota, weights, vetoes=found.vetoes, identity=found.id, title=found.title, source=found.source
    )


def _measure(found: RuleFile, name: str, voters: list[str]) -> tuple[Fraction, ...]:
    given = found.measures[name]
    if set(given) == {"each"}:
        return (fraction(given["each"], f"{found.id}: {name}"),) * len(voters)
    lacking = [v for v in voters if v not in given]
    if lacking:
        raise UsageError(
            Problem(
                f"{found.id}: {name}",
                f"has no data on {', '.join(lacking)}.",
                "Give every voter one; 0 counts nothing.",
            )
        )
    return tuple(fraction(given[v], f"{found.id}: {name} of {v}") for v in voters)


def _strangers(found: RuleFile, voters: list[str]) -> Iterator[Problem]:
    for name, given in found.measures.items():
        yield from (
            unknown("voter", v, voters, where=f"{found.id}: {name}")
            for v in given
            if v not in voters and v != "each"
        )
    yield from (
        unknown("voter", v, voters, where=f"{found.id}: vetoes") for v in found.vetoes if v not in voters
    )
    for alternative in found.wins_if:
        yield from (
            unknown("measure", m, found.measures, where=f"{found.id}: wins_if")
            for m in alternative
            if m not in found.measures
        )


def _threshold(found: RuleFile, measure: str, given: Weight | Share, total: Fraction) -> Fraction:
    if isinstance(given, Share):
        return given.share * total
    return fraction(given, f"{found.id}: quota of {measure}")
