"""An estimate explained: what was asked, how, what came out, how good it is, and where it ends."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pato.estimate.membership_backtests.tables import tables
from pato.files.estimates import as_text as stored_text
from pato.files.storage import write_atomic
from pato.report.blocks import Block, Listing, Section, TableBlock, Text
from pato.table import Table

Estimate = Mapping[str, Any]
_SHOWN_ELSEWHERE = {
    "scoreboard": "The scoreboard has a command of its own: pato validate.",
    "evidence": "The evidence has a command of its own: pato evidence.",
}
_BOARD_OF = {"risk_dispute": "relevant_dispute", "risk_force": "relevant_force", "risk_war": "relevant_war"}


def _observed(estimate: Estimate) -> list[Table]:
    """Return the counts of disputes, uses of force and wars of all pairs."""
    rows = [
        (*pair.split("-"), level, *counts)
        for pair, levels in estimate["pairs"].items()
        for level, counts in zip(estimate["levels"], levels, strict=True)
        if counts[1]
    ]
    (first, last), (recent, _) = estimate["years"], estimate["recent_years"]
    title = f"Disputes, uses of force and wars {first}-{last}; recently is from {recent}"
    return [Table(("challenger", "target", "level", *estimate["columns"]), rows, title=title)]


_TABLES_OF = {"membership_backtests": tables, "observed_record": _observed}
_LONG = 400


def elsewhere(name: str) -> str | None:
    """Return the command that shows an estimate that is not a model."""
    return _SHOWN_ELSEWHERE.get(name)


def explanation(estimate: Estimate, scoreboard: Mapping[str, Any] | None = None) -> list[Section]:
    """Return the page of an estimate.

    Parameters
    ----------
    estimate
        As it ships.
    scoreboard
        As it ships: its scores of this model are shown too.
    """
    parts = [
        Section("question", "Question", (Text(str(estimate["question"]), emphasis=True),)),
        Section("formula", "Formula", tuple(_formula(estimate))),
        Section("sample", "Sample", tuple(_plain_block("sample", estimate.get("sample")))),
        Section("estimates", "Estimates", tuple(_estimates(estimate))),
        Section("scores", "Scores", tuple(_scores(estimate, scoreboard))),
        Section(
            "variants",
            "Everything fitted beside it",
            tuple(_plain_block("variants", estimate.get("variants"))),
        ),
        Section("limits", "Limits", (Listing(tuple(str(x) for x in estimate.get("limits", ()))),)),
        Section("data", "Data", (TableBlock(_data(estimate), "data"),)),
    ]
    return [p for p in parts if p.blocks]


def _formula(estimate: Estimate) -> Iterator[Block]:
    yield Text(str(estimate["formula"]))
    if "meaning" in estimate:
        yield Text(str(estimate["meaning"]))
    if isinstance(covariates := estimate.get("covariates"), Mapping):
        yield TableBlock(
            Table(("covariate", "meaning"), list(covariates.items()), title="Covariates"), "covariates"
        )


def coefficients(estimate: Estimate) -> Table | None:
    """Return coefficients with their robust errors; None where the estimate is not a list of coefficients."""
    if not isinstance(estimate.get("coefficients"), list) or "names" not in estimate:
        return None
    names, values = estimate["names"], estimate["coefficients"]
    robust = next(
        (v for k, v in estimate.items() if k.startswith("standard_errors") and isinstance(v, Mapping)), {}
    )
    covariance = estimate.get("covariance")
    rows = []
    for i, (name, value) in enumerate(zip(names, values, strict=True)):
        drawn = math.sqrt(max(covariance[i][i], 0.0)) if covariance else None
        error = robust.get(name, drawn)
        error = None if error is None or math.isnan(error) else error
        rows.append((name, value, error, drawn, value / error if error else None))
    notes = [f"Robust errors: {estimate['covariance_kind']}."] if "covariance_kind" in estimate else []
    notes.append(
        "'error drawn with' is what runs and intervals use; a dash among robust errors: the estimator is negative there."
    )
    columns = ("coefficient", "estimate", "robust_error", "error_drawn_with", "ratio")
    return Table(columns, rows, title="Coefficients", notes=notes)


def _estimates(estimate: Estimate) -> Iterator[Block]:
    # estimates without a list of coefficients may have tables of their own
    if (made := _TABLES_OF.get(str(estimate["id"]))) is not None:
        yield from (TableBlock(t, f"results-{n}") for n, t in enumerate(made(estimate), start=1))
        return
    table = coefficients(estimate)
    if table is not None:
        yield TableBlock(table, "coefficients")
        return
    for name in ("measures", "models", "parts"):
        if isinstance(parts := estimate.get(name), Mapping):
            for part, values in parts.items():
                inner = coefficients(values) if isinstance(values, Mapping) else None
                title = f"{part}"
                table = inner or Table(("what", "value"), list(_leaves(values)), title=title)
                named = table.replaced(title=f"{title}: {table.title}".strip(": "))
                yield TableBlock(named, str(part), folded=True)
    if isinstance(years := estimate.get("years"), Mapping) and "columns" in estimate:
        rows = [(year, *values) for year, values in years.items()]
        yield TableBlock(Table(("year", *estimate["columns"]), rows, title="By year"), "years")


def _scores(estimate: Estimate, scoreboard: Mapping[str, Any] | None) -> Iterator[Block]:
    for key in ("scores", "validation", "calibration"):
        found = estimate.get(key)
        if isinstance(found, list) and found and all(isinstance(f, Mapping) for f in found):
            columns = tuple(dict.fromkeys(k for f in found for k in f))
            yield TableBlock(
                Table(columns, [[_cell(f.get(c)) for c in columns] for f in found], title=key.capitalize()),
                key,
            )
        elif found:
            yield from _plain_block(key, found)
    board = next(
        (b for b in (scoreboard or {}).get("boards", ()) if b["id"] == _BOARD_OF.get(str(estimate["id"]))),
        None,
    )
    if board is not None:
        from pato.report.scoreboard import board_table

        yield TableBlock(board_table(board), "scoreboard")


def _plain_block(name: str, values: Any) -> Iterator[Block]:
    if values:
        yield TableBlock(Table(("what", "value"), list(_leaves(values)), title=name.capitalize()), name)


def _leaves(values: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield nested plain values, with the path as words; long lists only by their length."""
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from _leaves(value, f"{prefix}, {key}" if prefix else str(key))
    else:
        yield prefix.replace("_", " "), _cell(values)


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        text = ", ".join(str(v) for v in value)
        return text if len(text) <= _LONG else f"{len(value)} values"
    return str(value) if isinstance(value, Mapping) else value


def _data(estimate: Estimate) -> Table:
    rows = [
        (name, v.get("version"), str(v.get("sha256", ""))[:12])
        if isinstance(v, Mapping)
        else (name, str(v), None)
        for name, v in dict(estimate.get("data", {})).items()
    ]
    notes = [str(estimate["licence"])] if "licence" in estimate else []
    return Table(("table", "version", "sha256"), rows, title="Data it was estimated from", notes=notes)


def page(estimate: Estimate, scoreboard: Mapping[str, Any] | None = None) -> str:
    """Return the explanation as one HTML page that needs no network."""
    from pato.report.document import render

    subtitle = f"Basis: {estimate.get('basis', 'estimate')}; refit with: pato fit {estimate['id']}"
    return render(
        f"The estimate {estimate['id']}",
        subtitle,
        explanation(estimate, scoreboard),
        meta={"format": estimate["format"]},
    )


class Explanation:
    """An estimate explained: question, formula, coefficients, scores, limits.

    Parameters
    ----------
    estimate
        As it is stored.
    scoreboard
        As it ships: its scores of this model are shown too.
    """

    def __init__(self, estimate: dict[str, Any], scoreboard: Mapping[str, Any] | None = None) -> None:
        self.estimate = estimate
        self.scoreboard = scoreboard

    def __repr__(self) -> str:
        return f"<Explanation of {self.estimate.get('id')}>"

    def __str__(self) -> str:
        return self.render()

    def _repr_html_(self) -> str:
        blocks = [b for part in self.sections() for b in part.blocks]
        return "".join(b.table.to_html() for b in blocks if isinstance(b, TableBlock))

    def sections(self) -> list[Section]:
        """Return the estimate's parts; none if it is not a model."""
        there = elsewhere(str(self.estimate.get("id")))
        return [] if there is not None else explanation(self.estimate, self.scoreboard)

    def to_pandas(self) -> Any:
        """Return the coefficients with their errors as a `pandas.DataFrame`, or the first table where it has others."""
        tables = [b.table for part in self.sections() for b in part.blocks if isinstance(b, TableBlock)]
        chosen = coefficients(self.estimate) or next(iter(tables), None)
        return (chosen or Table(("coefficient", "estimate"), [])).to_pandas()

    def render(self, fmt: str = "table") -> str:
        """Return the explanation as text: ``table``, ``md``, ``html``, or ``json``: the estimate as it is stored."""
        if fmt == "json":
            return stored_text(self.estimate)
        if (there := elsewhere(str(self.estimate.get("id")))) is not None:
            return there + "\n"
        if fmt == "html":
            return page(self.estimate, self.scoreboard)
        return as_text(self.sections(), fmt)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page as HTML, or as .json, .md or .txt where the ending says so."""
        formats = {".json": "json", ".md": "md", ".txt": "table"}
        write_atomic(path, self.render(formats.get(Path(path).suffix.lower(), "html")))


def as_text(parts: list[Section], fmt: str) -> str:
    """Return the page for a terminal, or as Markdown."""
    lines = []
    for part in parts:
        lines.append(f"## {part.title}" if fmt == "md" else part.title.upper())
        for block in part.blocks:
            if isinstance(block, Text):
                lines.append(block.text)
            elif isinstance(block, Listing):
                lines.append("\n".join(f"- {item}" for item in block.items))
            elif isinstance(block, TableBlock):
                lines.append(block.table.render(fmt).rstrip())
        lines.append("")
    return "\n".join(lines)
