"""Verdicts of obligations on events, known by what they depend on.

A verdict depends on a few words of the text, on the place, and on membership only of the holder of the land, the
victim and the attacker. So texts that differ elsewhere, and the same text with other parties, are not evaluated
again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from pato.files.cache import digest, held, hold
from pato.memo import Memo
from pato.treaties.conditions import title_disputed
from pato.treaties.duties import verdicts_on
from pato.treaties.events import Event
from pato.treaties.norms import Area, AreaItem, Instrument, Obligation, Trigger
from pato.treaties.verdicts import takes_back

KINDS = ("defence", "assistance", "consultation")
"""Kinds of duty that commit a state to a target."""
Readings = tuple[tuple[str, bool | str], ...]
"""Readings that bear on a verdict: the id of each, and what it holds."""
Verdicts = Mapping[str, tuple[str, Readings]]
"""Outcome and readings for each debtor that the text names, and for any other under `pato.treaties.duties.OTHERS`."""
Role = tuple[bool, bool, bool]
"""Whether a state is a party on a date, an associate, and named among the members at all."""
_ASKS, _ROLES = Memo(20_000), Memo(4096)
_SAME: dict[Any, Any] = {}
_DAYS = Memo(8)
_WORTH_KEEPING, _SHARE, _MOST_KEPT = 1000, 0.05, 100_000
"""Verdicts of a day are written to the cache if so many, and so large a share of them, are new; and how many are kept at most (10 MB)."""


class Asks(NamedTuple):
    """Conditions of an obligation, and their dependence on the attacker.

    Attributes
    ----------
    text
        Digest of all words on which a verdict depends.
    attackers
        States that it names as attackers.
    by_party, title
        Whether it asks if the attacker is a party, or disputes the title.
    """

    text: str
    attackers: frozenset[str]
    by_party: bool
    title: bool


def verdicts_of(
    instrument: Instrument, obligation: Obligation, asks: Asks, known: Mapping[str | None, Role], event: Event
) -> Verdicts:
    """Return the result of `pato.treaties.duties.verdicts_on`, cached over everything that it does not depend on; do not change it.

    Parameters
    ----------
    instrument, obligation, event
        The request.
    asks, known
        As `asks_of` and `roles` return them.
    """
    place, who = event.place, event.attacker[0]
    owners = (known.get(place.sovereign), known.get(place.administrator)) if place else ()
    asked = (
        *(asks.text, event.act.id, event.on, event.victim, event.date, event.place_given),
        *((place.id, place.zone) if place else ()),
        *(known.get(event.victim), *owners),
        who if who in asks.attackers else "",
        asks.by_party and known.get(who, _OUTSIDE)[0],
        asks.title and title_disputed(place, who, event.victim),
        takes_back(event, who),
    )

    day = _day(event.date)
    kept = day.known.get(asked)
    if kept is None:
        found = verdicts_on(instrument, obligation, event)
        kept = _shared({to: (o, tuple((r.id, r.holds) for r in rs)) for to, (o, rs) in found.items()})
        while len(day.known) >= _MOST_KEPT:
            with suppress(RuntimeError, StopIteration):  # another thread was quicker
                day.known.pop(next(iter(day.known)), None)
        day.known[asked] = kept
        day.new += 1
    return kept


def keep(date: str) -> None:
    """Write the verdicts of a day to the cache, where enough of them are new: the next process need not ask the law again."""
    day = _day(date)
    if day.new >= max(_WORTH_KEEPING, len(day.known) * _SHARE):
        day.new = 0
        known = list(day.known.items())
        kinds = {id(found): found for _, found in known}
        number = {one: i for i, one in enumerate(kinds)}
        asked = [(*one, number[id(found)]) for one, found in known]
        hold(_name(date), _engine(), {"verdicts": {"asked": asked, "found": list(kinds.values())}})


class _Day:
    """The verdicts of one day: what they depend on besides the text's digest is in their keys.

    Attributes
    ----------
    known
        By what was asked.
    new
        How many the cache does not hold.
    """

    __slots__ = ("known", "new")

    def __init__(self, date: str) -> None:
        self.new = 0
        self.known: dict[tuple[Any, ...], Verdicts] = {}
        found: Mapping[str, Any] = held(_name(date), _engine()).get("verdicts", {})
        with suppress(LookupError, TypeError, ValueError, AttributeError):  # else something else wrote it
            kinds = [
                _shared({to: (outcome, _tuples(readings)) for to, (outcome, readings) in one.items()})
                for one in found["found"]
            ]
            self.known = {_tuples(asked[:-1]): kinds[asked[-1]] for asked in found["asked"]}


def _day(date: str) -> _Day:
    found: _Day = _DAYS.get(date, make=lambda: _Day(date))
    return found


def _name(date: str) -> str:
    return f"verdicts-{date}"


def _tuples(value: list[Any]) -> tuple[Any, ...]:
    """Return lists within lists as tuples; equal texts, of which there are few, as one."""
    return tuple(_tuples(v) if type(v) is list else intern(v) if type(v) is str else v for v in value)


@cache
def _engine() -> tuple[str, ...]:
    """Return the files of the law engine and of the registry: with another engine verdicts are asked again."""
    treaties = Path(__file__).parent
    folders = (treaties, treaties.parent / "registry")
    return tuple(sorted(str(p) for f in folders for p in f.rglob("*") if p.is_file() and p.suffix != ".pyc"))


_OUTSIDE: Role = (False, False, False)


def _shared(found: dict[str, tuple[str, Readings]]) -> Verdicts:
    """Return equal verdicts as one object: there are few, and they are held many times."""
    kept = {who: _SAME.setdefault(("verdict", *v), v) for who, v in found.items()}
    return _SAME.setdefault(tuple(kept.items()), kept)  # type: ignore[no-any-return]


def roles(instrument: Instrument, date: str) -> Mapping[str | None, Role]:
    """Return the role of each state that an instrument has among its members, on a date."""
    return _ROLES.get(instrument, date, make=lambda: _roles(instrument, date))


def _roles(instrument: Instrument, date: str) -> Mapping[str | None, Role]:
    parties = set(instrument.parties_on(date))
    associates = set(instrument.parties_on(date, "associate"))
    return {m.state: (m.state in parties, m.state in associates, True) for m in instrument.members}


def asks_of(instrument: Instrument, obligation: Obligation) -> Asks:
    """Return an obligation's conditions, and their dependence on the attacker."""
    rest = instrument.areas, instrument.scope, instrument.declarations, instrument.suspensions
    return _ASKS.get(obligation, *rest, instrument.format, make=lambda: _asks(instrument, obligation))


def _asks(instrument: Instrument, obligation: Obligation) -> Asks:
    scopes = tuple(_scopes(instrument, obligation))
    named = {word for s in scopes for word in ((s.area,) if s.area else ()) + (s.to or ())}
    if instrument.scope:
        named.update((*instrument.scope.excepted, *instrument.scope.disputed))
    areas = {name: _bare(area) for name, area in sorted(_areas(instrument, named).items())}
    own = obligation._asdict()
    for unread in ("owed_by", "owed_to", "duty", "subject_to", "nuclear_umbrella", "note", "checked", "line", "words", "open_dates"):  # fmt: skip
        del own[unread]
    words = [_bare(own), areas, _bare(instrument.scope), _bare(instrument.declarations)]
    text = json.dumps([*words, instrument.suspensions, instrument.format], sort_keys=True)
    attackers = {code for s in scopes for a in (s.by, s.not_by) if a for code in a.codes}
    return Asks(
        digest(text.encode()),
        frozenset(attackers),
        any(s.by_party is not None for s in scopes),
        any(s.title_disputed is not None for s in scopes),
    )


def _scopes(instrument: Instrument, obligation: Obligation) -> Iterator[Trigger]:
    if obligation.when is not None:
        yield obligation.when
    yield from obligation.unless
    yield from (r.about for r in obligation.readings)
    yield from (d.about for d in instrument.declarations)


def _areas(instrument: Instrument, named: Iterable[str]) -> dict[str, Area]:
    """Return the areas of some names, and those that they name."""
    found: dict[str, Area] = {}
    left = [name for name in named if name in instrument.areas]
    while left:
        name = left.pop()
        if name not in found:
            area = found[name] = instrument.areas[name]
            left += [item.forces_in for item in (*area.includes, *area.excludes) if item.forces_in]
    return found


def _bare(value: Any) -> Any:
    """Return a part of a text as plain values, without lines and the words that traces cite."""
    if isinstance(value, Trigger | AreaItem | Area):
        return {k: _bare(v) for k, v in value._asdict().items() if k not in {"line", "words", "label"}}
    if hasattr(value, "_asdict"):
        return {k: _bare(v) for k, v in value._asdict().items() if k not in {"line", "words"}}
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items()}
    return [_bare(v) for v in value] if isinstance(value, tuple | list) else value
