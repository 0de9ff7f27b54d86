"""Events as the duties engine reads them: who does what to whom, at which place, on which date."""

from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.files import library
from pato.registry import acts, places, states
from pato.registry.dates import iso_date

if TYPE_CHECKING:
    from pathlib import Path


class Author(NamedTuple):
    """A non-state author of an act (T19): its name, the state it acts from, and what that state has to do with it."""

    group: str
    base: str | None = None
    link: str = "none"
    home_grown: bool = False


class Consent(NamedTuple):
    """Consent of a government (None: that of the land) and its status (T20)."""

    by: str | None
    status: str


class Council(NamedTuple):
    """What the Security Council has done, and by which resolution (T20)."""

    status: str
    resolution: str | None = None
    date: str | None = None


class Event(NamedTuple):
    """A dated event.

    Attributes
    ----------
    attacker
        The states that act, each tried by itself (T17); of a non-state group its name.
    victim
        The state that is struck; the first of several.
    act
        What is done (`pato.registry.acts.Act`).
    on
        What it strikes: the id of a target.
    place
        Where, as it stood on the date; None where it is not given.
    date
        ISO date.
    requested
        Whether the victim has asked for help; ``unknown`` for both answers.
    decided
        Instruments whose body has decided to act; ``unknown`` for both answers.
    id, title
        Of the event's file, or empty.
    notes
        What was assumed in reading it.
    victims
        All that are struck, answered one by one (T18).
    lends
        States that let the attacker use their soil (T18).
    author
        The non-state author, if there is one (T19).
    intent, consent, first_force, council
        Facts that decide (T20); `first_force` None: the attacker named.
    """

    attacker: tuple[str, ...]
    victim: str
    act: acts.Act
    on: str
    place: places.Place | None
    date: str
    requested: bool | str = False
    decided: tuple[str, ...] = ()
    id: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    lends: tuple[str, ...] = ()
    author: Author | None = None
    intent: str = "deliberate"
    consent: Consent | None = None
    first_force: str | None = None
    council: Council | None = None

    @property
    def side(self) -> tuple[str, ...]:
        """All that attack or let their soil be used for it: none of them owes help against the others (T17)."""
        return (*self.attacker, *self.lends)

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain values, as an event file has them."""
        return {
            **({"id": self.id} if self.id else {}),
            "attacker": [] if self.by_group else list(self.attacker),
            "victim": list(self.victims) if len(self.victims) > 1 else self.victim,
            "act": self.act.id,
            "on": self.on,
            "place": self.place.id if self.place else None,
            "date": self.date,
            "requested": self.requested,
            "decided": list(self.decided),
            **self._facts(),
        }

    @property
    def by_group(self) -> bool:
        """Whether a group acts of which no state is the author: no state is the attacker."""
        return self.author is not None and self.author.link not in {"sent", "controlled"}

    def _facts(self) -> dict[str, Any]:
        """Return the facts of T18-T20 that differ from their defaults."""
        plain: dict[str, Any] = {
            "zone": self.place.zone if self.place else None,
            "lends": list(self.lends),
            "author": self.author._asdict() if self.author else None,
            "intent": self.intent if self.intent != "deliberate" else None,
            "consent": self.consent._asdict() if self.consent else None,
            "first_force": self.first_force,
            "council": self.council._asdict() if self.council else None,
        }
        return {key: value for key, value in plain.items() if value}


def make_event(
    attacker: str | list[str] | tuple[str, ...],
    victim: str | list[str] | tuple[str, ...],
    act: str = "armed_attack",
    *,
    on: str = "territory",
    place: str | dict[str, Any] | None = None,
    date: str,
    requested: bool | str = False,
    decided: str | list[str] | tuple[str, ...] = (),
    identifier: str = "",
    title: str = "",
    zone: str | None = None,
    lends: str | list[str] | tuple[str, ...] = (),
    author: dict[str, Any] | None = None,
    intent: str = "deliberate",
    consent: dict[str, Any] | None = None,
    first_force: str | None = None,
    council: dict[str, Any] | None = None,
) -> Event:
    """Return an event from codes, names or the fields of an event file.

    Parameters
    ----------
    attacker, victim, lends
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
    zone
        Where at the place: ``land``, ``port``, ``territorial_sea``, ``eez``, ``high_seas`` or ``air``.
    author, intent, consent, first_force, council
        As event files have them (T19, T20).

    Raises
    ------
    UnknownNameError, CoverageError, UsageError
        For unknown words, states that did not exist on the date, and a victim that is its own attacker.
    """
    day = iso_date(date, where="date")
    what = acts.act(act)
    group = _author(author, day, what)
    attackers = _all(attacker, day)
    if group is not None:
        attackers = (str(group.base),) if group.link in {"sent", "controlled"} else (group.group,)
    lenders, struck = _all(lends, day), _all(victim, day)
    if both := [v for v in struck if v in (*attackers, *lenders)]:
        raise UsageError(
            Problem(
                "",
                f"{both[0]} is both attacker and victim.",
                "An event has two sides: name another state for one of them.",
            )
        )
    if not attackers or not struck:
        raise UsageError(
            Problem(
                "",
                "the event names no author." if struck else "the event names no victim.",
                "Give an attacker, or a group that is no state; and a victim.",
            )
        )
    target = acts.target(on).id
    notes: list[str] = []
    there = _place(place, struck[0], target, day, notes)
    if zone is not None and there is not None:
        there = there._replace(zone=_word("zone", zone, ZONES))
    _mention_zone(there, target, notes)
    made = [decided] if isinstance(decided, str) else decided
    return Event(
        attackers,
        struck[0],
        what,
        target,
        there,
        day,
        requested,
        tuple(made),
        identifier,
        title,
        tuple(notes),
        struck,
        lenders,
        group,
        _word("intent", intent, INTENTS),
        _consent(consent, day),
        first_force if first_force in {None, "unknown"} else _state(str(first_force), day),
        _council(council),
    )


ZONES = ("land", "port", "territorial_sea", "eez", "high_seas", "air")
INTENTS = ("deliberate", "mistake", "accident", "unknown")
LINKS = ("sent", "controlled", "harboured", "none", "unknown")
CONSENTS = ("given", "disputed", "unknown")
COUNCILS = ("not_acted", "seized", "measures", "authorised", "binding_stop", "unknown")


def _word(what: str, word: str, allowed: tuple[str, ...]) -> str:
    if word not in allowed:
        raise UnknownNameError(unknown(what, word, allowed))
    return word


def _all(words: str | list[str] | tuple[str, ...], day: str) -> tuple[str, ...]:
    listed = [words] if isinstance(words, str) else words
    return tuple(dict.fromkeys(_state(word, day) for word in listed))


def _author(data: dict[str, Any] | None, day: str, act: acts.Act) -> Author | None:
    if data is None and act.id == "unrest":
        data = {"group": "unrest", "home_grown": True}
    if data is None:
        return None
    base = _state(data["base"], day) if data.get("base") else None
    link = _word("link", data.get("link") or "none", LINKS)
    if base is None and link in {"sent", "controlled", "harboured"}:
        raise UsageError(
            Problem("", f"link '{link}' needs the state that did it.", "Name it: --base SYR, or base: SYR.")
        )
    return Author(data.get("group") or "unnamed-group", base, link, bool(data.get("home_grown")))


def _consent(data: dict[str, Any] | None, day: str) -> Consent | None:
    if not data:
        return None
    by = _state(data["by"], day) if data.get("by") else None
    return Consent(by, _word("consent", data.get("status") or "given", CONSENTS))


def _council(data: dict[str, Any] | None) -> Council | None:
    if not data:
        return None
    return Council(_word("council", data["status"], COUNCILS), data.get("resolution"), data.get("date"))


_FIELDS = (
    "act",
    "requested",
    "decided",
    "zone",
    "lends",
    "author",
    "intent",
    "consent",
    "first_force",
    "council",
)


def from_compiled(data: dict[str, Any], *, date: str | None = None, place: str | None = None) -> Event:
    """Return the event of a compiled event file or check, with another date or place if they are given."""
    facts: dict[str, Any] = {key: data[key] for key in _FIELDS if key in data}
    if data.get("answers"):
        facts["first_force"] = _first_of(data["answers"])
    return make_event(
        data.get("attacker", ()),
        data["victim"],
        on=data.get("on", "territory"),
        place=place or data.get("place"),
        date=date or data["date"],
        identifier=data.get("id", ""),
        title=data.get("title", ""),
        **facts,
    )


def _first_of(answered: str) -> str | None:
    """Return who used force first, from the event that this one answers: the chain is followed once (T20)."""
    known = library.entries("event")
    if answered not in known:
        raise UnknownNameError(unknown("event", answered, known))
    data = known[answered]["data"]
    heavy = acts.act(data["act"]).is_armed_attack
    return data["attacker"][0] if heavy and data.get("attacker") else None


def _mention_zone(there: places.Place | None, target: str, notes: list[str]) -> None:
    from pato.treaties.faces import is_ship, zone_of

    if there is not None and is_ship(target) and there.kind != "waters" and zone_of(there, target) is None:
        notes.append(
            f"Taken to lie off {there.name}, not in a port: no attack on the land. Another zone: --zone port, territorial_sea, eez or high_seas."
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
    empty: dict[str, Any] = {
        "aliases": (),
        "claimed_by": (),
        "contested_by": (),
        "history": (),
        "taken_from": (),
    }
    defaults = {
        "kind": "place",
        "sovereign": None,
        "administrator": fields.get("sovereign"),
        "eez_of": None,
        "region": "",
        "ocean": None,
        "sea": None,
    }
    rest = {"zone": None, "island": False, "metropolitan": False, "note": "", "checked": "recalled"}
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
