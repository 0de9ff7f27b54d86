"""Resolve the names in a study: architectures, states and data; unreadable parts are left out and reported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pato.assess.load import StudyFile
from pato.assess.schema import Study
from pato.errors import PatoError, Problem
from pato.files.library import is_path
from pato.models.rivals import PACIFIC
from pato.treaties.architecture import Architecture, load_architecture
from pato.world import World
from pato.world import load as load_world


class Read(NamedTuple):
    """A study with its names resolved.

    Attributes
    ----------
    study
        The study with date, rivals and rival set, absolute paths of architecture files, and without unreadable parts.
    architectures
        In the study's order.
    status_quo
        The architecture in force.
    world
        The data, including the study's own.
    problems
        Problems of the unreadable parts.
    """

    study: Study
    architectures: tuple[Architecture, ...]
    status_quo: Architecture
    world: World
    problems: list[Problem]


def read_names(source: StudyFile, today: str) -> Read:
    """Return a study with its names resolved.

    If it gives no date, it asks about the last day of those that its architectures are made for, such as that of
    ``hub-and-spoke-1955``, or about ``today``; a day added to a name with @ is that design's alone.
    """
    given = source.study
    whole = [absolute(name, source.folder) for name in given.architectures]
    places = {name: ("architectures", i) for i, name in enumerate(whole)}
    problems = [
        source.problem(("architectures", i), Problem("", f"'{name}' is named twice.", "Name each once."))
        for i, name in enumerate(whole)
        if name in whole[:i]
    ]
    loaded = {name: _architecture(name, path, source, problems) for name, path in places.items()}
    found = {name: one for name, one in loaded.items() if one is not None}
    status_quo = absolute(given.status_quo, source.folder)
    quo = _architecture(status_quo, ("status_quo",), source, problems)
    past = [absolute(name, source.folder) for name in given.historical]
    for i, name in enumerate(past):
        _of_the_past(name, ("historical", i), source, problems)
    own = [one.date for name, one in found.items() if is_path(name) or "@" not in name]
    standard = Study.model_fields["status_quo"].default
    world = _world(given, source, problems)
    wrong = list(_states_without_figures(given, world, source))
    kept = given.model_copy(update={"rivals": None, "challengers": None, "rival": None}) if wrong else given
    rivals = kept.rivals or kept.challengers or list(PACIFIC)
    study = kept.model_copy(
        update={
            "date": given.date or max(filter(None, own), default=today),
            "architectures": list(found) or [standard],
            "status_quo": status_quo if quo is not None else standard,
            "subject": None if given.subject is None else absolute(given.subject, source.folder),
            "historical": past,
            "rivals": rivals,
            "rival": kept.rival or rivals[0],
        }
    )
    base = quo or load_architecture(standard)
    architectures = tuple(on_top(one, base) for one in found.values()) or (load_architecture(standard),)
    return Read(study, architectures, base, world, [*problems, *wrong])


def on_top(one: Architecture, status_quo: Architecture) -> Architecture:
    """Return a treaty that is not in force added to those that are; any other architecture unchanged.

    Comparing a draft with the treaties in force is meant to show what it adds, not a world in which it is the only
    treaty.
    """
    if len(one.instruments) != 1 or one.instruments[0].id != one.id or not one.instruments[0].assumed:
        return one
    if any(i.id == one.id for i in status_quo.instruments):
        return one
    held = sorted((*status_quo.instruments, *one.instruments), key=lambda i: i.id)
    files = (*one.files, *status_quo.files)
    return one._replace(instruments=tuple(held), files=files, whole=status_quo.whole)


def absolute(name: str, folder: Path) -> str:
    """Return a name that means the same wherever it is read: of a file its whole path."""
    if not is_path(name):
        return name
    path = folder / name
    # a link such as /dev/stdin leads to a pipe, which has no path
    return str(path.resolve() if path.is_file() or not path.exists() else path.absolute())


def _architecture(
    name: str, path: tuple[str | int, ...], source: StudyFile, problems: list[Problem]
) -> Architecture | None:
    try:
        return load_architecture(name)
    except PatoError as error:
        problems += error.problems if is_path(name) else [source.problem(path, p) for p in error.problems]
        return None


def _of_the_past(name: str, path: tuple[str | int, ...], source: StudyFile, problems: list[Problem]) -> None:
    """Check a historical design: it must fix its date."""
    found = _architecture(name, path, source, problems)
    if found is not None and found.date is None:
        told = Problem(
            "",
            f"'{name}' has no date of its own.",
            "Write date: into the architecture, or name it as NAME@DATE.",
        )
        problems.append(source.problem(path, told))


def _world(study: Study, source: StudyFile, problems: list[Problem]) -> World:
    own = {
        iso: {name: f.model_dump(exclude_none=True) for name, f in figures.items()}
        for iso, figures in study.world.items()
    }
    try:
        return load_world(own)
    except PatoError as error:
        problems += [source.problem(tuple(p.where.split(".")), p) for p in error.problems]
        return load_world()


def _states_without_figures(study: Study, world: World, source: StudyFile) -> Iterator[Problem]:
    """Yield rivals and challengers without data, and rivals missing from the challengers."""
    named = {"rivals": study.rivals or [], "challengers": study.challengers or []}
    places = [(field, i, state) for field, states in named.items() for i, state in enumerate(states)]
    rival = [("rival", None, study.rival)] if study.rival is not None else []
    for field, i, state in [*places, *rival]:
        try:
            world.code(str(state))
        except PatoError as error:
            yield source.problem((field,) if i is None else (field, i), error.problems[0])
    if study.challengers is None:
        return
    for i, state in enumerate(study.rivals or []):
        if state not in study.challengers:
            told = f"the rival {state} is not among the challengers ({', '.join(study.challengers)})."
            fix = "Name it among them, or leave 'rivals:' out: the challengers are then the rivals."
            yield source.problem(("rivals", i), Problem("", told, fix))
