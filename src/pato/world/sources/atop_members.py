"""ATOP 5.1: who was in which alliance from which day to which, and what each member pledged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources import atop, pacts
from pato.world.sources.archive import content
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import raw_frame, renamed, text, typed

if TYPE_CHECKING:
    import polars as pl

_KEYS = ("atopid", "member", "yrent", "moent", "yrexit", "moexit", "phase")
_DAYS = ("dayent", "dayexit")
_FORCES = ("milcon", "intcom", "base")
COLUMNS = (
    *(Column(name, "integer") for name in _KEYS),
    *(Column(name, "integer") for name in (*_DAYS, *pacts.CODED, *pacts.SHOWN, *_FORCES)),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``atop5_1m.csv``, or the provider's archive that holds it: one row per member and phase of an alliance."""
    _, data = content(path, lambda name: name.lower() == "atop5_1m.csv")
    frame = raw_frame(path, text(path, data, ("utf-8-sig", "latin-1")))
    return typed(path, renamed(path, frame, str.lower), COLUMNS)


SOURCE = Source(
    name="atop-members",
    title="Alliance Treaty Obligations and Provisions, members",
    owner=atop.SOURCE.owner,
    version=atop.SOURCE.version,
    licence=atop.SOURCE.licence,
    citation=atop.SOURCE.citation,
    page=atop.SOURCE.page,
    table=pacts.MEMBERS,
    columns=COLUMNS,
    parse=parse,
    usual_rows=2510,
    download=atop.SOURCE.download,
    file="ATOP 5.1 (.csv): atop5_1m.csv, or the zip that holds it",
    also="atop",
    after=pacts.write,
    note="Becomes the thin instruments that 'pato who' asks below the treaty library: coded by ATOP, not read.",
)
