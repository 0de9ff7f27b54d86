"""Duties that cannot both be kept: to fight a state, and not to fight it; and what every finding of a conflict holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pato.registry.dates import contains
from pato.treaties.duty import promised
from pato.treaties.norms import Instrument, Obligation, Trigger

KINDS = ("incompatible_duties", "standard", "blockable_decision", "area_leaves_out", "recognition")
SEVERITIES = ("conflict", "tension", "gap", "unknown", "by_design")
"""``conflict``: both cannot be kept, or a rule is already broken; ``tension``: lawful, and against what was promised;
``gap``: the text does less than it seems to; ``unknown``: figures are missing; ``by_design``: one-sided on purpose."""
EXAMPLES = 4
"""So many names are given, and the number of the rest."""


class Conflict(NamedTuple):
    """One finding.

    Attributes
    ----------
    kind, severity
        Words of `KINDS` and `SEVERITIES`.
    states
        States concerned; for duties, the state that owes both first.
    instruments, articles
        Their instruments and articles, in the same order.
    text
        The finding, and the remedy if there is one.
    sources
        ``file:line`` of each clause, or the file.
    """

    kind: str
    severity: str
    states: tuple[str, ...]
    instruments: tuple[str, ...]
    articles: tuple[str, ...]
    text: str
    sources: tuple[str, ...]


class Owed(NamedTuple):
    """An obligation, with who owes it to whom on a date."""

    instrument: Instrument
    obligation: Obligation
    debtors: tuple[str, ...]
    creditors: tuple[str, ...]

    @property
    def line(self) -> str:
        """Its place: file and line."""
        return f"{self.instrument.file}:{self.obligation.line}"


def owed_by(instruments: Iterable[Instrument], date: str, kinds: tuple[str, ...]) -> list[Owed]:
    """Return the obligations of some kinds in force on a date."""
    return [
        Owed(i, o, i.expand(o.owed_by, date), i.expand(o.owed_to, date))
        for i in instruments
        for o in i.obligations
        if o.kind in kinds and contains(date, o.start, o.end) and not promised(i.binding, o.kind)
    ]


def incompatible(instruments: tuple[Instrument, ...], date: str) -> Iterator[Conflict]:
    """Yield duties against states that the debtor has pledged not to fight."""
    fights = owed_by(instruments, date, ("defence", "offence"))
    for pledge in owed_by(instruments, date, ("non_aggression", "neutrality")):
        if not pledge.instrument.universal:
            for debtor in pledge.debtors:
                yield from _against(debtor, pledge, fights, date)


class _Clash(NamedTuple):
    fight: Owed
    against: tuple[str, ...]
    favoured: tuple[str, ...]


def _against(debtor: str, pledge: Owed, fights: list[Owed], date: str) -> Iterator[Conflict]:
    """Yield one finding a severity for all that a state must do against those to whom it gave one pledge."""
    own = [f for f in fights if debtor in f.debtors]
    allies = {c for f in own if f.obligation.kind == "defence" for c in f.creditors}
    clashes: dict[str, list[_Clash]] = {}
    for fight in own:
        severity = _severity(pledge.obligation, fight.obligation)
        if severity is None or fight.instrument.id == pledge.instrument.id:
            continue
        promised = [
            c for c in pledge.creditors if c != debtor and (severity == "conflict" or c not in allies)
        ]
        against = tuple(c for c in promised if _may_be_fought(fight, c, date))
        favoured = tuple(c for c in fight.creditors if c not in {debtor, *against})
        if against and favoured:
            clashes.setdefault(severity, []).append(_Clash(fight, against, favoured))
    for severity, found in clashes.items():
        yield _clash(debtor, pledge, found, severity)


def _severity(pledge: Obligation, fight: Obligation) -> str | None:
    """Return the relation between a pledge not to fight and a duty to fight.

    Neutrality that is promised to a state *when it is attacked* is not called up by its own attack.
    """
    if fight.kind == "offence":
        return "conflict"
    if pledge.kind == "neutrality":
        return "conflict" if pledge.when is None or "any" in (pledge.when.act or ("any",)) else None
    return "tension" if pledge.when is None else None


def _may_be_fought(fight: Owed, state: str, date: str) -> bool:
    """Return whether a duty to fight can be turned against a state."""
    when = fight.obligation.when
    if any(_excepts(e, fight.instrument, state, date) for e in fight.obligation.unless):
        return False
    return when is None or _attacks(when, fight.instrument, state, date)


def _attacks(scope: Trigger, instrument: Instrument, state: str, date: str) -> bool:
    """Return whether a state is an attacker that a trigger or exception means."""
    return (
        (scope.by is None or scope.by.hold(state, date))
        and (scope.not_by is None or not scope.not_by.hold(state, date))
        and (scope.by_party is None or (state in instrument.parties_on(date)) == scope.by_party)
    )


_ASKS_NO_MORE = {"id", "label", "words", "line", "by", "not_by", "by_party", "start", "end"}


def _excepts(exception: Trigger, instrument: Instrument, state: str, date: str) -> bool:
    """Return whether an exception exempts a state unconditionally: one with further conditions exempts it only in part."""
    more = any(v is not None for k, v in exception._asdict().items() if k not in _ASKS_NO_MORE)
    in_time = contains(date, exception.start, exception.end)
    return in_time and not more and _attacks(exception, instrument, state, date)


def _clash(debtor: str, pledge: Owed, clashes: list[_Clash], severity: str) -> Conflict:
    fights = [c.fight for c in clashes]
    against = list(dict.fromkeys(y for c in clashes for y in c.against))
    favoured = list(dict.fromkeys(x for c in clashes for x in c.favoured if x not in against))
    verb = "join the wars of" if any(f.obligation.kind == "offence" for f in fights) else "defend"
    promise = (
        "remain neutral towards" if pledge.obligation.kind == "neutrality" else "refrain from force against"
    )
    text = f"{debtor} must {verb} {some(favoured)} also against {some(against)}, and has pledged to {promise} {'it' if len(against) == 1 else 'them'}."
    if severity == "tension":
        text += " To defend the victim of an attack breaks no such pledge (Article 51)."
    return Conflict(
        "incompatible_duties",
        severity,
        (debtor, *against),
        (pledge.instrument.id, *(f.instrument.id for f in fights)),
        (pledge.obligation.article, *(f.obligation.article for f in fights)),
        text,
        (pledge.line, *(f.line for f in fights)),
    )


def some(codes: list[str]) -> str:
    """Return the first of some codes, and how many more there are."""
    shown = ", ".join(codes[:EXAMPLES])
    return shown if len(codes) <= EXAMPLES else f"{shown} and {len(codes) - EXAMPLES} more"
