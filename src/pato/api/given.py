"""Arguments of users: names, files or objects, one state or several; errors say what is allowed (C11)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pato.errors import Problem, UsageError
from pato.files import discover
from pato.registry import states as registry
from pato.registry.dates import iso_date, today
from pato.treaties.architecture import Architecture, assumed, load_architecture
from pato.treaties.events import Event, load_event
from pato.treaties.norms import Instrument

if TYPE_CHECKING:
    from pato.treaties.schema.treaty import Treaty
    from pato.treaties.thin import World

Named = str | os.PathLike[str] | Architecture | Instrument
"""Anything that can be read as an architecture."""
Words = str | Iterable[str]
"""One name, a comma-separated list of names, or several names."""


def architecture_of(given: Any, *, where: str = "architecture", date: str | None = None) -> Architecture:
    """Return the architecture given as a name, a file or an object.

    Parameters
    ----------
    given
        An `Architecture`, an `Instrument` (taken as in force), or what `load_architecture` reads.
    where
        The argument, for messages.
    date
        Read only instruments in force on this day.

    Raises
    ------
    UsageError
        For an object of another type.
    UnknownNameError, FileError
        As `load_architecture`.
    """
    discover.look_again()
    if isinstance(given, Instrument):
        return Architecture(given.id, given.title, (assumed(given),), None, (given.file,))
    if isinstance(given, (str, os.PathLike, Architecture)):
        return load_architecture(given if isinstance(given, Architecture) else os.fspath(given), date=date)
    raise wrong_type(
        given, where, "a name such as 'pato-7' or 'pato-7@2026-11-21', a file, or a loaded architecture"
    )


def event_of(given: Any, *, date: str | None = None) -> Event:
    """Return the event given as a name, a file or an object; see `architecture_of` for errors."""
    discover.look_again()
    if isinstance(given, Event):
        return given
    if isinstance(given, (str, os.PathLike)):
        return load_event(os.fspath(given), date=date)
    raise wrong_type(
        given, "event", "a name such as 'senkaku-attack', a file, or what pato.make_event returns"
    )


def treaty_of(given: Any) -> Treaty:
    """Return the text of a treaty given as a name, a file or an object; see `architecture_of` for errors."""
    from pato.treaties.load import load_treaty
    from pato.treaties.schema.treaty import Treaty

    discover.look_again()
    if isinstance(given, Treaty):
        return given
    if isinstance(given, (str, os.PathLike)):
        return load_treaty(os.fspath(given))
    raise wrong_type(given, "treaty", "a name such as 'anzus', a file, or a loaded treaty")


def named(given: Any, *, where: str = "architecture") -> str | Architecture:
    """Return an architecture in the form that models accept: a name or path as text, or an object.

    Raises
    ------
    UsageError
        For an object of another type.
    """
    discover.look_again()
    return os.fspath(given) if isinstance(given, (str, os.PathLike)) else architecture_of(given, where=where)


def name_of(given: Any, *, where: str) -> str:
    """Return a name or path as text, for uses that store it with the results and look it up again.

    Raises
    ------
    UsageError
        For an object.
    """
    discover.look_again()
    if isinstance(given, (str, os.PathLike)):
        return os.fspath(given)
    raise wrong_type(given, where, "a name such as 'pato', or a file")


def words_of(given: Any, *, where: str) -> list[str]:
    """Return a list of names from one, a comma-separated list, or several.

    >>> words_of("JPN, South Korea", where="states"), words_of(["JPN", "KOR"], where="states"), words_of((), where="states")
    (['JPN', 'South Korea'], ['JPN', 'KOR'], [])
    """
    if given is None:
        return []
    if isinstance(given, str):
        return [word.strip() for word in given.split(",") if word.strip()]
    found = list(given) if isinstance(given, Iterable) else [given]
    if wrong := [item for item in found if not isinstance(item, str)]:
        raise wrong_type(wrong[0], where, "a name, or a list of names")
    return [word for item in found for word in words_of(item, where=where)]


def pairs_of(given: Any, *, where: str) -> dict[str, Any]:
    """Return a mapping by name; empty where None.

    Raises
    ------
    UsageError
        For anything else.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise wrong_type(given, where, "a dictionary by name")
    return dict(given)


def layer(*, wanted: bool) -> World | None:
    """Return the world layer of the data store (ATOP's alliances), or None where not wanted or missing."""
    if not wanted:
        return None
    from pato.files import storage
    from pato.treaties import thin

    folder = storage.data_folder()
    return thin.installed(_compiled_pacts) if os.path.isdir(folder) else None  # noqa: PTH112  pathlib costs start-up time (C9)


def _compiled_pacts() -> Mapping[str, Any] | None:
    from pato.world.sources import pacts

    return pacts.compiled()


def states_of(given: Any, *, where: str = "states", least: int = 0) -> list[str]:
    """Return ISO codes from one state or several, by code or name, without repetition.

    Raises
    ------
    UsageError
        If there are too few, or if they are not names.
    UnknownNameError
        With every unknown name.
    """
    from pato.errors import PatoError, UnknownNameError

    found: list[str] = []
    problems: list[Problem] = []
    for word in (name for piece in words_of(given, where=where) for name in registry.spoken(piece)):
        try:
            found.append(registry.state(word).iso3)
        except PatoError as error:
            problems += [Problem(where, p.what, p.fix) for p in error.problems]
    if problems:
        raise UnknownNameError(problems)
    codes = list(dict.fromkeys(found))
    if len(codes) < least:
        named = ", ".join(codes) or "nothing"
        raise UsageError(
            Problem(where, f"needs {least} states or more, found {named}.", "Give a list: ['USA', 'JPN'].")
        )
    return codes


def state_of(given: Any, *, where: str = "state", date: str | None = None) -> str:
    """Return the ISO code of one state, by code or name."""
    if not isinstance(given, str):
        raise wrong_type(given, where, "the code or name of a state, such as 'JPN' or 'Japan'")
    return registry.state(given, date=date).iso3


def day_of(date: Any, *systems: Architecture) -> str:
    """Return the date of the question: the one given, the last of those that architectures fix, or today."""
    if date is not None:
        return iso_date(date, where="date")
    return max((s.date for s in systems if s.date), default=today())


def whole(value: Any, *, where: str, low: int, high: int) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    UsageError
        If it is not a whole number, or lies outside the bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise UsageError(
            Problem(where, f"found {value!r}.", f"Give a whole number from {low:,} to {high:,}.")
        )
    return value


def one_of(value: Any, allowed: Sequence[str], *, where: str) -> str:
    """Return a word if it is on a list.

    Raises
    ------
    UsageError
        If it is not on the list; the message names the nearest.
    """
    from pato.errors import unknown

    if value not in allowed:
        raise UsageError(unknown(where, str(value), allowed, where=where))
    return str(value)


def wrong_type(given: Any, where: str, allowed: str) -> UsageError:
    """Return the error for an object of an unexpected type."""
    shown = repr(given)
    text = shown if len(shown) <= 60 else f"{shown[:59]}…"
    return UsageError(Problem(where, f"found {text}, of type {type(given).__name__}.", f"Give {allowed}."))
