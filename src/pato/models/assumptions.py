"""Assumptions of a model: a file in ``library/assumptions/`` or the user's copy of it, each a range (C2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pato.errors import Problem, UsageError, unknown
from pato.files.library import is_path
from pato.files.problems import validated
from pato.files.yaml import read_file
from pato.futures import Factor
from pato.futures.distributions import Constant, Distribution, Uniform
from pato.table import Table

FOLDER = Path(__file__).parent.parent / "library" / "assumptions"


def _ordered(ends: tuple[float, float]) -> tuple[float, float]:
    if not ends[0] <= ends[1]:
        raise ValueError(f"a range runs from low to high, found {list(ends)}. || Write range: [0.5, 1.0].")
    return ends


Finite = Annotated[float, Field(allow_inf_nan=False)]
Range = Annotated[tuple[Finite, Finite], AfterValidator(_ordered)]
Words = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Assumption(_Strict):
    """One assumed number: its symbol, what it means, its unit, its range, and why that range."""

    symbol: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    meaning: Words
    unit: Words
    range: Range
    source: Words

    @property
    def factor(self) -> Factor:
        """The assumption as a factor, every value of the range alike."""
        low, high = self.range
        spec: Distribution = Constant(low) if low == high else Uniform(low, high)
        return Factor(self.symbol, spec, f"{self.meaning} {self.source}", "assumption", self.unit)


class _File(_Strict):
    format: Literal[1]
    id: Words
    assumptions: Annotated[list[Assumption], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The ranges of one model, by symbol."""

    id: str
    of: Mapping[str, Assumption]

    def factors(self, symbols: Iterable[str]) -> list[Factor]:
        """Return some of them as factors."""
        return [self.of[s].factor for s in symbols]

    def changed(self, settings: Mapping[str, tuple[float, float]]) -> Assumptions:
        """Return the assumptions with the user's own ranges.

        Raises
        ------
        UsageError
            If a symbol is unknown, or a range runs backwards or leaves the numbers.
        """
        problems = [unknown("assumption", s, self.of, where="--assume") for s in settings if s not in self.of]
        own = {}
        for symbol, ends in settings.items():
            if symbol in self.of:
                try:
                    own[symbol] = Assumption(
                        **(self.of[symbol].model_dump() | {"range": ends, "source": "The user's own range."})
                    )
                except ValueError:
                    problems.append(
                        Problem(
                            f"--assume {symbol}",
                            f"{list(ends)} is no range.",
                            "Write NAME=LOW:HIGH, low first.",
                        )
                    )
        if problems:
            raise UsageError(problems)
        return Assumptions(self.id, {**self.of, **own})

    def table(self, symbols: Iterable[str] | None = None) -> Table:
        """Return one row an assumption."""
        chosen = self.of if symbols is None else list(symbols)
        rows = [(a.symbol, *a.range, a.unit, a.meaning, a.source) for a in (self.of[s] for s in chosen)]
        columns = ("symbol", "from", "to", "unit", "meaning", "source")
        return Table(
            columns, rows, title="What is assumed", notes=("Change one with --assume NAME=LOW:HIGH.",)
        )


def load_assumptions(name: str) -> Assumptions:
    """Read the assumptions of a model, or a user's file.

    Raises
    ------
    FileError
        With every problem of the file.
    """
    if is_path(name):
        return _read(Path(name))
    return _shipped(name)


@cache
def _shipped(name: str) -> Assumptions:
    return _read(FOLDER / f"{name}.yaml")


def _read(path: Path) -> Assumptions:
    document = read_file(path, name=f"library/assumptions/{path.name}" if path.parent == FOLDER else None)
    found = validated(_File, document)
    assert isinstance(found, _File)
    return Assumptions(found.id, {a.symbol: a for a in found.assumptions})


def settings_of(given: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Read ``NAME=LOW:HIGH`` or ``NAME=VALUE``.

    Raises
    ------
    UsageError
        If one is written otherwise.
    """
    found, problems = {}, []
    for text in given:
        name, _, ends = text.partition("=")
        low, _, high = ends.partition(":")
        try:
            found[name.strip()] = float(low), float(high or low)
        except ValueError:
            problems.append(
                Problem(
                    f"--assume {text}",
                    "is not understood.",
                    "Write NAME=LOW:HIGH, for example noise_share=0.2:0.5.",
                )
            )
    if problems:
        raise UsageError(problems)
    return found
