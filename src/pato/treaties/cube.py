"""Matrices of many dates at once, computed once per span between changes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import Problem, UsageError
from pato.registry import states
from pato.registry.dates import contains, iso_date
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument
from pato.treaties.relations import pairs_of

if TYPE_CHECKING:
    from pato.treaties.thin import World


class Spans(NamedTuple):
    """The spans of dates in which pairs owe a duty: the matrix of every day at once."""

    pairs: dict[tuple[str, str], tuple[tuple[str, str], ...]]


def duty_spans(architecture: Architecture, kind: str = "defence", *, world: "World | None" = None) -> Spans:
    """Return the half-open spans in which each pair owes a duty, over all dates; with the world layer, or without.

    Between the dates at which anything begins or ends nothing changes, so each obligation is read once for
    every such span instead of once for every date: a matrix a year over a century costs no more than one.
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for instrument in architecture.instruments:
        for start, end in _steady_spans(instrument):
            for obligation in instrument.obligations:
                if obligation.kind == kind and contains(start, obligation.start, obligation.end):
                    for debtor, creditor, _ in pairs_of(instrument, obligation, start):
                        found.setdefault((debtor, creditor), []).append((start, end))
    if world is not None and architecture.whole:
        for pair, spans in world.beneath(architecture).pair_spans(kind).items():
            found.setdefault(pair, []).extend(spans)
    return Spans({pair: tuple(sorted(set(spans))) for pair, spans in found.items()})


def _steady_spans(instrument: Instrument) -> list[tuple[str, str]]:
    """Return the spans of an instrument's life in which no party enters, leaves or rests and no clause changes."""
    first, last = (
        ("0001-01-01", "9999-12-31")
        if instrument.assumed
        else (instrument.start, instrument.end or "9999-12-31")
    )
    if first is None:
        return []
    dates = {first, last}
    for member in instrument.members:
        dates.update(d for d in (member.start, member.end) if d)
        dates.update(d for rest in member.suspended for d in rest[:2] if d)
    for obligation in instrument.obligations:
        dates.update(d for d in (obligation.start, obligation.end) if d)
        dates.update(d for r in obligation.readings for d in (r.about.start, r.about.end) if d)
    spells = (spell for member in instrument.members for spell in states.state(member.state).exists)
    dates.update(d for spell in spells for d in spell if d)
    inside = sorted(d for d in dates if first <= d <= last)
    return list(pairwise(inside))


def duty_cube(
    architecture: Architecture,
    dates: Sequence[str],
    group: Sequence[str],
    kind: str = "defence",
    *,
    world: "World | None" = None,
) -> Any:
    """Return a boolean array of shape (date, debtor, creditor): the matrices of many dates.

    Parameters
    ----------
    architecture
        The instruments that count.
    dates
        ISO dates, shape (date,), in order.
    group
        ISO codes, shape (state,).
    kind
        The kind of duty.
    world
        The world layer, or None: then what ATOP codes is left out.
    """
    from bisect import bisect_left

    import numpy as np

    days = [iso_date(d) for d in dates]
    if days != sorted(days):
        raise UsageError(
            Problem("dates", "are not in order.", "Sort them: the spans are found by bisection.")
        )
    index = {code: i for i, code in enumerate(group)}
    cube = np.zeros((len(days), len(index), len(index)), dtype=bool)
    for (debtor, creditor), spans in duty_spans(architecture, kind, world=world).pairs.items():
        if debtor in index and creditor in index:
            for start, end in spans:
                cube[bisect_left(days, start) : bisect_left(days, end), index[debtor], index[creditor]] = True
    return cube
