"""Standing relations: who owes what to whom on a date, whatever happens. The matrix, the gaps, one state's burden."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

from pato.errors import Problem, UsageError, unknown
from pato.memo import Memo
from pato.registry import states
from pato.registry.dates import contains, iso_date
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.duties import KINDS
from pato.treaties.norms import Instrument, Obligation

_OWED = Memo(4096)
"""What obligations make states owe: architectures share most of their instruments, and many are asked again and again."""


class Relation(NamedTuple):
    """One state owes one thing to another, under one article, in a half-open span of dates.

    Attributes
    ----------
    debtor, creditor
        ISO codes.
    kind, duty
        As in `pato.treaties.duties.Duty`.
    limited
        The area of the instrument to which the obligation is limited, or None.
    disputed
        Whether readings disagree on the obligation as a whole, not only on some events (T4).
    """

    debtor: str
    creditor: str
    kind: str
    duty: str
    instrument: str
    short: str
    article: str
    binding: str
    subject_to: tuple[str, ...]
    limited: str | None
    disputed: bool
    readings: tuple[str, ...]
    note: str | None
    checked: str
    file: str
    line: int


def relations(architecture: Architecture, date: str, *, kinds: Iterable[str] = KINDS) -> Iterator[Relation]:
    """Yield all that is owed on a date, by instrument and article."""
    wanted = _kinds(kinds)
    for instrument in architecture.instruments:
        if not instrument.in_force_on(date):
            continue
        for obligation in instrument.obligations:
            if obligation.kind in wanted and contains(date, obligation.start, obligation.end):
                asked = instrument, obligation, date
                yield from _OWED.get(*asked, make=partial(_owed, *asked))


def _owed(instrument: Instrument, obligation: Obligation, date: str) -> tuple[Relation, ...]:
    return tuple(relations_of(instrument, obligation, date))


def _kinds(kinds: Iterable[str]) -> set[str]:
    found = set([kinds] if isinstance(kinds, str) else kinds)
    if wrong := sorted(found - set(KINDS)):
        raise UsageError(unknown("kind of duty", wrong[0], KINDS))
    return found


def relations_of(instrument: Instrument, obligation: Obligation, date: str) -> Iterator[Relation]:
    """Yield what one obligation makes each debtor owe each creditor on a date."""
    creditors = instrument.expand(obligation.owed_to, date)
    for debtor in instrument.expand(obligation.owed_by, date):
        for creditor in creditors:
            if debtor != creditor and not instrument.suspended_towards(debtor, creditor, date):
                yield Relation(
                    debtor,
                    creditor,
                    obligation.kind,
                    obligation.duty,
                    instrument.id,
                    instrument.short,
                    obligation.article,
                    instrument.binding,
                    obligation.subject_to,
                    obligation.when.area if obligation.when else None,
                    _disputed(obligation, debtor, creditor, date),
                    tuple(r.id for r in obligation.readings),
                    obligation.note,
                    obligation.checked,
                    instrument.file,
                    obligation.line,
                )


def _disputed(obligation: Obligation, debtor: str, creditor: str, date: str) -> bool:
    """Return whether readings that speak of no particular event disagree on whether this is owed at all."""
    if not obligation.readings:
        return False
    when = obligation.when
    answers = {
        r.holds
        for r in obligation.readings
        if not any((r.about.on, r.about.place, r.about.by, r.about.author))
        and (r.about.act is None or (when is not None and set(r.about.act) <= set(when.act or ())))
        and (r.about.area is None or (when is not None and r.about.area == when.area))
        and (r.about.owed_by is None or debtor in r.about.owed_by)
        and (r.about.owed_to is None or creditor in r.about.owed_to)
        and contains(date, r.about.start, r.about.end)
    }
    return len(answers) == 2


class DutyMatrix(NamedTuple):
    """A directed matrix of duties of one kind on one date: rows owe, columns are owed.

    Attributes
    ----------
    states
        Row and column labels, sorted.
    relations
        By (debtor, creditor); a pair without an entry owes nothing under this architecture.
    """

    architecture: str
    date: str
    kind: str
    states: tuple[str, ...]
    relations: dict[tuple[str, str], tuple[Relation, ...]]

    def owes(self, debtor: str, creditor: str) -> bool:
        """Return whether the debtor owes the creditor a duty of this kind."""
        return (debtor, creditor) in self.relations

    def to_table(self) -> Table:
        """Return a square table: the instruments' short names, ``*`` where one holds only in an area."""
        rows = [(d, *(self._cell(d, c) for c in self.states)) for d in self.states]
        title = f"{self.kind.replace('_', ' ')} owed by rows to columns, {self.architecture}, {self.date}"
        return Table(
            ("owes", *self.states),
            rows,
            title=title,
            notes=("* holds only in the treaty's area; ? disputed as a whole.",),
        )

    def _cell(self, debtor: str, creditor: str) -> str:
        found = self.relations.get((debtor, creditor), ())
        return ", ".join(
            dict.fromkeys(r.short + ("*" if r.limited else "") + ("?" if r.disputed else "") for r in found)
        ) or ("" if debtor != creditor else "·")

    def to_edges(self) -> Table:
        """Return one row a relation: the long form for CSV and pandas."""
        rows = [
            (
                r.debtor,
                r.creditor,
                r.kind,
                r.duty,
                r.instrument,
                r.article,
                r.binding,
                bool(r.limited),
                r.disputed,
                r.checked,
            )
            for pair in sorted(self.relations)
            for r in self.relations[pair]
        ]
        columns = (
            "debtor",
            "creditor",
            "kind",
            "duty",
            "instrument",
            "article",
            "binding",
            "limited_to_area",
            "disputed",
            "checked",
        )
        return Table(
            columns,
            rows,
            title=f"{self.kind} duties, {self.architecture}, {self.date}",
            meta={"date": self.date},
        )

    def to_pandas(self) -> Any:
        """Return a square boolean `pandas.DataFrame`, debtors in rows."""
        import pandas as pd

        return pd.DataFrame(
            [[self.owes(d, c) for c in self.states] for d in self.states],
            index=self.states,
            columns=self.states,
        )

    def to_networkx(self) -> Any:
        """Return a `networkx.DiGraph`; edges point from debtor to creditor and name the instruments."""
        import networkx as nx

        graph = nx.DiGraph(architecture=self.architecture, date=self.date, kind=self.kind)
        for code in self.states:
            graph.add_node(code, name=states.state(code).name)
        for (debtor, creditor), found in sorted(self.relations.items()):
            graph.add_edge(
                debtor,
                creditor,
                instruments=", ".join(r.instrument for r in found),
                articles=", ".join(r.article for r in found),
            )
        return graph

    def to_graphml(self) -> str:
        """Return the graph as GraphML, which Gephi, yEd and igraph read."""
        import networkx as nx

        return "\n".join(nx.generate_graphml(self.to_networkx())) + "\n"


def duty_matrix(
    architecture: Architecture, date: str, kind: str = "defence", *, group: Iterable[str] | None = None
) -> DutyMatrix:
    """Return who owes whom a duty of a kind on a date.

    Parameters
    ----------
    architecture
        The instruments that count.
    date
        ISO date.
    kind
        ``defence``, ``consultation``, ``access`` …
    group
        States to show; None shows all that owe or are owed something.

    Raises
    ------
    UsageError, UnknownNameError
        For an unknown kind or state.
    """
    day = iso_date(date)
    chosen = None if group is None else tuple(dict.fromkeys(states.state(s).iso3 for s in group))
    found: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations(architecture, day, kinds=(kind,)):
        if chosen is None or (relation.debtor in chosen and relation.creditor in chosen):
            found.setdefault((relation.debtor, relation.creditor), []).append(relation)
    labels = chosen or tuple(sorted({s for pair in found for s in pair}))
    return DutyMatrix(architecture.id, day, kind, labels, {pair: tuple(r) for pair, r in found.items()})


class Gap(NamedTuple):
    """A pair that owes each other nothing of a kind, with what it does have."""

    first: str
    second: str
    instead: tuple[Relation, ...]


def gaps(architecture: Architecture, group: Iterable[str], date: str, *, kind: str = "defence") -> list[Gap]:
    """Return the pairs of a group in which neither owes the other a duty of a kind (claim A2).

    A duty that is disputed as a whole closes no gap; it is listed among what the pair has instead.
    """
    day = iso_date(date)
    members = tuple(dict.fromkeys(states.state(s).iso3 for s in group))
    if len(members) < 2:
        raise UsageError(
            Problem("group", f"has {len(members)} state.", "Name at least two: pato gaps USA JPN AUS.")
        )
    every = [r for r in relations(architecture, day) if r.debtor in members and r.creditor in members]
    found = []
    for first, second in combinations(members, 2):
        between = [r for r in every if {r.debtor, r.creditor} == {first, second}]
        if not any(r.kind == kind and not r.disputed for r in between):
            shown = {"consultation", "access", "assistance", kind}
            found.append(
                Gap(
                    first,
                    second,
                    tuple(r for r in between if r.kind in shown and r.duty != "maintain_capacity"),
                )
            )
    return found


def gaps_table(
    architecture: Architecture, group: Iterable[str], date: str, *, kind: str = "defence"
) -> Table:
    """Return the gaps of a group as a table, with what each pair has instead."""
    members = list(group)
    found = gaps(architecture, members, date, kind=kind)
    rows = [
        (
            g.first,
            g.second,
            ", ".join(
                dict.fromkeys(f"{r.short} ({r.kind}{', disputed' if r.disputed else ''})" for r in g.instead)
            )
            or None,
        )
        for g in found
    ]
    pairs = len(set(members)) * (len(set(members)) - 1) // 2
    title = f"{len(found)} of {pairs} pairs owe each other no {kind.replace('_', ' ')} under {architecture.id} on {date}"
    notes = ("Consultation and access are shown for what they are: neither is a duty to defend.",)
    return Table(
        ("first", "second", "what they have instead"),
        rows,
        title=title,
        notes=notes,
        meta={"date": date, "pairs": pairs, "gaps": len(found)},
    )


def duties_table(architecture: Architecture, state: str, date: str) -> Table:
    """Return all that a state owes and is owed on a date."""
    code = states.state(state, date=date).iso3
    rows = [
        (
            "owes" if r.debtor == code else "is owed",
            r.creditor if r.debtor == code else r.debtor,
            r.kind,
            r.duty.replace("_", " "),
            r.short,
            r.article,
            r.binding,
            r.limited,
            ", ".join(r.subject_to) or None,
            r.checked,
        )
        for r in relations(architecture, date)
        if code in (r.debtor, r.creditor)
    ]
    columns = (
        "direction",
        "state",
        "kind",
        "duty",
        "instrument",
        "article",
        "binding",
        "area",
        "conditions",
        "checked",
    )
    return Table(
        columns,
        sorted(rows, key=lambda r: (r[0] != "owes", KINDS.index(r[2]), r[1], r[4])),
        title=f"Duties of {code} under {architecture.id} on {date}",
    )


def exposure_table(architecture: Architecture, state: str, date: str) -> Table:
    """Return what could draw a state into a war, by instrument: the defence (and offence) duties that it owes."""
    code = states.state(state, date=date).iso3
    owed: dict[tuple[str, str], list[Relation]] = {}
    for r in relations(architecture, date, kinds=("defence", "offence")):
        if r.debtor == code:
            owed.setdefault((r.instrument, r.article), []).append(r)
    rows = [
        (
            found[0].short,
            article,
            found[0].kind,
            len(found),
            ", ".join(sorted(r.creditor for r in found)),
            found[0].limited,
            ", ".join(found[0].subject_to) or None,
            ", ".join(found[0].readings) or None,
            found[0].checked,
        )
        for (_, article), found in sorted(owed.items())
    ]
    columns = (
        "instrument",
        "article",
        "kind",
        "partners",
        "in favour of",
        "area",
        "conditions",
        "readings",
        "checked",
    )
    total = len({r.creditor for found in owed.values() for r in found})
    return Table(
        columns,
        rows,
        title=f"{code} owes defence to {total} states under {architecture.id} on {date}",
        notes=("What is owed, not what will be done (T3).",),
    )
