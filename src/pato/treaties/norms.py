"""Norms as the duties engine reads them: light, immutable, dated, made from compiled files without pydantic (C9).

The words are those of the file format (`pato.treaties.schema.treaty`), which defines them.
"""

from typing import Any, NamedTuple

from pato.registry import states
from pato.registry.dates import contains


class Membership(NamedTuple):
    """A party's time in an instrument, half-open, and the spans in which it rests.

    Attributes
    ----------
    suspended
        ``(from, until, by)``: with `by`, only that party's duties towards this one rest.
    """

    state: str
    start: str | None
    end: str | None
    role: str
    suspended: tuple[tuple[str, str | None, str | None], ...]
    reservation: str | None


class AreaItem(NamedTuple):
    """One part of an area; None asks for nothing."""

    territory_of: tuple[str, ...] | None
    administered_by: tuple[str, ...] | None
    island_of_in: tuple[tuple[str, ...] | None, str] | None
    forces_in: str | None
    place: tuple[str, ...] | None
    region: tuple[str, ...] | None
    ocean: tuple[str, ...] | None
    sea: tuple[str, ...] | None
    north_of: float | None
    south_of: float | None
    island: bool | None
    metropolitan: bool | None
    polygon: tuple[tuple[float, float], ...] | None
    circle: tuple[float, float, float] | None
    on: tuple[str, ...] | None
    start: str | None
    end: str | None


class Area(NamedTuple):
    """Where an obligation applies."""

    id: str
    article: str | None
    includes: tuple[AreaItem, ...]
    excludes: tuple[AreaItem, ...]


class Trigger(NamedTuple):
    """What calls an obligation, names an exception, or bounds a reading; None asks for nothing."""

    id: str | None
    label: str | None
    act: tuple[str, ...] | None
    on: tuple[str, ...] | None
    area: str | None
    to: tuple[str, ...] | None
    by: tuple[str, ...] | None
    not_by: tuple[str, ...] | None
    by_party: bool | None
    place: tuple[str, ...] | None
    owed_by: tuple[str, ...] | None
    owed_to: tuple[str, ...] | None
    start: str | None
    end: str | None


class Reading(NamedTuple):
    """One rendering of a disputed point, and who holds it (T4)."""

    id: str
    holds: bool
    said_by: tuple[str, ...]
    text: str | None
    about: Trigger
    source: str


class Obligation(NamedTuple):
    """Who owes what to whom, when."""

    id: str
    article: str
    kind: str
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    when: Trigger | None
    duty: str
    subject_to: tuple[str, ...]
    unless: tuple[Trigger, ...]
    readings: tuple[Reading, ...]
    start: str | None
    end: str | None
    nuclear_umbrella: str | None
    note: str | None
    checked: str
    line: int


class Instrument(NamedTuple):
    """An instrument with its parties, areas and obligations.

    Attributes
    ----------
    start, end
        In force, half-open; both None where it never was.
    assumed
        True where an architecture takes a text that is not in force as if it were.
    suspensions
        ``(debtor, creditor, from, until)``: spans in which one party's duties towards another rest.
    memo
        Parties by role and date, as they are asked for; `changed` starts it anew.
    atop_id
        The alliance's number in the ATOP data, if it has one.
    """

    id: str
    title: str
    short: str
    binding: str
    status: str
    start: str | None
    end: str | None
    assumed: bool
    universal: bool
    file: str
    members: tuple[Membership, ...]
    areas: dict[str, Area]
    obligations: tuple[Obligation, ...]
    limits: tuple[tuple[str, str, str, tuple[str, ...], str | None, str | None], ...]
    checked: str
    suspensions: tuple[tuple[str, str, str, str | None], ...]
    memo: dict[tuple[str, str], tuple[str, ...]]
    atop_id: int | None = None

    def in_force_on(self, date: str) -> bool:
        """Return whether the instrument is in force (or assumed to be) on a date."""
        return self.assumed or (self.start is not None and contains(date, self.start, self.end))

    def parties_on(self, date: str, role: str = "member") -> tuple[str, ...]:
        """Return the parties of a role on a date, those suspended altogether left out (T2).

        Of a text that is taken as if it were in force, states that did not exist on the date are left out too.
        """
        found = self.memo.get((role, date))
        if found is None:
            found = self.memo[role, date] = self._parties(date, role) if self.in_force_on(date) else ()
        return found

    def _parties(self, date: str, role: str) -> tuple[str, ...]:
        return tuple(
            m.state
            for m in self.members
            if m.role == role
            and contains(date, m.start, m.end)
            and not (m.suspended and _rests(m, date))
            and (not self.assumed or states.state(m.state).existed_on(date))
        )

    def changed(self, **fields: Any) -> "Instrument":
        """Return the instrument with other fields."""
        return self._replace(**fields, memo={})

    def expand(self, words: tuple[str, ...], date: str) -> tuple[str, ...]:
        """Return the states that ``parties``, ``associates`` and codes mean on a date, in the file's order."""
        if words == ("parties",):
            return self.parties_on(date)
        found: dict[str, None] = {}
        everyone = {m.state for m in self.members}
        for word in words:
            if word == "parties":
                found.update(dict.fromkeys(self.parties_on(date)))
            elif word == "associates":
                found.update(dict.fromkeys(self.parties_on(date, "associate")))
            elif (
                word not in everyone
                or word in self.parties_on(date)
                or word in self.parties_on(date, "associate")
            ):
                found[word] = None
        return tuple(found)

    def suspended_towards(self, debtor: str, creditor: str, date: str) -> bool:
        """Return whether the debtor has suspended its duties towards the creditor (T2)."""
        return any(
            by == debtor and towards == creditor and contains(date, start, end)
            for by, towards, start, end in self.suspensions
        )


def _rests(member: Membership, date: str) -> bool:
    return any(by is None and contains(date, start, end) for start, end, by in member.suspended)


def instrument(data: dict[str, Any]) -> Instrument:
    """Return an instrument from its compiled form (`pato.treaties.compiling.norm`)."""
    return Instrument(
        **{
            k: data[k]
            for k in (
                "id",
                "title",
                "short",
                "binding",
                "status",
                "start",
                "end",
                "universal",
                "file",
                "checked",
            )
        },
        assumed=False,
        memo={},
        atop_id=data.get("atop_id"),
        members=tuple(
            Membership(s, a, b, role, tuple(map(tuple, rests)), reservation)
            for s, a, b, role, rests, reservation in data["members"]
        ),
        areas={name: _area(name, area) for name, area in data["areas"].items()},
        obligations=tuple(_obligation(o) for o in data["obligations"]),
        suspensions=tuple((by, m[0], start, end) for m in data["members"] for start, end, by in m[4] if by),
        limits=tuple((s, i, label, tuple(o), a, b) for s, i, label, o, a, b in data["limits"]),
    )


def _words(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _area(name: str, data: dict[str, Any]) -> Area:
    return Area(
        name,
        data.get("article"),
        tuple(map(_item, data["includes"])),
        tuple(map(_item, data.get("excludes", ()))),
    )


def _item(data: dict[str, Any]) -> AreaItem:
    island = data.get("island_of_in")
    point = data.get("point")
    polygon = data.get("polygon")
    words: dict[str, Any] = {
        k: _words(data.get(k))
        for k in ("territory_of", "administered_by", "place", "region", "ocean", "sea", "on")
    }
    plain = {k: data.get(k) for k in ("forces_in", "north_of", "south_of", "island", "metropolitan")}
    return AreaItem(
        **words,
        **plain,
        island_of_in=(_words(island.get("state")), island["ocean"]) if island else None,
        polygon=tuple((p["lat"], p["lon"]) for p in polygon) if polygon else None,
        circle=(point["lat"], point["lon"], data["radius_km"]) if point else None,
        start=data.get("from"),
        end=data.get("until"),
    )


def _trigger(data: dict[str, Any]) -> Trigger:
    return Trigger(
        **{k: _words(data.get(k)) for k in ("act", "on", "to", "by", "not_by", "place")},
        id=data.get("id"),
        label=data.get("label"),
        area=data.get("in"),
        by_party=data.get("by_party"),
        owed_by=_words(data.get("owed_by")),
        owed_to=_words(data.get("owed_to") or data.get("victim")),
        start=data.get("from"),
        end=data.get("until"),
    )


def _reading(data: dict[str, Any]) -> Reading:
    return Reading(
        data["id"],
        data["holds"],
        tuple(data["said_by"]),
        data.get("text"),
        _trigger(data.get("about") or {}),
        data["source"],
    )


def _obligation(data: dict[str, Any]) -> Obligation:
    when = data.get("when")
    owed: dict[str, Any] = {k: tuple(data.get(k) or ["parties"]) for k in ("owed_by", "owed_to")}
    plain: dict[str, Any] = {k: data[k] for k in ("id", "article", "kind", "duty", "checked", "line")}
    return Obligation(
        **plain,
        **owed,
        nuclear_umbrella=data.get("nuclear_umbrella"),
        note=data.get("note"),
        when=_trigger(when) if when else None,
        subject_to=tuple(data.get("subject_to", ())),
        unless=tuple(map(_trigger, data.get("unless", ()))),
        readings=tuple(map(_reading, data.get("readings", ()))),
        start=data.get("from"),
        end=data.get("until"),
    )
