"""Access to bases and territory: who grants it to whom on a date, and who must grant it when others defend."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial

from pato.memo import Memo
from pato.treaties.architecture import Architecture
from pato.treaties.conditions import grants
from pato.treaties.duties import Asked, duty_of, status_of, strongest
from pato.treaties.duty import Duty
from pato.treaties.events import Event
from pato.treaties.norms import Instrument, Obligation
from pato.treaties.verdicts import Verdict, as_a_whole

_GRANTS, _HOLDS = Memo(2048), Verdict("holds", ())


def granting(architecture: Architecture, date: str) -> Mapping[str, tuple[str, ...]]:
    """Return the states that grant each state access to their soil under an architecture on a date."""
    found: dict[str, set[str]] = {}
    for instrument in architecture.instruments:
        if instrument.in_force_on(date):
            for guest, hosts in _GRANTS.get(
                instrument, date, make=partial(_grants, instrument, date)
            ).items():
                found.setdefault(guest, set()).update(hosts)
    return {guest: tuple(sorted(hosts - {guest})) for guest, hosts in found.items()}


def _grants(instrument: Instrument, date: str) -> dict[str, frozenset[str]]:
    """Return by whom an instrument grants each state access to its soil."""
    found: dict[str, frozenset[str]] = {}
    for obligation in instrument.obligations:
        for host, guest in granted(instrument, obligation, date):
            found[guest] = found.get(guest, frozenset()) | {host}
    return found


def granted(instrument: Instrument, obligation: Obligation, date: str) -> dict[tuple[str, str], str]:
    """Return, by host and guest, whether access ``holds`` or is ``disputed`` on a date; what rests or fails is left out.

    No event is asked about: what triggers the obligation or excepts from it is left to `access_duties`.
    """
    if not grants(obligation, date):
        return {}
    guests = instrument.expand(obligation.owed_to, date)
    found = {
        (host, guest): as_a_whole(obligation, host, guest, date)
        for host in instrument.expand(obligation.owed_by, date)
        for guest in guests
        if host != guest and not instrument.suspended_towards(host, guest, date)
    }
    return {pair: outcome for pair, outcome in found.items() if outcome != "fails"}


def access_duties(
    architecture: Architecture, event: Event, fighting: Iterable[str], *, round_: int = 0
) -> list[Duty]:
    """Return the duties to grant bases or passage that serve those who must defend the victim."""
    defenders = dict.fromkeys([*fighting, event.victim])
    found: list[Duty] = []
    for instrument in architecture.instruments:
        for obligation in instrument.obligations if instrument.in_force_on(event.date) else ():
            found += _owed(instrument, obligation, Asked(event, round_), defenders)
    return found


def _owed(
    instrument: Instrument, obligation: Obligation, asked: Asked, defenders: Container[str]
) -> Iterator[Duty]:
    """Yield the duties of access of each host: to those to whom it owes it without question, and to those to whom that is disputed."""
    event = asked.event
    served: dict[str, dict[Verdict, list[str]]] = {}
    for (host, guest), found in _in_event(instrument, obligation, asked).items():
        if guest in defenders and host not in event.side:
            served.setdefault(host, {}).setdefault(found, []).append(guest)
    for host, verdicts in served.items():
        for found, guests in verdicts.items():
            status = status_of(instrument, obligation, event, found.outcome)
            yield duty_of(instrument, obligation, asked, host, tuple(guests), status, found.readings)


def _in_event(
    instrument: Instrument, obligation: Obligation, asked: Asked
) -> Mapping[tuple[str, str], Verdict]:
    """Return, by host and guest, the verdict on access in an event; what fails is left out."""
    event = asked.event
    pairs = granted(instrument, obligation, event.date)
    if not (obligation.when or obligation.unless or obligation.readings or instrument.declarations):
        return dict.fromkeys(pairs, _HOLDS)
    asked_of = {pair: (pair[0], (pair[1],)) for pair in pairs}
    found = strongest(instrument, obligation, asked, tuple(asked_of.values()))
    return {pair: found[one] for pair, one in asked_of.items() if found[one].outcome in {"holds", "disputed"}}
