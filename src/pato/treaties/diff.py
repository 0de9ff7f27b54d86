"""Changes between two treaties or two architectures: duties by pair, and clauses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.brief import brief
from pato.registry.dates import iso_date
from pato.table import Table
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.duty import KINDS
from pato.treaties.norms import Instrument
from pato.treaties.relations import Relation, relations

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from pato.treaties.schema.treaty import Treaty


class DutyChange(NamedTuple):
    """One kind of obligation of one state to another, before and after.

    Attributes
    ----------
    change
        ``gained`` (owed only after), ``lost`` (owed only before) or ``changed`` (owed on other terms).
    before, after
        The terms: instrument and article, content, area and conditions; None where nothing is owed.
    """

    debtor: str
    creditor: str
    kind: str
    change: str
    before: str | None
    after: str | None


class ClauseChange(NamedTuple):
    """One clause before and after; ``added``, ``removed`` or ``changed``."""

    instrument: str
    clause: str
    change: str
    before: str | None
    after: str | None


@brief("first", "second", "date", "duties", "clauses")
class Difference(NamedTuple):
    """All that changes from one treaty or architecture to another on a date.

    Attributes
    ----------
    first, second
        Names of the texts compared.
    date
        The day of the duties that are compared.
    duties
        Sorted by kind, debtor and creditor.
    clauses
        By instrument, in the order of the files.
    """

    first: str
    second: str
    date: str
    duties: tuple[DutyChange, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing changes."""
        return not self.duties and not self.clauses

    def to_table(self) -> Table:
        """Return one row per change; equal changes for several creditors of a state share a row."""
        grouped: dict[tuple[str, str, str, str | None, str | None], list[str]] = {}
        for d in self.duties:
            grouped.setdefault((d.kind, d.debtor, d.change, d.before, d.after), []).append(d.creditor)
        rows: list[tuple[Any, ...]] = [
            (kind, f"{debtor} to {', '.join(creditors)}", change, before, after)
            for (kind, debtor, change, before, after), creditors in grouped.items()
        ]
        rows += [(c.instrument, c.clause, c.change, c.before, c.after) for c in self.clauses]
        return Table(
            ("duty or instrument", "who or clause", "change", "before", "after"),
            rows,
            title=f"From {self.first} to {self.second}, duties on {self.date}: {self._counts()}",
            notes=("A duty is what is owed, not what will be done.",),
            meta={"first": self.first, "second": self.second, "date": self.date},
        )

    def _counts(self) -> str:
        if self.equal:
            return "nothing changes"
        counts = [
            f"{sum(d.change == word for d in self.duties)} {word}" for word in ("gained", "lost", "changed")
        ]
        return f"{', '.join(counts)} (pairs and kinds); {len(self.clauses)} clauses"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the table to a file; its ending sets the format."""
        return self.to_table().save(path)

    def _repr_html_(self) -> str:
        return self.to_table().to_html()

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row per pair of states and kind of duty, without the clauses."""
        return Table(DutyChange._fields, self.duties, meta={"date": self.date}).to_pandas()


def diff(first: Architecture | str, second: Architecture | str, date: str | None = None) -> Difference:
    """Return the changes from one treaty or architecture to another.

    Parameters
    ----------
    first, second
        Architectures, or names or files of architectures or treaties.
    date
        The day of the duties. None: today for architectures; two treaties are then compared as texts, each taken
        as in force, so that a treaty can be compared with the one that it replaced.

    Raises
    ------
    UnknownNameError, FileError, UsageError
        If one of them cannot be read, or the date is none.
    """
    before, after = (load_architecture(a) if isinstance(a, str) else a for a in (first, second))
    texts = is_treaty(before) and is_treaty(after)
    if texts and date is None:
        before, after = (a._replace(instruments=tuple(map(_as_text, a.instruments))) for a in (before, after))
    day = iso_date(date or after.date or before.date or _today())
    owed = [_terms(a, day, named=not texts) for a in (before, after)]
    duties = tuple(_duty_changes(*owed))
    clauses = _of_treaties(before, after) if texts else _of_architectures(before, after, day)
    return Difference(before.id, after.id, day, duties, tuple(clauses))


def is_treaty(architecture: Architecture) -> bool:
    """Return whether an architecture is a single treaty, named or read as one."""
    return len(architecture.instruments) == 1 and architecture.instruments[0].id == architecture.id


def _as_text(instrument: Instrument) -> Instrument:
    return instrument._replace(start=None, end=None, assumed=True)


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d")


_Pair = tuple[str, str, str]


def _terms(architecture: Architecture, date: str, *, named: bool) -> dict[_Pair, str]:
    found: dict[_Pair, dict[str, None]] = {}
    for relation in relations(architecture, date):
        key = (relation.debtor, relation.creditor, relation.kind)
        found.setdefault(key, {})[_term(relation, named=named)] = None
    return {key: " + ".join(sorted(terms)) for key, terms in found.items()}


def _term(relation: Relation, *, named: bool) -> str:
    """Return the terms of one duty; the article, which is no term, only where the instrument is named too."""
    parts = [relation.duty.replace("_", " ")]
    if relation.limited:
        parts.append(f"in {relation.limited}")
    if relation.subject_to:
        parts.append(", ".join(word.replace("_", " ") for word in relation.subject_to))
    return (f"{relation.short} {relation.article}: " if named else "") + "; ".join(parts)


def _duty_changes(before: dict[_Pair, str], after: dict[_Pair, str]) -> Iterator[DutyChange]:
    for key in sorted({*before, *after}, key=lambda k: (KINDS.index(k[2]), k[0], k[1])):
        old, new = before.get(key), after.get(key)
        if old != new:
            change = "gained" if old is None else ("lost" if new is None else "changed")
            yield DutyChange(*key, change, old, new)


def _of_architectures(before: Architecture, after: Architecture, date: str) -> Iterator[ClauseChange]:
    old, new = ({i.id: i for i in a.on(date).instruments} for a in (before, after))
    for identifier in sorted({*old, *new}):
        first, second = old.get(identifier), new.get(identifier)
        if first is None or second is None:
            title = (first or second).title  # type: ignore[union-attr]
            change = "added" if first is None else "removed"
            yield ClauseChange(
                identifier,
                "instrument",
                change,
                None if first is None else title,
                None if second is None else title,
            )
        elif first != second:
            yield from _parties(first, second, date)
            if first.file != second.file or first.obligations != second.obligations:
                yield from _changed(identifier, _clauses_of(first), _clauses_of(second))


def _parties(first: Instrument, second: Instrument, date: str) -> Iterator[ClauseChange]:
    old, new = (
        {role: ", ".join(i.parties_on(date, role)) for role in ("member", "associate")}
        for i in (first, second)
    )
    for role in old:
        if old[role] != new[role]:
            yield ClauseChange(
                second.id, f"parties ({role}s)", "changed", old[role] or "none", new[role] or "none"
            )


def _of_treaties(before: Architecture, after: Architecture) -> Iterator[ClauseChange]:
    first, second = before.instruments[0], after.instruments[0]
    yield from _changed(second.id, _clauses_of(first), _clauses_of(second))


def _clauses_of(instrument: Instrument) -> dict[str, str]:
    from pato.treaties.load import text_of
    from pato.treaties.schema.treaty import Treaty

    return clauses(Treaty.model_validate(text_of(instrument)))


def _changed(instrument: str, old: dict[str, str], new: dict[str, str]) -> Iterator[ClauseChange]:
    for clause in dict.fromkeys([*old, *new]):
        before, after = old.get(clause), new.get(clause)
        if before != after:
            change = "added" if before is None else ("removed" if after is None else "changed")
            yield ClauseChange(instrument, clause, change, before, after)


def clauses(treaty: Treaty) -> dict[str, str]:
    """Return all that a treaty lays down, by clause, each in the same words whatever the file's order of keys.

    Texts, notes, sources and how facts were checked are left out: they do not change obligations.
    """
    found = {
        "binding": treaty.binding,
        "parties": ", ".join(sorted(p.state for p in treaty.parties if p.role == "member")),
    }
    found |= {f"party {p.state}": p.role for p in treaty.parties if p.role != "member"}
    found |= {
        f"declaration of {p.state}, {d.id}": f"{d.kind}, {d.effect}: {d.text}"
        for p in treaty.parties
        for d in p.declarations
    }
    if treaty.applies_to:
        scope = treaty.applies_to
        found["applies to"] = (
            f"not {', '.join(scope.except_) or 'left out'}; disputed {', '.join(scope.disputed) or 'nowhere'}"
        )
    found |= dict(_obligation_clauses(treaty))
    found |= dict(_area_clauses(treaty))
    found |= dict(_governance_clauses(treaty))
    found |= dict(_economic_clauses(treaty))
    found |= dict(_provision_clauses(treaty))
    found |= {f"limit {x.id}": f"{x.state}: {x.label} ({x.effect})" for x in treaty.domestic_limits}
    return found


def _obligation_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import wording

    for o in treaty.obligations:
        head = f"{o.kind} {o.id}"
        yield head, f"{o.duty}: {', '.join(o.owed_by)} to {', '.join(o.owed_to)}"
        if o.when:
            yield f"{head}, when", wording.trigger(o.when)
        if o.subject_to:
            yield f"{head}, subject to", ", ".join(o.subject_to)
        for exception in o.unless:
            scope = wording.exception(exception)
            label = exception.label.rstrip(".")
            yield f"{head}, unless {exception.id}", f"{label} ({scope})." if scope else f"{label}."
        for reading in o.readings:
            yield (
                f"{head}, reading {reading.id}",
                f"{wording.answer(reading.holds)}: {', '.join(reading.said_by)}",
            )
        if o.from_ or o.until:
            yield f"{head}, dates", wording.span(o.from_, o.until)
        if o.nuclear_umbrella:
            yield f"{head}, nuclear umbrella", o.nuclear_umbrella


def _area_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import wording

    for key, area in treaty.areas.items():
        parts = [wording.area(i) for i in area.includes]
        parts += [f"except {wording.area(i)}" for i in area.excludes]
        yield f"area {key}", "; ".join(parts)


def _governance_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import provisions as words

    for s in treaty.standards:
        bound = f"at least {s.at_least:g}" if s.at_least is not None else f"at most {s.at_most:g}"
        yield (
            f"standard {s.id}",
            f"{s.measure} {bound}, sustained {s.sustained_years}y, grace {s.grace_years}y, {s.applies_to}, {s.on_breach}",
        )
    if treaty.standards_rule:
        yield "standards, together", words.standards_rule(treaty.standards_rule)
    if treaty.decisions:
        for matter in ("default", "invocation", "accession", "suspension", "amendment", "budget"):
            if (rule := getattr(treaty.decisions, matter)) is not None:
                yield f"decisions, {matter}", words.rule(rule)
    if treaty.withdrawal:
        w = treaty.withdrawal
        yield (
            "withdrawal",
            f"notice {w.notice or 'none named'}" + (f", not before {w.not_before}" if w.not_before else ""),
        )
    if treaty.accession:
        a = treaty.accession
        yield (
            "accession",
            f"open to {', '.join(a.open_to) or 'those invited'}"
            + (f", {words.rule(a.invitation)}" if a.invitation else ""),
        )


def _provision_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    for p in treaty.provisions:
        yield f"provision {p.id}, {p.article}", p.text


def _economic_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import provisions as words

    if treaty.economy:
        yield "economy", f"{treaty.economy.binding}, {treaty.economy.enforcement}"
        for chapter in treaty.economy.chapters:
            yield f"chapter {chapter.area}", chapter.depth
    if treaty.institutions:
        for body, value in treaty.institutions.model_dump(
            exclude={"note", "article"}, exclude_none=True
        ).items():
            yield f"institutions, {body}", {True: "yes", False: "no"}.get(value, str(value))
    if treaty.burden:
        yield "burden", words.burden(treaty.burden)
