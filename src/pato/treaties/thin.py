"""The world layer: alliances coded by ATOP and not read here, in addition to the instruments of the library.

A curated file with an alliance's ATOP number replaces the thin instrument for its own members and its own span only. Thin
duties start no cascade and enter no conflicts; their status is ``coded``, or ``coded_if`` where ATOP codes conditions that
it does not name. ATOP's coding ends with 2018: what was in force then is unknown later, never in force.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pato.errors import UnknownNameError, unknown
from pato.files import cache as twins
from pato.files import storage
from pato.memo import Memo
from pato.registry import source
from pato.registry.dates import contains
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.coverage import FIRST
from pato.treaties.duties import duties_of_event
from pato.treaties.duty import Duty, Trace
from pato.treaties.events import Event
from pato.treaties.load import atop_members, membership, spans
from pato.treaties.norm_parts import instrument
from pato.treaties.norms import Instrument
from pato.treaties.relations import Relation, relations_of

FILE = "atop_pacts.jsonl"
"""The compiled instruments in the data store (`pato.world.sources.pacts` writes them)."""
CODED, CODED_IF = "coded", "coded_if"
Span = tuple[str, str]
_FOREVER = "9999-12-31"
_MADE = Memo(1024)


class World(NamedTuple):
    """ATOP's alliances, as far as the user has the data.

    Attributes
    ----------
    pacts
        Compiled instruments by id, read on demand.
    spans
        ``[from, until, open at the end of 2018, states]`` of each, known without reading it.
    held
        By ATOP number, the members of each curated file with their days: whom that file speaks for, and when.
    """

    pacts: Mapping[str, Any]
    spans: Mapping[str, list[Any]]
    held: Mapping[int, list[list[list[Any]]]]

    def beneath(self, architecture: Architecture) -> "World":
        """Return the layer as it lies under an architecture: files of the user with an ATOP number replace theirs too."""
        known = spans()
        own = [i for i in architecture.instruments if i.atop_id is not None and i.id not in known]
        if not own:
            return self
        held = {number: list(files) for number, files in self.held.items()}
        for found in own:
            if found.start is not None:
                members = {"start": found.start, "end": found.end, "members": found.members}
                held.setdefault(found.atop_id or 0, []).append(membership(members))
        return self._replace(held=held)

    def on(self, date: str, concerned: Iterable[str] | None = None) -> tuple[Instrument, ...]:
        """Return the instruments in force on a date, of all or of those states only."""
        wanted = None if concerned is None else set(concerned)
        return tuple(
            self.pact(identifier)
            for identifier, (start, end, _, states) in self.spans.items()
            if contains(date, start, end) and (wanted is None or not wanted.isdisjoint(states))
        )

    def pact(self, identifier: str) -> Instrument:
        """Return one instrument."""
        record = self.pacts[identifier]
        return _MADE.get(record, make=lambda: _named(instrument(record)))

    def replaced(self, pact: Instrument, debtor: str, creditor: str, date: str) -> bool:
        """Return whether a curated file with the same ATOP number speaks for both states on a date."""
        return any(
            _in(file, debtor, date) and _in(file, creditor, date)
            for file in self.held.get(pact.atop_id or 0, ())
        )

    def relations(
        self, date: str, kinds: Iterable[str], concerned: Iterable[str] | None = None
    ) -> Iterator[Relation]:
        """Yield the duties coded by ATOP on a date, without those replaced by curated files."""
        wanted = set(kinds)
        for pact in self.on(date, concerned):
            for obligation in pact.obligations:
                if obligation.kind in wanted and contains(date, obligation.start, obligation.end):
                    for relation in relations_of(pact, obligation, date):
                        if not self.replaced(pact, relation.debtor, relation.creditor, date):
                            yield relation

    def duties(self, event: Event, *, role: str = "victim") -> tuple[list[Duty], list[Trace]]:
        """Return the duties that ATOP's coding gives in an event, round 0 alone, and every rule that was tried."""
        pacts = {p.id: p for p in self.on(event.date, _concerned(event))}
        system = Architecture("atop", "Coded by ATOP, not read", tuple(pacts.values()), None, ())
        found, traces = duties_of_event(system, event, role=role)
        kept = []
        for duty in found:
            to = tuple(
                c for c in duty.to if not self.replaced(pacts[duty.instrument], duty.state, c, event.date)
            )
            if to:
                kept.append(duty._replace(to=to, status=_status(duty)))
        return kept, traces

    def pair_spans(self, kind: str) -> dict[tuple[str, str], list[Span]]:
        """Return the half-open spans in which each pair owes a duty by ATOP's coding: the matrix of every day at once."""
        found: dict[tuple[str, str], list[Span]] = {}
        for identifier in self.spans:
            pact = self.pact(identifier)
            files = self.held.get(pact.atop_id or 0, [])
            for debtor, creditor, span in _coded(pact, kind):
                left = [span]
                for file in files:
                    left = list(_without(left, file, debtor, creditor))
                if left:
                    found.setdefault((debtor, creditor), []).extend(left)
        return found


def installed(compiler: Callable[[], Mapping[str, twins.Records] | None] | None = None) -> World | None:
    """Return the world layer of the user's data store, or None where the store has no members of alliances.

    Parameters
    ----------
    compiler
        Compiles them for a store that was filled by other means than ``pato data add`` (`pato.world.sources.pacts.compiled`).
    """
    stored = twins.read(os.path.join(storage.data_folder(), FILE))  # noqa: PTH118  pathlib costs start-up time (C9)
    groups = stored or (compiler() if compiler is not None else None)
    return World(groups["pact"], groups["index"]["spans"], _held()) if groups else None


def pact_table(world: World, identifier: str) -> Table:
    """Return an instrument as coded by ATOP: its members, their pledges, and fields shown but not used in computations.

    Raises
    ------
    UnknownNameError
        If ATOP codes no alliance of that number and phase.
    """
    if identifier not in world.spans:
        raise UnknownNameError(unknown("alliance that ATOP codes", identifier, world.spans))
    pact, record = world.pact(identifier), world.pacts[identifier]
    rows = [(m.state, m.start, m.end, "; ".join(_pledges(pact, m.state)) or None) for m in pact.members]
    facts = ", ".join(
        f"{name.upper()} {value:g}" for name, value in record["facts"].items() if value is not None
    )
    notes = (
        f"Coded by ATOP 5.1, not read; shown and not computed with, as its codebook explains: {facts}.",
        "An end that is not given is in force on 31 December 2018; later it is not known.",
    )
    return Table(
        ("state", "from", "until", "owes the others"),
        rows,
        title=pact.short,
        notes=notes,
        meta={"id": identifier},
    )


def _pledges(pact: Instrument, state: str) -> Iterator[str]:
    for obligation in pact.obligations:
        if state in obligation.owed_by:
            to = "" if obligation.owed_to == ("parties",) else f" to {', '.join(obligation.owed_to)}"
            days = (
                f" {obligation.start or ''}/{obligation.end or ''}"
                if obligation.start or obligation.end
                else ""
            )
            terms = f" ({', '.join(obligation.subject_to)})" if obligation.subject_to else ""
            yield f"{obligation.kind}{to}{days}{terms}"


def _named(pact: Instrument) -> Instrument:
    """Return a thin instrument under the name by which the alliance is known, where the registry has one."""
    title = _titles().get(pact.atop_id)
    return pact._replace(short=f"{title} ({pact.short})") if title else pact


@cache
def _titles() -> dict[int | None, str]:
    known = source.load("alliances")["alliances"].values()
    return {entry["atop"]: entry["title"] for entry in known if entry["atop"] is not None}


def _held() -> dict[int, list[list[list[Any]]]]:
    found: dict[int, list[list[list[Any]]]] = {}
    for number, members in atop_members().values():
        found.setdefault(number, []).append(members)
    return found


def _in(file: list[list[Any]], state: str, date: str) -> bool:
    return any(member == state and contains(date, start, end) for member, start, end in file)


def _status(duty: Duty) -> str:
    if duty.status == "disputed":
        return duty.status
    return CODED_IF if set(duty.subject_to) - {"until_council_measures"} else CODED


def _concerned(event: Event) -> set[str]:
    """Return the states with pacts that an event can trigger: attackers, victims, and holders of the place."""
    holders = (event.place.sovereign, event.place.administrator) if event.place else ()
    attackers = event.lends if event.by_group else event.side
    return {*attackers, event.victim, *(h for h in holders if h)}


def _coded(pact: Instrument, kind: str) -> Iterator[tuple[str, str, Span]]:
    """Yield debtor, creditor and span of every pledge of a kind."""
    last = pact.end or _FOREVER
    spells = [(m.state, m.start or FIRST, m.end or last) for m in pact.members]
    for obligation in pact.obligations:
        if obligation.kind != kind:
            continue
        first, until = obligation.start or FIRST, obligation.end or _FOREVER
        everyone = obligation.owed_to == ("parties",)
        for debtor, begin, leave in spells:
            if debtor in obligation.owed_by:
                for creditor, enter, exit_ in spells:
                    start, end = max(begin, enter, first), min(leave, exit_, last, until)
                    if creditor != debtor and start < end and (everyone or creditor in obligation.owed_to):
                        yield debtor, creditor, (start, end)


def _without(spans: list[Span], file: list[list[Any]], debtor: str, creditor: str) -> Iterator[Span]:
    """Yield spans without those in which a curated file has both states as members."""
    both = [
        (max(a[1] or FIRST, b[1] or FIRST), min(a[2] or _FOREVER, b[2] or _FOREVER))
        for a in file
        for b in file
        if a[0] == debtor and b[0] == creditor
    ]
    for span in spans:
        left = [span]
        for start, end in both:
            left = (
                [
                    part
                    for s, e in left
                    for part in ((s, min(e, start)), (max(s, end), e))
                    if part[0] < part[1]
                ]
                if start < end
                else left
            )
        yield from left
