"""The owners' data sets: the store they lie in, and one module per source that fills it.

A new source is one new module here with a ``SOURCE`` (see `pato.world.sources.base.Source`).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pato.world.sources.base import Source

_NOT_SOURCES = {"base", "fetch", "input_output", "naming", "reading", "status", "store", "workbook"}


@cache
def catalogue() -> dict[str, Source]:
    """Return all sources by name: those with a loader and those that are only cited."""
    found: dict[str, Source] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem.startswith("_") or file.stem in _NOT_SOURCES:
            continue
        module = import_module(f"pato.world.sources.{file.stem}")
        for source in (
            *getattr(module, "SOURCES", ()),
            *([module.SOURCE] if hasattr(module, "SOURCE") else []),
        ):
            assert source.name not in found, f"two modules describe the source {source.name}"
            found[source.name] = source
    return dict(sorted(found.items()))


def source(name: str) -> Source:
    """Return one source.

    Raises
    ------
    UnknownNameError
        If there is none of that name or table.
    """
    from pato.errors import UnknownNameError, unknown

    known = catalogue()
    by_table = {s.table: s for s in known.values() if s.table}
    if name in known or name in by_table:
        return known.get(name) or by_table[name]
    raise UnknownNameError(unknown("data set", name, known, where="pato data"))
