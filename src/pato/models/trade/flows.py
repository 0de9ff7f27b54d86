"""The model's initial matrix of trade in goods: economies, missing cells, and the error of every cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from pato.brief import brief
from pato.errors import CoverageError, Problem
from pato.futures import Draws
from pato.futures.streams import unit_interval, words
from pato.kernels.arrays import BoolArray, FloatArray
from pato.memo import Memo
from pato.models.trade import assumptions
from pato.world import World
from pato.world.trade import ROW, TradeMatrix

_NINETY = 1.6448536269514722
_OLD = ("stale", "partial")
_NO_ERROR = ("residual",)


@brief("economies")
@dataclass(frozen=True, eq=False)
class Flows:
    """Flows of goods, sales at home on the diagonal, USD million.

    Attributes
    ----------
    matrix
        The cells with their sources.
    """

    matrix: TradeMatrix
    _errors: Memo = field(default_factory=lambda: Memo(4096), init=False, compare=False, repr=False)
    _last: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    @classmethod
    def of(cls, world: World, needed: Iterable[str]) -> Flows:
        """Return the flows between economies with reported domestic sales, required ones, and the rest of the world.

        The others, islands and closed economies for the most part, are in the rest of the world.

        Raises
        ------
        CoverageError
            If one that is needed has no sales at home in the snapshot.
        """
        whole = world.trade
        reported = {
            e for e in whole.economies if (f := whole.flows.get((e, e))) is not None and f.kind == "reported"
        }
        wanted = set(needed) & set(whole.economies)
        return cls(whole.closed([e for e in whole.economies if e in reported | wanted and e != ROW]))

    @property
    def economies(self) -> tuple[str, ...]:
        """Codes, the rest of the world last."""
        return self.matrix.economies

    @cached_property
    def known(self) -> FloatArray:
        """Cells as the sources give them, NaN where none does."""
        return np.asarray(self.matrix.array().values, np.float64)

    @cached_property
    def by_size(self) -> FloatArray:
        """Flows predicted from the sizes of two economies: exports times imports over trade, for every pair."""
        known = np.nan_to_num(self.known)
        np.fill_diagonal(known, 0.0)
        return np.asarray(np.outer(known.sum(axis=1), known.sum(axis=0)) / known.sum())

    @cached_property
    def missing(self) -> BoolArray:
        """Cells that no source gives."""
        return np.isnan(self.known)

    def filled(self, share: float | FloatArray) -> FloatArray:
        """Return the flows with missing cells at a share of what sizes predict; a leading axis for several shares."""
        part = np.asarray(share, np.float64)[..., None, None]
        return np.where(self.missing, part * self.by_size, np.nan_to_num(self.known))

    def drawn(self, draws: Draws) -> FloatArray:
        """Return the flows of each future, shape (future, exporter, importer): errors by index, so that chunks do not show.

        Those of the last draws are kept, since every architecture is tried on the same ones: do not write into them, and leave them writable (a
        read-only array would be another type to compile for).
        """
        return self._last.get(draws, make=lambda: self._drawn(draws))

    def _drawn(self, draws: Draws) -> FloatArray:
        error = np.array([self._error(int(code)) for code in draws[assumptions.load().replicates]])
        error *= self._spread(draws["error_reported"], draws["error_old"])
        found: FloatArray = self.filled(draws[assumptions.MISSING]) * np.exp(error, out=error)
        return found

    def _error(self, code: int) -> FloatArray:
        """Return the standard normal errors of one replicate, shape (exporter, importer)."""

        def made() -> FloatArray:
            n = len(self.economies)
            raw = unit_interval(words(code, f"trade errors of {' '.join(self.economies)}", 0, n * n))
            return np.asarray(ndtri(raw).reshape(n, n))

        return self._errors.get(code, make=made)

    def _spread(self, reported: FloatArray, old: FloatArray) -> FloatArray:
        """Return the standard error of each cell in each future, log points."""
        n = len(self.economies)
        spread = np.repeat(np.repeat(reported[:, None, None], n, axis=1), n, axis=2)
        for i, exporter in enumerate(self.economies):
            for j, importer in enumerate(self.economies):
                flow = self.matrix.flows.get((exporter, importer))
                if flow is None or flow.kind in _NO_ERROR:
                    spread[:, i, j] = 0.0
                elif flow.kind in _OLD:
                    spread[:, i, j] = old
                elif flow.low is not None and flow.high is not None:
                    spread[:, i, j] = np.log(flow.high / flow.low) / (2 * _NINETY)
        return spread

    def place(self, state: str) -> int:
        """Return the index of an economy.

        Raises
        ------
        CoverageError
            If the matrix has it only as part of the rest of the world.
        """
        if state not in self.economies:
            shown = ", ".join(self.economies)
            raise CoverageError(
                Problem(
                    "trade",
                    f"{state} is part of the rest of the world here: its sales at home are not known.",
                    f"Economies: {shown}.",
                )
            )
        return self.economies.index(state)

    def spread_missing(self) -> dict[str, int]:
        """Return the number of missing cells of each economy, as exporter or importer, in descending order."""
        count = self.missing.sum(axis=0) + self.missing.sum(axis=1)
        order = np.argsort(-count, kind="stable")
        return {self.economies[i]: int(count[i]) for i in order if count[i]}
