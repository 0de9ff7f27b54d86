"""Mistrust between pairs, from sources outside the model of formation: rivalry, claims to the same land, past rule.

Opinion is left out: polls that ask about partners cover few pairs, and not with one question.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.registry.places import places
from pato.world import World

_FACTS = Path(__file__).parent / "occupations.csv"
_NO_LAND = ("waters",)


@dataclass(frozen=True, slots=True)
class Occupation:
    """A state's rule over another, or its wartime occupation."""

    ruler: str
    ruled: str
    start: int
    end: int
    what: str
    checked: str


@dataclass(frozen=True, slots=True)
class Mistrust:
    """Reasons of states (rows) to mistrust others (columns), each of shape (state, partner).

    Attributes
    ----------
    rivalry, claim
        1 where there is one, 0 elsewhere.
    years_since
        Years since the partner's rule over the state ended; infinite where there was none.
    """

    rivalry: FloatArray
    claim: FloatArray
    years_since: FloatArray

    @classmethod
    def of(cls, world: World, states: Sequence[str], date: str) -> Mistrust:
        """Return the reasons among some states of a world on a date."""
        rivalry = np.nan_to_num(world.pair_array("rivalry", states).values)
        return cls(rivalry, _claims(states, date), _years_since(states, date))

    def cost(self, draws: Draws) -> FloatArray:
        """Return the cost of being newly bound to each partner, per cent of GDP a year, shape (future, state, partner)."""
        fading = 0.5 ** (self.years_since / draws["mistrust_half_life"][:, None, None])
        parts = (
            ("mistrust_rivalry", self.rivalry),
            ("mistrust_claim", self.claim),
            ("mistrust_occupation", fading),
        )
        return np.asarray(sum(draws[name][:, None, None] * reason for name, reason in parts))

    def reasons(self, i: int, j: int) -> str:
        """Return in words why state i may mistrust state j; empty without a known reason."""
        told = []
        if self.rivalry[i, j]:
            told.append("strategic rivalry")
        if self.claim[i, j]:
            told.append("claims to the same land")
        if np.isfinite(self.years_since[i, j]):
            told.append(f"its rule ended {self.years_since[i, j]:.0f} years ago")
        return ", ".join(told)


@cache
def occupations() -> tuple[Occupation, ...]:
    """Return the facts of past rule and occupation."""
    with _FACTS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Occupation(r["ruler"], r["ruled"], int(r["from"]), int(r["until"]), r["what"], r["checked"])
            for r in csv.DictReader(lines)
        )


def _years_since(states: Sequence[str], date: str) -> FloatArray:
    found = np.full((len(states), len(states)), np.inf)
    for one in occupations():
        if one.ruler in states and one.ruled in states and one.start <= int(date[:4]):
            i, j = states.index(one.ruled), states.index(one.ruler)
            found[i, j] = min(found[i, j], max(int(date[:4]) - one.end, 0))
    return found


def _claims(states: Sequence[str], date: str) -> FloatArray:
    """Return the pairs of states with overlapping territorial claims, by the registry's places on the date."""
    found = np.zeros((len(states), len(states)))
    index = {s: i for i, s in enumerate(states)}
    for listed in places():
        there = listed.at(date)
        if there.kind in _NO_LAND or not (there.claimed_by or there.contested_by):
            continue
        holders = {there.sovereign, there.administrator, *there.claimed_by, *there.contested_by}
        for one, other in permutations(sorted(h for h in holders if h in index), 2):
            found[index[one], index[other]] = 1.0
    return found
