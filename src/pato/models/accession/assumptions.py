"""Assumptions of eligibility: a file of ranges that the user can copy and change (C2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import model_validator

from pato.errors import unknown
from pato.files.assumptions import Assumption, AssumptionsFile, read_assumptions
from pato.files.kinds import Flaw
from pato.futures.streams import unit_interval, words
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import spec_of

SPREAD, YEARS, MEASURES, TIDE = (
    "unpublished_sd",
    "error_correlation_years",
    "error_correlation_measures",
    "world_tide_a_year",
)
SYMBOLS = (SPREAD, YEARS, MEASURES, TIDE)
_UNIT = "-"


class _File(AssumptionsFile):
    id: str = "accession"

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        """Read the earlier form too: ranges by name, without units."""
        if isinstance(data, dict) and isinstance(data.get("assumptions"), dict):
            listed = [
                {"symbol": name, "unit": _UNIT, **entry} if isinstance(entry, dict) else entry
                for name, entry in data["assumptions"].items()
            ]
            return {**data, "assumptions": listed}
        return data

    def inconsistencies(self) -> Iterator[Flaw]:
        """Yield mistakes that no single field shows: missing or unknown symbols, invalid ranges."""
        given = [a.symbol for a in self.assumptions]
        yield from (
            (("assumptions",), f"has no '{lacking}'.", "Keep every symbol of the file that ships.")
            for lacking in SYMBOLS
            if lacking not in given
        )
        for i, entry in enumerate(self.assumptions):
            low, high = entry.range
            if entry.symbol not in SYMBOLS:
                told = unknown("symbol", entry.symbol, SYMBOLS)
                yield ("assumptions", i, "symbol"), told.what, told.fix
            elif entry.symbol == SPREAD and low < 0:
                told_fix = f"Begin the range of {SPREAD} at 0 or above."
                yield ("assumptions", i, "range"), "a standard deviation is not below 0.", told_fix
            elif entry.symbol in {YEARS, MEASURES} and (low < 0 or high > 1):
                told_what = f"{entry.symbol} lies between 0 and 1."
                yield ("assumptions", i, "range"), told_what, "Write for example range: [0.5, 1.0]."


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The ranges.

    Attributes
    ----------
    of
        By symbol.
    file, digest
        Name of the file and its SHA-256, which results carry.
    """

    of: Mapping[str, Assumption]
    file: str
    digest: str

    def range_of(self, name: str) -> tuple[float, float]:
        """Return the ends of a range."""
        return self.of[name].range

    def draw(self, name: str, futures: int, seed: int) -> FloatArray:
        """Return values of one assumption by index, shape (future,)."""
        return spec_of(self.of[name]).inverse(unit_interval(words(seed, f"accession.{name}", 0, futures)))


def load_assumptions(file: str | None = None) -> Assumptions:
    """Read the assumptions that ship, or a user's copy.

    Raises
    ------
    FileError
        With every problem of the file.
    """
    return _shipped() if file is None else _read(Path(file))


@cache
def _shipped() -> Assumptions:
    return _read("accession")


def _read(name: str | Path) -> Assumptions:
    found = read_assumptions(_File, name)
    return Assumptions({a.symbol: a for a in found.content.assumptions}, found.file, found.digest)
