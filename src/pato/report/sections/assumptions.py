"""Everything that is drawn: estimates, ranged assumptions, theories; and what the user set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pato.assess.readings import in_words
from pato.futures import Factor, Levels, Posterior
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.wording import meaning
from pato.table import Table

ORDER = 30
CHAPTER = "method"
MOST_LEVELS = 12
"""Alternatives that are listed by name; of more only the first and the last are."""


def build(context: ReportContext) -> Section:
    """Return the table of factors."""
    study = context.comparison.study
    intro = Text(
        "Every number that is not a fact is one of these: an estimate of the project's own code, or an assumption that a study file can change."
    )
    return Section(
        "assumptions",
        "What is assumed",
        (
            intro,
            *([Text(said)] if (said := in_words(study.study)) else []),
            TableBlock(
                factors_table(study.factors, context.comparison.meta()),
                "assumptions",
                folded=True,
                printed=True,
            ),
        ),
    )


def factors_table(factors: Sequence[Factor], meta: Mapping[str, Any] | None = None) -> Table:
    """Return one row per factor: meaning, distribution, basis, and source."""
    rows = [(f.id, meaning(f), f.basis, _drawn(f), f.unit or None, _source(f)) for f in factors]
    return Table(
        ("factor", "what it is", "basis", "how it is drawn", "unit", "source"),
        rows,
        title=f"{len(rows)} factors: what is drawn, how, and on what basis",
        meta=dict(meta or {}),
    )


def _drawn(factor: Factor) -> str:
    spec = factor.spec
    if isinstance(spec, Levels):
        if len(spec.values) > MOST_LEVELS:
            return f"one of {len(spec.values)} ({spec.values[0]} to {spec.values[-1]}), evenly"
        return f"one of {', '.join(spec.values)}, evenly"
    if isinstance(spec, Posterior):
        return f"jointly normal: {len(spec.names)} coefficients with their covariance"
    numbers = {name: f"{float(f'{value:.4g}'):g}" for name, value in spec.parameters().items()}
    if set(numbers) == {"low", "high"}:
        return f"{numbers['low']} to {numbers['high']}, {'evenly' if spec.name == 'uniform' else spec.name}"
    return f"{spec.name}: " + ", ".join(f"{name} {value}" for name, value in numbers.items())


def _source(factor: Factor) -> str | None:
    """Return a factor's source without its meaning, which has a column of its own."""
    told = meaning(factor)
    if not factor.source.lower().startswith(told.lower()):
        return factor.source
    return factor.source[len(told) :].lstrip(" .;:") or None
