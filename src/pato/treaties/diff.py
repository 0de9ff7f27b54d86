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
    from pato.treaties.laid_down import clauses
    from pato.treaties.load import text_of
    from pato.treaties.schema.treaty import Treaty

    return clauses(Treaty.model_validate(text_of(instrument)))


def _changed(instrument: str, old: dict[str, str], new: dict[str, str]) -> Iterator[ClauseChange]:
    for clause in dict.fromkeys([*old, *new]):
        before, after = old.get(clause), new.get(clause)
        if before != after:
            change = "added" if before is None else ("removed" if after is None else "changed")
            yield ClauseChange(instrument, clause, change, before, after)
