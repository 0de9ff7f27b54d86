"""The files of the snapshot: plain text, one fact a line, the same bytes from the same data."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from pato.estimate.snapshot import agreements, pairs, states, trade
from pato.estimate.snapshot.definitions import PAIR_FIGURES, STATE_FIGURES
from pato.files.storage import write_atomic
from pato.world.sources import catalogue, store

CHECKSUMS = "SHA256SUMS"
FORMAT = 1
VINTAGE = "2024"
"""Year of most data; each value carries its own year."""
PANEL_TABLES = ("cow_contdir", "cow_mindist", "cow_states")
"""Tables that the panel reads for the variables taken from it, besides those read here."""


class _Recorder:
    """Reads tables and remembers which."""

    def __init__(self) -> None:
        self.tables: dict[str, pl.DataFrame] = {}

    def __call__(self, table: str) -> pl.DataFrame:
        if table not in self.tables:
            self.tables[table] = store.read(table)
        return self.tables[table]


def compile_snapshot() -> dict[str, str]:
    """Compile the snapshot from the data store.

    Returns
    -------
    dict
        File name to text. The same store gives the same bytes.

    Raises
    ------
    DataError
        If the store lacks a table or a column.
    """
    read = _Recorder()
    index = states.index(read)
    entries = states.entries(read, index)
    in_force = agreements.in_force(read, index)
    flows = trade.rows(read, index)
    texts = {
        "states.csv": _csv(("state", "name", "cow_code", "region"), (map(str, r) for r in index.iter_rows())),
        "figures.csv": _csv(
            ("state", "figure", "value", "year", "source", "low", "high", "sd", "note"),
            (e.row() for e in entries),
        ),
        "missing.csv": _csv(("state", "figure", "reason"), states.missing(index, entries)),
        "pairs.csv": _csv(("a", "b", *pairs.symmetric_columns()), pairs.symmetric(read, index)),
        "directed.csv": _csv(("from", "to", *pairs.directed_columns()), pairs.directed(read, index)),
        "agreements.csv": _csv(
            ("agreement", "name", "in_force", "cluster_kmean", "depth", "depth_index_mean"),
            agreements.listed(read, in_force),
        ),
        "trade.csv": _csv(("exporter", "importer", "usd_m", "year", "source", "kind", "low", "high"), flows),
        "definitions.csv": _definitions(),
        "sources.csv": _sources(flows),
        "snapshot.json": _about(read, index, flows),
    }
    texts["SOURCES.md"] = _sources_page(texts["sources.csv"])
    texts[CHECKSUMS] = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(texts.items())
    )
    return texts


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write the files of a snapshot, atomically; the checksums last."""
    for name, text in sorted(texts.items(), key=lambda item: item[0] == CHECKSUMS):
        write_atomic(folder / name, text)


def _csv(header: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def _definitions() -> str:
    header = ("figure", "scope", "unit", "meaning", "basis", "year", "source", "absent")
    rows = (
        (
            d.name,
            d.scope,
            d.unit,
            d.meaning,
            d.basis,
            "" if d.year is None else str(d.year),
            d.source,
            d.absent,
        )
        for d in (*STATE_FIGURES, *PAIR_FIGURES)
    )
    return _csv(header, rows)


def _sources(flows: Iterable[tuple[str, ...]]) -> str:
    known = catalogue()
    used = {d.source for d in (*STATE_FIGURES, *PAIR_FIGURES)} | {row[4] for row in flows}
    header = ("source", "title", "owner", "version", "licence", "citation", "page", "ships", "note")
    return _csv(
        header,
        (
            (s.name, s.title, s.owner, s.version, s.licence, s.citation, s.page, s.ships, s.note)
            for s in (known[n] for n in sorted(used))
        ),
    )


def _about(read: _Recorder, index: pl.DataFrame, flows: list[tuple[str, ...]]) -> str:
    fit = trade.fit_domestic(read)
    about = {
        "format": FORMAT,
        "vintage": VINTAGE,
        "states": index.height,
        "pairs": index.height * (index.height - 1) // 2,
        "trade_cells": len(flows),
        "trade_kinds": {
            kind: sum(row[5] == kind for row in flows) for kind in sorted({row[5] for row in flows})
        },
        "domestic_sales_estimate": {
            "formula": "log(domestic goods sales, USD m) = constant + a log(GDP, USD bn) + b log(population)",
            "year": trade.YEAR_OUTPUT,
            "constant": round(float(fit.coefficients[0]), 4),
            "log_gdp": round(float(fit.coefficients[1]), 4),
            "log_population": round(float(fit.coefficients[2]), 4),
            "residual_sd": round(fit.spread, 4),
            "r_squared": round(fit.r_squared, 4),
            "economies": fit.count,
        },
        "store": {table: store.checksum(table) for table in sorted({*read.tables, *PANEL_TABLES})},
    }
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def _sources_page(table: str) -> str:
    lines = [
        "# Sources of the snapshot",
        "",
        "Generated with the snapshot: every figure names one of these, with its year. Terms of use are in DATA_LICENSES.md.",
        "",
    ]
    for row in csv.DictReader(io.StringIO(table)):
        lines += [
            f"## {row['source']}",
            "",
            f"{row['title']}. {row['owner']}. Version: {row['version']}.",
            "",
            f"- Licence: {row['licence']}",
        ]
        lines += [
            f"- Cite: {row['citation']}",
            f"- Published at: <{row['page']}>",
            f"- What ships: {row['ships']}",
        ]
        lines += [f"- {row['note']}"] if row["note"] else []
        lines.append("")
    return "\n".join(lines)
