"""The version of a text that a name means: a treaty or its file, or the treaty that an architecture gives members to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.files import library
from pato.treaties.draft.version import Version
from pato.treaties.load import load_treaty, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from pato.treaties.norms import Instrument
    from pato.treaties.schema.treaty import Treaty


def load_version(name: str | Path, instrument: str | None = None) -> Version:
    """Return the text that a name means.

    Parameters
    ----------
    name
        A treaty or architecture, by its id or file. For an architecture, the treaty for which it sets the members, or
        the one that it adds.
    instrument
        The treaty, where an architecture sets the members of several.

    Raises
    ------
    UnknownNameError, FileError
        If the name is unknown, or its file has mistakes.
    UsageError
        If the architecture means several treaties or none.
    """
    text = str(name)
    if library.is_path(text):
        kind = library.user_file(text)["kind"]
        if kind not in {"treaty", "architecture"}:
            raise UsageError(
                Problem(text, f"is a file of kind '{kind}'.", "Draft a treaty file, or an architecture.")
            )
        is_treaty = kind == "treaty"
    else:
        known = library.entries("architecture")
        is_treaty = text not in known
        if is_treaty and text not in library.entries("treaty"):
            raise UnknownNameError(
                unknown("architecture or treaty", text, [*known, *library.entries("treaty")])
            )
    return Version.of(load_treaty(name)) if is_treaty else _of_architecture(text, instrument)


def _of_architecture(name: str, instrument: str | None) -> Version:
    from pato.treaties.architecture import load_architecture
    from pato.treaties.schema.treaty import Treaty

    system = load_architecture(name)
    chosen = system.instrument(instrument) if instrument else _meant(name, system.instruments)
    own = Treaty.model_validate(text_of(chosen))
    founders = tuple(p.state for p in own.parties if p.role == "member")
    return Version.of(_with_members(own, chosen), founders, system.id)


def _meant(name: str, instruments: tuple[Instrument, ...]) -> Instrument:
    data = library.record(name, "architecture")["data"]
    set_here = {*data.get("parties", {}), *data.get("associates", {})}
    added = [i for i in instruments if i.id in set_here] or [i for i in instruments if i.assumed]
    added = added or list(instruments)
    if len(added) == 1:
        return added[0]
    names = ", ".join(i.id for i in added) or "none: it neither sets members nor adds a treaty"
    raise UsageError(
        Problem(
            name,
            f"no single treaty is meant ({names}).",
            "Name one with --instrument, or draft the treaty itself.",
        )
    )


def _with_members(treaty: Treaty, instrument: Instrument) -> Treaty:
    """Return a treaty with the members of an instrument; members already in the file keep their details."""
    from pato.treaties.schema.treaty import Party

    own = {p.state: p for p in treaty.parties}
    parties = [
        own[m.state].model_copy(update={"role": m.role})
        if m.state in own
        else Party.model_validate({"state": m.state, "role": m.role})
        for m in instrument.members
    ]
    return treaty.model_copy(update={"parties": parties})
