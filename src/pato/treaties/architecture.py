"""Architectures: which instruments count, with which parties, on which date."""

from pathlib import Path
from typing import Any, NamedTuple

from pato.errors import FileError, Problem, UnknownNameError, UsageError, unknown
from pato.registry.dates import iso_date
from pato.treaties import library
from pato.treaties.norms import Instrument, Membership, instrument

IN_FORCE = "in-force"
"""The architecture that holds every shipped instrument in force on the date asked for."""


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
    """

    id: str
    title: str
    instruments: tuple[Instrument, ...]
    date: str | None
    files: tuple[str, ...]

    def on(self, date: str) -> "Architecture":
        """Return the architecture with only the instruments in force on a date."""
        return self._replace(instruments=tuple(i for i in self.instruments if i.in_force_on(date)))

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
        raise UnknownNameError(unknown(f"instrument of {self.id}", identifier, [i.id for i in self.instruments]))


def load_architecture(name: str | Path = IN_FORCE) -> Architecture:
    """Return an architecture by name, or from a file, or a single treaty as one.

    Parameters
    ----------
    name
        Id of a shipped architecture, optionally with a date (``hub-and-spoke@2013-06-03``); ``in-force``; the
        id of a shipped treaty; or the path of an architecture or treaty file.

    Raises
    ------
    UnknownNameError, FileError
        If there is none of that name, or its file or one that it names has mistakes.
    """
    text, _, date = str(name).partition("@")
    day = iso_date(date, where=f"{text}@") if date else None
    found = _resolve(text, Path(), ())
    return found._replace(date=day or found.date)


def _resolve(text: str, folder: Path, seen: tuple[str, ...]) -> Architecture:
    if text in seen:
        chain = " -> ".join([*seen, text])
        raise FileError(Problem(text, f"architectures extend one another in a circle: {chain}.", "Let one of them list its instruments itself."))
    if text == IN_FORCE:
        return _all_in_force()
    if _is_path(text):
        return _from_file(folder / text, seen)
    known = library.entries("architecture")
    if text in known:
        return _assemble(known[text]["data"], folder, (*seen, text), known[text]["file"])
    if text in library.norms():
        return _single(_shipped(text))
    raise UnknownNameError(unknown("architecture or treaty", text, [*known, IN_FORCE, *library.norms()]))


def _is_path(text: str) -> bool:
    return text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text


def _all_in_force() -> Architecture:
    held = [_shipped(i) for i, data in sorted(library.norms().items()) if data["start"] is not None]
    return Architecture(IN_FORCE, "All instruments of the library that are in force on the date", tuple(held), None, tuple(i.file for i in held))


def _from_file(path: Path, seen: tuple[str, ...]) -> Architecture:
    from pato.compiled.kinds import kind_of
    from pato.compiled.reader import read_file

    kind = kind_of(read_file(path)).name
    if kind == "treaty":
        return _single(instrument(library.user_file(path, "treaty")["norm"]))
    if kind != "architecture":
        raise UsageError(Problem(str(path), f"is a file of kind '{kind}'.", "Give an architecture or a treaty file."))
    return _assemble(library.user_file(path, "architecture")["data"], path.parent, (*seen, str(path)), str(path))


def _single(found: Instrument) -> Architecture:
    return Architecture(found.id, found.title, (assumed(found),), None, (found.file,))


def _shipped(identifier: str) -> Instrument:
    return instrument(library.norms()[identifier])


def _assemble(data: dict[str, Any], folder: Path, seen: tuple[str, ...], file: str) -> Architecture:
    base = IN_FORCE if data.get("all_in_force") else data.get("extends")
    held = {i.id: i for i in (_resolve(base, folder, seen).instruments if base else ())}
    problems: list[Problem] = []
    for name in data.get("drop", []):
        if name not in held:
            problems.append(unknown("instrument to drop", name, held, where=file))
        held.pop(name, None)
    for name in data.get("add", []):
        added = _added(name, folder, file, problems)
        if added is not None:
            held[added.id] = assumed(added)
    for role, key in (("member", "parties"), ("associate", "associates")):
        for name, states in data.get(key, {}).items():
            if name in held:
                held[name] = with_parties(held[name], states, role)
            else:
                problems.append(unknown(f"instrument under '{key}'", name, held, where=file))
    if problems:
        raise FileError(problems)
    ordered = tuple(held[i] for i in sorted(held))
    return Architecture(data["id"], data["title"], ordered, data.get("date"), (file, *(i.file for i in ordered)))


def _added(name: str, folder: Path, file: str, problems: list[Problem]) -> Instrument | None:
    if _is_path(name):
        return instrument(library.user_file(folder / name, "treaty")["norm"])
    if name in library.norms():
        return _shipped(name)
    problems.append(unknown("treaty", name, library.norms(), where=file))
    return None


def assumed(found: Instrument) -> Instrument:
    """Return an instrument that never was in force as if it were; one with dates keeps them."""
    return found if found.start is not None else found.changed(assumed=True)


def with_parties(found: Instrument, states: list[str] | tuple[str, ...], role: str = "member") -> Instrument:
    """Return an instrument with other parties of a role; those that stay keep their dates and reservations."""
    old = {m.state: m for m in found.members}
    kept = tuple(m for m in found.members if m.role != role and m.state not in states)
    new = tuple(old[s]._replace(role=role) if s in old else Membership(s, None, None, role, (), None) for s in states)
    return found.changed(members=kept + new)
