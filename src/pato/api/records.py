"""The evidence: historical panels, estimates and their scores, and the two documents' statements of fact."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pato.api.given import Words, name_of, words_of
from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from pato.report.explain import Explanation
    from pato.table import Table


def panel(
    unit: str = "directed-dyad-year",
    years: tuple[int, int] = (1816, 2019),
    groups: Words = (),
    path: str | os.PathLike[str] | None = None,
) -> pl.DataFrame:
    """Return a historical panel of the COW state system with covariates (``pato panel``).

    Parameters
    ----------
    unit
        ``state-year``, ``dyad-year`` or ``directed-dyad-year``.
    years
        First and last year, inclusive.
    groups
        Groups of covariates, or ``all``.
    path
        File to write as well: .parquet, .csv or .dta.

    Returns
    -------
    polars.DataFrame
        One row per unit; null means unknown or outside coverage, never zero.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError, DataError
        If a unit, group or span does not exist, or the data providers' tables are not in the data store.
    """
    from pato.estimate.panel import build_panel, group_names, write_panel
    from pato.estimate.panel.write import check_ending

    if path is not None:
        check_ending(os.fspath(path))
    if not (isinstance(years, (tuple, list)) and len(years) == 2 and all(isinstance(y, int) for y in years)):
        raise UsageError(Problem("years", f"found {years!r}.", "Give the first and the last: (1946, 2010)."))
    wanted = words_of(groups, where="groups")
    frame = build_panel(unit, (years[0], years[1]), group_names() if wanted == ["all"] else wanted)
    if path is not None:
        write_panel(frame, os.fspath(path))
    return frame


def evidence(*tables: str) -> Result:
    """Return the shipped evidence on defence commitments, provocation, arming and reliability (``pato evidence``).

    Parameters
    ----------
    tables
        Only these: ``pledge_dispute``, ``pledge_force``, ``pledge_war``, ``pledge_cow_war``, ``pledge_cow_onset``,
        ``selection``, ``reliability``, ``provocation``, ``arming``, ``published``.
    """
    from pato.files.estimates import stored

    return evidence_of(stored("evidence"), *tables)


def evidence_of(found: Mapping[str, Any], *tables: str) -> Result:
    """Return the tables of an evidence record, shipped or estimated again."""
    from pato.report.evidence import HONESTY, summary
    from pato.report.evidence import tables as made

    shown = made(found)
    wanted = [word for name in tables for word in words_of(name, where="tables")]
    if wrong := [unknown("table", name, shown) for name in wanted if name not in shown]:
        raise UnknownNameError(wrong)
    told = [*summary(found), *HONESTY]
    return Result(
        "Evidence on defence pacts", {n: shown[n] for n in wanted or shown}, sentences=told, found=found
    )


def validate(*boards: str) -> Table:
    """Return the scores of the shipped forecasts of disputes and wars, one per row (``pato validate``)."""
    from pato.files.estimates import stored
    from pato.report.scoreboard import long_table

    return long_table(chosen_boards(stored("scoreboard"), *boards))


def chosen_boards(scoreboard: Mapping[str, Any], *boards: str) -> list[Mapping[str, Any]]:
    """Return boards of a scoreboard; all by default.

    Raises
    ------
    UnknownNameError
        If one does not exist.
    """
    known = [b["id"] for b in scoreboard["boards"]]
    if wrong := [unknown("board", name, known) for name in boards if name not in known]:
        raise UnknownNameError(wrong)
    return [b for b in scoreboard["boards"] if not boards or b["id"] in boards]


def explain(model: str) -> Explanation:
    """Return an estimate explained: question, formula, coefficients, scores, limits (``pato explain``).

    Parameters
    ----------
    model
        ``risk_war``, ``risk_dispute`` …; an unknown name lists them all.
    """
    from pato.files.estimates import stored, stored_names
    from pato.report.explain import Explanation

    scoreboard = stored("scoreboard") if "scoreboard" in stored_names() else None
    return Explanation(stored(model), scoreboard)


def ledger(*documents: str, verdicts: Words = ()) -> Table:
    """Return the two documents' statements of fact, each with a verdict (``pato ledger``).

    Parameters
    ----------
    documents
        Ledgers by id or file; by default both that ship.
    verdicts
        Only ``holds``, ``imprecise``, ``wrong`` or ``not_checkable``.
    """
    from pato.report.ledger.files import documents as read
    from pato.report.ledger.tables import ledger_table
    from pato.table import Table

    wanted = words_of(verdicts, where="verdicts")
    named = tuple(name_of(d, where="documents") for d in documents)
    tables = [ledger_table(document, verdicts=wanted) for document in read(named)]
    if len(tables) == 1:
        return tables[0]
    rows = [row for table in tables for row in table.rows]
    notes = dict.fromkeys(note for table in tables for note in table.notes)
    return Table(tables[0].columns, rows, title="Ledger", notes=notes)
