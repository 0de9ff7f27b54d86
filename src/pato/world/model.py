"""The world for models: data on states and pairs, and trade, frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.brief import brief
from pato.errors import CoverageError, Problem, UnknownNameError, UsageError, unknown
from pato.result import Tabled
from pato.table import Table
from pato.world import files
from pato.world.arrays import LabelledArray
from pato.world.figures import Definition, Figure, PairFigures, Source, StateFigures
from pato.world.overrides import Overrides, apply
from pato.world.trade import TradeMatrix

if TYPE_CHECKING:
    import numpy as np


@brief("states", "definitions", "sources", "overrides")
@dataclass(frozen=True)
class World(Tabled):
    """Everything the snapshot knows, with a study's own figures where it sets them.

    Attributes
    ----------
    states
        Figures of each state by ISO code, in the order of the snapshot.
    definitions, sources
        Definitions and sources of variables.
    overrides
        Values set by a study, as given.
    folder
        Folder of the snapshot.
    """

    states: Mapping[str, StateFigures]
    definitions: Mapping[str, Definition]
    sources: Mapping[str, Source]
    overrides: Overrides = field(default_factory=dict)
    folder: Path = files.SNAPSHOT

    @cached_property
    def trade(self) -> TradeMatrix:
        """The goods trade matrix; `TradeMatrix.closed` puts some economies into the rest of the world."""
        return files.trade(self.folder)

    @cached_property
    def agreements(self) -> Mapping[int, Mapping[str, str]]:
        """Trade agreements by the provider's id: ``name``, ``in_force``, ``cluster_kmean``, ``depth``, ``depth_index_mean``."""
        return {int(r.pop("agreement")): r for r in files.rows("agreements.csv", self.folder)}

    @cached_property
    def about(self) -> dict[str, Any]:
        """Vintage, counts and checksums of the inputs."""
        return files.about(self.folder)

    @cached_property
    def digest(self) -> str:
        """A hash of the snapshot and of what a study changed: the same figures have the same digest."""
        own = json.dumps(self.overrides, sort_keys=True, default=str)
        return hashlib.sha256(f"{files.digest(self.folder)}\n{own}".encode()).hexdigest()

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], dict[str, str]]:
        return files.pair_rows("pairs.csv", "a", "b", self.folder)

    @cached_property
    def _directed(self) -> dict[tuple[str, str], dict[str, str]]:
        return files.pair_rows("directed.csv", "from", "to", self.folder)

    @cached_property
    def _squares(self) -> dict[tuple[tuple[str, ...], str], np.ndarray]:
        """Cache of data on pairs: models need much the same."""
        return {}

    def to_table(self) -> Table:
        """Return one row per state: how many of its figures are known, and how many are missing."""
        rows = [(s.iso, s.name, s.region, len(s.figures), len(s.missing)) for s in self.states.values()]
        columns = ("state", "name", "region", "figures", "missing")
        title = f"Figures of {len(rows)} states, {self.about['vintage']}"
        return Table(columns, rows, title=title, meta={"digest": self.digest})

    def code(self, state: str) -> str:
        """Return the ISO code of a state of the snapshot, from its code or name.

        Raises
        ------
        UnknownNameError
            If there is no such state.
        CoverageError
            If there is, and the snapshot has no figures of it.
        """
        if state in self.states:
            return state
        from pato.registry import states as registry
        from pato.registry.codes import not_covered

        try:
            meant = registry.state(state)
        except (UnknownNameError, UsageError) as error:
            raise UnknownNameError(unknown("state", state, self.states)) from error
        if meant.iso3 not in self.states:
            raise CoverageError(not_covered(meant.iso3, self.states))
        return meant.iso3

    def state(self, state: str) -> StateFigures:
        """Return the data on a state; see `code` for accepted names and for errors."""
        return self.states[self.code(state)]

    def pair(self, a: str, b: str) -> PairFigures:
        """Return the data on two states.

        Raises
        ------
        UnknownNameError, CoverageError
            As `code`.
        UsageError
            If both are the same.
        """
        one, two = self.code(a), self.code(b)
        if one == two:
            raise UsageError(Problem("", f"{one} and {two} are the same state.", "Name two states."))
        figures, missing = self._typed(self._pairs[min(one, two), max(one, two)])
        forward, missing_forward = self._typed(self._directed[one, two])
        backward, _ = self._typed(self._directed[two, one])
        return PairFigures(one, two, figures, forward, backward, {**missing, **missing_forward})

    def array(self, figure: str, states: Iterable[str] | None = None) -> LabelledArray:
        """Return one variable for some states (all by default), shape (state,), NaN where missing.

        Raises
        ------
        UnknownNameError
            If a state or the variable is unknown.
        UsageError
            If the figure is text.
        """
        import numpy as np

        codes = self._codes(states)
        meaning = self._meaning(figure, ("state",))
        found = [self.states[c][figure] for c in codes]
        values = np.array([np.nan if f is None else _as_number(figure, f.value) for f in found], dtype=float)
        gaps = tuple(
            ((c,), self.states[c].missing[figure]) for c, f in zip(codes, found, strict=True) if f is None
        )
        return LabelledArray(figure, meaning.unit, ("state",), codes, values, gaps)

    def pair_array(self, figure: str, states: Iterable[str] | None = None) -> LabelledArray:
        """Return one variable for pairs, shape (state, partner): rows act on or pledge to columns.

        NaN on the diagonal and where missing.

        Raises
        ------
        UnknownNameError
            If a state or the variable is unknown.
        UsageError
            If the figure is text.
        """
        codes = self._codes(states)
        meaning = self._meaning(figure, ("pair", "directed"))
        table = self._directed if meaning.scope == "directed" else self._pairs
        if (codes, figure) not in self._squares:
            self._squares[codes, figure] = _square(codes, figure, table)
        values = self._squares[codes, figure].copy()
        gaps = tuple(
            ((a, b), meaning.absent)
            for i, a in enumerate(codes)
            for j, b in enumerate(codes)
            if i != j and values[i, j] != values[i, j]
        )
        return LabelledArray(figure, meaning.unit, ("state", "partner"), codes, values, gaps)

    def _codes(self, states: Iterable[str] | None) -> tuple[str, ...]:
        return tuple(self.states) if states is None else tuple(dict.fromkeys(self.code(s) for s in states))

    def _meaning(self, figure: str, scopes: tuple[str, ...]) -> Definition:
        allowed = [d.name for d in self.definitions.values() if d.scope in scopes]
        if figure not in allowed:
            raise UnknownNameError(unknown("figure", figure, allowed))
        return self.definitions[figure]

    def _typed(self, row: Mapping[str, str]) -> tuple[Mapping[str, Figure], dict[str, str]]:
        known, missing = {}, {}
        for name, text in row.items():
            meaning = self.definitions[name]
            if text:
                licence = self.sources[meaning.source].licence
                known[name] = Figure(
                    name,
                    files.value(name, text),
                    meaning.unit,
                    meaning.year,
                    meaning.source,
                    licence,
                    meaning.basis,
                )
            else:
                missing[name] = meaning.absent
        return known, missing


def _as_number(figure: str, value: float | str) -> float:
    if isinstance(value, str):
        raise UsageError(
            Problem("", f"the figure '{figure}' is text, not a number.", "Read it with World.state(…).")
        )
    return float(value)


def _square(
    codes: tuple[str, ...], figure: str, table: Mapping[tuple[str, str], Mapping[str, str]]
) -> np.ndarray:
    import numpy as np

    values = np.full((len(codes), len(codes)), np.nan)
    for i, a in enumerate(codes):
        for j, b in enumerate(codes):
            row = table.get((a, b)) or table.get((b, a)) if i != j else None
            if row is not None and (text := row[figure]):
                values[i, j] = _as_number(figure, files.value(figure, text))
    return values


def load(overrides: Overrides | None = None, *, folder: Path | None = None) -> World:
    """Return the world of the snapshot that ships, with a study's own figures in it.

    Parameters
    ----------
    overrides
        ``{ISO: {figure: {value, source, year?, low?, high?}}}``, as under ``world:`` in a study.
    folder
        Another snapshot, as `pato data compile-snapshot -o FOLDER` writes it.

    Raises
    ------
    UnknownNameError, UsageError
        With every problem of the overrides at once.
    DataError
        If a file of the snapshot is absent or unreadable.
    """
    place = folder or files.SNAPSHOT
    known, where = files.definitions(place), files.sources(place)
    states = files.states(known, {name: s.licence for name, s in where.items()}, place)
    if overrides:
        states = apply(states, known, overrides)
    return World(states, known, where, dict(overrides or {}), place)
