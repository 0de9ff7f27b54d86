"""Answers for the library's real incidents: most lie below the threshold of armed attack, and trigger no defence obligation."""

from typing import Any, NamedTuple

from pato.files import cache, library
from pato.table import Table
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.duty import COUNTED
from pato.treaties.events import Event, from_compiled

LEVELS = ("defence", "defence disputed", "consultation", "nothing")


class Incident(NamedTuple):
    """One real incident and the strongest obligation that it triggers under an architecture on its own date.

    Attributes
    ----------
    level
        ``defence`` (obliged, on request or on decision), ``defence disputed``, ``consultation`` (or assistance
        triggered by the event), or ``nothing``. Standing duties and broken pledges do not count.
    debtors
        Debtors of the strongest obligation.
    """

    event: Event
    level: str
    debtors: tuple[str, ...]


def answered(architecture: Architecture) -> list[Incident]:
    """Return every real incident of the library with the strongest obligation that it triggers."""
    return [_answer(architecture, event) for event in _incidents()]


def _incidents() -> list[Event]:
    found = [one["data"] for one in library.entries("event").values() if one["data"].get("incident")]
    return sorted((from_compiled(data) for data in found), key=lambda e: (e.date, e.id))


def _answer(architecture: Architecture, event: Event) -> Incident:
    called = [
        d
        for d in who_must_act(architecture, event, cascade=False).duties
        if not d.standing and d.kind != "non_aggression" and d.role == "victim"
    ]
    defence = [d for d in called if d.kind == "defence" and d.status in COUNTED]
    certain = [d for d in defence if d.status != "disputed"]
    for level, duties in zip(LEVELS, (certain, defence, called), strict=False):
        if duties:
            return Incident(event, level, tuple(dict.fromkeys(d.state for d in duties)))
    return Incident(event, "nothing", ())


def counts(name: str) -> dict[str, int] | None:
    """Return the number of incidents by obligation triggered under a shipped architecture; None for a user's own.

    Counted once and cached, because `pato who` shows it with every answer.
    """
    if name not in library.entries("architecture"):
        return None
    found = cache.load(
        f"incidents-{name}",
        lambda: [file for kind in ("treaty", "event", "architecture") for file in library.files_of(kind)],
        lambda: {"counts": {name: count(load_architecture(name))}},
        shipped=None if library.has_own() else f"{library.SHIPPED}/incidents.jsonl",
    )
    counted: dict[str, int] | None = found["counts"].get(name)
    return counted


def count(architecture: Architecture) -> dict[str, int]:
    """Return the number of incidents by what they call, in the order of `LEVELS`."""
    levels = [incident.level for incident in answered(architecture)]
    return {level: levels.count(level) for level in LEVELS}


def count_all() -> dict[str, dict[str, int]]:
    """Return the counts of every shipped architecture; the wheel ships them."""
    return {name: count(load_architecture(name)) for name in library.entries("architecture")}


def in_words(name: str) -> str | None:
    """Return the counts of an architecture as a sentence, or None where it is not shipped."""
    found = counts(name)
    if found is None or not sum(found.values()):
        return None
    total = sum(found.values())
    return (
        f"Of {total} real incidents in the library, {found['defence']} trigger a defence obligation under '{name}', "
        f"{found['defence disputed']} a disputed one, {found['consultation']} consultation or assistance, "
        f"{found['nothing']} nothing: most lie below the threshold of armed attack, or affect no state that is owed help."
    )


def to_table(architecture: Architecture) -> Table:
    """Return one row per incident."""
    rows: list[tuple[Any, ...]] = [
        (
            i.event.date,
            i.event.id,
            ", ".join(i.event.attacker),
            i.event.victim,
            i.event.act.id,
            i.event.act.hostility,
            i.level,
            _few(i.debtors),
        )
        for i in answered(architecture)
    ]
    columns = ("date", "incident", "attacker", "victim", "act", "hostility", "calls", "owed by")
    number = {level: sum(row[6] == level for row in rows) for level in LEVELS}
    title = f"{len(rows)} incidents under {architecture.id}: " + ", ".join(
        f"{n} {level}" for level, n in number.items()
    )
    return Table(
        columns,
        rows,
        title=title,
        notes=(
            "Each incident is asked on its own date; a proposed treaty counts as if it had been in force.",
        ),
    )


def _few(states: tuple[str, ...], limit: int = 3) -> str | None:
    rest = f" +{len(states) - limit}" if len(states) > limit else ""
    return ",".join(states[:limit]) + rest or None
