"""States: names, codes, the dates on which they existed, and the crosswalk to Correlates of War codes.

States are ISO 3166 alpha-3 in everything public; COW codes are used inside historical panels, and this module holds
the one crosswalk between them, with dates (C4). Historical states carry their ISO 3166-3 code, or where ISO never
had one a registered code of pato (the file ``data/states.yaml`` says which and why).
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pato.errors import CoverageError, Problem, UnknownNameError, UsageError, nearest, unknown
from pato.registry import source
from pato.registry.dates import Interval, contains, covers, iso_date
from pato.registry.names import fold

_LONGEST = 8
"""Words of the longest name that is looked for."""


_SHORT = 4
"""Largest number of letters of a word treated as a misspelt code rather than a misspelt name."""


class CowSpell(NamedTuple):
    """One spell of membership in the COW state system, half-open ``[start, end)``.

    Attributes
    ----------
    code, abb
        COW number and abbreviation.
    start, end
        ISO dates; ``end`` is None while membership lasts.
    """

    code: int
    abb: str
    start: str
    end: str | None


class Capital(NamedTuple):
    """A capital, with the dates ``[start, end)`` in which it was one (None: as long as the state)."""

    name: str
    lat: float
    lon: float
    start: str | None
    end: str | None


class Holder(NamedTuple):
    """The state to which a territory belongs in ``[start, end)``."""

    state: str
    start: str | None
    end: str | None


class State(NamedTuple):
    """A state, or a territory that treaties name.

    Attributes
    ----------
    iso3
        ISO 3166 alpha-3 code, or a registered code for a historical state.
    name
        Short English name.
    kind
        ``state``, ``territory`` (of another), ``associated_state`` or ``observer`` (of the United Nations).
    region
        A word of the registry's one vocabulary of regions.
    cow
        Spells of COW system membership; empty for territories.
    exists
        Intervals in which it was a state able to be bound: COW membership, unless the file says otherwise.
    capitals
        Capitals in order of time.
    holders
        For a territory: the states to which it belonged.
    un_from, un_until
        Membership of the United Nations, ISO dates or None.
    aliases
        Other names that are understood.
    recognised_by
        Where recognition is disputed: the states that recognise it, as far as the file lists them; else None.
    not_recognised_by
        Where recognition is disputed: states known not to recognise it.
    note
        Notes for readers, including differences between sources.
    checked
        ``recalled``, ``text`` or ``second_source``.
    """

    iso3: str
    name: str
    kind: str
    region: str
    cow: tuple[CowSpell, ...]
    exists: tuple[Interval, ...]
    capitals: tuple[Capital, ...]
    holders: tuple[Holder, ...]
    un_from: str | None
    un_until: str | None
    aliases: tuple[str, ...]
    recognised_by: tuple[str, ...] | None
    not_recognised_by: tuple[str, ...]
    note: str
    checked: str

    def existed_on(self, date: str) -> bool:
        """Return whether the state existed on a full date."""
        day = iso_date(date)
        return any(spell.contains(day) for spell in self.exists)

    def existed_during(self, date: str) -> bool | None:
        """Return the same for a partial date; None where it depends on the day (T6)."""
        answers = [covers(date, spell.start, spell.end) for spell in self.exists]
        return True if True in answers else (None if None in answers else False)

    def cow_on(self, date: str) -> CowSpell | None:
        """Return the COW spell of a date, or None outside the COW system."""
        day = iso_date(date)
        return next((s for s in self.cow if contains(day, s.start, s.end)), None)

    def capital_on(self, date: str) -> Capital | None:
        """Return the capital of a date, or None where the registry names none."""
        day = iso_date(date)
        return next((c for c in self.capitals if contains(day, c.start, c.end)), None)

    def holder_on(self, date: str) -> str | None:
        """Return the state to which a territory belonged on a date; None for states and outside the dates known."""
        day = iso_date(date)
        return next((h.state for h in self.holders if contains(day, h.start, h.end)), None)

    def un_member_on(self, date: str) -> bool:
        """Return whether it was a member of the United Nations."""
        return self.un_from is not None and contains(iso_date(date), self.un_from, self.un_until)

    @property
    def capital(self) -> Capital | None:
        """The latest capital."""
        return self.capitals[-1] if self.capitals else None


def state(code_or_name: str | int, *, date: str | None = None) -> State:
    """Return the state that a code or a name means.

    Parameters
    ----------
    code_or_name
        ISO alpha-3 code (preferred) or alpha-2 code, COW number (as a number, or ``cow:365``) or abbreviation, ISO number
        (``iso:643``), or a name that people write. An ISO code wins over a COW abbreviation spelled alike (``AUS`` is
        Australia, not Austria).
    date
        ISO date on which the state must have existed; it also settles which state a COW code or a name meant.

    Raises
    ------
    UnknownNameError
        If no state has that code or name.
    CoverageError
        If a date is given on which the state did not exist (T6).
    UsageError
        If several states have had the name and no date decides; or for digits in a text, which may be ISO or COW
        numbers.

    >>> state("South Korea").iso3, state(365, date="1970-01-01").iso3
    ('KOR', 'SUN')
    """
    day = iso_date(date) if date is not None else None
    candidates = _candidates(code_or_name)
    if not candidates:
        raise UnknownNameError(_not_known(str(code_or_name)))
    found = _settle(code_or_name, candidates, day)
    if day is not None and not any(spell.contains(day) for spell in found.exists):
        raise CoverageError(_absence(found, day))
    return found


def _candidates(word: str | int) -> list[tuple[str, str | None, str | None]]:
    """Return (iso3, from, until) of everything that was ever called so; codes come before names."""
    document = source.load("states")
    text = str(word).strip()
    if isinstance(word, str) and text.isdecimal() and text.lstrip("0") in document.index("iso_number"):
        raise UsageError(_whose_number(text))
    system, colon, number = text.partition(":")
    if colon and system.casefold() == "iso":
        code = document.index("iso_number").get(number.lstrip("0"))
        return [(code, None, None)] if code else []
    if colon and system.casefold() == "cow":
        return [tuple(entry) for entry in document.index("cow").get(number.strip().lstrip("0"), ())]
    if text.upper() in document["states"]:
        return [(text.upper(), None, None)]
    for kind, key in (("cow", text.lstrip("0")), ("abb", text.upper()), ("name", fold(text))):
        if key in document.index(kind):
            return [tuple(entry) for entry in document.index(kind)[key]]
    two = document.index("iso2").get(text.upper())
    return [(two, None, None)] if two else []


def _whose_number(text: str) -> Problem:
    """Ask which system a number belongs to: the Correlates of War and ISO number states differently."""
    document, number = source.load("states"), text.lstrip("0")
    cow = dict.fromkeys(_state(code).name for code, _, _ in document.index("cow").get(number, []))
    iso = [_state(code).name for code in [document.index("iso_number").get(number)] if code]
    found = f"'{text}' is {', '.join(cow) or 'no state'} as a COW number and {iso[0]} as an ISO number."
    return Problem("", found, f"Say which: cow:{text} or iso:{text}; or write the three letters.")


def suggest(word: str) -> str | None:
    """Return the ISO alpha-3 code that a word was probably meant for: by name, two letters, spelling of a name or of a code.

    >>> suggest("Russia"), suggest("NO"), suggest("Norwey"), suggest("JNP")
    ('RUS', 'NOR', 'NOR', 'JPN')
    """
    document = source.load("states")
    names = document.index("name")
    text = word.strip()
    if fold(text) in names:
        return _latest(names[fold(text)])
    if text.upper() in document.index("iso2"):
        return str(document.index("iso2")[text.upper()])
    if len(text) <= _SHORT and (code := nearest(text.upper(), _records())):
        return code
    close = nearest(fold(text), names)
    return _latest(names[close]) if close else nearest(text, _records())


def _latest(rows: list[Any]) -> str:
    """Return the state that bears a name last."""
    return str(
        max(rows, key=lambda row: (row[2] is None, row[2] or "", _state(row[0]).existed_on("9998-12-31")))[0]
    )


def _not_known(word: str) -> Problem:
    return unknown("state", word, (*_records(), *_spoken_names()))


def _settle(word: str | int, candidates: list[tuple[str, str | None, str | None]], day: str | None) -> State:
    """Choose among candidates by date: the name must have been used then, and the state must have existed."""
    codes = dict.fromkeys(iso3 for iso3, start, end in candidates if day is None or contains(day, start, end))
    if day is not None:
        alive = [c for c in codes if any(spell.contains(day) for spell in _state(c).exists)]
        codes = dict.fromkeys(alive or codes)
    if not codes:
        codes = dict.fromkeys(iso3 for iso3, _, _ in candidates)
    if len(codes) > 1:
        raise UsageError(
            Problem(
                "",
                f"'{word}' has meant {', '.join(codes)}.",
                "Give a date on which only one of them was called so, or the code.",
            )
        )
    return _state(next(iter(codes)))


def _absence(found: State, day: str) -> Problem:
    spells = (
        ", ".join(f"[{s.start or '…'}, {s.end or '…'})" for s in found.exists) or "no dates are registered"
    )
    other = {c for spell in found.cow for c in _holders_of_code(spell.code, day)} - {found.iso3}
    hint = f"On that day its code in the COW system belonged to {', '.join(sorted(other))}." if other else ""
    return Problem("", f"{found.name} ({found.iso3}) did not exist as a state on {day}: {spells}.", hint)


def _holders_of_code(code: int, day: str) -> list[str]:
    entries = source.load("states").index("cow").get(str(code), [])
    return [iso3 for iso3, start, end in entries if contains(day, start, end)]


def called(code: str) -> str:
    """Return the name of a state by its code; what is no state, such as a council, unchanged.

    >>> called("JPN"), called("the council")
    ('Japan', 'the council')
    """
    try:
        return state(code).name
    except UnknownNameError:
        return code


def spoken(text: str) -> list[str]:
    """Split words into states, each the longest name that is registered; words that are none are returned one by one.

    >>> spoken("USA North Korea South Korea Atlantis")
    ['USA', 'North Korea', 'South Korea', 'Atlantis']
    """
    words, found = text.split(), []
    while words:
        taken = next(
            (n for n in range(min(len(words), _LONGEST), 1, -1) if _candidates(" ".join(words[:n]))), 1
        )
        found.append(" ".join(words[:taken]))
        words = words[taken:]
    return found


@lru_cache(maxsize=64)
def states(date: str | None = None, *, kind: str | None = "state") -> tuple[State, ...]:
    """Return the registered states, sorted by code.

    Parameters
    ----------
    date
        ISO date: only those that existed then. None: all that ever did.
    kind
        ``state``, ``territory``, ``associated_state``, ``observer``, or None for everything.
    """
    every = (_state(code) for code in sorted(_records()))
    chosen = (s for s in every if kind is None or s.kind == kind)
    return tuple(s for s in chosen if date is None or s.existed_on(date))


def cow(iso3: str, date: str) -> int:
    """Return the COW number of a state on a date.

    Raises
    ------
    UnknownNameError, CoverageError
        If the state is unknown, or was not in the COW system on that date.

    >>> cow("DEU", "1970-01-01"), cow("DEU", "1995-01-01")
    (260, 255)
    """
    found = state(iso3)
    spell = found.cow_on(date)
    if spell is None:
        spells = ", ".join(f"{s.code} in [{s.start}, {s.end or '…'})" for s in found.cow) or "never a member"
        raise CoverageError(f"{found.iso3} was not in the COW state system on {date}: {spells}.")
    return spell.code


def iso3(cow_code: int, date: str) -> str:
    """Return the ISO alpha-3 code of the state that held a COW number on a date.

    Raises
    ------
    UnknownNameError, CoverageError
        If the number is unknown, or no state had it on that date.

    >>> iso3(365, "1980-06-01"), iso3(365, "2000-06-01")
    ('SUN', 'RUS')
    """
    entries = source.load("states").index("cow").get(str(int(cow_code)))
    if entries is None:
        raise UnknownNameError(f"COW number {cow_code} is not known to the registry of states.")
    day = iso_date(date)
    for code, start, end in entries:
        if contains(day, start, end):
            return str(code)
    spells = ", ".join(f"{c} in [{start}, {end or '…'})" for c, start, end in entries)
    raise CoverageError(f"No state held COW number {cow_code} on {day}: {spells}.")


def crosswalk() -> tuple[tuple[str, int, str, str | None], ...]:
    """Return every spell of the COW system as (iso3, COW number, start, end), sorted; for joins in panels."""
    rows = [(s.iso3, spell.code, spell.start, spell.end) for s in states(kind=None) for spell in s.cow]
    return tuple(sorted(rows, key=lambda row: (row[1], row[2])))


def regions() -> tuple[str, ...]:
    """Return the vocabulary of regions."""
    return tuple(source.load("states").index("regions"))


def _records() -> Mapping[str, Any]:
    return source.load("states")["states"]


def _spoken_names() -> list[str]:
    return [name for record in _records().values() for name in (record["name"], *record["aliases"])]


@cache
def _state(code: str) -> State:
    record = _records()[code]
    recognised = record["recognised_by"]
    return State(
        iso3=code,
        name=record["name"],
        kind=record["kind"],
        region=record["region"],
        cow=tuple(CowSpell(*spell) for spell in record["cow"]),
        exists=tuple(Interval(*spell) for spell in record["exists"]),
        capitals=tuple(Capital(*capital) for capital in record["capitals"]),
        holders=tuple(Holder(*holder) for holder in record["holders"]),
        un_from=record["un"][0],
        un_until=record["un"][1],
        aliases=tuple(record["aliases"]),
        recognised_by=None if recognised is None else tuple(recognised),
        not_recognised_by=tuple(record["not_recognised_by"]),
        note=record["note"],
        checked=record["checked"],
    )
