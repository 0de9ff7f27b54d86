"""Obligations of a treaty with different answers to the same event, found with bit sets in linear time.

Each property that two obligations must share (who owes, whom, which acts) has for each of its values the set of obligations
that have it, one bit an obligation. What contradicts an obligation is the intersection of a few such sets, so that
thousands of obligations take no longer to compare than to read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pato.treaties.schema.base import DateInterval
from pato.treaties.schema.treaty import Obligation

_OPPOSED = (("defence", "neutrality"), ("offence", "neutrality"), ("offence", "non_aggression"))
_WIDE = ("any", "attack", "threat")
_BY = 2
"""Place of attackers among the words of triggers."""


def first_day(day: str | DateInterval) -> str:
    """Return the first day that a date or an interval of dates may mean."""
    return day if isinstance(day, str) else day.not_before


def last_day(day: str | DateInterval) -> str:
    """Return the last day that a date or an interval of dates may mean."""
    return day if isinstance(day, str) else day.not_after


class Pairs:
    """Obligations of one treaty, and which of them contradict each other.

    Parameters
    ----------
    obligations
        Remaining obligations.
    members
        The treaty's parties, meant by ``parties``.
    """

    def __init__(self, obligations: Sequence[Obligation], members: set[str]) -> None:
        self._given = obligations
        self._all = (1 << len(obligations)) - 1

        def named(states: list[str]) -> set[str]:
            return members if "parties" in states else set(states)

        self._kind = _bits(obligations, lambda o: [o.kind])
        self._duty = _bits(obligations, lambda o: [o.duty] if o.kind == "defence" else [])
        self._by = _bits(obligations, lambda o: named(o.owed_by))
        self._to = _bits(obligations, lambda o: named(o.owed_to))
        self._named = [(named(o.owed_by), named(o.owed_to)) for o in obligations]
        self._triggers = [_Shared(obligations, of) for of in (_acts, _targets, _attackers, _sides)]
        self._others = _bits(obligations, _excepted_attackers)
        self._area = _bits(obligations, lambda o: [_area(o)])
        self._ends = _Days(obligations, lambda o: o.until)
        self._begins = _Days(obligations, lambda o: o.from_)
        self._excepts = _bits(obligations, lambda o: [e.id for e in o.unless])
        self._ids = _bits(obligations, lambda o: [o.id])

    def contradicted_by(self, j: int) -> Iterator[int]:
        """Yield the obligations before one that answer the same event differently, with neither an exception of the other."""
        found = self._opposed(j) & ((1 << j) - 1)
        if found:
            found &= self._meet(j) & ~self._excepted(j)
        while found:
            lowest = found & -found
            yield lowest.bit_length() - 1
            found ^= lowest

    def _opposed(self, j: int) -> int:
        b = self._given[j]
        found = 0
        for one, other in _OPPOSED:
            if b.kind in {one, other}:
                found |= self._kind[other if b.kind == one else one]
        return found | (self._kind["defence"] & ~self._duty[b.duty] if b.kind == "defence" else 0)

    def _meet(self, j: int) -> int:
        b = self._given[j]
        owed_by, owed_to = self._named[j]
        found = _any(self._by, owed_by) & _any(self._to, owed_to)
        # an interval of dates is one change: what ends within it and what begins within it do not meet (T16)
        if b.from_:
            found &= ~self._ends.until(first_day(b.from_))
        if b.until:
            found &= ~self._begins.since(first_day(b.until))
        if b.when is None:
            return found
        for shared in self._triggers:
            found &= shared.with_any_of(j)
        found &= ~self._apart(b)
        # two different named areas are taken as disjoint: whether they overlap depends on the place
        area = _area(b)
        return found & (self._all if area is None else self._area[area] | self._area[None])

    def _apart(self, b: Obligation) -> int:
        """Return the obligations that except every attacker whom one names, or name only those whom it excepts."""
        named, excepted = _attackers(b), _excepted_attackers(b)
        found = self._triggers[_BY].within(excepted) if excepted else 0
        if named:
            every = self._all
            for state in named:
                every &= self._others.get(state, 0)
            found |= every
        return found

    def _excepted(self, j: int) -> int:
        b = self._given[j]
        return self._excepts[b.id] | _any(self._ids, [e.id for e in b.unless])


def _acts(obligation: Obligation) -> list[str] | None:
    return obligation.when.act if obligation.when else None


def _targets(obligation: Obligation) -> list[str] | None:
    return obligation.when.on if obligation.when else None


def _attackers(obligation: Obligation) -> list[str] | None:
    """Return the states of a list of attackers, or None where it points to named lists: those may meet anything."""
    by: list[Any] | None = obligation.when.by if obligation.when else None
    return None if by is None or not all(isinstance(word, str) for word in by) else by


def _sides(obligation: Obligation) -> list[str] | None:
    """Return whether the attacker must be a party, or must be none."""
    inside = obligation.when.by_party if obligation.when else None
    return None if inside is None else ["inside" if inside else "outside"]


def _excepted_attackers(obligation: Obligation) -> list[str]:
    """Return the states that are excepted by their codes."""
    excepted: list[Any] = (obligation.when.not_by if obligation.when else None) or []
    return [word for word in excepted if isinstance(word, str)]


def _area(obligation: Obligation) -> str | None:
    return obligation.when.in_ if obligation.when else None


def _bits(obligations: Sequence[Obligation], of: Callable[[Obligation], Any]) -> defaultdict[Any, int]:
    """Return for each value of a property the obligations that have it."""
    found: defaultdict[Any, int] = defaultdict(int)
    for i, obligation in enumerate(obligations):
        for value in of(obligation):
            found[value] |= 1 << i
    return found


def _any(bits: defaultdict[Any, int], values: Any) -> int:
    found = 0
    for value in values:
        found |= bits.get(value, 0)
    return found


class _Shared:
    """Words of triggers: two lists meet that share one, that one of them leaves open, or where one is wide."""

    def __init__(
        self, obligations: Sequence[Obligation], of: Callable[[Obligation], list[str] | None]
    ) -> None:
        self._words = [of(o) for o in obligations]
        self._bits = _bits(obligations, lambda o: [None] if (words := of(o)) is None else words)
        self._open = _any(self._bits, (None, *_WIDE))
        self._all = (1 << len(obligations)) - 1

    def with_any_of(self, j: int) -> int:
        words = self._words[j]
        if words is None or any(wide in words for wide in _WIDE):
            return self._all
        return _any(self._bits, words) | self._open

    def within(self, allowed: list[str]) -> int:
        """Return those that name words, and only allowed ones."""
        other = _any(self._bits, self._bits.keys() - set(allowed))
        return _any(self._bits, allowed) & ~other


class _Days:
    """Obligations by the first day of a date of theirs."""

    def __init__(
        self, obligations: Sequence[Obligation], of: Callable[[Obligation], str | DateInterval | None]
    ) -> None:
        dated = sorted((first_day(day), i) for i, o in enumerate(obligations) if (day := of(o)))
        self._days = [day for day, _ in dated]
        self._sums = [0]
        for _, i in dated:
            self._sums.append(self._sums[-1] | 1 << i)

    def until(self, day: str) -> int:
        """Return those whose date is a day or one before it."""
        return self._sums[bisect_right(self._days, day)]

    def since(self, day: str) -> int:
        """Return those whose date is a day or one after it."""
        return self._sums[-1] & ~self._sums[bisect_left(self._days, day)]
