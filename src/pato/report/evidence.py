"""The evidence as tables, and as a page with specification curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pato.report.blocks import Block, Figure, Listing, Section, TableBlock, Text
from pato.table import Table

Evidence = Mapping[str, Any]
_NORMAL = 1.959964
OUTCOMES = {
    "dispute": "disputes",
    "force": "uses of force",
    "war": "war level",
    "cow_war": "wars initiated (COW)",
    "cow_onset": "war onsets (COW)",
}
_PARTS = {
    "dose": "whole dose",
    "dose_largest": "largest pledger",
    "dose_rest": "what the rest add",
    "dose_five_years_on": "whole dose, five years on",
    "dose_largest_five_years_on": "largest pledger, five years on",
    "dose_rest_five_years_on": "what the rest add, five years on",
}
HONESTY = (
    "Associations, not effects: states at risk seek pledges, which pulls estimates up, and hides deterrence rather than inventing it.",
    "The dose is the log of one plus the per cent of world capability pledged to the target, discounted for distance; -0.4 means odds lower by a third a unit.",
    "Standard errors are dyadic-robust (Aronow, Samii and Assenova 2015); where a sample is too small for that estimator (it is negative) the model's own stands, marked *.",
    "Intervals hold 95 % if the specification is right. There are many, all fixed before they were fitted; one in twenty would be 'significant' by chance.",
)


def pledge_table(evidence: Evidence, outcome: str) -> Table:
    """Return the estimates of pledged doses on one outcome: a row a specification and part of the dose."""
    rows = [
        (r["label"], _PARTS.get(part, part), c["estimate"], se, low, high, r["rows"], r["events"])
        for r, part, c, (se, low, high) in _coefficients(evidence, outcome)
    ]
    failed = [
        f"{r['label']} ({r['dose']}): no estimate, {r['status']}."
        for r in evidence["pledge"]
        if r["outcome"] == outcome and not r["coefficients"]
    ]
    marked = [
        f"* {r['label']}, {_PARTS.get(part, part)}: the model's own standard error."
        for r, part, c, _ in _coefficients(evidence, outcome)
        if not c["se"]
    ]
    title = f"What pledged capability goes with: {OUTCOMES[outcome]} (change of log-odds of an initiation a unit of dose)"
    columns = ("specification", "part", "estimate", "standard_error", "low", "high", "pair_years", "events")
    return Table(columns, rows, title=title, notes=[_verdict(rows), *failed, *marked])


def _coefficients(
    evidence: Evidence, outcome: str
) -> Iterator[tuple[Any, str, Any, tuple[float, float, float]]]:
    for record in evidence["pledge"]:
        if record["outcome"] == outcome:
            for part, c in record["coefficients"].items():
                se = c["se"] or c["model_se"]
                yield record, part, c, (se, c["estimate"] - _NORMAL * se, c["estimate"] + _NORMAL * se)


def _verdict(rows: list[tuple[Any, ...]]) -> str:
    """Return how many estimates of each part are below zero, and how many of them with their whole interval."""
    told = []
    for part in ("whole dose", "largest pledger", "what the rest add"):
        of = [r for r in rows if r[1] == part]
        below, above = sum(r[5] < 0 for r in of), sum(r[4] > 0 for r in of)
        negative = sum(r[2] < 0 for r in of)
        told.append(
            f"{part}: {negative} of {len(of)} below zero, {below} with the whole interval; {above} above zero with the whole interval"
        )
    return "; ".join(told) + "."


def provocation_table(evidence: Evidence) -> Table:
    """Return what follows a new pledge, in percentage points a year."""
    rows = [
        (
            r["label"],
            r["estimate"],
            r["se"],
            *_interval(r),
            r["rate_percent"],
            r["rows"],
            r["rows_after_a_new_pledge"],
        )
        for r in evidence["provocation"]
    ]
    columns = (
        "specification",
        "estimate",
        "standard_error",
        "low",
        "high",
        "base_rate_percent",
        "pair_years",
        "of_them_after",
    )
    title = f"Initiations against a state in the {evidence['window']} years after it is given a new pledge of defence (percentage points a year)"
    note = "Linear probability with effects of directed pairs and of years; pledges by the challenger itself do not count."
    return Table(columns, rows, title=title, notes=[note])


def arming_table(evidence: Evidence) -> Table:
    """Return the growth of a state's forces after a rival's new pledge, in log points."""
    rows = [
        (r["label"], r["estimate"], r["se"], *_interval(r), r["rows"], r["rows_with_a_rivals_new_pledge"])
        for r in evidence["arming"]
    ]
    columns = (
        "specification",
        "estimate",
        "standard_error",
        "low",
        "high",
        "state_years",
        "of_them_with_a_new_pledge",
    )
    title = "Growth of a state's forces over five years around a rival's new pledge of defence (log points)"
    note = "Against states with rivals in the same year; errors clustered by state. Growth already in the five years before is anticipation, or another cause of both."
    return Table(columns, rows, title=title, notes=[note])


def published_table(evidence: Evidence) -> Table:
    """Return what others found."""
    words = {"fewer": "fewer", "more": "more", "none": "no effect", "both": "depends on the kind"}
    rows = [
        (
            p["question"],
            p["finding"],
            words.get(p.get("direction", "")),
            100 * p["share"] if "share" in p else None,
            p["source"],
        )
        for p in evidence["published"]
    ]
    note = "Reliability counts wars in which an alliance's terms applied; alliances that deterred are not among them, so it understates what a pledge is worth."
    return Table(
        ("question", "finding", "disputes", "share_percent", "source"),
        rows,
        title="As published",
        notes=[note],
    )


def _interval(record: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if not record["se"]:
        return None, None
    return record["estimate"] - _NORMAL * record["se"], record["estimate"] + _NORMAL * record["se"]


def tables(evidence: Evidence) -> dict[str, Table]:
    """Return all tables by name."""
    found = {f"pledge_{outcome}": pledge_table(evidence, outcome) for outcome in OUTCOMES}
    return found | {
        "provocation": provocation_table(evidence),
        "arming": arming_table(evidence),
        "published": published_table(evidence),
    }


def page(evidence: Evidence) -> str:
    """Return the evidence as one HTML page that needs no network."""
    from pato.report.document import render

    found = tables(evidence)
    parts = [Section("how", "How to read this", (Listing(HONESTY),))]
    titles = {f"pledge_{o}": f"Pledges and {label}" for o, label in OUTCOMES.items()}
    titles |= {
        "provocation": "Provocation",
        "arming": "Arming",
        "published": "As published, and how reliable pacts were",
    }
    for name, title in titles.items():
        parts.append(Section(name, title, tuple(_blocks(name, found[name]))))
    vintages = {name: v["sha256"][:12] for name, v in evidence["data"].items()}
    return render(
        "What do pledges of defence do?",
        "The project's own estimates under every specification, beside the published ones",
        parts,
        meta=vintages,
    )


def _blocks(name: str, table: Table) -> Iterator[Block]:
    from pato.report.score_figures import specification_plot

    if name == "published":
        yield TableBlock(table, name)
        return
    if table.notes:
        yield Text(table.notes[0])
    rows = [
        (r["specification"], r.get("part", "new pledge"), r["estimate"], r["low"], r["high"])
        for r in table.records()
        if "five years on" not in r.get("part", "")
    ]
    shown = Table(
        ("specification", "part", "estimate", "low", "high"), rows, title=table.title, notes=table.notes
    )
    yield Figure(
        specification_plot(shown, value_title="estimate, 95 % interval"),
        table.title,
        table.title + ".",
        table,
        name,
    )


def summary(evidence: Evidence) -> list[str]:
    """Return the findings in words, with the figures that are stored."""
    out = []
    for outcome, label in OUTCOMES.items():
        records = {(r["specification"], r["dose"]): r for r in evidence["pledge"] if r["outcome"] == outcome}
        within, recent = (records[(s, "whole")]["coefficients"].get("dose") for s in ("pair", "nuclear"))
        told = [
            f"{words} {c['estimate']:+.2f} (s.e. {c['se'] or c['model_se']:.2f})"
            for words, c in (("within pairs", within), ("with controls from 1946", recent))
            if c
        ]
        out.append(f"Pledged dose and {label}: {', '.join(told)}.")
    return out
