"""Restrictions of trade by a rival: which goods, how much of them, which way, and what becomes of what it no longer buys.

Documented restrictions hit single goods of the target that the rival stops buying (``restrictions.csv``). What they cost depends on
reallocation, and the estimates of one case differ by a factor of thirty: a model in which all of it is sold elsewhere, at a
discount, and the trade model's own reallocation, in which goods of different states are imperfect substitutes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pato.errors import UsageError, unknown
from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.trade import assumptions
from pato.models.trade.flows import Flows

WAYS = ("imports", "exports", "both")
"""Direction of the rival's restrictions: purchases from the targets, as in the documented cases, sales to them, or both."""
_FILE = Path(__file__).parent / "restrictions.csv"
_PERCENT, _PER_BILLION = 100.0, 1000.0


class Documented(NamedTuple):
    """A restriction that happened: the share of the target's sales to the rival that was targeted, and how much of that was cut."""

    rival: str
    target: str
    years: str
    goods: str
    targeted: float
    severity: float
    published: str
    source: str


@cache
def documented() -> tuple[Documented, ...]:
    """Return the cases of the file."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Documented(
                r["rival"],
                r["target"],
                r["years"],
                r["goods"],
                float(r["targeted"]),
                float(r["severity"]),
                r["published"],
                r["source"],
            )
            for r in csv.DictReader(stream)
        )


def case_of(rival: str, target: str) -> Documented | None:
    """Return the documented restriction of a target by a rival, or None."""
    return next((c for c in documented() if (c.rival, c.target) == (rival, target)), None)


def share_cut(draws: Draws) -> FloatArray:
    """Return the share of the trade that is cut, shape (future,): of the targeted goods the severity."""
    return np.asarray(draws[assumptions.TARGETED] * draws[assumptions.SEVERITY])


def all_resold(draws: Draws) -> BoolArray:
    """Return the futures in which everything cut is sold elsewhere at a discount, shape (future,)."""
    return draws.is_level(assumptions.REALLOCATION, assumptions.RESOLD)


def cut_between(
    share: FloatArray, flows: Flows, rival: str, targets: Iterable[str], ways: str = WAYS[0]
) -> FloatArray:
    """Return the log changes of flows where a rival cuts a share of trade with targets, shape (future, exporter, importer).

    Raises
    ------
    UsageError
        If the direction is unknown.
    """
    if ways not in WAYS:
        raise UsageError(unknown("way", ways, WAYS))
    n, r = len(flows.economies), flows.place(rival)
    found = np.zeros((len(share), n, n))
    with np.errstate(divide="ignore"):
        change = np.log1p(-share)
    for target in targets:
        t = flows.place(target)
        if ways in ("imports", "both"):
            found[:, t, r] = change
        if ways in ("exports", "both"):
            found[:, r, t] = change
    return found


def unsold(
    share: FloatArray, drawn: FloatArray, flows: Flows, rival: str, target: str, ways: str = WAYS[0]
) -> FloatArray:
    """Return the trade cut at old prices, billion USD a year, shape (future,), from drawn flows (future, exporter, importer)."""
    r, t = flows.place(rival), flows.place(target)
    value = np.zeros(len(drawn))
    if ways in ("imports", "both"):
        value += drawn[:, t, r]
    if ways in ("exports", "both"):
        value += drawn[:, r, t]
    return np.asarray(share * value / _PER_BILLION)
