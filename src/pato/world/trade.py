"""The goods trade matrix: who sells how much to whom, and what closes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pato.brief import brief
from pato.errors import CoverageError, Problem, UnknownNameError, unknown
from pato.world.arrays import LabelledArray

ROW = "ROW"
"""The rest of the world."""
KINDS = {
    "reported": "as the source gives it",
    "partial": "from a partial list of partners: a lower bound",
    "stale": "of 2016: neither partner's report is in the data of 2023",
    "estimated": "domestic sales estimated from GDP and population; low and high are its 90 % prediction interval",
    "residual": "what closes the world's goods output",
    "merged": "a sum of cells of economies put into the rest of the world",
}
"""Meanings of the kinds of cells."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Goods sold by one economy to another, or at home.

    Attributes
    ----------
    usd_m
        Million current US dollars, free on board; at basic prices where at home.
    year, source, kind
        Year, source id, and one of `KINDS`.
    low, high
        90 % interval of an estimate.
    """

    usd_m: float
    year: int
    source: str
    kind: str
    low: float | None = None
    high: float | None = None


@brief("economies", "flows")
@dataclass(frozen=True)
class TradeMatrix:
    """Goods trade between economies, sales at home on the diagonal.

    Attributes
    ----------
    economies
        Codes, the rest of the world last.
    flows
        Cells by (exporter, importer); a cell that no source gives is absent, not zero (C1).
    """

    economies: tuple[str, ...]
    flows: Mapping[tuple[str, str], Flow]

    @cached_property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Cells that no source gives."""
        return tuple((o, d) for o in self.economies for d in self.economies if (o, d) not in self.flows)

    def flow(self, exporter: str, importer: str) -> Flow | None:
        """Return one cell, or None where no source gives it.

        Raises
        ------
        UnknownNameError
            If the matrix has no such economy.
        """
        problems = [
            unknown("economy", e, self.economies) for e in (exporter, importer) if e not in self.economies
        ]
        if problems:
            raise UnknownNameError(problems)
        return self.flows.get((exporter, importer))

    def array(self) -> LabelledArray:
        """Return the matrix in USD million: rows export to columns, NaN where no source gives the cell."""
        import numpy as np

        place = {e: n for n, e in enumerate(self.economies)}
        values = np.full((len(place), len(place)), np.nan)
        for (o, d), flow in self.flows.items():
            values[place[o], place[d]] = flow.usd_m
        reason = "neither partner reported it."
        return LabelledArray(
            "goods_trade",
            "million current USD",
            ("state", "partner"),
            self.economies,
            values,
            tuple(((o, d), reason) for o, d in self.missing),
        )

    def closed(self, states: Iterable[str] | None = None) -> TradeMatrix:
        """Return the matrix of some economies, with all others merged into the rest of the world.

        Every row's sum is then that economy's output of goods, and the total is the world's: nothing is counted twice
        and no known flow is left out. Cells missing from all sources stay missing.

        Parameters
        ----------
        states
            Economies to keep; by default all with known or estimated domestic sales.

        Raises
        ------
        UnknownNameError
            If the matrix has no such economy.
        CoverageError
            If an economy's sales at home are not known: it can only be part of the rest of the world.
        """
        kept = self._kept(states)
        sums: dict[tuple[str, str], list[Flow]] = {}
        for (o, d), flow in self.flows.items():
            sums.setdefault((o if o in kept else ROW, d if d in kept else ROW), []).append(flow)
        order = (*(e for e in self.economies if e in kept), ROW)
        return TradeMatrix(order, {key: _sum(flows) for key, flows in sums.items()})

    def _kept(self, states: Iterable[str] | None) -> set[str]:
        if states is None:
            return {e for e in self.economies if (e, e) in self.flows and e != ROW}
        wanted = list(dict.fromkeys(states))
        if strange := [unknown("economy", e, self.economies) for e in wanted if e not in self.economies]:
            raise UnknownNameError(strange)
        lacking = [e for e in wanted if (e, e) not in self.flows]
        if lacking:
            what = f"sales at home are not known for {', '.join(lacking)}."
            raise CoverageError(
                Problem("trade", what, "Leave them out: they are then part of the rest of the world.")
            )
        return set(wanted) - {ROW}


def _sum(flows: list[Flow]) -> Flow:
    if len(flows) == 1:
        return flows[0]
    sources = " ".join(sorted({f.source for f in flows}))
    return Flow(sum(f.usd_m for f in flows), max(f.year for f in flows), sources, "merged")
