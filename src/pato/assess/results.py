"""Where a study's results lie, and its tables as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pato.assess.study import Resolved
from pato.futures.provenance import sha256_of, versions
from pato.storage import cache_folder, write_atomic
from pato.table import Table


def default_folder(study: Resolved) -> Path:
    """Return a folder in the cache that only this study with these versions uses."""
    return Path(cache_folder()) / "runs" / sha256_of([study.spec().to_dict(), versions()])[:16]


def write_tables(tables: Mapping[str, Table], folder: str | Path) -> list[Path]:
    """Write each table as ``tables/NAME.csv``, and beside it ``NAME.meta.json`` with title, notes and provenance (C12)."""
    written = []
    for name, table in tables.items():
        path = Path(folder) / "tables" / f"{name}.csv"
        write_atomic(path, table.to_csv())
        about = {"title": table.title, "notes": list(table.notes), **table.meta}
        write_atomic(
            path.with_suffix(".meta.json"),
            json.dumps(about, indent=1, ensure_ascii=False, default=str) + "\n",
        )
        written.append(path)
    return written
