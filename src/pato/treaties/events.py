"""Events as the duties engine reads them: who does what to whom, at which place, on which date."""

from typing import TYPE_CHECKING, Any, NamedTuple

from pato.brief import brief
from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.files import library
from pato.registry import acts, places, states
from pato.registry.dates import iso_date
from pato.treaties.event_places import mention_zone, place_of

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
    """Measures of the Security Council, and the resolution (T20)."""

    status: str
    resolution: str | None = None
    date: str | None = None


@brief("attacker", "victim", "act.id", "on", "date")
class Event(NamedTuple):
    """A dated event.

    Attributes
    ----------
    attacker
        The states that act, each tested separately (T17); for a non-state group, its name.
    victim
        The state that is struck; the first of several.
    act
        The act (`pato.registry.acts.Act`).
    on
        The id of the target.
    place
        The place as of the date; None if not given.
    date
        ISO date.
    requested
        Whether the victim has asked for help; ``unknown`` for both answers.
    decided
        Instruments with a body that has decided to act; ``unknown`` for both answers.
    id, title
        Of the event's file, or empty.
    notes
        Assumptions made in reading it.
    victims
        All that are struck, answered one by one (T18).
    lends
        States that let the attacker use their soil (T18).
    author
        The non-state author, if there is one (T19).
    intent, consent, first_force, council
        Facts that decide (T20); `first_force` None: the attacker named.
    place_given
        Whether the place was given, or the capital is taken for it.
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
    place_given: bool = True

    @property
    def side(self) -> tuple[str, ...]:
        """All states that attack or let their territory be used for it: none of them owes help against the others (T17)."""
        return (*self.attacker, *self.lends)

    @property
    def all_victims(self) -> tuple[str, ...]:
        """All that are struck: an event that was changed to strike another state strikes that one."""
        return self.victims if self.victim in self.victims[:1] else (self.victim,)

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain values, as in an event file."""
        return {
            **({"id": self.id} if self.id else {}),
            "attacker": [] if self.by_group else list(self.attacker),
            "victim": list(self.all_victims) if len(self.all_victims) > 1 else self.victim,
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
        """Whether a group without a state as its author acts: no state is then the attacker."""
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
        Id or name of a registered place, or the fields of one; by default an act on territory is assumed to strike
        the victim's capital, which the event records in its notes.
    date
        ISO date.
    requested, decided
        Requests and decisions already made (T10).
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
        _refuse_two_authors(attackers, group)
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
    there = place_of(place, struck[0], target, day, notes)
    if place is None and there is not None and len(struck) > 1:
        notes = ["No place was given: each is taken as struck on its metropolitan territory."]
    if zone is not None and there is not None:
        there = there._replace(zone=_word("zone", zone, ZONES))
    mention_zone(there, target, notes)
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
        place is not None,
    )


def _refuse_two_authors(attackers: tuple[str, ...], group: Author) -> None:
    """Refuse a state as attacker beside a group, unless it is the state from which the group acts."""
    if attackers and attackers != (group.base,):
        raise UsageError(
            Problem(
                "",
                f"the event names two authors: {', '.join(attackers)} and {group.group}, which is no state.",
                "Name one of them; the state from which a group acts is its base (--base SYR, or base: SYR).",
            )
        )


def with_victim(event: Event, victim: str) -> Event:
    """Return an event as it strikes another state; at home, where no place was given."""
    if event.place_given:
        return event._replace(victim=victim)
    return event._replace(victim=victim, place=place_of(None, victim, event.on, event.date, []))


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
    given: Any = [words] if isinstance(words, str) else words
    if not isinstance(given, list | tuple | set) or not all(isinstance(word, str) for word in given):
        told = f"found {words!r}, of type {type(words).__name__}."
        raise UsageError(Problem("state", told, "Give a code or name, or a list of them."))
    return tuple(dict.fromkeys(_state(word, day) for word in given))


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
    """Return the state that used force first, from the event to which this one responds: the chain is followed once (T20)."""
    known = library.entries("event")
    if answered not in known:
        raise UnknownNameError(unknown("event", answered, known))
    data = known[answered]["data"]
    heavy = acts.act(data["act"]).is_armed_attack
    return data["attacker"][0] if heavy and data.get("attacker") else None


def _state(word: str, day: str) -> str:
    return states.state(word, date=day).iso3


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
        If the event is unknown, or its file has mistakes.
    """
    return from_compiled(data_of(name), date=date, place=place)


def data_of(name: "str | Path") -> dict[str, Any]:
    """Return the fields of an event of the library or of a file, as `from_compiled` reads them."""
    data: dict[str, Any] = library.record(name, "event")["data"]
    return data
