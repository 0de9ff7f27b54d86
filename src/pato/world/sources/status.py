"""Contents of the data store, and adding a provider's file to it: parsed, checked, recorded."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import is_zipfile

from pato.errors import DataError, Problem, UsageError
from pato.files.storage import data_dir, hash_of_file, write_atomic
from pato.table import Table
from pato.world.sources import catalogue, source
from pato.world.sources.adding import changing, is_unfinished
from pato.world.sources.base import Source
from pato.world.sources.fetch import Progress, fetch
from pato.world.sources.sanity import read

if TYPE_CHECKING:
    import polars as pl

STATUS = "status.json"
_FEW = 0.9


@dataclass(frozen=True, slots=True)
class Entry:
    """Record made when a table was put into the store.

    Attributes
    ----------
    name, version, table
        The source and its table.
    file, url, size, sha256
        The provider's file it was read from.
    rows, columns, table_sha256
        The table as it was written.
    added
        When, in UTC.
    warnings
        Oddities that were not refused.
    made
        What else was read from the same archive, and compiled from the tables.
    """

    name: str
    version: str
    table: str
    file: str
    url: str
    size: int
    sha256: str
    rows: int
    columns: tuple[str, ...]
    table_sha256: str
    added: str
    warnings: tuple[str, ...]
    made: tuple[str, ...] = ()


def add(name: str, file: Path, *, url: str = "", folder: Path | None = None) -> Entry:
    """Read a provider's file and put its table into the store.

    Parameters
    ----------
    name
        The source, or its table.
    file
        The file as the provider publishes it.
    url
        Address of the download.
    folder
        The store, `pato.files.storage.data_dir()` by default.

    Raises
    ------
    UnknownNameError
        If the source is unknown.
    UsageError
        If the source is only cited or withdrawn.
    DataError
        If the file is absent, truncated, or not in the provider's format, or the store cannot be written. The store is then
        unchanged: tables, their compiled forms and ``status.json`` change atomically.
    """
    what = _loadable(name)
    if file.exists() and not file.is_file():
        fix = "Save it to a file and give that: it is read more than once."
        raise DataError(Problem(str(file), "is no file.", fix))
    read = _read(what, file, url)
    beside, told = _beside(what, file, url)
    with changing(folder or data_dir()) as store:
        for entry, data in (*beside, read):
            write_atomic(store / f"{entry.table}.parquet", data)
        made = tuple(filter(None, (*told, what.after(store) if what.after else "")))
        entries = [*(e for e, _ in beside), replace(read[0], made=made)]
        for entry in entries:
            _record(store, entry)
    return entries[-1]


def _read(what: Source, file: Path, url: str) -> tuple[Entry, bytes]:
    frame = read(what, file)
    data = _parquet(frame)
    entry = Entry(
        name=what.name,
        version=what.version,
        table=what.table,
        file=file.name,
        url=url,
        size=file.stat().st_size,
        sha256=hash_of_file(file),
        rows=frame.height,
        columns=tuple(frame.columns),
        table_sha256=hashlib.sha256(data).hexdigest(),
        added=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        warnings=tuple(_doubts(what, frame)),
    )
    return entry, data


def _beside(what: Source, file: Path, url: str) -> tuple[list[tuple[Entry, bytes]], list[str]]:
    """Read the other source that a provider's archive holds, and say so; a file that is no archive has none."""
    if not what.also or not is_zipfile(file):
        return [], []
    other = source(what.also)
    try:
        entry, data = _read(other, file, url)
    except DataError as error:
        return [], [f"{other.name} was not read from the same archive: {error.problems[0].what}"]
    return [(entry, data)], [f"{entry.name}: {entry.rows:,} rows in table {entry.table}."]


def get(
    name: str,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
    url: str = "",
    pause_s: float = 1.0,
) -> Entry:
    """Download a source's file from its provider and put its table into the store.

    Parameters
    ----------
    name, folder
        As `add`.
    progress
        Told about every piece that arrives.
    url
        Another address than the provider's (a mirror).
    pause_s
        Pause before the second try.

    Raises
    ------
    UnknownNameError, UsageError, DataError
        As `add`; also a UsageError where the provider offers no direct address, and a DataError where the
        download fails: what arrived is kept and continued the next time.
    """
    what = _loadable(name)
    address = url or what.download
    if not address:
        raise UsageError(Problem(f"data set '{what.name}'", "has no direct address.", by_hand(what)))
    store = folder or data_dir()
    target = (
        store / "owners" / what.name / (address.partition("?")[0].rpartition("/")[2].strip(".") or what.name)
    )
    fetched = fetch(address, target, progress=progress, page=what.page, pause_s=pause_s)
    return add(name, fetched.path, url=address, folder=store)


def by_hand(what: Source) -> str:
    """Return the instructions for obtaining the file."""
    return (
        f"Fetch it by hand from {what.page} ({what.file}) and give it with: pato data add {what.name} FILE."
    )


def recorded(folder: Path | None = None) -> dict[str, Entry]:
    """Return the contents of the store's ``status.json``, by source.

    Raises
    ------
    DataError
        If the file is there and cannot be read.
    """
    path = (folder or data_dir()) / STATUS
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return {
            k: Entry(
                **{
                    **v,
                    "columns": tuple(v["columns"]),
                    "warnings": tuple(v["warnings"]),
                    "made": tuple(v.get("made", ())),
                }
            )
            for k, v in body["sources"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            Problem(
                str(path),
                f"cannot be read ({error}).",
                "Remove it: 'pato data add' writes a new one, the tables are not touched.",
            )
        ) from error


def state_of(what: Source, folder: Path | None = None, entries: dict[str, Entry] | None = None) -> str:
    """Return ``absent``, ``not recorded`` (put there by other means), ``changed`` since it was added, or ``present``."""
    store = folder or data_dir()
    files = [f for ending in (".parquet", ".csv") if (f := store / f"{what.table}{ending}").is_file()]
    if not files:
        return "absent"
    entry = (recorded(store) if entries is None else entries).get(what.name)
    if entry is None:
        return "not recorded"
    return "present" if hash_of_file(files[0]) == entry.table_sha256 else "changed"


def list_table() -> Table:
    """Return all data sets that have a loader, and those that are withdrawn."""
    columns = ("name", "owner", "version", "table", "get", "verified", "licence", "page")
    rows = [
        (
            s.name,
            s.owner,
            s.version,
            s.table or None,
            "by hand" if not s.download else "download",
            s.verified,
            s.licence,
            s.page,
        )
        for s in catalogue().values()
        if s.loadable
    ]
    withdrawn = [f"{s.name}: {s.withdrawn}" for s in catalogue().values() if s.withdrawn]
    notes = (
        "verified: whether the loader was ever run on the provider's real file; where it says no, the format is known from its documentation.",
        *withdrawn,
    )
    return Table(
        columns, rows, title="Data sets that pato reads as their providers publish them", notes=notes
    )


def status_table(folder: Path | None = None) -> Table:
    """Return the store's contents for each data set."""
    store = folder or data_dir()
    if is_unfinished(store):
        with changing(store):
            pass
    entries = recorded(store)
    rows = []
    for s in (s for s in catalogue().values() if s.loadable):
        entry = entries.get(s.name)
        state = state_of(s, store, entries)
        rows.append(
            (
                s.name,
                state,
                s.table,
                *((entry.rows, entry.added, entry.file, entry.sha256) if entry else (None, None, None, None)),
            )
        )
    notes = [f"{e.name}: {w}" for e in entries.values() for w in e.warnings]
    columns = ("name", "state", "table", "rows", "added", "file", "sha256")
    return Table(columns, rows, title=f"The data store {store}", notes=notes)


def _loadable(name: str) -> Source:
    what = source(name)
    if what.withdrawn:
        raise UsageError(Problem(f"data set '{what.name}'", what.withdrawn))
    if not what.loadable:
        raise UsageError(
            Problem(
                f"data set '{what.name}'",
                "is cited for single figures and has no loader.",
                f"Its provider publishes it at {what.page}.",
            )
        )
    return what


def _doubts(what: Source, frame: pl.DataFrame) -> Iterator[str]:
    if frame.height < _FEW * what.usual_rows:
        yield f"{frame.height:,} rows, where version {what.version} has about {what.usual_rows:,}: part of it may be missing."
    for code in ("iso3c", "cown"):
        if code in frame.columns and (nameless := frame[code].null_count()):
            yield f"{nameless:,} rows have no {code}: territories, groups of states, or names that the registry does not know."
    doubled = frame.height - frame.unique().height
    if doubled:
        yield f"{doubled:,} rows stand twice."


def _parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def _record(store: Path, entry: Entry) -> None:
    entries: dict[str, Any] = {name: asdict(e) for name, e in recorded(store).items()}
    entries[entry.name] = asdict(entry)
    body = {"format": 1, "sources": dict(sorted(entries.items()))}
    write_atomic(store / STATUS, json.dumps(body, indent=1, ensure_ascii=False) + "\n")
