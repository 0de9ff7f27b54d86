"""Input-output tables of many countries: who sells which sector's output to whom, and for what use.

One type for the tables of all providers: the modules of this folder read their layouts into it, and
`pato.world.input_output.read_table` finds the one that fits a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pato.brief import brief
from pato.errors import DataError, Problem, UnknownNameError, unknown
from pato.kernels.arrays import FloatArray, IntArray

_SHARE_OFF = 1e-3
"""By which share of its total a row or column may be off; what rounding explains comes on top."""
_SHOWN = 4


@brief("countries", "sectors")
@dataclass(frozen=True, slots=True, eq=False)
class InputOutputTable:
    """One year's flows, in millions of current USD at basic prices.

    Attributes
    ----------
    countries, sectors
        In the order of the arrays.
    use
        What sector j of country n buys from sector k of country i, shape (i, k, n, j).
    final
        What final users of country n buy from sector k of country i, without inventories, shape (i, k, n).
    inventories
        Changes of inventories, which may be negative, shape (i, k, n).
    source
        Owner, layout and file.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    use: FloatArray
    final: FloatArray
    inventories: FloatArray
    source: str

    @property
    def output(self) -> FloatArray:
        """Sales to all uses, inventories included, shape (country, sector)."""
        return np.asarray(self.use.sum(axis=(2, 3)) + self.final.sum(axis=2) + self.inventories.sum(axis=2))

    def aggregated(
        self, countries: Mapping[str, str] | None = None, sectors: Mapping[str, str] | None = None
    ) -> InputOutputTable:
        """Return the table with countries or sectors added up.

        Parameters
        ----------
        countries, sectors
            New name by old name; others keep their names.

        Raises
        ------
        UnknownNameError
            If an old name is not in the table.
        """
        across, places = _groups("country", self.countries, countries or {})
        within, kinds = _groups("sector", self.sectors, sectors or {})
        use = _summed(_summed(_summed(_summed(self.use, places, 0), kinds, 1), places, 2), kinds, 3)
        final, inventories = (
            _summed(_summed(_summed(a, places, 0), kinds, 1), places, 2)
            for a in (self.final, self.inventories)
        )
        return InputOutputTable(across, within, use, final, inventories, self.source)


def table_of(
    values: FloatArray,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    *,
    inventories: Sequence[str],
    where: str,
    source: str,
) -> InputOutputTable:
    """Put a matrix of labelled rows and columns into a table.

    Parameters
    ----------
    values
        Shape (row, column); unknown cells are zero (the providers leave zeros blank).
    rows
        Country and sector of each row.
    columns
        Country and sector, or country and final use, of each column.
    inventories
        The final uses that are changes of inventories.

    Raises
    ------
    DataError
        If a label is duplicated, or using sectors are not selling sectors.
    """
    # some final users sell nothing under their own name, such as China where its exporters are listed separately
    countries = tuple(dict.fromkeys(c for c, _ in (*rows, *columns)))
    sectors = tuple(dict.fromkeys(s for _, s in rows))
    _refuse_odd_labels(rows, columns, sectors, where)
    i, k = _places(rows, countries, sectors)
    N, J = len(countries), len(sectors)
    buyer = np.array([countries.index(c) for c, _ in columns])
    kind = np.array([sectors.index(u) if u in sectors else -1 for _, u in columns])
    stock = np.array([u in inventories for _, u in columns])
    use, final, stocks = np.zeros((N, J, N, J)), np.zeros((N, J, N)), np.zeros((N, J, N))
    produces = np.flatnonzero(kind >= 0)
    use[i[:, None], k[:, None], buyer[produces][None, :], kind[produces][None, :]] = values[:, produces]
    for column in np.flatnonzero(kind < 0):
        target = stocks if stock[column] else final
        np.add.at(target, (i, k, np.full(len(i), buyer[column])), values[:, column])
    return InputOutputTable(countries, sectors, use, final, stocks, source)


def refuse_contradictions(
    where: str,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    *,
    across: tuple[FloatArray, FloatArray] | None = None,
    down: tuple[FloatArray, FloatArray] | None = None,
) -> None:
    """Reject a table with sums that contradict its own totals: an error in one cell shows in its row and its column.

    Parameters
    ----------
    where
        The file.
    rows, columns
        Labels.
    across, down
        Sums and the file's totals of each row, and of each column, value added and taxes included; NaN where the file gives no total.

    Raises
    ------
    DataError
        If a sum is off by more than a thousandth of its total and the rounding of its cells.
    """
    odd = []
    for kind, labels, pair, count in (
        ("row", rows, across, len(columns)),
        ("column", columns, down, len(rows)),
    ):
        if pair is None:
            continue
        sums, totals = pair
        whole = bool((sums == np.rint(sums)).all())
        allowed = _SHARE_OFF * np.abs(totals) + (0.5 * count if whole else _SHARE_OFF)
        off = np.flatnonzero(
            np.abs(sums - totals) > allowed
        ).tolist()  # a total that is not known is never off
        odd += [(kind, "_".join(labels[n]), float(sums[n]), float(totals[n])) for n in off]
    if not odd:
        return
    shown = [
        f"{kind} {label} sums to {a:,.6g} where its total is {b:,.6g}" for kind, label, a, b in odd[:_SHOWN]
    ]
    told = "; ".join(shown) + (f"; and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else "")
    crossing = [next((o[1] for o in odd if o[0] == kind), None) for kind in ("row", "column")]
    cell = (
        f" They cross in the cell of {crossing[0]} and {crossing[1]}."
        if all(crossing) and len(odd) == 2
        else ""
    )
    raise DataError(
        Problem(
            where,
            f"contradicts its own totals: {told}.{cell}",
            "Correct the cell or the total, or fetch the file again.",
        )
    )


def _refuse_odd_labels(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    sectors: tuple[str, ...],
    where: str,
) -> None:
    problems = []
    for kind, labels in (("row", rows), ("column", columns)):
        twice = sorted(label for label, count in Counter(labels).items() if count > 1)
        problems += [Problem(where, f"the {kind} {'_'.join(t)} stands twice.") for t in twice]
    users = {(c, u) for c, u in columns if u in sectors}
    if lacking := sorted(set(rows) - users)[:5]:
        named = ", ".join("_".join(t) for t in lacking)
        problems.append(
            Problem(where, f"no column for sectors that have a row: {named}.", "Fetch it again, whole.")
        )
    if not any(u not in sectors for _, u in columns):
        problems.append(Problem(where, "has no columns of final use.", "Fetch it again, whole."))
    if problems:
        raise DataError(problems)


def _places(
    labels: Sequence[tuple[str, str]], countries: tuple[str, ...], sectors: tuple[str, ...]
) -> tuple[IntArray, IntArray]:
    return (
        np.array([countries.index(c) for c, _ in labels]),
        np.array([sectors.index(s) for _, s in labels]),
    )


def _groups(kind: str, names: tuple[str, ...], new: Mapping[str, str]) -> tuple[tuple[str, ...], IntArray]:
    if strange := sorted(set(new) - set(names)):
        raise UnknownNameError([unknown(kind, name, names) for name in strange])
    renamed = [new.get(name, name) for name in names]
    groups = tuple(dict.fromkeys(renamed))
    return groups, np.array([groups.index(name) for name in renamed])


def _summed(array: FloatArray, groups: IntArray, axis: int) -> FloatArray:
    shape = list(array.shape)
    shape[axis] = int(groups.max()) + 1
    out = np.zeros(shape)
    np.add.at(np.moveaxis(out, axis, 0), groups, np.moveaxis(array, axis, 0))
    return out
