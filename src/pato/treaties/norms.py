"""Norms as the duties engine reads them: light, immutable, dated, made from compiled files without pydantic (C9).

The words are those of the file format (`pato.treaties.schema.treaty`), which defines them.
"""

from typing import Any, NamedTuple

from pato.brief import brief
from pato.registry import states
from pato.registry.dates import contains


class Membership(NamedTuple):
    """A party's time in an instrument, half-open, and the spans in which it rests.

    Attributes
    ----------
    suspended
        ``(from, until, by)``: with `by`, only that party's duties towards this one rest.
    open_dates
        Intervals in which it entered or left on a day that is not known; it counts as a party all through them.
    """

    state: str
    start: str | None
    end: str | None
    role: str
    suspended: tuple[tuple[str, str | None, str | None], ...]
    reservation: str | None
    open_dates: tuple[tuple[str, str], ...] = ()


class AreaItem(NamedTuple):
    """One part of an area; None does not restrict it.

    Attributes
    ----------
    ocean, ocean_area
        Format 1's word for a place with that coast, and format 2's for the area with its basin (T13).
    host
        ``any`` where guests on the land are covered too ("of any of the Parties").
    """

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
    waters: tuple[str, ...] | None = None
    ocean_area: tuple[str, ...] | None = None
    zone: tuple[str, ...] | None = None
    host: str | None = None
    words: str | None = None


class Area(NamedTuple):
    """Area of an obligation."""

    id: str
    article: str | None
    includes: tuple[AreaItem, ...]
    excludes: tuple[AreaItem, ...]
    words: str | None = None
    line: int = 0


class Trigger(NamedTuple):
    """Trigger of an obligation, or scope of an exception or a reading; None does not restrict it."""

    id: str | None
    label: str | None
    act: tuple[str, ...] | None
    on: tuple[str, ...] | None
    area: str | None
    to: tuple[str, ...] | None
    by: "Attackers | None"
    not_by: "Attackers | None"
    by_party: bool | None
    place: tuple[str, ...] | None
    owed_by: tuple[str, ...] | None
    owed_to: tuple[str, ...] | None
    start: str | None
    end: str | None
    external: bool | None = None
    author: tuple[str, ...] | None = None
    words: str | None = None
    line: int = 0
    title_disputed: bool | None = None


ANY_EVENT = Trigger(*(None,) * 14)
"""Trigger that nothing restricts."""


class Attackers(NamedTuple):
    """Attackers: dated states, from codes and from the lists that a file names (T17), and in words."""

    members: tuple[tuple[str, str | None, str | None], ...]
    names: tuple[str, ...]

    def hold(self, state: str, date: str) -> bool:
        """Return whether a state is among them on a date."""
        return any(state == code and contains(date, start, end) for code, start, end in self.members)

    @property
    def codes(self) -> tuple[str, ...]:
        """All states that are among them on some date."""
        return tuple(dict.fromkeys(code for code, _, _ in self.members))


class Declaration(NamedTuple):
    """A party's declaration on signing or ratifying, and its effect on the party's own duties."""

    id: str
    state: str
    kind: str
    effect: str
    about: Trigger
    holds: bool | str | None
    obligations: tuple[str, ...]
    accepted_by: tuple[str, ...]
    text: str
    words: str | None
    source: str
    line: int


class Scope(NamedTuple):
    """Scope of an instrument: excluded places and areas, and disputed ones (T16)."""

    article: str | None
    words: str | None
    excepted: tuple[str, ...]
    disputed: tuple[str, ...]
    source: str
    line: int


class Reading(NamedTuple):
    """One rendering of a disputed point, and who holds it (T4); `holds` may be ``case_by_case`` (T10)."""

    id: str
    holds: bool | str
    said_by: tuple[str, ...]
    text: str | None
    about: Trigger
    source: str
    authority: str = "parties"


@brief("id", "article", "kind", "duty")
class Obligation(NamedTuple):
    """An obligation: debtor, creditor, content and trigger.

    Attributes
    ----------
    start, end
        In force, half-open; of a date that is known only as an interval, the widest.
    open_dates
        Intervals in which its beginning or end lies: inside them both answers are given (T16).
    words
        Operative words by the key that codes them, and the article where it is another (T15).
    """

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
    words: dict[str, tuple[str, str | None]] = {}  # noqa: RUF012  never written to
    open_dates: tuple[tuple[str, str], ...] = ()


class Parties(dict[tuple[str, str], tuple[str, ...]]):
    """Cache of parties by role and date; not part of an instrument's identity."""

    __slots__ = ()
    MOST = 64
    """Roles and dates that are kept: a process that asks ever other dates does not grow with them."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parties)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None


@brief("id", "title", "status", "start", "members", "obligations")
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
        Cache of parties by role and date; `changed` starts a new one.
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
    memo: "Parties"
    format: int = 1
    scope: Scope | None = None
    declarations: tuple[Declaration, ...] = ()
    atop_id: int | None = None

    def __hash__(self) -> int:
        return hash((self.id, self.file, self.status, self.start, self.end, self.assumed, self.members))

    def in_force_on(self, date: str) -> bool:
        """Return whether the instrument is in force (or assumed to be) on a date."""
        return self.assumed or (self.start is not None and contains(date, self.start, self.end))

    def parties_on(self, date: str, role: str = "member") -> tuple[str, ...]:
        """Return the parties of a role on a date; those suspended altogether (T2) and states that did not exist then are left out."""
        found = self.memo.get((role, date))
        if found is None:
            if len(self.memo) >= Parties.MOST:
                self.memo.clear()
            found = self.memo[role, date] = self._parties(date, role) if self.in_force_on(date) else ()
        return found

    def _parties(self, date: str, role: str) -> tuple[str, ...]:
        return tuple(
            m.state
            for m in self.members
            if m.role == role
            and contains(date, m.start, m.end)
            and not (m.suspended and _rests(m, date))
            and states.state(m.state).existed_on(date)
        )

    def changed(self, **fields: Any) -> "Instrument":
        """Return the instrument with other fields."""
        return self._replace(**fields, memo=Parties())

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
