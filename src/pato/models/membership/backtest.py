"""Backtests of acceptance: whether it distinguishes pacts that were concluded from proposals that never were."""

from __future__ import annotations

from dataclasses import dataclass

from pato.files.estimates import find


@dataclass(frozen=True, slots=True)
class Record:
    """The record of acceptance in the backtests.

    Attributes
    ----------
    above, runs
        In how many combinations of estimates and assumptions NATO of 1949 ranks above every proposal that was never concluded, of how many.
    """

    above: int
    runs: int

    @property
    def discriminates(self) -> bool:
        """Whether it does in all of them."""
        return self.runs > 0 and self.above == self.runs

    @property
    def briefly(self) -> str:
        """One-line warning shown with results on acceptance; empty if the backtests support them."""
        if self.discriminates:
            return ""
        if not self.runs:
            return "Acceptance was never tested on past pacts here."
        return f"Acceptance does not discriminate: in {self.runs - self.above} of {self.runs} backtests a pact that never came ranks above NATO of 1949, or level with it."

    @property
    def told(self) -> str:
        """The record in words."""
        if not self.runs:
            return "Acceptance was never tested on past pacts here: it is not known to discriminate."
        found = f"NATO of 1949 ranks above every proposal that was never concluded in {self.above} of {self.runs} combinations of estimates and assumptions"
        if self.discriminates:
            return f"Acceptance in backtests: {found} (pato explain membership_backtests)."
        return f"Acceptance does not discriminate between pacts that were concluded and pacts that never were: in backtests {found} (pato explain membership_backtests)."


def record() -> Record:
    """Return the record of the backtests that ship."""
    stored = find("membership_backtests")
    rows = [] if stored is None else stored.get("discriminates", [])
    return Record(sum(bool(r["above_all"]) for r in rows), len(rows))
