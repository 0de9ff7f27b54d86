"""Reads the snapshot's files on demand, without heavy imports."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast

from pato.errors import DataError, Problem
from pato.world.figures import Definition, Figure, Source, StateFigures
from pato.world.trade import ROW, Flow, TradeMatrix

SNAPSHOT = Path(__file__).parent / "snapshot"
CHECKSUMS = "SHA256SUMS"
_TEXTUAL = ("capital", "freedom_house_status", "rivalry_types", "agreements", "agreement_depth")


def rows(name: str, folder: Path = SNAPSHOT) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the snapshot's tables.

    Raises
    ------
    DataError
        If the file is absent or cannot be read.
    """
    try:
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(folder / name, error) from error


def _unreadable(path: Path, error: Exception) -> DataError:
    return DataError(
        Problem(str(path), f"cannot be read ({error}).", "Install pato again: the snapshot is part of it.")
    )


def about(folder: Path = SNAPSHOT) -> dict[str, Any]:
    """Return ``snapshot.json``: vintage, counts, the estimate of domestic sales, checksums of the inputs.

    Raises
    ------
    DataError
        If the file is absent or damaged.
    """
    path = folder / "snapshot.json"
    try:
        return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def digest(folder: Path = SNAPSHOT) -> str:
    """Return a hash that identifies the snapshot: that of its list of checksums, which its files are held against.

    Raises
    ------
    DataError
        Naming every file that is absent or was changed: results of other figures would bear the snapshot's name.
    """
    if problems := checksum_problems(folder):
        raise DataError(problems)
    return hashlib.sha256((folder / CHECKSUMS).read_bytes()).hexdigest()


def checksum_problems(folder: Path = SNAPSHOT) -> list[Problem]:
    """Return one problem for every file that is absent or differs from its recorded checksum."""
    found = []
    try:
        listed = (folder / CHECKSUMS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [*_unreadable(folder / CHECKSUMS, error).problems]
    for line in listed.splitlines():
        recorded, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            found.append(Problem(str(path), "is absent."))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != recorded:
            found.append(
                Problem(
                    str(path),
                    "differs from its recorded checksum.",
                    "Install pato again, or compile the snapshot again: pato data compile-snapshot.",
                )
            )
    return found


def definitions(folder: Path = SNAPSHOT) -> dict[str, Definition]:
    """Return the definition of every variable, by name."""
    return {
        r["figure"]: Definition(
            r["figure"],
            r["scope"],
            r["unit"],
            r["meaning"],
            cast("Literal['fact', 'estimate']", r["basis"]),
            _year(r["year"]),
            r["source"],
            r["absent"],
        )
        for r in rows("definitions.csv", folder)
    }


def sources(folder: Path = SNAPSHOT) -> dict[str, Source]:
    """Return the sources, by id."""
    return {r["source"]: Source(*r.values()) for r in rows("sources.csv", folder)}


def states(
    known: dict[str, Definition], licences: dict[str, str], folder: Path = SNAPSHOT
) -> dict[str, StateFigures]:
    """Return the data on all states, in the order of the snapshot."""
    figures: dict[str, dict[str, Figure]] = {}
    for r in rows("figures.csv", folder):
        meaning = known[r["figure"]]
        figures.setdefault(r["state"], {})[r["figure"]] = Figure(
            meaning.name,
            value(meaning.name, r["value"]),
            meaning.unit,
            _year(r["year"]),
            r["source"],
            licences[r["source"]],
            meaning.basis,
            _number(r["low"]),
            _number(r["high"]),
            _number(r["sd"]),
            r["note"],
        )
    missing: dict[str, dict[str, str]] = {}
    for r in rows("missing.csv", folder):
        missing.setdefault(r["state"], {})[r["figure"]] = r["reason"]
    return {
        r["state"]: StateFigures(
            r["state"],
            r["name"],
            int(r["cow_code"]),
            r["region"],
            figures[r["state"]],
            missing.get(r["state"], {}),
        )
        for r in rows("states.csv", folder)
    }


def pair_rows(
    name: str, one: str, two: str, folder: Path = SNAPSHOT
) -> dict[tuple[str, str], dict[str, str]]:
    """Return the rows of ``pairs.csv`` or ``directed.csv`` by their two codes, given in columns ``one`` and ``two``."""
    return {(r.pop(one), r.pop(two)): r for r in rows(name, folder)}


def trade(folder: Path = SNAPSHOT) -> TradeMatrix:
    """Return the goods trade matrix of all economies of the snapshot and the rest of the world."""
    flows = {
        (r["exporter"], r["importer"]): Flow(
            float(r["usd_m"]), int(r["year"]), r["source"], r["kind"], _number(r["low"]), _number(r["high"])
        )
        for r in rows("trade.csv", folder)
    }
    return TradeMatrix((*(r["state"] for r in rows("states.csv", folder)), ROW), flows)


def value(name: str, text: str) -> float | int | str:
    """Return a cell as what its figure holds: text, a whole number, or a number."""
    if name in _TEXTUAL:
        return text
    number = float(text)
    return int(number) if number.is_integer() and "." not in text else number


def _number(text: str) -> float | None:
    return float(text) if text else None


def _year(text: str) -> int | None:
    return int(text) if text else None
