"""The status quo of a past year from ATOP's pledges, as an architecture for all models.

The treaty library does not hold all pacts of past years (of those of 1948 it lacks the Soviet Union's with its neighbours
and the British in the Middle East), so the whole status quo comes from one source: each of ATOP's directed pledges of
the year before is one obligation, without area, condition or reading, which ATOP's dyads do not carry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from pato.errors import CoverageError, Problem, UsageError
from pato.estimate.historical_world import HistoricalWorld
from pato.estimate.joining.restraint import nonaggression
from pato.treaties.architecture import Architecture, assumed
from pato.treaties.norms import Instrument, Membership, Obligation, Parties
from pato.world.sources import store

_DUTIES = {"defence": "assist_with_force", "neutrality": "stay_neutral", "consultation": "consult", "non_aggression": "refrain"}  # fmt: skip
_FILE = "atop51_directed_dyad_year_1815_2018"
_COLUMNS = {"atop_defense": "defence", "atop_neutral": "neutrality", "atop_consul": "consultation"}


def atop_architecture(
    world: HistoricalWorld, folder: str | None = None, *, year: int | None = None
) -> Architecture:
    """Return ATOP's pledges of a year among the states of a world, as an architecture of 31 December of the world's year.

    Universal promises of non-aggression are left out, as in the joining model's estimate.

    Parameters
    ----------
    world
        Whose states give and receive; by COW code, so that a state counts only under the code that it has in the world.
    folder
        The data store.
    year
        The year before the world's (the last one that ATOP covers) by default.

    Raises
    ------
    CoverageError
        If ATOP does not cover the year.
    DataError
        If the store lacks ATOP's tables.
    """
    year = world.carried["pledges"] - 1 if year is None else year
    states = tuple(world.states)
    given = _given(world, year, folder)
    obligations = tuple(_obligations(given))
    held = _instrument(f"atop-{year}", f"ATOP's pledges of {year}", states, obligations, start="1800-01-01")
    return Architecture(held.id, held.title, (held,), f"{world.year}-12-31", (_FILE,))


def mutual_defence(identifier: str, title: str, members: Sequence[str]) -> Instrument:
    """Return a pact in which every party promises every other to defend and to consult it, as if it were in force.

    Past treaties and proposals are all treated in this way: areas, conditions and degrees of obligation do not
    distinguish them, as they do not in the pledges that the models were fitted on.

    Raises
    ------
    UsageError
        If a pact has fewer than two members.
    """
    if len(set(members)) < 2:
        told = f"has {len(set(members))} member."
        raise UsageError(Problem(f"pact '{identifier}'", told, "Name two states or more."))
    both = ("parties",)
    obligations = tuple(_obligation(kind, kind, both, both) for kind in ("defence", "consultation"))
    return assumed(_instrument(identifier, title, tuple(members), obligations, start=None))


def with_pact(base: Architecture, pact: Instrument) -> Architecture:
    """Return an architecture with a pact added to it."""
    return base._replace(id=f"{base.id}+{pact.id}", instruments=(*base.instruments, pact))


def _given(world: HistoricalWorld, year: int, folder: str | None) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the pledges by kind and giver, in the order of codes."""
    codes = {s.cow_code: iso for iso, s in world.states.items()}
    table = store.read(_FILE, ("ccode1", "ccode2", "year", *_COLUMNS), folder=folder)
    first, last = (int(v) for v in (table["year"].min(), table["year"].max()))  # type: ignore[arg-type]
    if not first <= year <= last:
        told = f"holds {first} to {last}, not {year}."
        raise CoverageError(Problem(f"table '{_FILE}'", told, "Choose a year inside it."))
    chosen = table.filter(pl.col("year") == year)
    found = {
        kind: chosen.filter(pl.col(column) == 1).select("ccode1", "ccode2")
        for column, kind in _COLUMNS.items()
    }
    restrained = nonaggression(folder).filter(pl.col("year") == year)
    found["non_aggression"] = restrained.select(ccode1="giver", ccode2="receiver")
    out: dict[tuple[str, str], list[str]] = {}
    for kind, pairs in found.items():
        for giver, receiver in pairs.sort("ccode1", "ccode2").iter_rows():
            if int(giver) in codes and int(receiver) in codes:
                out.setdefault((kind, codes[int(giver)]), []).append(codes[int(receiver)])
    return {key: tuple(receivers) for key, receivers in out.items()}


def _obligations(given: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Obligation]:
    for (kind, giver), receivers in given.items():
        if receivers:
            yield _obligation(f"{kind}-{giver.lower()}", kind, (giver,), receivers)


def _obligation(identifier: str, kind: str, by: tuple[str, ...], to: tuple[str, ...]) -> Obligation:
    duty = _DUTIES[kind]
    return Obligation(identifier, "", kind, by, to, None, duty, (), (), (), None, None, None, None, "data", 0)


def _instrument(
    identifier: str,
    title: str,
    states: tuple[str, ...],
    obligations: tuple[Obligation, ...],
    *,
    start: str | None,
) -> Instrument:
    members = tuple(Membership(s, None, None, "member", (), None) for s in states)
    return Instrument(
        identifier, title, title, "treaty", "in_force" if start else "proposed", start, None, assumed=False, universal=False,
        file=_FILE, members=members, areas={}, obligations=obligations, limits=(), checked="data",
        suspensions=(), memo=Parties(),
    )  # fmt: skip
