"""The observed record between states: disputes, uses of force and wars since 1950, as `pato fit observed_record` counted them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from pato.files.estimates import damaged, stored

ESTIMATE = "observed_record"
LEVELS = ("dispute", "force", "war")


@dataclass(frozen=True, slots=True)
class Observed:
    """Counts over some years.

    Attributes
    ----------
    begun
        Begun by a challenger against a target.
    between
        Number between them, whoever began; at the level of war, pairs that fought each other (a war can include
        several pairs).
    first, last
        The years counted.
    """

    begun: int
    between: int
    first: int
    last: int

    @property
    def years(self) -> int:
        """Number of years."""
        return self.last - self.first + 1

    def begun_in(self, years: float) -> float:
        """Return the average number begun in a number of years."""
        return self.begun * years / self.years


def observed(
    level: str,
    challengers: Collection[str] | None,
    targets: Collection[str],
    *,
    fellows: Collection[str] = (),
    recent: bool = False,
) -> Observed:
    """Return the observed record between some states.

    Parameters
    ----------
    level
        One of `LEVELS`.
    challengers
        Initiators; None counts every state of the snapshot.
    targets
        Against whom.
    fellows
        Fellow members; disputes between two of them do not count.
    recent
        Since 1990 alone.

    Raises
    ------
    DataError
        If the counts that ship are damaged.
    """
    record = _record()
    start, column = (record["recent_years"], 2) if recent else (record["years"], 0)
    begun = between = 0
    for pair, counts in record["pairs"].items():
        challenger, _, target = pair.partition("-")
        counts_here = target in targets and (challengers is None or challenger in challengers)
        if counts_here and not (challenger in fellows and target in fellows):
            here = counts[LEVELS.index(level)]
            begun, between = begun + here[column], between + here[column + 1]
    return Observed(begun, between, *start)


@cache
def _record() -> dict[str, Any]:
    found = stored(ESTIMATE)
    if tuple(found.get("levels", ())) != LEVELS or not all(
        len(c) == len(LEVELS) for c in found["pairs"].values()
    ):
        raise damaged(ESTIMATE, "its levels and counts do not fit together")
    return found
