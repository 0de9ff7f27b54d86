"""Inputs that vary between the futures of a run, as columns: one number or one level per future."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pato.assess.metrics import Metric
from pato.assess.study import Resolved
from pato.errors import UnknownNameError, unknown
from pato.futures import Draws, Factor, Levels, Posterior
from pato.kernels.arrays import BoolArray, FloatArray, IntArray, StrArray


@dataclass(frozen=True, slots=True)
class Input:
    """One column: a factor, or one coefficient of a joint estimate.

    Attributes
    ----------
    id
        The factor's, or ``FACTOR.COEFFICIENT``.
    factor
        Id of the factor.
    values
        Shape (future,): numbers, or codes of `levels`.
    levels
        The alternatives of a categorical factor; empty for numbers.
    unit
        Of the numbers.
    is_replicate
        Whether the levels are numbered draws of something else, which cannot be chosen or observed.
    """

    id: str
    factor: str
    values: FloatArray | IntArray
    levels: tuple[str, ...] = ()
    unit: str = ""
    is_replicate: bool = False

    @property
    def low(self) -> float:
        """The smallest number drawn."""
        return float(self.values.min())

    @property
    def high(self) -> float:
        """The largest number drawn."""
        return float(self.values.max())

    def at(self, futures: IntArray) -> Input:
        """Return the column of some futures."""
        return replace(self, values=self.values[futures])

    def between(self, low: float, high: float) -> BoolArray:
        """Return the futures in which the number lies between two others, inclusive."""
        return np.asarray((self.values >= low) & (self.values <= high))

    def words(self) -> StrArray:
        """Return the levels' words, shape (future,)."""
        return np.array(self.levels)[np.asarray(self.values, dtype=np.int64)]


def inputs_for(study: Resolved, metrics: Sequence[Metric], most: int | None = None) -> tuple[Input, ...]:
    """Return the columns of the factors that enter some metrics: those of the models that these are made from.

    With ``most``, only the first that many futures are drawn; a million of them would fill memory.
    """
    wanted = {name for metric in metrics for name in metric.models}
    entering = {f.id for model in study.models if model.id in wanted for f in model.factors()}
    design = study.design
    factors = tuple(f for f in design.factors if f.id in entering)
    if design.sampler == "philox":  # streams are independent: the others need not be drawn
        design = replace(design, factors=factors, crossed=()) if not design.crossed else design
    stop = design.n_futures if most is None else min(most, design.n_futures)
    return inputs_of(design.draw(0, stop), factors) if factors else ()


def inputs_of(draws: Draws, factors: Iterable[Factor]) -> tuple[Input, ...]:
    """Return the columns of all factors that vary between these futures; factors fixed by the study do not."""
    return tuple(i for i in columns_of(draws, factors) if np.ptp(i.values) > 0)


def columns_of(draws: Draws, factors: Iterable[Factor]) -> Iterator[Input]:
    """Yield the columns of all factors, also those that are the same in every future."""
    for factor in factors:
        yield from _columns(factor, draws)


def _columns(factor: Factor, draws: Draws) -> Iterator[Input]:
    values = draws[factor.id]
    if isinstance(factor.spec, Posterior):
        for j, name in enumerate(factor.spec.names):
            yield Input(f"{factor.id}.{name}", factor.id, values[:, j], unit=factor.unit)
    elif factor.levels:
        replicate = isinstance(factor.spec, Levels) and factor.spec.role == "replicate"
        yield Input(factor.id, factor.id, values.astype(np.int64), factor.levels, is_replicate=replicate)
    else:
        yield Input(factor.id, factor.id, values.astype(np.float64), unit=factor.unit)


def varying(inputs: Sequence[Input], futures: IntArray) -> tuple[Input, ...]:
    """Return the columns that still differ within some futures."""
    kept = (i.at(futures) for i in inputs)
    return tuple(i for i in kept if len(i.values) and np.ptp(i.values) > 0)


def input_named(inputs: Sequence[Input], name: str) -> Input:
    """Return a column by its id; a coefficient's own name is enough where only one estimate has it.

    Raises
    ------
    UnknownNameError
        If no factor that differs between futures has that name.
    """
    exact = [i for i in inputs if i.id == name]
    found = exact or [i for i in inputs if i.id != i.factor and i.id.removeprefix(f"{i.factor}.") == name]
    if len(found) != 1:
        raise UnknownNameError(
            unknown("factor that differs between these runs", name, [i.id for i in found or inputs])
        )
    return found[0]
