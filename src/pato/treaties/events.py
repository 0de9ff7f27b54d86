"""Events as the duties engine reads them: who does what to whom, at which place, on which date."""

from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import Problem, UsageError
from pato.files import library
from pato.registry import acts, places, states
from pato.registry.dates import iso_date

if TYPE_CHECKING:
    from pathlib import Path


class Event(NamedTuple):
    """A dated event.

    Attributes
    ----------
    attacker
        The states that act; usually one.
    victim
        The state that is struck.
    act
        What is done (`pato.registry.acts.Act`).
    on
        What it strikes: the id of a target.
    place
        Where, as it stood on the date; None where it is not given.
    date
        ISO date.
    requested
        Whether the victim has asked for help.
    decided
        Instruments whose body has decided to act.
    id, title
        Of the event's file, or empty.
    notes
        What was assumed in reading it.
    """

    attacker: tuple[str, ...]
    victim: str
    act: acts.Act
    on: str
    place: places.Place | None
    date: str
    requested: bool = False
    decided: tuple[str, ...] = ()
    id: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain values, as an event file has them."""
        return {
            **({"id": self.id} if self.id else {}),
            "attacker": list(self.attacker),
            "victim": self.victim,
            "act": self.act.id,
            "on": self.on,
            "place": self.place.id if self.place else None,
            "date": self.date,
            "requested": self.requested,
            "decided": list(self.decided),
        }


def make_event(
    attacker: str | list[str] | tuple[str, ...],
    victim: str,
    act: str = "armed_attack",
    *,
    on: str = "territory",
    place: str | dict[str, Any] | None = None,
    date: str,
    requested: bool = False,
    decided: str | list[str] | tuple[str, ...] = (),
    identifier: str = "",
    title: str = "",
) -> Event:
    """Return an event from codes, names or the fields of an event file.

    Parameters
    ----------
    attacker, victim
        ISO codes or names of states that existed on the date.
    act, on
        Words of the registry of acts and targets.
    place
        Id or name of a registered place, or the fields of one; without it, an act on territory is taken to
        strike the victim's capital, and the event says so in its notes.
    date
        ISO date.
    requested, decided
        What has already been asked for and decided (T10).

    Raises
    ------
    UnknownNameError, CoverageError, UsageError
        For unknown words, states that did not exist on the date, and a victim that is its own attacker.
    """
    day = iso_date(date, where="date")
    attackers = tuple(
        dict.fromkeys(_state(word, day) for word in ([attacker] if isinstance(attacker, str) else attacker))
    )
    struck = _state(victim, day)
    if struck in attackers:
        raise UsageError(
            Problem(
                "",
                f"{struck} is both attacker and victim.",
                "An event has two sides: name another state for one of them.",
            )
        )
    target = acts.target(on).id
    notes: list[str] = []
    there = _place(place, struck, target, day, notes)
    made = [decided] if isinstance(decided, str) else decided
    return Event(
        attackers,
        struck,
        acts.act(act),
        target,
        there,
        day,
        requested,
        tuple(made),
        identifier,
        title,
        tuple(notes),
    )


def from_compiled(data: dict[str, Any], *, date: str | None = None, place: str | None = None) -> Event:
    """Return the event of a compiled event file or check, with another date or place if they are given."""
    return make_event(
        data["attacker"],
        data["victim"],
        data["act"],
        on=data.get("on", "territory"),
        place=place or data.get("place"),
        date=date or data["date"],
        requested=data.get("requested", False),
        decided=data.get("decided", ()),
        identifier=data.get("id", ""),
        title=data.get("title", ""),
    )


def _state(word: str, day: str) -> str:
    return states.state(word, date=day).iso3


def _place(
    place: str | dict[str, Any] | None, victim: str, target: str, day: str, notes: list[str]
) -> places.Place | None:
    if isinstance(place, dict):
        return _inline(place)
    if place is not None:
        there = places.place(place, date=day)
        _mention_owner(there, victim, target, notes)
        return there
    if target not in acts.target("territory").covers:
        notes.append("No place was given: obligations that hold only in an area are left undecided.")
        return None
    capital = states.state(victim, date=day).capital_on(day)
    if capital is None:
        return None
    notes.append(f"No place was given: taken as the metropolitan territory of {victim} ({capital.name}).")
    return _capital_place(victim, capital)


def _capital_place(victim: str, capital: states.Capital) -> places.Place:
    for known in places.places():
        if (
            known.sovereign == victim
            and known.kind == "capital"
            and abs(known.lat - capital.lat) < 1
            and abs(known.lon - capital.lon) < 1
        ):
            return known
    return _inline(
        {
            "id": f"{victim.lower()}-capital",
            "name": capital.name,
            "lat": capital.lat,
            "lon": capital.lon,
            "sovereign": victim,
        }
        | {"region": states.state(victim).region, "metropolitan": True}
    )


def _inline(fields: dict[str, Any]) -> places.Place:
    empty: dict[str, Any] = {"aliases": (), "claimed_by": (), "contested_by": (), "history": ()}
    defaults = {
        "kind": "place",
        "sovereign": None,
        "administrator": None,
        "eez_of": None,
        "region": "",
        "ocean": None,
        "sea": None,
    }
    rest = {"island": False, "metropolitan": False, "note": "", "checked": "recalled"}
    values = empty | defaults | rest | {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return places.Place(**{name: values[name] for name in places.Place._fields})


def _mention_owner(there: places.Place, victim: str, target: str, notes: list[str]) -> None:
    holders = {there.sovereign, there.administrator, there.eez_of, *there.claimed_by}
    if target == "territory" and victim not in holders:
        holder = there.administrator or there.sovereign or "no state"
        notes.append(
            f"{there.name} is held by {holder}, not by {victim}: an act on territory there strikes {holder}."
        )


def load_event(name: "str | Path", *, date: str | None = None, place: str | None = None) -> Event:
    """Return an event of the library by its id, or the event of a file.

    Parameters
    ----------
    name
        Id of an event of the library, or path of an event file.
    date, place
        Ask about another day or place than the file's.

    Raises
    ------
    UnknownNameError, FileError
        If there is no such event, or its file has mistakes.
    """
    return from_compiled(library.record(name, "event")["data"], date=date, place=place)
