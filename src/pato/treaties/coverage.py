"""Coverage of an answer: instruments examined, and what remains unknown; silence never means "none" (T6).

An answer names the instruments examined, those coded by ATOP but not read here, known alliances that the library
lacks, and what is unknown. That no state owes anything is said only if nothing is left unexamined.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple, Protocol

from pato.registry import source, states
from pato.registry.dates import contains
from pato.treaties.architecture import Architecture
from pato.treaties.load import atop_members, signed
from pato.treaties.norms import Instrument

UNTIL = "2018-12-31"
"""The last day that ATOP 5.1 codes."""
FIRST = "1815-01-01"

_COUNTED = "1816-01-01"
"""The first day on which the Correlates of War count members of the state system; ATOP goes back a year further."""
_FEW = 4
"""Largest number of instruments of each sort named in the sentence; the rest are counted."""
_SHARES = os.path.join(os.path.dirname(__file__), "held.json")  # noqa: PTH118, PTH120  pathlib costs start-up time (C9)
Asked = Callable[[str, str], bool]
"""Whether a pair of states is asked about."""


class World(Protocol):
    """Interface of the world layer (`pato.treaties.thin`), which imports this module."""

    @property
    def pacts(self) -> Mapping[str, Any]:
        """Compiled instruments by id."""

    @property
    def spans(self) -> Mapping[str, list[Any]]:
        """``[from, until, open at the end of 2018, states]`` of each."""

    def beneath(self, architecture: Architecture) -> "World":
        """Return the layer as it lies under an architecture."""

    def on(self, date: str, concerned: Iterable[str] | None = None) -> tuple[Instrument, ...]:
        """Return the instruments in force on a date."""

    def pact(self, identifier: str) -> Instrument:
        """Return one instrument."""

    def replaced(self, pact: Instrument, debtor: str, creditor: str, date: str) -> bool:
        """Return whether a curated file speaks for both states on a date."""

    def relations(
        self, date: str, kinds: Iterable[str], concerned: Iterable[str] | None = None
    ) -> Iterator[Any]:
        """Yield the relations on a date."""

    def duties(self, event: Any, *, role: str = "victim") -> tuple[list[Any], list[Any]]:
        """Return the duties in an event, and every rule that was tried."""


class Known(NamedTuple):
    """An alliance that is known to exist between two states and that the library does not hold."""

    id: str
    pair: str
    period: str
    title: str
    kinds: tuple[str, ...]
    atop: int | None


class Unknown(NamedTuple):
    """An instrument that may bind the states asked about, and why that is unknown."""

    id: str
    why: str


class Coverage(NamedTuple):
    """Coverage of an answer.

    Attributes
    ----------
    date
        The day asked about.
    curated
        Ids of the instruments of the architecture in force then that bind a state asked about: these were tried.
    coded
        Ids of the thin instruments that were tried too.
    known_not_held
        Alliances that are known to exist and are in neither.
    unknown
        What remains unknown.
    until
        The last day on which it is known what else there was.
    """

    date: str
    curated: tuple[str, ...]
    coded: tuple[str, ...]
    known_not_held: tuple[Known, ...]
    unknown: tuple[Unknown, ...]
    until: str = UNTIL

    @property
    def complete(self) -> bool:
        """Whether an empty answer means that nothing is owed: all known instruments were examined."""
        return not self.known_not_held and not self.unknown and FIRST <= self.date <= self.until

    def to_dict(self) -> dict[str, Any]:
        """Return the coverage as plain values."""
        return {
            "curated": list(self.curated),
            "coded": list(self.coded),
            "known_not_held": [k._asdict() | {"kinds": list(k.kinds)} for k in self.known_not_held],
            "unknown": [u._asdict() for u in self.unknown],
            "until": self.until,
            "sentence": self.sentence(),
        }

    def sentence(self) -> str:
        """Return the coverage in one sentence."""
        tried = (
            f"{_counted(len(self.curated), 'instrument')} of the library bound these states on {self.date}"
        )
        if self.coded:
            tried += f", and {_counted(len(self.coded), 'alliance')} ({_few(self.coded)}) coded by ATOP and not read here"
        rest = [_not_held(self.known_not_held)] if self.known_not_held else []
        rest += [f"not known: {'; '.join(self._whys())}"] if self.unknown else []
        return f"Coverage: {tried}; {'; '.join(rest) or 'that is all that is known to have bound them'}."

    def _whys(self) -> list[str]:
        """List what is unknown and why, with alliances still in force at the end of ATOP's coding grouped."""
        open_ = [u.id for u in self.unknown if u.why == _STILL]
        said = [u.why for u in self.unknown if u.why != _STILL]
        if open_:
            said.append(
                f"whether {_counted(len(open_), 'alliance')} in force at the end of 2018 by ATOP's coding ({_few(open_)}) still bound them"
            )
        return said


_STILL = "in force at the end of 2018 by ATOP's coding; whether it still is"


def _few(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_FEW]) + (", …" if len(ids) > _FEW else "")


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _not_held(found: tuple[Known, ...]) -> str:
    by_id: dict[str, list[Known]] = {}
    for known in found:
        by_id.setdefault(known.id, []).append(known)
    shown = [f"{k[0].title} ({_pairs(k)}, {k[0].period})" for k in list(by_id.values())[:_FEW]]
    more = f" and {len(by_id) - _FEW} more" if len(by_id) > _FEW else ""
    return f"known to exist and not held: {', '.join(shown)}{more}"


def _pairs(found: list[Known]) -> str:
    return ", ".join(k.pair for k in found[:2]) + (", …" if len(found) > 2 else "")


def coverage(
    architecture: Architecture, date: str, asked: Asked, about: Iterable[str] | None, world: World | None
) -> Coverage:
    """Return the coverage of an answer on a date.

    Parameters
    ----------
    architecture
        The instruments that count.
    date
        ISO date.
    asked
        Says whether a pair of states is asked about.
    about
        States, at least one of which must be in a pair; None for any.
    world
        The world layer, or None.
    """
    wanted = None if about is None else frozenset(about)
    curated = tuple(
        i.id for i in architecture.instruments if i.in_force_on(date) and _binds(_all(i, date), asked, wanted)
    )
    not_entered = tuple(_signed(asked, date))
    if not architecture.whole:
        closed = Unknown(
            "other-instruments", f"what binds them beside {architecture.id}, the only instruments asked"
        )
        return Coverage(date, curated, (), (), (closed,))
    layer = world.beneath(architecture) if world else None
    coded = tuple(p.id for p in layer.on(date, wanted) if _speaks(layer, p, date, asked)) if layer else ()
    known = tuple(_known(architecture, layer, date, asked))
    named = {k.atop for k in known}
    return Coverage(date, curated, coded, known, (*not_entered, *_unknown(layer, date, asked, wanted, named)))


def around(*centre: str) -> tuple[Asked, frozenset[str]]:
    """Return the pairs that have one of some states in them."""
    found = frozenset(centre)
    return (lambda a, b: a in found or b in found), found


def within(group: Iterable[str] | None) -> tuple[Asked, frozenset[str] | None]:
    """Return the pairs of a group, or all pairs."""
    if group is None:
        return (lambda _a, _b: True), None
    found = frozenset(group)
    return (lambda a, b: a in found and b in found), found


def _binds(parties: Iterable[str], asked: Asked, about: frozenset[str] | None) -> bool:
    found = list(parties)
    if about is not None and about.isdisjoint(found):
        return False
    return any(asked(a, b) for a, b in combinations(found, 2))


def _all(instrument: Any, date: str) -> tuple[str, ...]:
    return (*instrument.parties_on(date), *instrument.parties_on(date, "associate"))


def _speaks(world: World, pact: Any, date: str, asked: Asked) -> bool:
    """Return whether a thin instrument says something of a pair asked about that no curated file says in its place."""
    return any(
        asked(a, b) and not world.replaced(pact, a, b, date)
        for a, b in combinations(pact.parties_on(date), 2)
    )


def _known(architecture: Architecture, world: World | None, date: str, asked: Asked) -> Iterator[Known]:
    """Yield alliances of the shipped index that no examined instrument represents, as pairs."""
    held = _held_on(architecture, date)
    for identifier, entry in source.load("alliances")["alliances"].items():
        number = entry["atop"]
        if not contains(date, entry["from"], entry["until"]) or (
            world and number is not None and date <= UNTIL
        ):
            continue
        inside = [s for s, start, end in entry["parties"] if contains(date, start, end)]
        files = [*held.get(number, []), *(held[i] for i in entry["held_as"] if i in held)]
        for a, b in combinations(inside, 2):
            if asked(a, b) and not any(a in file and b in file for file in files):
                period = f"{entry['from'][:4]}-{(entry['until'] or '')[:4]}"
                yield Known(identifier, f"{a}-{b}", period, entry["title"], tuple(entry["kinds"]), number)


def _held_on(architecture: Architecture, date: str) -> dict[Any, Any]:
    """Return whom curated files bind on a date: a list of files by ATOP number, and the states by id."""
    found: dict[Any, Any] = {}
    for number, members in atop_members().values():
        found.setdefault(number, []).append({s for s, start, end in members if contains(date, start, end)})
    for instrument in architecture.instruments:
        if instrument.in_force_on(date):
            found[instrument.id] = set(_all(instrument, date))
            if instrument.atop_id is not None:
                found.setdefault(instrument.atop_id, []).append(found[instrument.id])
    return found


def _signed(asked: Asked, date: str) -> Iterator[Unknown]:
    """Yield instruments that were signed and are not known to have entered into force."""
    for identifier, (day, parties, short) in signed().items():
        if (day is None or day <= date) and any(asked(a, b) for a, b in combinations(parties, 2)):
            yield Unknown(
                identifier,
                f"whether {short} ({identifier}, signed {day or 'on a day not known'}) has entered into force",
            )


def _unknown(
    world: World | None, date: str, asked: Asked, about: frozenset[str] | None, named: set[int | None]
) -> Iterator[Unknown]:
    if date < FIRST:
        yield Unknown("before-1815", "what bound them before 1815")
    elif world is None:
        yield Unknown("not-held", _share(date, about))
    elif date > UNTIL:
        yield from (u for u in _open(world, date, asked, about) if world.pact(u.id).atop_id not in named)
    else:
        yield from _varying(world, date, asked, about)
        yield from _uncounted(date, about)
    if date > UNTIL:
        yield Unknown("after-2018", "what was made after 2018 and is not in the library")


def _open(world: World, date: str, asked: Asked, about: frozenset[str] | None) -> Iterator[Unknown]:
    """Yield thin instruments in force when ATOP's coding ends, for pairs that no curated file speaks for."""
    for pact in world.on(UNTIL, about):
        if world.spans[pact.id][2] and any(
            asked(a, b) and not world.replaced(pact, a, b, UNTIL) and not world.replaced(pact, a, b, date)
            for a, b in combinations(pact.parties_on(UNTIL), 2)
        ):
            yield Unknown(pact.id, _STILL)


def _varying(world: World, date: str, asked: Asked, about: frozenset[str] | None) -> Iterator[Unknown]:
    """Yield alliances in which pledges vary by partner, where the store lacks the dyad-years that say how."""
    for pact in world.on(date, about):
        varies = world.pacts[pact.id]["varies"]
        parties = pact.parties_on(date)
        if any(asked(a, b) for a in parties if a in varies for b in parties if a != b):
            yield Unknown(
                pact.id, f"who owes whom in {pact.short}, where pledges vary ('pato data add atop' brings it)"
            )


def _uncounted(date: str, about: frozenset[str] | None) -> Iterator[Unknown]:
    """Yield states that the Correlates of War do not count as members of the state system on the date: ATOP codes few of theirs."""
    for code in sorted(about or ()) if date >= _COUNTED else ():
        if states.state(code).cow_on(date) is None:
            yield Unknown(code, f"what bound {code}, which was not in the state system that ATOP codes")


@cache
def _shares() -> dict[str, Any]:
    with open(_SHARES, encoding="utf-8") as stream:  # noqa: PTH123  pathlib costs start-up time (C9)
        found: dict[str, Any] = json.load(stream)
    return found


def _share(date: str, about: frozenset[str] | None) -> str:
    """State the share of ATOP's alliances that the library holds at the time, for the regions of the states asked about."""
    years = _shares()["years"]
    year = max((y for y in years if y <= date[:4]), default=min(years))
    regions = {states.state(code).region for code in about or ()}
    counted = [n for region, n in years[year].items() if not regions or region in regions]
    coded, held = (sum(n[i] for n in counted) for i in (0, 1))
    where = (
        f" to states of {', '.join(sorted(r.replace('_', ' ').title() for r in regions))}"
        if 0 < len(regions) <= 3
        else ""
    )
    rest = "; 'pato data add atop' brings in the rest, as coded" if held < coded else ""
    return f"what else existed (of {coded} directed defence obligations{where} that ATOP 5.1 codes for {year} the library holds {held}{rest})"
