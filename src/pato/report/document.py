"""The report: one HTML file without a network, made of sections that are found by their file names."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pato.cells import Span
from pato.errors import harmless
from pato.files import discover
from pato.files.storage import write_atomic
from pato.report.blocks import Section
from pato.table import Table

_HERE = Path(__file__).parent
WORDS = (
    (0.99, "virtually certain"),
    (0.90, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.01, "very unlikely"),
    (0.0, "exceptionally unlikely"),
)
"""The scale of the Intergovernmental Panel on Climate Change (Mastrandrea et al. 2010), used for shares of futures (C12)."""
HEADS = {
    "q05": "90 % from",
    "q25": "50 % from",
    "q75": "50 % to",
    "q95": "90 % to",
    "gdp_usd_bn": "GDP, billion USD",
    "milex_usd_bn": "military expenditure, billion USD",
    "share_of_gdp": "share of GDP",
    "gni_share": "share by national income",
    "saves_share_of_gdp": "saves, share of GDP",
}
"""What columns are called where people read them, if their short name would not tell."""


def in_words(share: float) -> str:
    """Return the word of the stated scale for a share of futures.

    >>> in_words(0.7)
    'likely'
    """
    return next(word for bound, word in WORDS if share >= bound)


def sections(*, full: bool = False) -> list[Any]:
    """Return the modules that make a section, in their order; those of the folder ``full`` only for a full report."""
    packages = ("pato.report.sections", "pato.report.sections.full") if full else ("pato.report.sections",)
    modules = [one.load() for package in packages for one in discover.find(package).values()]
    return sorted(modules, key=lambda module: int(module.ORDER))


def build_sections(context: Any, *, full: bool = False) -> list[Section]:
    """Return the sections that have something to say about a run; those that take long only in a full report."""
    found = (module.build(context) for module in sections(full=full))
    return [section for section in found if section is not None]


def render(title: str, subtitle: str, parts: Iterable[Section], *, meta: dict[str, Any]) -> str:
    """Return the report as HTML; everything that comes from files is escaped, and drives no terminal (T9)."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["csv_link"] = _csv_link
    environment.filters["cell"] = cell
    environment.filters["head"] = head
    environment.filters["inline_json"] = _inline_json
    script = (_HERE / "templates" / "report.js").read_text(encoding="utf-8")
    text = environment.get_template("report.html.j2").render(
        title=title,
        subtitle=subtitle,
        sections=list(parts),
        meta=meta,
        words=WORDS,
        script=script,
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return harmless(text)


def write_report(path: str | Path, context: Any, *, full: bool = False) -> Path:
    """Write the report of a run, with the sections that take long if it is to be full; the file is whole or not there."""
    return write_sections(path, context, build_sections(context, full=full))


def write_sections(path: str | Path, context: Any, parts: Iterable[Section]) -> Path:
    """Write sections that are built as the report of a run."""
    target = Path(path)
    write_atomic(target, render(context.title, context.subtitle, parts, meta=context.meta))
    return target


def _csv_link(table: Table) -> str:
    head = "".join(f"# {key}: {value}\r\n" for key, value in table.meta.items())
    return "data:text/csv;base64," + base64.b64encode((head + table.to_csv()).encode()).decode()


def _inline_json(data: Any) -> str:
    """Return data as JSON that no text in it can end or turn into a script (T9): the template shows it unescaped."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def cell(value: Any) -> str:
    """Return a table's value as readers see it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Span):
        low, high = cell(value.low), cell(value.high)
        return low if low == high else f"{low} to {high}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)


def head(column: str) -> str:
    """Return a column's name as readers see it; files keep the short one.

    >>> head("qualifies_in_ten_years"), head("q05")
    ('qualifies in ten years', '90 % from')
    """
    return HEADS.get(column) or column.replace("_", " ").replace(" usd bn", ", billion USD")
