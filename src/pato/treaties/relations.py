"""Standing relations: who owes what to whom on a date, whatever happens. The matrix, the gaps, one state's burden."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.brief import brief
from pato.errors import UsageError, unknown
from pato.memo import Memo
from pato.registry import states
from pato.registry.dates import contains, iso_date
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.duty import BESIDE, KINDS, ON_DECISION, ON_REQUEST, promised
from pato.treaties.norms import Instrument, Obligation
from pato.treaties.verdicts import as_a_whole

if TYPE_CHECKING:
    from pato.treaties.coverage import Coverage, World

_OWED = Memo(384)
"""Cache of relations from obligations: architectures share most of their instruments, and many are needed repeatedly."""


@brief("debtor", "creditor", "kind", "instrument", "article")
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
        Whether readings leave it open if the obligation is owed at all, not only on some events (T4).
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

    @property
    def status(self) -> str:
        """Its status, regardless of events: a word of `pato.treaties.duties.STATUSES`."""
        if self.checked == "coded":
            return "coded_if" if self.subject_to else "coded"
        if self.disputed:
            return "disputed"
        if self.binding in BESIDE:
            return BESIDE[self.binding]
        asked = set(self.subject_to)
        return (
            "obliged_on_decision"
            if asked & ON_DECISION
            else "obliged_on_request"
            if asked & ON_REQUEST
            else "obliged"
        )


def relations(
    architecture: Architecture,
    date: str,
    *,
    kinds: Iterable[str] = KINDS,
    world: "World | None" = None,
    concerned: Iterable[str] | None = None,
) -> Iterator[Relation]:
    """Yield all that is owed on a date, by instrument and article; with the world layer, what ATOP codes comes last.

    Parameters
    ----------
    architecture, date, kinds
        The instruments, the date, and the kinds of duty.
    world
        The world layer; it lies only beneath an architecture that rests on all that is in force.
    concerned
        States, at least one of which must be involved for the world layer to be read.
    """
    wanted = _kinds(kinds)
    for instrument in architecture.instruments:
        if not instrument.in_force_on(date):
            continue
        for obligation in instrument.obligations:
            if obligation.kind in wanted and contains(date, obligation.start, obligation.end):
                asked = instrument, obligation, date
                yield from _OWED.get(*asked, make=partial(_owed, *asked))
    if world is not None and architecture.whole:
        yield from world.beneath(architecture).relations(date, wanted, concerned)


def _owed(instrument: Instrument, obligation: Obligation, date: str) -> tuple[Relation, ...]:
    return tuple(relations_of(instrument, obligation, date))


def _kinds(kinds: Iterable[str]) -> set[str]:
    found = set([kinds] if isinstance(kinds, str) else kinds)
    if wrong := sorted(found - set(KINDS)):
        raise UsageError(unknown("kind of duty", wrong[0], KINDS))
    return found


def pairs_of(instrument: Instrument, obligation: Obligation, date: str) -> Iterator[tuple[str, str, str]]:
    """Yield debtors and creditors of one obligation on a date, and whether it ``holds`` or is ``disputed`` as a whole.

    A promise of defence is not a duty (T7).
    """
    if promised(instrument.binding, obligation.kind):
        return
    creditors = instrument.expand(obligation.owed_to, date)
    for debtor in instrument.expand(obligation.owed_by, date):
        for creditor in creditors:
            if debtor != creditor and not (
                instrument.suspensions and instrument.suspended_towards(debtor, creditor, date)
            ):
                outcome = as_a_whole(obligation, debtor, creditor, date)
                if outcome != "fails":
                    yield debtor, creditor, outcome


def relations_of(instrument: Instrument, obligation: Obligation, date: str) -> Iterator[Relation]:
    """Yield each debtor's relation to each creditor under one obligation on a date."""
    for debtor, creditor, outcome in pairs_of(instrument, obligation, date):
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
            outcome == "disputed",
            tuple(r.id for r in obligation.readings),
            obligation.note,
            obligation.checked,
            instrument.file,
            obligation.line,
        )


@brief("kind", "architecture", "date", "states", "relations")
class DutyMatrix(NamedTuple):
    """A directed matrix of duties of one kind on one date: rows owe, columns are owed.

    Attributes
    ----------
    states
        Row and column labels, sorted.
    relations
        By (debtor, creditor); `coverage` says whether a pair without an entry owes nothing.
    system, world, group
        Its sources.
    """

    architecture: str
    date: str
    kind: str
    states: tuple[str, ...]
    relations: dict[tuple[str, str], tuple[Relation, ...]]
    system: Architecture
    world: "World | None" = None
    group: tuple[str, ...] | None = None

    @property
    def coverage(self) -> "Coverage":
        """Instruments examined, and what remains unknown (T6)."""
        from pato.treaties.coverage import coverage, within

        return coverage(self.system, self.date, *within(self.group), self.world)

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
            notes=(
                f"* holds only in the treaty's area; ? disputed as a whole{_CODED}.",
                self.coverage.sentence(),
            ),
            meta={"date": self.date, "coverage": self.coverage.to_dict()},
        )

    def _cell(self, debtor: str, creditor: str) -> str:
        found = self.relations.get((debtor, creditor), ())
        return ", ".join(
            dict.fromkeys(
                r.short + ("*" if r.limited else "") + ("?" if r.disputed else "") + _mark(r) for r in found
            )
        ) or ("" if debtor != creditor else "·")

    def to_edges(self) -> Table:
        """Return one row per relation: the long form for CSV and pandas."""
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
                r.status,
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
            "status",
            "checked",
        )
        return Table(
            columns,
            rows,
            title=f"{self.kind} duties, {self.architecture}, {self.date}",
            notes=(self.coverage.sentence(),),
            meta={"date": self.date, "coverage": self.coverage.to_dict()},
        )

    def to_pandas(self) -> Any:
        """Return a square boolean `pandas.DataFrame`, debtors in rows."""
        import pandas as pd

        return pd.DataFrame(
            [[self.owes(d, c) for c in self.states] for d in self.states],
            index=self.states,
            columns=self.states,
        )

    def to_xarray(self) -> Any:
        """Return a boolean `xarray.DataArray`, dims (debtor, creditor)."""
        import xarray as xr

        return xr.DataArray(
            [[self.owes(d, c) for c in self.states] for d in self.states],
            dims=("debtor", "creditor"),
            coords={"debtor": list(self.states), "creditor": list(self.states)},
            name=self.kind,
            attrs={"architecture": self.architecture, "date": self.date},
        )

    def save(self, path: str | os.PathLike[str]) -> Any:
        """Write one row per relation to a file, or the graph where it ends in .graphml or .gexf."""
        name = os.fspath(path).lower()
        if not name.endswith((".graphml", ".gexf")):
            return self.to_edges().save(path)
        from pato.files.storage import write_atomic

        write_atomic(path, self.to_gexf() if name.endswith(".gexf") else self.to_graphml())
        return path

    def _repr_html_(self) -> str:
        return self.to_table().to_html()

    def to_networkx(self) -> Any:
        """Return a `networkx.MultiDiGraph`: one edge per relation, from debtor to creditor, with the fields of `to_edges`."""
        import networkx as nx

        about = self.coverage.sentence()
        graph = nx.MultiDiGraph(
            architecture=self.architecture, date=self.date, kind=self.kind, coverage=about
        )
        for code in self.states:
            graph.add_node(code, name=states.state(code).name)
        for (debtor, creditor), found in sorted(self.relations.items()):
            for number, relation in enumerate(found):
                key = f"{debtor}-{creditor}-{number}"
                graph.add_edge(debtor, creditor, key=key, **_edge(relation))
        return graph

    def to_graphml(self) -> str:
        """Return the graph as GraphML, which Gephi, yEd and igraph read."""
        import networkx as nx

        return "\n".join(nx.generate_graphml(self.to_networkx())) + "\n"

    def to_gexf(self) -> str:
        """Return the graph as GEXF, which Gephi and Sigma read."""
        import networkx as nx

        return "\n".join(nx.generate_gexf(self.to_networkx())) + "\n"


_CODED = "; = coded by ATOP, not read"


def _mark(relation: Relation) -> str:
    return {"coded": "=", "coded_if": "=if"}.get(relation.status, "")


def _edge(relation: Relation) -> dict[str, Any]:
    return {
        "instrument": relation.instrument,
        "article": relation.article,
        "duty": relation.duty,
        "binding": relation.binding,
        "limited_to_area": bool(relation.limited),
        "disputed": relation.disputed,
        "status": relation.status,
        "checked": relation.checked,
    }


def duty_matrix(
    architecture: Architecture,
    date: str,
    kind: str = "defence",
    *,
    group: Iterable[str] | None = None,
    world: "World | None" = None,
) -> DutyMatrix:
    """Return the duties of a kind between states on a date.

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
    world
        The world layer (`pato.treaties.thin.installed`); without it, what ATOP codes is left out and the coverage says so.

    Raises
    ------
    UsageError, UnknownNameError
        For an unknown kind or state.
    """
    day = iso_date(date)
    chosen = None if group is None else tuple(dict.fromkeys(states.state(s).iso3 for s in group))
    found: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations(architecture, day, kinds=(kind,), world=world, concerned=chosen):
        if chosen is None or (relation.debtor in chosen and relation.creditor in chosen):
            found.setdefault((relation.debtor, relation.creditor), []).append(relation)
    labels = chosen or tuple(sorted({s for pair in found for s in pair}))
    owed = {pair: tuple(r) for pair, r in found.items()}
    return DutyMatrix(architecture.id, day, kind, labels, owed, architecture, world, chosen)
