"""From the question to an architecture: the proposed pact added to the baseline, and as files of the folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pato.errors import Problem, UsageError
from pato.files import library
from pato.files.discover import reading
from pato.memo import Memo
from pato.treaties.architecture import Architecture, assumed, load_architecture, with_parties
from pato.treaties.norm_parts import instrument
from pato.treaties.norms import Instrument
from pato.workbench.asked import Asked
from pato.workbench.clauses import source_of, text_with, written

DESIGN = "design"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_TEXTS, _BASES, _PACTS, _PROPOSED = Memo(128), Memo(16), Memo(64), Memo(64)
"""Instruments by the content of their text, architectures by name and date, pacts by their parties: models recognise them by identity, so that a repeated question is computed only once."""


class Design(NamedTuple):
    """A proposal and what it is compared with.

    Attributes
    ----------
    baseline, proposed
        Architectures on the day.
    pact
        The proposed treaty, with its parties.
    """

    baseline: Architecture
    proposed: Architecture
    pact: Instrument


def clauses_of(asked: Asked) -> Mapping[str, str]:
    """Return the clauses that differ from the text, by name."""
    found = {"strength": asked.strength, "area": asked.area, "rule": asked.rule}
    return {name: value for name, value in found.items() if value}


def treaty_of(asked: Asked, folder: str | None) -> Instrument:
    """Return the treaty with its clauses, and the parties of its file.

    Raises
    ------
    UsageError, UnknownNameError, FileError
        If it does not exist or has mistakes, or a clause cannot be changed in this way.
    """
    path = source_of(asked.text, folder)
    chosen = clauses_of(asked)
    shipped = not library.is_path(asked.text)
    if shipped and not chosen:
        return _TEXTS.get(
            asked.text, reading(), make=lambda: load_architecture(asked.text).instrument(asked.text)
        )
    content = path.read_text(encoding="utf-8")
    changed = text_with(content, chosen)
    return _TEXTS.get(changed, make=lambda: _compiled(changed))


def _compiled(content: str) -> Instrument:
    return assumed(instrument(library.user_file(written(content), "treaty")["norm"]))


def baseline_of(asked: Asked, folder: str | None) -> Architecture:
    """Return the architecture that the design is compared with, on the day; the same object each time."""
    name = asked.against
    if library.is_path(name):
        from pato.workbench.folder import inside

        if folder is None:
            raise UsageError(Problem("against", "names a file, and no folder is served."))
        path = str(inside(folder, name))
        return load_architecture(path, date=asked.date).on(asked.date)
    return _BASES.get(
        name, asked.date, reading(), make=lambda: load_architecture(name, date=asked.date).on(asked.date)
    )


def design_of(asked: Asked, folder: str | None) -> Design:
    """Return the proposal on top of what it is compared with; see `treaty_of` for errors."""
    baseline = baseline_of(asked, folder)
    pact = _pact(treaty_of(asked, folder), asked.parties, asked.associates)
    return _PROPOSED.get(baseline, pact, make=lambda: _proposed(baseline, pact))


def _pact(treaty: Instrument, parties: tuple[str, ...], associates: tuple[str, ...]) -> Instrument:
    return _PACTS.get(
        treaty,
        parties,
        associates,
        make=lambda: assumed(with_parties(with_parties(treaty, parties), associates, "associate")),
    )


def _proposed(baseline: Architecture, pact: Instrument) -> Design:
    held = {i.id: i for i in baseline.instruments} | {pact.id: pact}
    names = (*baseline.files, pact.file)
    ordered = tuple(held[i] for i in sorted(held))
    proposed = Architecture(DESIGN, "Your design", ordered, None, names, whole=baseline.whole)
    return Design(baseline, proposed, pact)


def files_of(asked: Asked, name: str, folder: str | None) -> dict[str, str]:
    """Return the files that hold a design, by path in the folder: an architecture, and its treaty where clauses differ.

    Parameters
    ----------
    asked
        The design.
    name
        Id of the architecture.
    folder
        The folder that is served.

    Raises
    ------
    UsageError, UnknownNameError, FileError
        If the name is no id, or the design cannot be written as files: see also `treaty_of`.
    """
    if not _ID.fullmatch(name):
        fix = "Use small letters, digits and dashes: pacific-seven."
        raise UsageError(Problem("name", f"found '{name[:40]}'.", fix))
    if library.is_path(asked.against):
        fix = "Choose a named architecture, or write the file yourself: pato new architecture."
        raise UsageError(Problem("against", "is a file, which no architecture can extend.", fix))
    baseline_of(asked, folder)
    treaty = treaty_of(asked, folder)
    chosen, files, added = clauses_of(asked), {}, asked.text
    if chosen:
        content = text_with(source_of(asked.text, folder).read_text(encoding="utf-8"), chosen)
        files[f"treaties/{name}.yaml"] = content
        added = f"../treaties/{name}.yaml"
    elif library.is_path(asked.text):
        added = f"../{asked.text}"
    base = "all_in_force: true" if asked.against == "in-force" else f"extends: {asked.against}"
    lines = [
        "format: 1",
        f'id: "{name}"',  # quoted: a name of digits is text
        f'title: "{treaty.short} of {len(asked.parties)}"',
        base,
        f"add: [{added}]",
        "parties:",
        f"  {treaty.id}: [{', '.join(asked.parties)}]",
    ]
    if asked.associates:
        lines += ["associates:", f"  {treaty.id}: [{', '.join(asked.associates)}]"]
    files[f"architectures/{name}.yaml"] = "\n".join(lines) + "\n"
    return files
