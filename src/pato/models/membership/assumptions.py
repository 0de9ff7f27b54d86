"""What utilities of memberships assume: a file of ranges and switches that the user can copy and change (C2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pato.errors import UsageError, unknown
from pato.files.problems import validated
from pato.files.yaml import Path_, read_file
from pato.futures import Factor
from pato.models.assumptions import FOLDER, Assumption, Words
from pato.table import Table

SHIPPED = FOLDER / "membership.yaml"
_SHARES = ("share", "probability")
Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Term(Assumption):
    """An assumption that says which term of the utility it enters."""

    term: Words


class _Switch(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Words
    term: Words
    meaning: Words
    levels: Annotated[dict[Words, Words], Field(min_length=1)]
    default: Words


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal[1]
    id: Words
    rival: Code
    candidates: Annotated[list[Code], Field(min_length=2)]
    assumptions: Annotated[list[Term], Field(min_length=1)]
    switches: list[_Switch] = []

    def inconsistencies(self) -> Iterator[tuple[Path_, str, str]]:
        """Yield what no field shows by itself: lacking symbols, ranges that mean nothing."""
        given = {a.symbol for a in self.assumptions}
        for lacking in sorted(SYMBOLS - given):
            yield (
                ("assumptions",),
                f"has no '{lacking}'.",
                "Keep every symbol of the file that ships; set a range to [0, 0] to switch a cost off.",
            )
        for i, entry in enumerate(self.assumptions):
            if entry.symbol not in SYMBOLS:
                told = unknown("symbol", entry.symbol, SYMBOLS)
                yield ("assumptions", i, "symbol"), told.what, told.fix
            low, high = entry.range
            if low < 0 or (entry.unit in _SHARES and high > 1):
                yield (
                    ("assumptions", i, "range"),
                    f"{entry.symbol} runs from {low:g} to {high:g}.",
                    "Costs and years are not below 0, shares lie between 0 and 1.",
                )
        for i, switch in enumerate(self.switches):
            if switch.default not in switch.levels:
                told = unknown("level", switch.default, switch.levels)
                yield ("switches", i, "default"), told.what, told.fix


SYMBOLS = frozenset(
    {
        "loss_years",
        "large_war_share",
        "objection_margin",
        "away_cost",
        "war_years",
        "burden_own_worth",
        "common_budget",
        "coercion_chance",
        "coercion_years",
        "mistrust_rivalry",
        "mistrust_claim",
        "mistrust_occupation",
        "mistrust_half_life",
        "autonomy_membership",
        "autonomy_partner",
    }
)
"""What the equations need; a user's file changes ranges, not symbols."""
POSITIVE = ("mistrust_half_life",)


@dataclass(frozen=True, slots=True)
class MembershipAssumptions:
    """Ranges and switches of the utilities.

    Attributes
    ----------
    of
        By symbol.
    switches
        Default level by switch.
    rival
        Who may coerce members through trade.
    candidates
        States that are asked about where the user names none.
    file, digest
        Name of the file and its SHA-256, which results carry.
    """

    of: Mapping[str, Term]
    switches: Mapping[str, str]
    rival: str
    candidates: tuple[str, ...]
    file: str
    digest: str

    def factors(self) -> list[Factor]:
        """Return the assumptions as factors, in the order of the file."""
        return [entry.factor for entry in self.of.values()]

    def table(self) -> Table:
        """Return one row an assumption."""
        rows = [(a.symbol, a.term, *a.range, a.unit, a.meaning, a.source) for a in self.of.values()]
        return Table(
            ("symbol", "term", "from", "to", "unit", "meaning", "source"),
            rows,
            title="What utilities of memberships assume",
            notes=(f"{self.file}, SHA-256 {self.digest}",),
        )


def load(file: str | None = None) -> MembershipAssumptions:
    """Read the assumptions that ship, or a user's copy.

    Raises
    ------
    FileError
        With every problem of the file.
    UsageError
        If a divisor's range holds zero.
    """
    return _shipped() if file is None else _read(Path(file), None)


@cache
def _shipped() -> MembershipAssumptions:
    return _read(SHIPPED, f"library/assumptions/{SHIPPED.name}")


def _read(path: Path, name: str | None) -> MembershipAssumptions:
    found = validated(_File, read_file(path, name=name))
    assert isinstance(found, _File)
    for symbol in POSITIVE:
        entry = next(a for a in found.assumptions if a.symbol == symbol)
        if entry.range[0] <= 0:
            raise UsageError(f"{path.name}: {symbol} must be above 0, found {list(entry.range)}.")
    return MembershipAssumptions(
        {a.symbol: a for a in found.assumptions},
        {s.id: s.default for s in found.switches},
        found.rival,
        tuple(found.candidates),
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )
