"""Scenario discovery on a comparison: the condition, the factors involved, and the boxes as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pato.assess.compare import Comparison
from pato.assess.conditions import holds, parse_condition, words_of
from pato.assess.discovery import Box, Step, discover, prim, trade_off
from pato.assess.indices import first_order
from pato.assess.inputs import Input, inputs_for, varying
from pato.kernels.arrays import BoolArray
from pato.table import Table

MOST_COLUMNS = 30
"""Largest number of factors and coefficients searched; beyond it, those that matter least on their own are left out."""


MOST_FUTURES = 5000
"""Largest number of futures searched; beyond it, the first ones."""
_EVEN = "The study's weights play no part: runs of every level count alike, those of no weight too."
COLUMNS = ("box", "when", "low", "high", "quasi p", "support", "coverage", "density", "mass")


def boxes_table(
    comparison: Comparison,
    when: str,
    on: str | None = None,
    *,
    density: float = 0.8,
    mass_min: float = 0.05,
    resamples: int = 10,
) -> Table:
    """Return the boxes of futures in which a condition mostly holds.

    Parameters
    ----------
    when
        The condition in words, as `pato.assess.conditions.parse_condition` reads it.
    on
        The metric, where the words name none.
    density, mass_min, resamples
        As `pato.assess.discovery.discover` takes them.
    """
    statement = parse_condition(when, on)
    words, study = words_of(statement), comparison.study
    prim()  # fail before computing anything if the extra is missing
    cases = holds(statement, comparison)
    if cases.ndim == 0:
        return nothing_to_tell(words, float(cases), study.study.futures, "it follows from the treaties alone")
    entering = inputs_for(study, [comparison.metric(statement.metric)], MOST_FUTURES)
    inputs = tuple(i for i in entering if not i.is_replicate)  # "in draw 17 of 64" is meaningless to a reader
    found = boxes_of(
        cases, inputs, words, density=density, mass_min=mass_min, resamples=resamples, unit="runs"
    )
    notes = (*found.notes, *([_EVEN] if study.study.weights else []))
    return Table(found.columns, found.rows, title=found.title, notes=notes, meta=comparison.meta())


def trade_off_table(comparison: Comparison, when: str) -> Table:
    """Return the trade-off between density and coverage for a condition: one row per box of the trajectory; none where it always or never holds.

    Parameters
    ----------
    comparison
        The values of all runs.
    when
        The condition in words, as `pato.assess.conditions.parse_condition` reads it.
    """
    statement = parse_condition(when, None)
    cases = np.atleast_1d(holds(statement, comparison))[:MOST_FUTURES]
    steps: list[Step] = []
    if cases.any() and not cases.all():  # else there is no box to find
        entering = inputs_for(comparison.study, [comparison.metric(statement.metric)], MOST_FUTURES)
        inputs = tuple(i for i in entering if not i.is_replicate)
        kept = _strongest(cases.astype(np.float64), varying(inputs, np.arange(len(cases))))
        steps = trade_off(cases, kept)
    notes = (
        "Coverage: share of all runs in which the condition holds that lie in the box; density: share of the box's runs in which it holds.",
    )
    return Table(
        ("coverage", "density", "share of runs in the box", "inputs limited"),
        steps,
        title=f"Coverage against density of the boxes for: {words_of(statement)}",
        notes=notes,
        meta=comparison.meta(),
    )


def nothing_to_tell(words: str, share: float, rows: int, why: str) -> Table:
    """Return the answer where a condition holds in all rows (a share of 1) or in none (0): there is no box to find."""
    told = f"{'Always' if share else 'Never'} holds: {why}."
    return Table(COLUMNS, [], title=f"When {words}: {share:.0%} of {rows:,}", notes=(told,))


def boxes_of(
    cases: BoolArray,
    inputs: Sequence[Input],
    words: str,
    *,
    density: float,
    mass_min: float,
    resamples: int,
    unit: str,
) -> Table:
    """Return the boxes in which something mostly holds, as a table with the boxes in words.

    Parameters
    ----------
    cases
        Whether the condition holds, shape (row,).
    inputs
        Inputs that vary between rows; at least as many rows as ``cases`` has.
    words
        The condition in words.
    density, mass_min, resamples
        As `pato.assess.discovery.discover` takes them.
    unit
        Unit of a row.
    """
    total, cases = len(cases), cases[:MOST_FUTURES]
    if cases.all() or not cases.any():
        why = f"in {'every one' if cases.all() else 'none'} of the {len(cases):,} {unit}, so no condition separates them"
        return nothing_to_tell(words, float(cases.all()), len(cases), why)
    kept = _strongest(cases.astype(np.float64), varying(inputs, np.arange(len(cases))))
    asked, density = density, max(density, (1 + float(cases.mean())) / 2 if cases.mean() >= density else 0.0)
    boxes = discover(cases, kept, density=density, mass_min=mass_min, resamples=resamples)
    notes = _notes(boxes, statement_words=words, dropped=len(inputs) - len(kept), density=density, unit=unit)
    if density > asked:
        notes.insert(
            0,
            f"It holds in {cases.mean():.0%} of all {unit} already; boxes of a density of {density:.2f} are sought.",
        )
    if total > len(cases):
        notes.append(f"Sought in the first {len(cases)} of {total} {unit}.")
    rows = [row for i, box in enumerate(boxes, 1) for row in _rows(i, box)]
    return Table(COLUMNS, rows, title=f"When {words}: {cases.mean():.0%} of {len(cases)} {unit}", notes=notes)


def _strongest(cases: np.ndarray, inputs: Sequence[Input]) -> list[Input]:
    """Return the columns searched for boxes, in their order."""
    if len(inputs) <= MOST_COLUMNS:
        return list(inputs)
    alone = [Input(i.id, i.id, i.values, i.levels, i.unit) for i in inputs]
    told = {i.name for i in first_order(cases, alone, most=MOST_COLUMNS, resamples=2)}
    return [i for i in inputs if i.id in told]


def _rows(number: int, box: Box) -> list[tuple[object, ...]]:
    head = (box.coverage, box.density, box.mass)
    return [
        (
            number,
            limit.input if not limit.levels else f"{limit.input}: {' or '.join(limit.levels)}",
            limit.low,
            limit.high,
            limit.quasi_p,
            limit.support,
            *(head if first else (None, None, None)),
        )
        for first, limit in zip([True] + [False] * len(box.limits), box.limits, strict=False)
    ]


def _notes(
    boxes: Sequence[Box], *, statement_words: str, dropped: int, density: float, unit: str
) -> list[str]:
    told = []
    for i, box in enumerate(boxes, 1):
        told.append(
            f"Box {i}: {statement_words} in {box.density:.0%} of the {unit} in which {box.words()}; they are {box.mass:.0%} of all {unit} and {box.coverage:.0%} of those in which it holds."
        )
        if not box.dense_enough:
            told.append(
                f"Box {i} is the densest found: no box of that mass reaches a density of {density:g}."
            )
    if not boxes:
        told.append(
            f"No box is denser than all {unit} together: no small set of factors shows when it holds."
        )
    elif boxes[0].density_unseen is not None and boxes[0].coverage_unseen is not None:
        told.append(
            f"Sought again on resampled {unit}, boxes have density {boxes[0].density_unseen:.2f} and coverage {boxes[0].coverage_unseen:.2f} in the {unit} left out (medians). Support: share of resamples whose box limits the same factor."
        )
    if dropped:
        told.append(f"{dropped} factors or coefficients that matter least alone are left out of the search.")
    told.append(
        "Quasi p: chance of such a density if that limit did nothing. A box shows in which part of the runs a condition holds, not how likely that is."
    )
    return told
