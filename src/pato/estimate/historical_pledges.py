"""The status quo of a past year from ATOP's pledges, as an architecture that every model of today's world can read.

The treaty library does not hold all pacts of past years (of those of 1948 it lacks the Soviet Union's with its neighbours
and the British in the Middle East), so the whole status quo comes from one source: each of ATOP's directed pledges of
the year before is one obligation, without area, condition or reading, which ATOP's dyads do not carry.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pato.errors import Problem, UsageError
from pato.estimate.historical_world import HistoricalWorld
from pato.estimate.joining.restraint import nonaggression
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument, Membership, Obligation

_DUTIES = {"defence": "assist_with_force", "neutrality": "stay_neutral", "consultation": "consult", "non_aggression": "refrain"}  # fmt: skip
_FILE = "atop51_directed_dyad_year_1815_2018"


def atop_architecture(world: HistoricalWorld, folder: str | None = None) -> Architecture:
    """Return the pledges of the year before the world's year (the last one that ATOP covers), as an architecture.

    Universal promises of non-aggression are left out, as in the joining model's estimate.

    Raises
    ------
    DataError
        If the store lacks ATOP's tables.
    """
    year = world.carried["pledges"] - 1
    states = tuple(world.states)
    given: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind in ("defence", "neutrality", "consultation"):
        for giver in states:
            owed = tuple(k for k in states if k != giver and world.directed_rows[giver, k][kind] == "1")
            given[kind, giver] = owed
    for giver, receivers in _restrained(world, year, folder).items():
        given["non_aggression", giver] = receivers
    obligations = tuple(_obligations(given))
    held = _instrument(f"atop-{year}", f"ATOP's pledges of {year}", states, obligations)
    return Architecture(held.id, held.title, (held,), f"{world.year}-01-01", (_FILE,))


def with_pact(base: Architecture, pact: str, members: tuple[str, ...], *, title: str = "") -> Architecture:
    """Return an architecture with a pact of mutual defence and consultation among some states added to it.

    Raises
    ------
    UsageError
        If a pact has fewer than two members.
    """
    if len(set(members)) < 2:
        raise UsageError(
            Problem(f"pact '{pact}'", f"has {len(set(members))} member.", "Name two states or more.")
        )
    given = {
        (k, m): tuple(o for o in members if o != m) for k in ("defence", "consultation") for m in members
    }
    added = _instrument(pact, title or pact, members, tuple(_obligations(given)))
    return base._replace(id=f"{base.id}+{pact}", instruments=(*base.instruments, added))


def _restrained(world: HistoricalWorld, year: int, folder: str | None) -> dict[str, tuple[str, ...]]:
    codes = {s.cow_code: iso for iso, s in world.states.items()}
    known = nonaggression(folder).filter(pl.col("year") == year)
    found: dict[str, list[str]] = {}
    for giver, receiver in known.select("giver", "receiver").sort("giver", "receiver").iter_rows():
        if int(giver) in codes and int(receiver) in codes:
            found.setdefault(codes[int(giver)], []).append(codes[int(receiver)])
    return {giver: tuple(receivers) for giver, receivers in found.items()}


def _obligations(given: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[Obligation]:
    for (kind, giver), receivers in given.items():
        if receivers:
            yield Obligation(
                f"{kind}-{giver.lower()}", "", kind, (giver,), receivers, None, _DUTIES[kind], (), (), (),
                None, None, None, None, "data", 0,
            )  # fmt: skip


def _instrument(
    identifier: str, title: str, states: tuple[str, ...], obligations: tuple[Obligation, ...]
) -> Instrument:
    """Return an instrument that is in force on every day: the architecture's date says which day is meant."""
    members = tuple(Membership(s, None, None, "member", (), None) for s in states)
    return Instrument(
        identifier, title, title, "treaty", "in_force", "1800-01-01", None, assumed=False, universal=False,
        file=_FILE, members=members, areas={}, obligations=obligations, limits=(), checked="data",
        suspensions=(), memo={},
    )  # fmt: skip
