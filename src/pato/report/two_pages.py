"""The report in two pages: the first screen, then what changes, in one table by yardstick and one by assumption."""

from __future__ import annotations

import tempfile
from math import isfinite
from pathlib import Path

from pato.assess.strata import POOLED
from pato.files.storage import write_atomic
from pato.report.blocks import Section, TableBlock, Text
from pato.report.changes import Change, changes, direction, scale_of
from pato.report.context import ReportContext
from pato.report.document import render, shown_meta
from pato.report.front import front
from pato.report.headline import Headline, ends, signed, sure_of
from pato.report.sections.risk import CONDITIONS
from pato.report.wording import assumption_name
from pato.table import Table

MOST_YARDSTICKS = 14


def brief_sections(context: ReportContext) -> list[Section]:
    """Return the second page: yardsticks, assumptions, and what limits the answer."""
    found = Headline(context.comparison)
    tables = [yardsticks(found), by_assumption(found)]
    blocks = [TableBlock(t, f"brief-{i}") for i, t in enumerate(tables) if t is not None and len(t)]
    notes = [Text(told) for told in CONDITIONS]
    return [Section("brief", "What changes, and what it depends on", (*blocks, *notes))]


def yardsticks(found: Headline) -> Table | None:
    """Return one row per metric: today, under the subject, the verdict by assumption, and how sure it is."""
    comparison = found.comparison
    if found.subject == found.baseline:
        return None
    rows = []
    for metric in comparison.study.metrics:
        every = changes(comparison, metric.id, [found.subject], pooled=False)
        if not every or every[0].target is not None or metric.better == "neither":
            continue
        scale = scale_of(comparison, metric)
        ways = list(dict.fromkeys(direction(metric, c, scale) for c in every if isfinite(c.median)))
        before, after = (ends([getattr(c, side) for c in every], "{:.3g}") for side in ("before", "after"))
        rows.append(
            (
                f"{metric.label}, {metric.unit}",
                before,
                after,
                " or ".join(ways) or None,
                sure_of(comparison, metric),
            )
        )
    columns = (
        "measure",
        f"under {found.today}",
        f"under {found.names[found.subject]}",
        "better or worse",
        "how sure",
    )
    notes = ("Medians; a range gives the lowest and highest result across assumptions.",)
    return Table(
        columns, rows[:MOST_YARDSTICKS], title=f"What changes under {found.names[found.subject]}", notes=notes
    )


def by_assumption(found: Headline) -> Table | None:
    """Return one row per assumption about deterrence: the change in members' risk of war, and the shares of runs by direction."""
    if found.risk is None:
        return None
    metric, every = found.risk
    scale = scale_of(found.comparison, metric)
    rows = [_row(c) for c in every if c.assumption != POOLED]
    columns = (
        "if …",
        f"median change in attacks, {scale.unit}",
        "nine in ten runs",
        "fewer wars, % of runs",
        "no real change",
        "more wars",
    )
    return Table(columns, rows, title=f"Change in expected {found.attacks}, by assumption about deterrence")


def _row(change: Change) -> tuple[object, ...]:
    shares = (change.better or 0.0, change.same, change.worse or 0.0)
    return (
        assumption_name(change.assumption),
        signed(change.median),
        f"{signed(change.low90)} to {signed(change.high90)}",
        *(round(100 * share) for share in shares),
    )


def write_brief_pdf(path: str | Path, context: ReportContext) -> Path:
    """Print the two pages, atomically.

    Raises
    ------
    UsageError
        If no browser that prints is found.
    """
    from pato.report.pdf import write_pdf

    text = render(
        context.title,
        context.subtitle,
        brief_sections(context),
        meta=context.meta,
        front=front(context),
        template="brief.html.j2",
    )
    with tempfile.TemporaryDirectory(prefix="pato-brief-", ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "brief.html"
        write_atomic(page, text)
        return write_pdf(path, page)


def write_brief_docx(path: str | Path, context: ReportContext) -> Path:
    """Write the two pages as a Word file, atomically.

    Raises
    ------
    UsageError
        If the extra ``office`` is not installed.
    """
    from pato.report.office import add_front, add_table, saved
    from pato.report.word_page import WordPage

    page = WordPage(context.title, context.meta.get("made"))
    add_front(page, front(context), context.meta)
    for section in brief_sections(context):
        page.heading(2, section.title, new_page=True)
        for block in section.blocks:
            if isinstance(block, TableBlock):
                add_table(page, block.table)
            elif isinstance(block, Text):
                page.small(block.text)
    page.small("; ".join(f"{key}: {value}" for key, value in shown_meta(context.meta).items()))
    return saved(page, path)
