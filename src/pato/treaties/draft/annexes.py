"""Tables of annexes: numbers, indicators, members, and obligations clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.registry.names import listed
from pato.treaties.draft import provisions, wording
from pato.treaties.draft.clauses import called
from pato.treaties.draft.indicators import indicator
from pato.treaties.draft.tree import Annex, Grid
from pato.treaties.schema.numbers import said

if TYPE_CHECKING:
    from pato.treaties.schema.numbers import Number
    from pato.treaties.schema.treaty import Obligation, Treaty

_ROLES = {"member": "Party", "associate": "Associate", "observer": "Observer"}
_APPLIES = {"accession": "accession", "membership": "membership", "both": "accession and membership"}


def grid(name: str, treaty: Treaty) -> Grid:
    """Return one of the tables that an annex can hold."""
    made: Grid = {"numbers": _numbers, "indicators": _indicators, "members": _members}[name](treaty)
    return made


def _numbers(treaty: Treaty) -> Grid:
    rows = tuple((_label(name, n), _value(n), n.article or "") for name, n in treaty.numbers.items())
    return Grid(None, ("Number", "Value", "Article"), rows)


def _label(name: str, number: Number) -> str:
    return number.label or wording.capitalised(wording.spoken(name))


def _value(number: Number) -> str:
    return number.words() if number.of else _said(number.value, number.unit)


def _said(value: float | str, unit: str | None) -> str:
    """Return a number for a table: in words with its unit, in figures where it has none."""
    return said(value, unit) if unit or isinstance(value, str) else f"{value:g}"


def numbers_chosen(treaty: Treaty) -> Grid:
    """Return the numbers with their ranges and reasons, for a commentary."""
    rows = tuple(
        (
            _label(name, n),
            _value(n),
            " to ".join(_said(v, n.unit) for v in n.range) if n.range else "",
            ("our choice. " if n.our_choice else "") + (n.note or ""),
        )
        for name, n in treaty.numbers.items()
    )
    return Grid("Numbers that are the parties' choice", ("Number", "Value", "Range", "Remark"), rows)


def _indicators(treaty: Treaty) -> Grid:
    rows = tuple(
        (
            s.article,
            wording.capitalised(indicator(s.measure)),
            provisions.line(s),
            said(s.grace_years, "years") if s.grace_years else "none",
            _APPLIES[s.applies_to],
            provisions.BREACHES[s.on_breach],
        )
        for s in treaty.standards
    )
    columns = ("Article", "Indicator", "Line", "Period of grace", "Applies to", "Consequence of breach")
    return Grid(None, columns, rows)


def _members(treaty: Treaty) -> Grid:
    names = _ROLES | {str(role): member.name for role, member in treaty.classes.items()}
    members = ((wording.capitalised(wording.name(p.state)), names[p.role]) for p in treaty.parties)
    rows = tuple(dict.fromkeys(members))
    return Grid(None, ("State or entity", "Capacity"), rows)


def obligations(treaty: Treaty) -> Annex:
    """Return every obligation as a row of a table: who owes what to whom, when, on what condition."""
    columns = ("Article", "Obligation", "Owed by", "Owed to", "When", "Conditions and exceptions", "Clause")
    standing = [o for o in treaty.obligations if treaty.chosen(o.only)]
    rows = tuple(tuple(called(text, treaty) for text in _row(o)) for o in standing)
    return Annex("obligations", None, "Obligations clause by clause", (), (Grid(None, columns, rows),))


def _row(o: Obligation) -> tuple[str, ...]:
    conditions = [wording.condition(c) for c in o.subject_to]
    conditions += [f"except: {e.label.rstrip('.')}" for e in o.unless]
    if dates := wording.span(o.from_, o.until):
        conditions.append(dates)
    return (
        o.article,
        wording.duty(o.duty),
        wording.capitalised(wording.names(o.owed_by)),
        wording.capitalised(wording.names(o.owed_to)),
        wording.triggered(o),
        wording.capitalised("; ".join(conditions)) or "none",
        f"obligation:{o.id}",
    )


def members_by_class(treaty: Treaty) -> Grid:
    """Return the obligations to and from each class of members, by article."""
    classes = [
        ("parties", "Party"),
        ("associates", treaty.classes["associate"].name if "associate" in treaty.classes else "Associate"),
    ]
    rows = []
    for word, name in classes:
        standing = [o for o in treaty.obligations if treaty.chosen(o.only)]
        owes = [o.article for o in standing if word in o.owed_by]
        owed = [o.article for o in standing if word in o.owed_to]
        if owes or owed:
            rows.append((name, _articles(owes), _articles(owed)))
    return Grid(
        "What each class of members owes and is owed", ("Class", "Owes under", "Is owed under"), tuple(rows)
    )


def _articles(numbers: list[str]) -> str:
    return f"Article {listed(dict.fromkeys(numbers))}" if numbers else "nothing"
