"""Description of official data sets, and the tables made by their loaders.

Light: nothing heavy is imported until a file is parsed (C9).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["integer", "number", "text", "date", "flag"]
Ships = Literal["figures", "single figures", "nothing"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tidy table.

    Attributes
    ----------
    name
        Its name in the store: the provider's variable name wherever the provider has one.
    kind
        Type of its values.
    original
        The provider's header, where it differs from ``name``.
    required
        Whether a file without it is refused.
    lowest, highest
        Bounds of its numbers, inclusive; None without a bound.
    """

    name: str
    kind: Kind
    original: str = ""
    required: bool = True
    lowest: float | None = None
    highest: float | None = None

    @property
    def header(self) -> str:
        """The column's header in the provider's file."""
        return self.original or self.name


@dataclass(frozen=True, slots=True)
class Source:
    """One data set: provider, terms, and how its file is read.

    Attributes
    ----------
    name
        Its id, as in ``pato data get NAME`` and in every figure's ``source``.
    title, owner, version, licence, citation
        Details to state wherever its data are shown.
    page
        The provider's page, where the file is published.
    table
        The store's table that the loader writes; empty for a source that is only cited.
    columns
        The columns of that table.
    parse
        Reads the provider's file into the tidy table; None for a source that is only cited.
    file
        Which file of the provider's is meant.
    download
        A direct address of that file; empty where the provider offers none that is stable.
    usual_rows
        Rows of the table in the version named, 0 where not known: far fewer earn a warning.
    ships
        Parts of it in the snapshot.
    verified
        Whether the loader was ever run on the provider's real file.
    after
        Compiles something more from the store's tables once this one is in it, and says what.
    also
        Another source that the provider's archive holds: read from the same file, where it is an archive.
    withdrawn
        Why the data set is not to be used, where its provider has withdrawn it.
    note
        Notes for users.
    keys
        Columns that name a row: two rows with the same ones must be equal.
    """

    name: str
    title: str
    owner: str
    version: str
    licence: str
    citation: str
    page: str
    table: str = ""
    columns: tuple[Column, ...] = ()
    parse: Callable[[Path], pl.DataFrame] | None = None
    file: str = ""
    download: str = ""
    usual_rows: int = 0
    ships: Ships = "nothing"
    verified: bool = False
    after: Callable[[Path], str] | None = None
    also: str = ""
    withdrawn: str = ""
    note: str = ""
    keys: tuple[str, ...] = ()

    @property
    def loadable(self) -> bool:
        """Whether there is a loader for the provider's file."""
        return self.parse is not None
