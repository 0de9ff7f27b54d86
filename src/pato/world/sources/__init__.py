"""Data sets as their providers publish them: the store they lie in, and one module per source that fills it.

A new source is one new module here with a ``SOURCE`` (see `pato.world.sources.base.Source`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pato.errors import FileError, Problem
from pato.files import discover

if TYPE_CHECKING:
    from pato.world.sources.base import Source

_NOT_SOURCES = (
    "archive", "base", "fetch", "input_output", "naming", "pacts", "r_data", "reading", "sanity", "status", "store", "workbook",
)  # fmt: skip


def catalogue() -> dict[str, Source]:
    """Return all sources by name, the user's own too: those with a loader and those that are only cited."""
    return _catalogue(discover.user_folders(), discover.reading())


@lru_cache(4)
def _catalogue(folders: tuple[str, ...], number: int) -> dict[str, Source]:
    del folders, number  # what the result is remembered by
    found: dict[str, Source] = {}
    for one in discover.find(__name__, leave_out=_NOT_SOURCES).values():
        module = one.load()
        for source in (
            *getattr(module, "SOURCES", ()),
            *([module.SOURCE] if hasattr(module, "SOURCE") else []),
        ):
            if source.name in found:
                told = f"describes the source '{source.name}' a second time."
                raise FileError(Problem(one.path, told, "Give each source a name of its own."))
            found[source.name] = source
    return dict(sorted(found.items()))


def source(name: str) -> Source:
    """Return one source.

    Raises
    ------
    UnknownNameError
        If the name or table is unknown.
    """
    from pato.errors import UnknownNameError, unknown

    known = catalogue()
    by_table = {s.table: s for s in known.values() if s.table}
    if name in known or name in by_table:
        return known.get(name) or by_table[name]
    raise UnknownNameError(unknown("data set", name, known, where="pato data"))
