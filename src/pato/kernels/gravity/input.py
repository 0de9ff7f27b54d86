"""Checks of the arguments of the trade equilibrium, with all problems reported at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components

from pato.kernels.arrays import AnyArray, BoolArray, FloatArray

Test = Callable[[FloatArray], BoolArray]
_SHOWN = 5


class TradeInputError(ValueError):
    """Arguments that no trade equilibrium can be computed from.

    Parameters
    ----------
    problems
        The problems, one sentence each.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Argument(NamedTuple):
    """An argument with a leading axis over scenarios.

    Attributes
    ----------
    values
        One entry, which holds for all scenarios, or one entry per scenario.
    many
        Whether the caller gave an axis over scenarios.
    """

    values: AnyArray
    many: bool


def stacked(given: npt.ArrayLike, shape: tuple[int, ...], name: str, test: Test, rule: str) -> Argument:
    """Return an argument with a leading axis; scalars are spread over its shape.

    Raises
    ------
    TradeInputError
        If its shape is wrong or an entry breaks the rule.
    """
    array = np.asarray(given, dtype=np.float64)
    if array.ndim == 0 and shape:
        array = np.full(shape, float(array))
    if array.shape[-len(shape) :] != shape if shape else array.ndim > 1:
        raise TradeInputError(
            [f"{name} must have the shape {shape} or (scenario, ...), found {array.shape}."]
        )
    if array.ndim > len(shape) + 1:
        raise TradeInputError(
            [f"{name} has {array.ndim} axes; {len(shape) + 1} at most: one over scenarios, then {shape}."]
        )
    many = array.ndim == len(shape) + 1
    array = np.ascontiguousarray(array if many else array[None])
    if not array.size:
        raise TradeInputError([f"{name} holds no scenario."])
    if wrong := _places(~test(array), many=many):
        raise TradeInputError([f"{name} must be {rule}: not so at {wrong}."])
    return Argument(array, many)


def flows_of(given: npt.ArrayLike) -> Argument:
    """Return flows that an equilibrium can start from.

    Raises
    ------
    TradeInputError
        If the matrix is not square, or has missing or negative flows, an economy without sales at home, or groups of
        economies that do not trade with each other.
    """
    array = np.asarray(given, dtype=np.float64)
    if array.ndim not in {2, 3} or array.shape[-1] != array.shape[-2] or array.shape[-1] < 2:
        raise TradeInputError(
            [
                f"flows must be a square matrix of two or more economies, or a stack of them, found the shape {array.shape}."
            ]
        )
    many = array.ndim == 3
    array = np.ascontiguousarray(array if many else array[None])
    problems = []
    if wrong := _places(~np.isfinite(array), many=many):
        problems.append(
            f"flows are missing or infinite at {wrong}. What is not known is not zero: fill it in, or leave the economy out."
        )
    if wrong := _places(array < 0, many=many):
        problems.append(f"flows are negative at {wrong}.")
    home = np.einsum("kii->ki", array)
    if wrong := _places(home == 0, many=many):
        problems.append(
            f"sales at home are zero at {wrong}. The equilibrium needs what each economy sells to itself."
        )
    if problems:
        raise TradeInputError(problems)
    _refuse_disconnected(array, many=many)
    return Argument(array, many)


def _refuse_disconnected(array: FloatArray, *, many: bool) -> None:
    if (array > 0).all():
        return
    for k, matrix in enumerate(array):
        groups, labels = connected_components(matrix > 0, directed=True, connection="strong")
        if groups > 1:
            alone = ", ".join(map(str, np.flatnonzero(labels != np.bincount(labels).argmax())[:_SHOWN]))
            where = f" of scenario {k}" if many else ""
            raise TradeInputError(
                [
                    (
                        f"flows{where} fall into {groups} groups that do not sell to and buy from one another; outside the largest: {alone}. "
                        "Relative prices between groups have no meaning: solve each alone."
                    )
                ]
            )


def effects_of(
    partial: npt.ArrayLike | None, costs: npt.ArrayLike | None, theta: FloatArray, n: int
) -> Argument:
    """Return log changes of flows at unchanged prices, from partial effects or from ratios of costs.

    Raises
    ------
    TradeInputError
        If both are given or an entry is not possible.
    """
    if partial is not None and costs is not None:
        raise TradeInputError(
            ["give partial_effects or cost_changes, not both: each is the other times the elasticity."]
        )
    if costs is None:
        given = 0.0 if partial is None else partial
        return stacked(given, (n, n), "partial_effects", lambda v: v < np.inf, "numbers or minus infinity")
    ratios = stacked(costs, (n, n), "cost_changes", lambda v: v > 0, "above 0")
    return Argument(-theta[:, None, None] * np.log(ratios.values), ratios.many)


def _places(wrong: BoolArray, *, many: bool) -> str:
    """Return the first places of a mask in words."""
    if not wrong.any():
        return ""
    found = np.argwhere(wrong)
    words = [str(tuple(int(i) for i in (place if many else place[1:]))) for place in found[:_SHOWN]]
    return ", ".join(words) + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
