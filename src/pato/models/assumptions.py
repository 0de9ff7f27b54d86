"""Assumptions of a model as factors, each a range that the user can change (C2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pato.errors import Problem, UsageError, unknown
from pato.files.assumptions import Assumption, AssumptionsFile, read_assumptions
from pato.files.library import is_path
from pato.futures import Factor
from pato.futures.distributions import Constant, Distribution, Triangular, Uniform


def factor_of(assumption: Assumption) -> Factor:
    """Return an assumption as a factor."""
    source = f"{assumption.meaning} {assumption.source}"
    return Factor(assumption.symbol, spec_of(assumption), source, "assumption", assumption.unit)


def spec_of(assumption: Assumption) -> Distribution:
    """Return the distribution of an assumption: uniform over its range, or peaked at its most plausible value."""
    low, high = assumption.range
    if low == high:
        return Constant(low)
    return Uniform(low, high) if assumption.central is None else Triangular(low, assumption.central, high)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The ranges of one model, by symbol."""

    id: str
    of: Mapping[str, Assumption]

    def factors(self, symbols: Iterable[str]) -> list[Factor]:
        """Return some of them as factors."""
        return [factor_of(self.of[s]) for s in symbols]

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
                        **(
                            self.of[symbol].model_dump()
                            | {"range": ends, "central": None, "source": "The user's own range."}
                        )
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


def load_assumptions(name: str) -> Assumptions:
    """Read the assumptions of a model, or a user's file.

    Raises
    ------
    FileError
        With every problem of the file.
    """
    return _read(name) if is_path(name) else _shipped(name)


@cache
def _shipped(name: str) -> Assumptions:
    return _read(name)


def _read(name: str) -> Assumptions:
    found = read_assumptions(AssumptionsFile, name).content
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
