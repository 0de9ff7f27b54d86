"""Consistent accounts of many countries and sectors, made from a published input-output table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.errors import DataError, Problem
from pato.kernels.arrays import FloatArray
from pato.world.sources.input_output import InputOutputTable

MOST_INPUTS = 0.99
"""Largest share of inputs in a sector's output; larger ones are scaled down, since negative value added cannot be modelled."""
_SHOWN = 5


class Accounts(NamedTuple):
    """Consistent accounts made from a table.

    Attributes
    ----------
    flows
        Shape (sector, exporter, importer).
    use
        Of input k by sector j, shape (country, k, j).
    notes
        Changes made.
    """

    flows: FloatArray
    use: FloatArray
    notes: tuple[str, ...]


def accounts_of(table: InputOutputTable) -> Accounts:
    """Make consistent accounts of a table.

    Changes of inventories are left out and negative final uses set to zero; outputs and inputs then follow from final
    use, at the table's input coefficients (as in Costinot and Rodriguez-Clare 2014). Inputs of a sector that exceed
    99 per cent of its output are scaled down to that first.

    Raises
    ------
    DataError
        If a cell is unknown, inputs are negative, or a country sells nothing at home.
    """
    _refuse(table)
    N, J = len(table.countries), len(table.sectors)
    notes: list[str] = []
    final = np.maximum(table.final, 0.0)
    if lost := float((final - table.final).sum()):
        notes.append(f"Negative final uses set to zero: {lost:,.6g} million USD in all.")
    if moved := float(np.abs(table.inventories).sum()):
        share = moved / float(table.output.sum())
        notes.append(f"Changes of inventories left out ({share:.2%} of output), outputs recomputed.")
    made = table.output.reshape(N * J)
    use = table.use.reshape(N * J, N * J)
    coefficients = np.divide(use, made, out=np.zeros_like(use), where=made > 0)
    inputs = coefficients.sum(axis=0)
    over = inputs > MOST_INPUTS
    if over.any():
        names = [f"{table.countries[n // J]} {table.sectors[n % J]}" for n in np.flatnonzero(over)]
        shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
        notes.append(f"Inputs scaled down to {MOST_INPUTS:.0%} of output in {len(names)} sectors: {shown}.")
        coefficients[:, over] *= MOST_INPUTS / inputs[over]
    wanted = final.reshape(N * J, N)
    output = np.linalg.solve(np.eye(N * J) - coefficients, wanted.sum(axis=1)).clip(min=0.0)
    use = (coefficients * output).reshape(N, J, N, J)
    flows = use.sum(axis=3) + wanted.reshape(N, J, N)
    return Accounts(
        np.ascontiguousarray(flows.transpose(1, 0, 2)), use.sum(axis=0).transpose(1, 0, 2), tuple(notes)
    )


def _refuse(table: InputOutputTable) -> None:
    problems = []
    for name, array in (("use", table.use), ("final use", table.final), ("inventories", table.inventories)):
        if not np.isfinite(array).all():
            problems.append(Problem(table.source, f"has unknown cells of {name}.", "Fetch it again, whole."))
    if (table.use < 0).any():
        i, k, n, j = np.argwhere(table.use < 0)[0]
        cell = f"{table.countries[i]} {table.sectors[k]} to {table.countries[n]} {table.sectors[j]}"
        problems.append(
            Problem(
                table.source, f"has a negative input ({cell}).", "Correct the cell, or aggregate the sectors."
            )
        )
    home = np.einsum("ikij->i", np.maximum(table.use, 0)) + np.einsum("iki->i", np.maximum(table.final, 0))
    for country, sales in zip(table.countries, home, strict=True):
        if not sales > 0:
            problems.append(
                Problem(
                    table.source, f"'{country}' sells nothing at home.", "Aggregate it with another country."
                )
            )
    if problems:
        raise DataError(problems)
