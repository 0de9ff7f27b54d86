"""From running statistics to one row per membership: shares of futures, means and quantiles, by theory and together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pato.kernels.arrays import AnyArray, BoolArray, FloatArray, IntArray
from pato.kernels.membership.game import Game
from pato.kernels.membership.tally import COUNTS, SKETCHED, SUMS, Statistics, quantiles
from pato.models.sweep.coding import Coding
from pato.models.sweep.constraints import Constraints

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MIDDLE = 0.5
SHARES = tuple(name for name in COUNTS if name != "supported")
BY_THEORY = (
    "accepted",
    "internal",
    "holds_open",
    "holds_exclusive",
    "members_gain",
    "members_least",
    "outsiders_gain",
    "wars_change",
)
"""Columns that are also given for each assumption about deterrence, as NAME__THEORY."""
_AT_ONCE = 1 << 16
_WORSE_HIGHER = ("wars_change", "wars_members", "wars_outsiders", "exposure", "largest_share")
_MEANS = {"wars": "wars_change"}


def _some(kept: Statistics, rows: IntArray) -> Statistics:
    return Statistics(kept.counts[:, rows], kept.accepts[:, rows], kept.sums[:, rows], kept.bins[:, rows])


@dataclass(frozen=True, slots=True)
class Frame:
    """Settings for turning statistics into rows.

    Attributes
    ----------
    states
        The pool, lowest bit first.
    theories
        Names of the theories, in the order of the statistics.
    weight
        Of each of them, shape (theory,), summing to 1; empty without weights: nothing is then pooled, and a column
        without a theory's name holds the value of the least favourable theory, ``NAME_best`` that of the most
        favourable one.
    futures
        Of each theory, shape (theory,).
    cuts
        Ends of the bins of quantiles, shape (quantity, bin - 1).
    wars0
        Mean initiations a year against each state at the status quo, shape (theory, state).
    called
        Names of proposed memberships.
    fixed
        Figures of memberships that no future changes: functions of masks, by name of the column.
    coding
        How memberships are numbered within the sweep.
    """

    states: tuple[str, ...]
    theories: tuple[str, ...]
    weight: FloatArray
    futures: FloatArray
    cuts: FloatArray
    wars0: FloatArray
    called: Mapping[int, str]
    fixed: Mapping[str, FloatArray]
    coding: Coding

    @classmethod
    def of(
        cls,
        game: Game,
        states: Sequence[str],
        cuts: FloatArray,
        theories: Sequence[str],
        *,
        weights: Mapping[str, float] | None = None,
        called: Mapping[int, str] | None = None,
        fixed: Mapping[str, FloatArray] | None = None,
        coding: Coding | None = None,
    ) -> Frame:
        """Return the frame of a game; ``theories`` are the names of its numbers; without weights they are not pooled."""
        present, futures = np.unique(game.theory, return_counts=True)
        names = tuple(theories[t] for t in present)
        pooled = weights is not None or len(names) == 1
        weight = np.array([1.0 if weights is None else weights.get(t, 0.0) for t in names] if pooled else [])
        p0 = 1.0 / (1.0 + np.exp(-game.log_odds))
        against = np.zeros((len(game.theory), game.n_states))
        for pair, target in enumerate(game.target):
            against[:, target] += p0[:, pair]
        wars0 = np.array([against[game.theory == t].mean(0) for t in present])[:, : len(states)]
        return cls(
            tuple(states),
            names,
            weight / weight.sum() if pooled else weight,
            futures.astype(np.float64),
            cuts,
            wars0,
            dict(called or {}),
            dict(fixed or {}),
            coding or Coding(len(states)),
        )

    def rows(self, kept: Statistics, first: int, constraints: Constraints) -> pl.DataFrame:
        """Return one row for each requested membership of a chunk, in the order of their numbers."""
        parts = []
        for start in range(0, kept.sums.shape[1], _AT_ONCE):
            masks = np.arange(first + start, first + min(start + _AT_ONCE, kept.sums.shape[1]))
            masks = masks[self.coding.is_plain(masks) & constraints.allowed(self.coding.seats(masks))]
            some = masks - first
            parts.append(self._rows(_some(kept, some), masks))
        return pl.concat(parts)

    def _rows(self, kept: Statistics, masks: IntArray) -> pl.DataFrame:
        inside, seats = self.coding.inside(masks), self.coding.seats(masks)
        members = seats[:, None] >> np.arange(len(self.states)) & 1 == 1
        columns: dict[str, AnyArray | pl.Series] = {
            "membership": seats,
            "members": self._members(members),
            "size": members.sum(1).astype(np.int16),
            "called": pl.Series(seats).replace_strict(
                dict(self.called), default=None, return_dtype=pl.String
            ),
        }
        if self.coding.associates:
            columns["associates"] = self._members(inside & ~members)
        values = self._by_theory(kept, inside)
        for name, of in values.items():
            columns[name] = self._together(of, name)
        if not self.is_pooled:
            columns |= {f"{name}_best": self._outermost(values[name], name, best=True) for name in BY_THEORY}
        for k, name in enumerate(SKETCHED):
            for level, found in self._quantiles(kept, k):
                columns[f"{name}_p{100 * level:02.0f}"] = found
        for i, (state, bit) in enumerate(zip(self.states, self.coding.columns(), strict=True)):
            share = self._together(kept.accepts[:, :, bit] / self.futures[:, None], "accepted")
            columns[f"accepts_{state}"] = np.where(inside[:, i], share, np.nan)
        for name, of_all in self.fixed.items():
            columns[name] = of_all[seats & (len(of_all) - 1)]
        for t, theory in enumerate(self.theories):
            for name in BY_THEORY:
                columns[f"{name}__{theory}"] = values[name][t]
        frame = pl.DataFrame(columns)
        floats = [name for name, kind in frame.schema.items() if kind == pl.Float64]
        return frame.with_columns(pl.col(floats).fill_nan(None).cast(pl.Float32))

    def _members(self, inside: BoolArray) -> pl.Series:
        cells = [pl.when(pl.Series(inside[:, i])).then(pl.lit(s)).alias(s) for i, s in enumerate(self.states)]
        joined = pl.concat_str(cells, separator="+", ignore_nulls=True)
        return pl.DataFrame({"row": np.arange(len(inside))}).select(joined).to_series()

    def _by_theory(self, kept: Statistics, inside: BoolArray) -> dict[str, FloatArray]:
        """Return shares and means of each theory, shape (theory, membership)."""
        found: dict[str, FloatArray] = {
            name: kept.counts[:, :, COUNTS.index(name)] / self.futures[:, None] for name in SHARES
        }
        for k, name in enumerate(SUMS):
            count = (
                self.futures[:, None]
                if name != "largest_share"
                else kept.counts[:, :, COUNTS.index("supported")]
            )
            whole = kept.sums[:, :, k]
            found[_MEANS.get(name, name)] = np.divide(
                whole, count, out=np.full(whole.shape, np.nan), where=count > 0
            )
        outside = self.wars0 @ (~inside).T
        found["wars_members"] = self.wars0 @ inside.T + found["wars_change"]
        found["wars_outsiders"] = outside
        everyone = inside.all(1)
        for name in ("outsiders_gain", "outsiders_least"):
            found[name] = np.where(everyone, np.nan, found[name])
        return found

    @property
    def is_pooled(self) -> bool:
        """Whether figures over all theories are means by weights."""
        return len(self.weight) > 0

    def _outermost(self, of: FloatArray, name: str, *, best: bool = False) -> FloatArray:
        """Return the value of the least, or most, favourable theory; theories without a value do not count."""
        highest = (name in _WORSE_HIGHER) != best
        lost = -np.inf if highest else np.inf
        filled = np.where(np.isfinite(of), of, lost)
        found = filled.max(0) if highest else filled.min(0)
        return np.where(np.isfinite(found), found, np.nan)

    def _together(self, of: FloatArray, name: str) -> FloatArray:
        """Return the weighted mean over theories or, without weights, the least favourable one; theories without a value do not count."""
        if not self.is_pooled:
            return self._outermost(of, name)
        known = np.isfinite(of)
        weight = (self.weight[:, None] * known).sum(0)
        total = (self.weight[:, None] * np.where(known, of, 0.0)).sum(0)
        return np.asarray(np.divide(total, weight, out=np.full(of.shape[1], np.nan), where=weight > 0))

    def _quantiles(self, kept: Statistics, quantity: int) -> Iterator[tuple[float, FloatArray]]:
        """Yield levels with their quantiles: over all theories by their weights, else the outermost of theories, and no median."""
        cuts, levels = self.cuts[quantity], np.array(LEVELS)
        if not self.is_pooled:
            apart = np.array([quantiles(b[:, quantity].astype(np.float64), cuts, levels) for b in kept.bins])
            for at, level in enumerate(LEVELS):
                if level != _MIDDLE:
                    yield level, apart[:, :, at].min(0) if level < _MIDDLE else apart[:, :, at].max(0)
            return
        each = self.weight / self.futures
        together = np.zeros(kept.bins.shape[1:2] + kept.bins.shape[3:])
        for t in range(len(each)):
            together += each[t] * kept.bins[t, :, quantity]
        yield from zip(LEVELS, quantiles(together, cuts, levels).T, strict=True)
