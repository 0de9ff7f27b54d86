"""A figure with everything a reader must know to trust it: unit, year, source, licence, basis, range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pato.brief import brief
from pato.errors import UnknownNameError, unknown
from pato.result import Tabled
from pato.table import Table

Basis = Literal["fact", "estimate", "user"]
Value = float | int | str


@dataclass(frozen=True, slots=True)
class Definition:
    """Definition of a variable.

    Attributes
    ----------
    name, unit, meaning
        As in ``definitions.csv``.
    scope
        ``state``, ``pair`` or ``directed``.
    basis
        ``fact`` as published, or ``estimate`` computed by our code from the source.
    year
        Year of a pair's figure; a state's figure carries its own.
    source
        Source id.
    absent
        Why it can be missing.
    """

    name: str
    scope: str
    unit: str
    meaning: str
    basis: Basis
    year: int | None
    source: str
    absent: str


@dataclass(frozen=True, slots=True)
class Source:
    """Source of data: provider, terms, and citation."""

    name: str
    title: str
    owner: str
    version: str
    licence: str
    citation: str
    page: str
    ships: str
    note: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name, value, unit, year
        Name, value, unit and year; ``value`` is a number, or text if the definition says so.
    source, licence
        Id of the source (see `World.sources`) and its licence; a user's own source text where ``basis`` is ``user``.
    basis
        ``fact``, ``estimate`` or ``user`` (set by a study, C2).
    low, high, sd
        The source's own interval and standard deviation, where it publishes them.
    note
        Further notes.
    """

    name: str
    value: Value
    unit: str
    year: int | None
    source: str
    licence: str
    basis: Basis
    low: float | None = None
    high: float | None = None
    sd: float | None = None
    note: str = ""


@brief("iso", "name", "figures", "missing")
@dataclass(frozen=True, slots=True)
class StateFigures(Tabled):
    """All data on a state.

    Attributes
    ----------
    iso, name, cow_code, region
        The state.
    figures
        Those that are known, by name.
    missing
        Why each of the others is not (C1).
    """

    iso: str
    name: str
    cow_code: int
    region: str
    figures: Mapping[str, Figure]
    missing: Mapping[str, str]

    def __getitem__(self, figure: str) -> Figure | None:
        """Return a figure, or None where it is missing (`why_missing` says why).

        Raises
        ------
        UnknownNameError
            If the variable is unknown for states.
        """
        return _looked_up(figure, self.figures, self.missing)

    def value(self, figure: str) -> Value | None:
        """Return the bare value of a figure, or None where it is missing."""
        found = self[figure]
        return None if found is None else found.value

    def why_missing(self, figure: str) -> str | None:
        """Return the reason why a figure is missing, or None where it is known."""
        return None if self[figure] is not None else self.missing[figure]

    def to_table(self) -> Table:
        """Return one row per figure, the missing ones with their reason."""
        rows = [
            (self.iso, *row_of(name, self[name], self.missing)) for name in (*self.figures, *self.missing)
        ]
        return Table(("state", *COLUMNS), rows, title=f"{self.name} ({self.iso})")


@brief("a", "b", "figures", "missing")
@dataclass(frozen=True, slots=True)
class PairFigures(Tabled):
    """All data on two states.

    Attributes
    ----------
    a, b
        ISO codes in the requested order.
    figures
        Data on the pair, by name.
    forward, backward
        What ``a`` pledged to or began against ``b``, and the reverse, by name.
    missing
        Why each of the others is not known or does not apply.
    """

    a: str
    b: str
    figures: Mapping[str, Figure]
    forward: Mapping[str, Figure]
    backward: Mapping[str, Figure]
    missing: Mapping[str, str]

    def __getitem__(self, figure: str) -> Figure | None:
        """Return a value for the pair, or for the direction from ``a`` to ``b``; None if missing.

        Raises
        ------
        UnknownNameError
            If the variable is unknown for pairs.
        """
        return _looked_up(figure, {**self.figures, **self.forward}, self.missing)

    def value(self, figure: str) -> Value | None:
        """Return the bare value of a figure, or None where it is missing."""
        found = self[figure]
        return None if found is None else found.value

    def why_missing(self, figure: str) -> str | None:
        """Return the reason why a figure is missing, or None where it is known."""
        return None if self[figure] is not None else self.missing[figure]

    def to_table(self) -> Table:
        """Return one row per figure: what holds for both, then each direction."""
        both = f"{self.a}, {self.b}"
        rows = [(both, *row_of(n, f, self.missing)) for n, f in self.figures.items()]
        rows += [(f"{self.a} to {self.b}", *row_of(n, f, self.missing)) for n, f in self.forward.items()]
        rows += [(f"{self.b} to {self.a}", *row_of(n, f, self.missing)) for n, f in self.backward.items()]
        rows += [(both, *row_of(n, None, self.missing)) for n in self.missing]
        return Table(("between", *COLUMNS), rows, title=f"{self.a} and {self.b}")


COLUMNS = ("figure", "value", "unit", "year", "source", "basis", "low", "high", "note")


def row_of(name: str, figure: Figure | None, missing: Mapping[str, str]) -> tuple[Any, ...]:
    """Return a figure as a row of `COLUMNS`; one that is missing has its reason as the note."""
    if figure is None:
        return name, None, "", None, "", "missing", None, None, missing.get(name, "")
    ends = figure.low, figure.high, figure.note
    return name, figure.value, figure.unit, figure.year, figure.source, figure.basis, *ends


def _looked_up(figure: str, known: Mapping[str, Figure], missing: Mapping[str, str]) -> Figure | None:
    if figure in known or figure in missing:
        return known.get(figure)
    raise UnknownNameError(unknown("figure", figure, (*known, *missing)))
