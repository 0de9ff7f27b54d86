"""Stability of memberships, from tables of utilities of any game with 2^n memberships.

A table has the shape (..., membership, state), where membership is the number whose bits are its members and the last
axis says what every state of the pool has under it, member or not. Comparisons allow ``tolerance``, so that a state
to which a change makes no difference neither leaves nor is said to gain.

Sources: internal and external stability are those of d'Aspremont and others (1983) for cartels and of Barrett (1994)
for self-enforcing agreements; admission by unanimity is the exclusive membership of Yi (1997).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import AnyArray, BoolArray, FloatArray, IntArray
from pato.kernels.jit import compiled, inner

TOLERANCE = 1e-9
ADMISSIONS = ("open", "unanimity", "majority")
"""Rule of entry for an outsider that would join: open, every member, more than half of the members."""


def states_of(table: FloatArray) -> int:
    """Return the number of states of a table of utilities.

    Raises
    ------
    ValueError
        If the table does not hold every membership of its states.
    """
    if table.ndim < 2 or table.shape[-2] != 1 << table.shape[-1]:
        raise ValueError(
            f"a table of utilities has the shape (..., 2^n, n), found {table.shape}: every membership of every state is needed"
        )
    return int(table.shape[-1])


def _split(values: AnyArray, bit: int) -> tuple[AnyArray, AnyArray]:
    """Return views of the memberships without and with one state: the axis of memberships becomes (high, low)."""
    *batch, memberships, states = values.shape
    cut = values.reshape(*batch, memberships >> (bit + 1), 2, 1 << bit, states)
    return cut[..., 0, :, :], cut[..., 1, :, :]


def acceptance(
    table: FloatArray, reference: FloatArray | None = None, tolerance: float = TOLERANCE
) -> BoolArray:
    """Return whether each state prefers each membership to the status quo, shape (..., membership, state).

    Parameters
    ----------
    table
        Utilities.
    reference
        Those of the status quo, shape (..., state); None: those of the empty membership.
    tolerance
        By how much it may be worse off.
    """
    states_of(table)
    before = table[..., :1, :] if reference is None else np.asarray(reference)[..., None, :]
    return np.asarray(table >= before - tolerance)


def accepted(
    table: FloatArray, reference: FloatArray | None = None, tolerance: float = TOLERANCE
) -> BoolArray:
    """Return whether all members prefer each membership to the status quo, shape (..., membership)."""
    n = states_of(table)
    inside = np.arange(1 << n)[:, None] >> np.arange(n) & 1
    return np.asarray((acceptance(table, reference, tolerance) | (inside == 0)).all(-1))


def leavers(table: FloatArray, tolerance: float = TOLERANCE) -> BoolArray:
    """Return the members that would gain by leaving, shape (..., membership, state)."""
    found = np.zeros(table.shape, bool)
    for i in range(states_of(table)):
        without, within = _split(table, i)
        _split(found, i)[1][..., i] = without[..., i] > within[..., i] + tolerance
    return found


def internal_stability(table: FloatArray, tolerance: float = TOLERANCE) -> BoolArray:
    """Return whether no member would gain by leaving, shape (..., membership)."""
    return np.asarray(~leavers(table, tolerance).any(-1))


def joiners(table: FloatArray, tolerance: float = TOLERANCE) -> BoolArray:
    """Return the outsiders that would gain by joining, shape (..., membership, state)."""
    found = np.zeros(table.shape, bool)
    for j in range(states_of(table)):
        without, within = _split(table, j)
        _split(found, j)[0][..., j] = within[..., j] > without[..., j] + tolerance
    return found


def objections(table: FloatArray, candidate: int, tolerance: float = TOLERANCE) -> BoolArray:
    """Return the members that would lose from the entry of a candidate, shape (..., membership, state).

    False for memberships that have the candidate already, and for states that are no members.
    """
    n = states_of(table)
    found = np.zeros(table.shape, bool)
    without, within = _split(table, candidate)
    inside = np.arange(1 << n)[:, None] >> np.arange(n) & 1
    member = _split(inside, candidate)[0] == 1
    _split(found, candidate)[0][...] = (within < without - tolerance) & member
    return found


def external_stability(
    table: FloatArray, admission: str = "unanimity", tolerance: float = TOLERANCE
) -> BoolArray:
    """Return whether no outsider would join and be admitted, shape (..., membership).

    Raises
    ------
    ValueError
        If the rule of admission is unknown.
    """
    if admission not in ADMISSIONS:
        raise ValueError(f"admission is one of {', '.join(ADMISSIONS)}, found '{admission}'")
    n = states_of(table)
    size = np.bitwise_count(np.arange(1 << n))
    wants = joiners(table, tolerance)
    entered = np.zeros(table.shape[:-1], bool)
    for j in range(n):
        allowed: float | FloatArray = 0.0 if admission == "unanimity" else np.ceil(size / 2) - 1
        let_in = (
            True if admission == "open" else objections(table, j, tolerance).sum(-1) <= np.maximum(allowed, 0)
        )
        entered |= wants[..., j] & let_in
    return ~entered


def stable(table: FloatArray, admission: str = "unanimity", tolerance: float = TOLERANCE) -> BoolArray:
    """Return whether a membership is accepted by its members, and stable internally and externally."""
    inner = accepted(table, tolerance=tolerance) & internal_stability(table, tolerance)
    return np.asarray(inner & external_stability(table, admission, tolerance))


def blocking_subsets(
    table: FloatArray, membership: int, tolerance: float = TOLERANCE, reference: FloatArray | None = None
) -> BoolArray:
    """Return the proper subsets of a membership that prefer a membership of their own, shape (..., membership).

    A subset blocks if every one of its states has more under it than under the whole, and is never empty. ``reference`` are the
    utilities of the whole, shape (..., state); those of the table where None.
    """
    n = states_of(table)
    masks = np.arange(1 << n)
    subset = ((masks & membership) == masks) & (masks != membership) & (masks > 0)
    inside = masks[:, None] >> np.arange(n) & 1
    whole = table[..., membership, :] if reference is None else reference
    better = table > whole[..., None, :] + tolerance
    return np.asarray((better | (inside == 0)).all(-1) & subset)


def core_memberships(table: FloatArray, tolerance: float = TOLERANCE) -> BoolArray:
    """Return the memberships that no subset of their own blocks, shape (membership,) of a table (membership, state)."""
    found = [not blocking_subsets(table, mask, tolerance).any() for mask in range(1 << states_of(table))]
    return np.array(found)


def pareto_ranks(criteria: npt.ArrayLike, band: npt.ArrayLike | None = None) -> IntArray:
    """Return the layer of non-dominated points of each row: 1 for the front, 2 for the front without it, and so on.

    Parameters
    ----------
    criteria
        More is better, finite, shape (row, criterion). A row dominates another if it is nowhere worse and somewhere better.
    band
        By how much it must be better somewhere, shape (criterion,); None: by anything.
    """
    values = _criteria(criteria)
    order = _falling(values)
    ranks: IntArray = np.empty(len(values), np.int64)
    ranks[order] = _layers(values[order], _band(band, values), len(values) + 1)
    return ranks


def pareto_front(criteria: npt.ArrayLike, band: npt.ArrayLike | None = None) -> BoolArray:
    """Return the rows that no other dominates; cheaper than all ranks (see `pareto_ranks`)."""
    values = _criteria(criteria)
    order = _falling(values)
    front = np.empty(len(values), bool)
    front[order] = _layers(values[order], _band(band, values), 1) == 1
    return front


def dominators(criteria: npt.ArrayLike, rows: Sequence[int], band: npt.ArrayLike | None = None) -> IntArray:
    """Return the number of rows that dominate each of some rows (see `pareto_ranks`)."""
    values = _criteria(criteria)
    wide = _band(band, values)
    found = []
    for row in rows:
        no_worse = (values >= values[row]).all(-1)
        found.append(int((no_worse & (values > values[row] + wide).any(-1)).sum()))
    return np.array(found, np.int64)


def better_by(criteria: npt.ArrayLike, row: int, band: npt.ArrayLike | None = None) -> BoolArray:
    """Return the rows that are better than one in every criterion, by more than the band, shape (row,)."""
    values = _criteria(criteria)
    return np.asarray((values > values[row] + _band(band, values)).all(-1))


def _band(band: npt.ArrayLike | None, values: FloatArray) -> FloatArray:
    width = values.shape[1]
    return np.zeros(width) if band is None else np.broadcast_to(np.asarray(band, np.float64), (width,)).copy()


def _criteria(criteria: npt.ArrayLike) -> FloatArray:
    values = np.ascontiguousarray(criteria, np.float64)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise ValueError(f"criteria are finite and have the shape (row, criterion), found {values.shape}")
    return values


def _falling(values: FloatArray) -> IntArray:
    """Return an order in which no row is dominated by a later one: by the criteria, largest first."""
    return np.asarray(np.lexsort(tuple(-values[:, k] for k in reversed(range(values.shape[1])))))


@inner
def _dominates(one: FloatArray, other: FloatArray, band: FloatArray) -> bool:
    better = False
    for k in range(len(one)):
        if one[k] < other[k]:
            return False
        if one[k] > other[k] + band[k]:
            better = True
    return better


@compiled
def _layers(values: FloatArray, band: FloatArray, most: int) -> IntArray:
    """Return the layer of each row, sorted so that dominators come first; rows beyond ``most`` layers get most + 1.

    Each row goes into the first layer that holds none that dominates it, found by halving, since a row that is
    dominated in one layer is dominated in every layer before it (Zhang and others, 2015).
    """
    rows = len(values)
    found = np.empty(rows, np.int64)
    last = np.full(rows + 2, -1, np.int64)  # the newest row of each layer
    previous = np.full(rows, -1, np.int64)  # the row that came into the same layer before
    layers = 0
    for row in range(rows):
        low, high = 1, min(layers, most) + 1
        while low < high:
            middle = (low + high) // 2
            here = last[middle]
            while here >= 0 and not _dominates(values[here], values[row], band):
                here = previous[here]
            if here >= 0:
                low = middle + 1
            else:
                high = middle
        found[row] = low
        layers = max(layers, low)
        if low <= most:
            previous[row] = last[low]
            last[low] = row
    return found
