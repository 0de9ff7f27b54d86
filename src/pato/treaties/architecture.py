"""Architectures: which instruments count, with which parties, on which date."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.brief import brief
from pato.errors import FileError, PatoError, Problem, UnknownNameError, UsageError, unknown
from pato.files import library
from pato.memo import Memo
from pato.registry.dates import contains, iso_date
from pato.treaties.load import norms, spans
from pato.treaties.norm_parts import instrument
from pato.treaties.norms import Instrument, Membership

if TYPE_CHECKING:
    from pathlib import Path

    from pato.table import Table

IN_FORCE = "in-force"
"""The architecture with every shipped instrument in force on the requested date."""


@brief("id", "title", "date", "instruments")
class Architecture(NamedTuple):
    """A set of instruments.

    Attributes
    ----------
    id, title
        Of its file.
    instruments
        Sorted by id, so that no answer depends on the order of files.
    date
        The date it fixes (``NAME@2013-06-03``, or in the file), or None.
    files
        The files it was made from.
    whole
        Whether it rests on all that is in force: only then does it matter what else is known to exist (T6).
    """

    id: str
    title: str
    instruments: tuple[Instrument, ...]
    date: str | None
    files: tuple[str, ...]
    whole: bool = False

    def on(self, date: str) -> "Architecture":
        """Return the architecture with only the instruments in force on a date."""
        return self._replace(instruments=tuple(i for i in self.instruments if i.in_force_on(date)))

    def to_table(self) -> "Table":
        """Return one row per instrument: its name, its status, and its members."""
        from pato.table import Table

        rows = [
            (i.id, i.short, i.status, i.start, i.end, len({m.state for m in i.members}), i.assumed)
            for i in self.instruments
        ]
        columns = ("instrument", "called", "status", "in force from", "until", "members", "assumed")
        return Table(columns, rows, title=f"{self.id}: {self.title}", meta={"date": self.date})

    def to_pandas(self) -> Any:
        """Return one row per instrument as a `pandas.DataFrame`."""
        return self.to_table().to_pandas()

    def save(self, path: "str | os.PathLike[str]") -> "Path":
        """Write one row per instrument to a file; its ending sets the format."""
        return self.to_table().save(path)

    def _repr_html_(self) -> str:
        return self.to_table().to_html()

    def instrument(self, identifier: str) -> Instrument:
        """Return one of its instruments.

        Raises
        ------
        UnknownNameError
            If the architecture does not hold it.
        """
        for found in self.instruments:
            if found.id == identifier:
                return found
        raise UnknownNameError(
            unknown(f"instrument of {self.id}", identifier, [i.id for i in self.instruments])
        )


_MADE = Memo(1024)
"""Cache of instruments of the library by their records: architectures share most of them, so that their obligations are computed once."""


def load_architecture(
    name: "str | Path | Architecture" = IN_FORCE, *, date: str | None = None
) -> Architecture:
    """Return an architecture by name, or from a file, or a single treaty as one.

    Parameters
    ----------
    name
        Id of a shipped architecture, optionally with a date (``hub-and-spoke@2013-06-03``); ``in-force``; the
        id of a shipped treaty; or the path of an architecture or treaty file. A loaded one is returned unchanged.
    date
        Only read instruments in force on this date (or assumed to be): quicker where one day is asked about.

    Raises
    ------
    UnknownNameError, FileError
        If the name is unknown, or its file or one that it names has mistakes.
    UsageError
        If it is neither a name nor a file nor an architecture.
    """
    given: Any = name
    if isinstance(given, Architecture):
        return given
    if not isinstance(given, str | os.PathLike):
        allowed = "Give a name such as 'pato-7' or 'pato-7@2026-11-21', a file, or a loaded architecture."
        raise UsageError(Problem("architecture", f"found {name!r}, of type {type(name).__name__}.", allowed))
    text, day = _dated(str(given))
    found = _resolve(text, "", (), day or date)
    return found._replace(date=day or found.date)


def _dated(name: str) -> tuple[str, str | None]:
    """Return a name and the date that it fixes; an at sign within a path, as in a folder of an account, fixes none."""
    text, at, fixed = name.rpartition("@")
    if not at or (library.is_path(name) and name.endswith((".yaml", ".yml"))):
        return name, None
    return text, iso_date(fixed, where=f"{text}@")


def label_of(name: "str | Path | Architecture") -> str:
    """Return the name of an architecture in answers: the given name, or the id of a loaded one."""
    return name.id if isinstance(name, Architecture) else os.fspath(name)


def _resolve(text: str, folder: str, seen: tuple[str, ...], date: str | None) -> Architecture:
    if text in seen:
        chain = " -> ".join([*seen, text])
        raise FileError(
            Problem(
                text,
                f"architectures extend one another in a circle: {chain}.",
                "Let one of them list its instruments itself.",
            )
        )
    if library.is_path(text):
        return _from_file(os.path.join(folder, text), seen, date)  # noqa: PTH118  pathlib costs start-up time (C9)
    known = library.entries("architecture")
    if text in known:
        return _assemble(known[text]["data"], folder, (*seen, text), known[text]["file"], date)
    if text in norms():
        return _single(_shipped(text))
    raise UnknownNameError(unknown("architecture or treaty", text, [*known, *norms()]))


def _all_in_force(date: str | None) -> tuple[Instrument, ...]:
    dated = spans()
    names = [i for i in sorted(dated) if dated[i] is not None and (date is None or contains(date, *dated[i]))]
    return tuple(_shipped(i) for i in names)


def _from_file(path: str, seen: tuple[str, ...], date: str | None) -> Architecture:
    found = library.user_file(path)
    kind = found["kind"]
    if kind == "treaty":
        return _single(instrument(found["norm"]))
    if kind != "architecture":
        raise UsageError(
            Problem(path, f"is a file of kind '{kind}'.", "Give an architecture or a treaty file.")
        )
    folder = os.path.dirname(path)  # noqa: PTH120  pathlib costs start-up time (C9)
    return _assemble(found["data"], folder, (*seen, path), path, date)


def _single(found: Instrument) -> Architecture:
    return Architecture(found.id, found.title, (assumed(found),), None, (found.file,))


def _shipped(identifier: str) -> Instrument:
    record = norms()[identifier]
    return _MADE.get(record, make=lambda: instrument(record))


def _assemble(
    data: dict[str, Any], folder: str, seen: tuple[str, ...], file: str, date: str | None
) -> Architecture:
    problems: list[Problem] = []
    base = data.get("extends")
    found = _extended(base, folder, seen, date, file, problems) if base else None
    blind = bool(problems)  # what it extends is not known, and so neither is what it holds
    everything = bool(data.get("all_in_force"))
    given = _all_in_force(date) if everything else (found.instruments if found else ())
    held = {i.id: i for i in given}
    for name in data.get("drop", []):
        if not blind and _is_absent(name, held, date):
            problems.append(unknown("instrument to drop", name, held, where=file))
        held.pop(name, None)
    for name in data.get("add", []):
        added = _added(name, folder, file, problems)
        if added is not None and _is_new(added, held, file, problems):
            held[added.id] = assumed(added)
    for role, key in (("member", "parties"), ("associate", "associates")):
        for name, states in data.get(key, {}).items():
            if name in held:
                held[name] = with_parties(held[name], states, role)
            elif not blind and _is_absent(name, held, date):
                problems.append(unknown(f"instrument under '{key}'", name, held, where=file))
    if problems:
        raise FileError(problems)
    ordered = tuple(held[i] for i in sorted(held))
    return Architecture(
        data["id"],
        data["title"],
        ordered,
        data.get("date"),
        (file, *(i.file for i in ordered)),
        whole=everything or (found is not None and found.whole),
    )


def _is_absent(name: str, held: Mapping[str, Instrument], date: str | None) -> bool:
    """Return whether an instrument is not there to be changed; one left out because it is not in force on the date is no mistake of the file."""
    return name not in held and (date is None or not spans().get(name))


def _extended(
    base: str, folder: str, seen: tuple[str, ...], date: str | None, file: str, problems: list[Problem]
) -> Architecture | None:
    """Return the architecture that a file extends; if it is missing, record the problem at the file."""
    try:
        return _resolve(base, folder, seen, date)
    except UnknownNameError as error:
        problems += [Problem(p.where or file, p.what, p.fix) for p in error.problems]
        return None


def problems_of(data: dict[str, Any], path: str) -> list[Problem]:
    """Return the mistakes in the names of an architecture file."""
    try:
        _assemble(data, os.path.dirname(path), (path,), path, None)  # noqa: PTH120  pathlib costs start-up time (C9)
    except PatoError as error:
        return list(error.problems)
    return []


def _is_new(added: Instrument, held: dict[str, Instrument], file: str, problems: list[Problem]) -> bool:
    """Return whether an instrument is not held yet; another one with the id of one that is held is refused."""
    there = held.get(added.id)
    if there is None:
        return True
    if there.changed(assumed=False) != added.changed(assumed=False):
        problems.append(
            Problem(
                file,
                f"two instruments have the id '{added.id}': {there.file} and {added.file}.",
                f"Give one of them another id, or list '{added.id}' under 'drop' to put the one in place of the other.",
            )
        )
    return False


def _added(name: str, folder: str, file: str, problems: list[Problem]) -> Instrument | None:
    if library.is_path(name):
        return instrument(library.user_file(os.path.join(folder, name), "treaty")["norm"])  # noqa: PTH118
    if name in norms():
        return _shipped(name)
    problems.append(unknown("treaty", name, norms(), where=file))
    return None


def assumed(found: Instrument) -> Instrument:
    """Return an instrument that never was in force as if it were; one with dates keeps them."""
    return found if found.start is not None else found.changed(assumed=True)


def with_parties(found: Instrument, states: list[str] | tuple[str, ...], role: str = "member") -> Instrument:
    """Return an instrument with other parties of a role; those that stay keep their dates and reservations.

    One that left since is a party again, as if it had not left the last time.
    """
    old: dict[str, list[Membership]] = {}
    for m in sorted(found.members, key=lambda m: m.start or ""):
        old.setdefault(m.state, []).append(m)
    kept = tuple(m for m in found.members if m.role != role and m.state not in states)
    new: list[Membership] = []
    for state in states:
        *before, last = old.get(state, [Membership(state, None, None, role, (), None)])
        if last.end is not None:
            still_open = tuple(span for span in last.open_dates if span[0] == last.start)
            last = last._replace(end=None, open_dates=still_open)
        new += [m._replace(role=role) for m in (*before, last)]
    return found.changed(members=(*kept, *new))
