"""Input of the sections of a report: a comparison, and the group of states that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pato.assess.claims import Verdict, verdict
from pato.assess.compare import Comparison, Row
from pato.assess.load import load_claims
from pato.brief import brief
from pato.models.pledges import added_parties
from pato.registry.names import listed
from pato.registry.states import state
from pato.table import Table
from pato.treaties.architecture import Architecture

CANDIDATES = ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL")
"""Founders and later members in the order of the proposal; the duty matrix shows them in this order."""


@brief("title")
@dataclass(frozen=True, eq=False)
class ReportContext:
    """A comparison as the sections see it.

    Attributes
    ----------
    comparison
        The values of all metrics in all futures.
    sweep
        The folder of a sweep of memberships, to show its frontier, or None.
    """

    comparison: Comparison
    sweep: Path | None = None

    @property
    def title(self) -> str:
        """The report's title: the study's own, or the architectures compared."""
        study = self.comparison.study.study
        return study.title or listed(map(str, self.comparison.study.labels), "or") + "?"

    @property
    def subtitle(self) -> str:
        """The computed comparison, in one line."""
        study = self.comparison.study
        return (
            f"{len(study.labels)} designs, {study.study.futures:,} runs of {study.study.horizon_years} years, "
            f"obligations as of {study.date}, data of {study.world.about['vintage']}"
        )

    @property
    def date(self) -> str:
        """The study's day; see `day_of` for that of a design."""
        return self.comparison.study.date

    def day_of(self, system: Architecture) -> str:
        """Return the day on which the obligations of a design are read: its own, such as that of NAME@DATE, or the study's."""
        return system.date or self.date

    @property
    def architectures(self) -> tuple[Architecture, ...]:
        """The architectures that are compared, the first being what the others are compared with."""
        return self.comparison.study.architectures

    @cached_property
    def group(self) -> tuple[str, ...]:
        """The states for which obligations are shown: parties of the pacts that the designs add, and all counted members.

        Where most of them are candidates of the proposal, or there are none, the other candidates are shown too.
        """
        study = self.comparison.study
        own = [*added_parties(study.architectures, study.status_quo, study.date), *study.members]
        shown = dict.fromkeys(s for s in CANDIDATES if s in own) | dict.fromkeys(own)
        known = sum(s in CANDIDATES for s in shown)
        return tuple(dict.fromkeys([*CANDIDATES, *shown]) if 2 * known >= len(shown) else shown)

    def group_of(self, system: Architecture) -> tuple[str, ...]:
        """Return those of the group that were states on the day of a design: parties of a past text may be gone."""
        return tuple(s for s in self.group if state(s).existed_on(self.day_of(system)))

    @property
    def rows(self) -> tuple[Row, ...]:
        """All summary rows of the comparison."""
        return self.comparison.rows()

    @property
    def tables(self) -> dict[str, Table]:
        """The comparison's tables by name."""
        return self.comparison.tables()

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The claims, tested on this comparison."""
        return tuple(verdict(claim, self.comparison) for claim in load_claims(()))

    @cached_property
    def meta(self) -> dict[str, Any]:
        """The metadata that reproduce the report: versions, seed, hashes."""
        run = self.comparison.run.description
        versions = run["versions"]
        return {
            "pato": versions.get("pato"),
            "python": versions.get("python"),
            "seed": run["seed"],
            "futures": run["n_futures"],
            "content hash": str(run["content_hash"])[:16],
            "assumptions hash": str(run["assumptions_hash"])[:16],
            "made": run["finished"],
        }

    def of(self, metric: str, *, target: str | None = None) -> list[Row]:
        """Return the rows of one metric, of one target or of the whole."""
        return [row for row in self.rows if row.metric == metric and row.target == target]
