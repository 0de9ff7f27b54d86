"""Score frozen forecasts once outcomes are known."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import numpy as np

from pato.assess.forecasts.schema import RESOLVED, ForecastFile, Statement
from pato.errors import DataError, Problem, UnknownNameError, unknown
from pato.kernels.scoring import auc
from pato.table import Table

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_TINY = 1e-6
_MOST = 10_000_000


def read_outcomes(path: Path, forecasts: ForecastFile, *, today: str | None = None) -> dict[str, bool]:
    """Read outcomes from a CSV file with ``id`` and ``happened`` (yes or no); statements not listed remain open.

    Parameters
    ----------
    path
        The file.
    forecasts
        The forecasts to score.
    today
        ISO date, by default that of the machine: that an event did not happen is known only after its span.

    Raises
    ------
    DataError
        If the file cannot be read, a word is neither yes nor no, a statement occurs twice, or a "no" comes before the
        span is over.
    UnknownNameError
        If a statement is not in the file of forecasts.
    """
    now = today or date.today().isoformat()  # noqa: DTZ011  the day where the user is
    known = {s.id: s for s in forecasts.statements}
    found: dict[str, bool] = {}
    problems, strange = [], []
    for line, row in _rows(path):
        name, word = row["id"].strip(), row["happened"].strip().lower()
        where = f"{path}:{line}"
        if not word:
            continue
        if name not in known:
            strange.append(unknown("statement", name, known, where=where))
        elif word not in (*_YES, *_NO):
            problems.append(
                Problem(where, f"'happened' is '{word}'.", "Allowed: yes, no, or nothing while it is open.")
            )
        elif name in found:
            problems.append(Problem(where, f"tells '{name}' a second time.", "Keep one line of each."))
        elif word in _NO and now <= known[name].until:
            problems.append(
                Problem(
                    where,
                    f"'{name}' runs until {known[name].until}: that it did not happen is not known yet.",
                    "Leave it open.",
                )
            )
        else:
            found[name] = word in _YES
    if strange:
        raise UnknownNameError(strange)
    if problems:
        raise DataError(problems)
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open("rb") as stream:
            text = stream.read(_MOST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            Problem(str(path), f"cannot be read ({error}).", "Give a CSV file in UTF-8.")
        ) from error
    reader = csv.DictReader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")))
    try:
        header = list(reader.fieldnames or [])
        if lacking := [c for c in ("id", "happened") if c not in header]:
            told = f"has no column '{lacking[0]}'; its columns: {', '.join(header) or 'none'}."
            raise DataError(Problem(str(path), told, "The first line is: id,happened"))
        for row in reader:
            yield reader.line_num, {c: row.get(c) or "" for c in ("id", "happened")}
    except csv.Error as error:
        raise DataError(Problem(str(path), f"is no CSV file ({error}).", "Save it again as CSV.")) from error


def score_tables(forecasts: ForecastFile, happened: Mapping[str, bool]) -> dict[str, Table]:
    """Return the statements with their outcomes, and the scores of each forecaster."""
    return {"scores": _scores(forecasts, happened), "statements": _statements(forecasts, happened)}


def _statements(forecasts: ForecastFile, happened: Mapping[str, bool]) -> Table:
    rows = []
    for s in forecasts.statements:
        became = "open" if s.id not in happened else "happened" if happened[s.id] else "did not happen"
        chances = [(name, p.probability, p.low, p.high, None) for name, p in s.forecasts.items()]
        places = [(name, None, None, None, place) for name, place in s.percentile.items()]
        rows += [(s.id, s.words(), became, *found) for found in (*chances, *places)]
    used = dict.fromkeys(s.event for s in forecasts.statements)
    notes = [f"{event}: resolved by {RESOLVED[event].rstrip('.')}." for event in used]
    return Table(
        ("id", "statement", "became", "forecaster", "probability", "low_90", "high_90", "percentile"),
        rows,
        title=f"{forecasts.title}: frozen on {forecasts.frozen}, {len(forecasts.statements)} statements, {len(happened)} of them resolved",
        notes=notes,
    )


def _scores(forecasts: ForecastFile, happened: Mapping[str, bool]) -> Table:
    resolved = [s for s in forecasts.statements if s.id in happened]
    rows = []
    for event in dict.fromkeys(s.event for s in forecasts.statements):
        of_event = [s for s in resolved if s.event == event]
        for name in dict.fromkeys(n for s in of_event for n in s.forecasts):
            rows.append(
                (event, name, *_of_chances([s for s in of_event if name in s.forecasts], name, happened))
            )
        for name in dict.fromkeys(n for s in of_event for n in s.percentile):
            rows.append(
                (event, name, *_of_places([s for s in of_event if name in s.percentile], name, happened))
            )
    notes = [
        "Brier score and log score: lower is better. AUC: share of pairs of an event and a non-event that are ranked rightly; it needs both."
    ]
    if not resolved:
        notes.insert(0, "Nothing is resolved yet: give what happened with --outcomes FILE (id,happened).")
    columns = (
        "event",
        "forecaster",
        "resolved",
        "happened",
        "expected",
        "brier",
        "log_score",
        "auc",
        "mean_percentile_of_events",
    )
    return Table(columns, rows, title=f"{forecasts.title}: scores", notes=notes)


def _of_chances(
    statements: list[Statement], name: str, happened: Mapping[str, bool]
) -> tuple[float | int | None, ...]:
    y = np.array([happened[s.id] for s in statements], np.float64)
    p = np.array([s.forecasts[name].probability for s in statements])
    held = np.clip(p, _TINY, 1 - _TINY)
    brier, log_score = (
        float(((p - y) ** 2).mean()),
        float(-(y * np.log(held) + (1 - y) * np.log(1 - held)).mean()),
    )
    return len(y), int(y.sum()), float(p.sum()), brier, log_score, _auc(y, p), None


def _of_places(
    statements: list[Statement], name: str, happened: Mapping[str, bool]
) -> tuple[float | int | None, ...]:
    y = np.array([happened[s.id] for s in statements], np.float64)
    place = np.array([s.percentile[name] for s in statements])
    mean = float(place[y == 1].mean()) if y.any() else None
    return len(y), int(y.sum()), None, None, None, _auc(y, place), mean


def _auc(y: np.ndarray, p: np.ndarray) -> float | None:
    return float(auc(y, p)) if 0 < y.sum() < len(y) else None
