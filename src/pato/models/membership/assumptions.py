"""Assumptions of the utilities of memberships: a file of ranges and switches that the user can copy and change (C2)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from pato.errors import UsageError, unknown
from pato.files.assumptions import Assumption, AssumptionsFile, Words, read_assumptions
from pato.files.kinds import Flaw
from pato.files.strict import Strict
from pato.futures import Factor
from pato.models.assumptions import factor_of

NO_DIFFERENCE = 0.02
"""Per cent of GDP a year, where a file does not say: within it a state finds no difference."""
_SHARES = ("share", "probability")
Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Term(Assumption):
    """An assumption that says which term of the utility it enters."""

    term: Words


class _Switch(Strict):
    id: Words
    term: Words
    meaning: Words
    levels: Annotated[dict[Words, Words], Field(min_length=1)]
    default: Words


class _File(AssumptionsFile):
    rival: Code
    no_difference: Annotated[float, Field(ge=0, allow_inf_nan=False)] = NO_DIFFERENCE
    candidates: Annotated[list[Code], Field(min_length=2)]
    assumptions: Annotated[tuple[Term, ...], Field(min_length=1)]
    switches: tuple[_Switch, ...] = ()

    def inconsistencies(self) -> Iterator[Flaw]:
        """Yield mistakes that no single field shows: missing symbols, invalid ranges."""
        given = {a.symbol for a in self.assumptions}
        for lacking in sorted(SYMBOLS - given):
            yield (
                ("assumptions",),
                f"has no '{lacking}'.",
                "Keep every symbol of the file that ships; set a range to [0, 0] to switch a cost off.",
            )
        for i, entry in enumerate(self.assumptions):
            if entry.symbol in RETIRED:
                yield (
                    ("assumptions", i, "symbol"),
                    f"'{entry.symbol}' is no range any more.",
                    RETIRED[entry.symbol],
                )
            elif entry.symbol not in SYMBOLS:
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
        "spill_neighbour",
        "spill_trade",
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
"""Symbols that the equations need; a user's file changes ranges, not symbols."""
RETIRED = dict.fromkeys(
    ("entry_margin", "objection_margin"),
    "Delete it: 'no_difference:' at the top of the file says what loss lets an entrant pass.",
)
"""Symbols of earlier versions, and how to replace them."""
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
        State that may coerce members through trade.
    no_difference
        Gain or loss, per cent of GDP a year, within which a state finds no difference.
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
    no_difference: float = NO_DIFFERENCE

    def factors(self, *, without: Container[str] = ()) -> list[Factor]:
        """Return the assumptions as factors, in the order of the file; not those that enter only terms that are left out."""
        kept = [a for a in self.of.values() if any(t.strip() not in without for t in a.term.split(","))]
        return [factor_of(entry) for entry in kept]


def load(file: str | None = None) -> MembershipAssumptions:
    """Read the assumptions that ship, or a user's copy.

    Raises
    ------
    FileError
        With every problem of the file.
    UsageError
        If a divisor's range holds zero.
    """
    return _shipped() if file is None else _read(Path(file))


@cache
def _shipped() -> MembershipAssumptions:
    return _read("membership")


def _read(name: str | Path) -> MembershipAssumptions:
    found, file, digest = read_assumptions(_File, name)
    held = {a.symbol: a for a in found.assumptions}
    for symbol in POSITIVE:
        if held[symbol].range[0] <= 0:
            raise UsageError(f"{file}: {symbol} must be above 0, found {list(held[symbol].range)}.")
    switches = {s.id: s.default for s in found.switches}
    return MembershipAssumptions(
        held, switches, found.rival, tuple(found.candidates), file, digest, found.no_difference
    )
