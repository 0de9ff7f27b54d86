"""Sources: instruments with how they were checked, data with providers and licences."""

from __future__ import annotations

from pato.files import library
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 60
CHAPTER = "method"


def build(context: ReportContext) -> Section:
    """Return the instruments that bind the group, and the sources of figures."""
    return Section(
        "sources",
        "Sources",
        (
            Text(
                "'recalled' facts were written from memory of public texts and not yet checked against them; 'text' were; 'second_source' were checked against another publication."
            ),
            TableBlock(instruments_table(context), "instruments", folded=True, printed=True),
            TableBlock(data_table(context), "data-sources", folded=True, printed=True),
        ),
    )


def instruments_table(context: ReportContext) -> Table:
    """Return the instruments of all compared architectures to which a state of the group belongs."""
    days = [(system, context.day_of(system)) for system in context.architectures]
    held = {i.id: (i, day) for system, day in days for i in system.on(day).instruments}
    rows = []
    for identifier, (instrument, day) in sorted(held.items()):
        parties = set(instrument.parties_on(day))
        if parties & set(context.group):
            known = library.entries("treaty")
            cited = (
                "; ".join(s["title"] for s in known[identifier]["data"].get("sources", []))
                if identifier in known
                else instrument.file
            )
            rows.append(
                (
                    instrument.short,
                    instrument.title,
                    instrument.binding.replace("_", " "),
                    instrument.checked,
                    cited or None,
                )
            )
    return Table(
        ("instrument", "title", "force", "checked", "source"),
        rows,
        title=f"{len(rows)} instruments that bind one of {', '.join(context.group)}",
    )


def data_table(context: ReportContext) -> Table:
    """Return the providers of the figures, with version and licence."""
    rows = [
        (s.owner, s.title, s.version, s.licence, s.page)
        for s in context.comparison.study.world.sources.values()
    ]
    return Table(("owner", "data", "version", "licence", "where"), rows, title=f"{len(rows)} data sources")
