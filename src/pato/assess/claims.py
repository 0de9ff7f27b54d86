"""Test claims on a comparison: in what share of futures each holds, by theory, what that hangs on, and an honest label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from pato.assess.breakeven import FEWEST, BreakEven, break_even
from pato.assess.compare import Comparison
from pato.assess.conditions import holds, words_of
from pato.assess.indices import Index, first_order, largest_column
from pato.assess.inputs import Input, inputs_for, varying
from pato.assess.metrics import Metric
from pato.assess.schema import Claim, Statement
from pato.assess.strata import ANY, Cell, cells_by
from pato.errors import PatoError
from pato.futures import weighted_share
from pato.kernels.arrays import BoolArray

LABELS = {
    "identified": "identified",
    "suggestive": "suggestive",
    "assumption": "driven by assumptions",
    "not_answerable": "not answerable with these data",
}
_MOST_HANGS_ON = 2
_FUTURES, _FUTURES_OF_TURNS = 4000, 50_000
"""Futures at most that indices and break-evens are taken from; more would change no digit that is shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several statements of a claim, tested alone.

    Attributes
    ----------
    words
        The statement.
    shares
        Share of futures in which it holds, by theory.
    why
        Why it cannot be tested here, or nothing.
    """

    words: str
    shares: dict[str, float]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison says of a claim.

    Attributes
    ----------
    shares
        Share of futures in which it holds, by theory; empty where it cannot be tested.
    label
        How well its key quantity is identified; from the claim's file, never from a share.
    why
        Why it cannot be tested here, or nothing.
    hangs_on
        The factors with the largest first-order indices of whether it holds, over all theories; those alone whose
        interval of 90 per cent lies above 0.
    break_evens
        By theory, where it turns along a factor.
    parts
        Its statements, where it has several.
    """

    claim: Claim
    shares: dict[str, float]
    label: str
    why: str
    hangs_on: tuple[Index, ...] = ()
    break_evens: dict[str, tuple[BreakEven, ...]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


def verdict(claim: Claim, comparison: Comparison) -> Verdict:
    """Return what a comparison says of a claim.

    A claim whose metric or architecture the comparison lacks is not an error: the verdict says what is missing.
    """
    label = LABELS[claim.identified]
    if not claim.statements:
        return Verdict(claim, {}, label, claim.why or "")
    tested = [_tested(s, comparison) for s in claim.statements]
    parts = tuple(_part(s, holds, comparison) for s, holds in zip(claim.statements, tested, strict=True))
    several = parts if len(parts) > 1 else ()
    missing = "; ".join(str(t) for t in tested if isinstance(t, PatoError))
    if missing:
        return Verdict(claim, {}, label, missing, parts=several)
    holds = reduce(np.logical_and, [t for t in tested if not isinstance(t, PatoError)])
    metrics = _metrics(claim.statements, comparison)
    shares = _shares(holds, metrics, comparison)
    if holds.ndim == 0:
        return Verdict(claim, shares, label, claim.why or "", parts=several)
    holds = holds[:_FUTURES_OF_TURNS]
    inputs = inputs_for(comparison.study, metrics, _FUTURES_OF_TURNS)
    return Verdict(
        claim,
        shares,
        label,
        claim.why or "",
        tuple(_hangs_on(holds, inputs)),
        dict(_break_evens(claim, holds, inputs, _cells(metrics, comparison))),
        several,
    )


def _tested(statement: Statement, comparison: Comparison) -> BoolArray | PatoError:
    """Return whether a statement holds, shape (future,) or (), or why it cannot be tested."""
    try:
        return holds(statement, comparison)
    except PatoError as error:
        return error


def _part(statement: Statement, holds: BoolArray | PatoError, comparison: Comparison) -> Part:
    words = statement.text or words_of(statement)
    if isinstance(holds, PatoError):
        return Part(words, {}, str(holds))
    return Part(words, _shares(holds, _metrics([statement], comparison), comparison))


def _metrics(statements: Sequence[Statement], comparison: Comparison) -> list[Metric]:
    return [comparison.metric(name) for name in dict.fromkeys(s.metric for s in statements)]


def _cells(metrics: Sequence[Metric], comparison: Comparison) -> tuple[Cell, ...]:
    """Return the cells that these metrics together are told apart by."""
    by = tuple(dict.fromkeys(name for m in metrics for name in m.by))
    if by == metrics[0].by:
        return comparison.cells_of(metrics[0])
    models = tuple(dict.fromkeys(name for m in metrics for name in m.models))
    return cells_by(comparison.study, (*by, *comparison.study.study.by), models)


def _shares(holds: BoolArray, metrics: Sequence[Metric], comparison: Comparison) -> dict[str, float]:
    if holds.ndim == 0:
        return {ANY: float(holds)}
    return {c.label: float(weighted_share(holds[c.futures], c.weight)) for c in _cells(metrics, comparison)}


def _hangs_on(holds: BoolArray, inputs: Sequence[Input]) -> Iterator[Index]:
    """Yield the factors that go with whether a claim holds, the first two, each level of a theory counting alike."""
    few = np.arange(min(len(holds), _FUTURES))
    for found in first_order(holds[few], varying(inputs, few), most=_MOST_HANGS_ON):
        if found.low90 > 0:
            yield found


def _break_evens(
    claim: Claim, holds: BoolArray, inputs: Sequence[Input], cells: Sequence[Cell]
) -> Iterator[tuple[str, tuple[BreakEven, ...]]]:
    """Yield where a claim turns, by theory: along the factors that its file names, or the one it hangs on most."""
    for cell in cells:
        drawn = cell.futures < len(holds)
        futures, weight = cell.futures[drawn], None if cell.weight is None else cell.weight[drawn]
        here = holds[futures]
        if len(here) < FEWEST or here.all() or not here.any():
            continue
        numbers = [i for i in varying(inputs, futures) if not i.levels]
        wanted = [i for i in numbers if {i.id, i.id.removeprefix(f"{i.factor}.")} & set(claim.break_even)]
        columns = wanted if claim.break_even else _strongest(here, numbers)
        found = tuple(break_even(here, column, weight) for column in columns)
        if told := tuple(b for b in found if claim.break_even or b.value is not None):
            yield cell.label, told


def _strongest(holds: BoolArray, numbers: Sequence[Input]) -> list[Input]:
    few = np.arange(min(len(holds), _FUTURES))
    inputs = varying(numbers, few)
    found = [i for i in first_order(holds[few], inputs, most=1) if i.low90 > 0]
    return [largest_column(holds[few], [i for i in inputs if i.factor == f.name]) for f in found]
