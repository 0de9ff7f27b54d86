"""Background of the results: data by source, year and licence; factors of each model; treaties; evidence and validation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pato.api.records import evidence, validate
from pato.files import library
from pato.models.base import Model
from pato.report.document import cell
from pato.report.sections.assumptions import factors_table
from pato.report.wording import state_name
from pato.table import Table
from pato.treaties.relations import relations
from pato.workbench.asked import Asked
from pato.workbench.designs import design_of
from pato.workbench.engine import MODELS, Engine

TITLES = {
    "war_risk": "Members’ risk of war",
    "support": "Support, and who is likely to fight",
    "membership": "Who accepts, and memberships",
}
"""The question that each model answers on the page, by id."""


def records(engine: Engine, asked: Asked) -> dict[str, Any]:
    """Return the data page's content: tables as headings and rows of words."""
    proposal = design_of(asked, engine.folder)
    models = engine.models(asked, proposal.baseline)
    return {
        "models": [_model(models[name]) for name in MODELS],
        "figures": _plain(_figures(engine, asked)),
        "sources": _plain(_sources(engine)),
        "treaties": list(_treaties(asked, proposal)),
        "evidence": [str(line) for line in evidence().sentences],
        "tables": [_plain(table) for table in evidence().tables.values()],
        "validation": _plain(validate()),
        "vintage": str(engine.world.about["vintage"]),
    }


def _plain(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [c.replace("_", " ") for c in table.columns],
        "rows": [[cell(value) for value in row] for row in table.rows],
        "notes": list(table.notes),
    }


def _model(model: Model) -> dict[str, Any]:
    return {**_plain(factors_table(model.factors())), "id": model.id, "title": TITLES[model.id]}


def _figures(engine: Engine, asked: Asked) -> Table:
    """Return the data on the design's states, each with its year, source and licence."""
    rows = [
        (state_name(code), figure.name, figure.value, figure.unit, figure.year, figure.source, figure.licence, figure.basis)
        for code in asked.named
        if code in engine.world.states
        for figure in engine.world.state(code).figures.values()
    ]  # fmt: skip
    columns = ("state", "figure", "value", "unit", "year", "source", "licence", "basis")
    return Table(columns, rows, title=f"{len(rows)} figures of the design’s states")


def _sources(engine: Engine) -> Table:
    rows = [
        (s.name, s.title, s.owner, s.version, s.licence, s.citation) for s in engine.world.sources.values()
    ]
    return Table(
        ("source", "title", "owner", "version", "licence", "cite"), rows, title=f"{len(rows)} sources of data"
    )


def _treaties(asked: Asked, proposal: Any) -> Iterator[dict[str, Any]]:
    """Yield the instruments by which the design's states owe each other something."""
    states: Sequence[str] = asked.named
    owed = relations(proposal.proposed, asked.date)
    bound = {r.instrument for r in owed if r.debtor in states and r.creditor in states}
    for held in proposal.proposed.instruments:
        if held.id in bound:
            data = library.entries("treaty").get(held.id, {}).get("data", {})
            cited = "; ".join(str(s["title"]) for s in data.get("sources", ())[:3])
            file = held.file if held.file.startswith("library/") else ""
            yield {
                "short": held.short,
                "title": held.title,
                "checked": held.checked,
                "cited": cited,
                "file": file,
            }
