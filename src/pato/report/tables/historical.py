"""Historical designs, each on its own day: the law with and without it, and results with the data of the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pato.files.estimates import find
from pato.models.pledges import added_pact, gap_count, pledges_of
from pato.report.wording import state_name
from pato.table import Table
from pato.treaties.architecture import IN_FORCE, Architecture, load_architecture
from pato.treaties.norms import Instrument

BACKTESTS = "membership_backtests"
_ESTIMATES = {"before": "fitted on the years before", "shipped": "of today, which know what came later"}
_YEARS = 1
"""A backtest applies to a design with the same members if its data are for the design's year or the next."""


def law_table(designs: Sequence[Architecture]) -> Table:
    """Return one row per design: its day, its pact and parties, and the pairs without a defence obligation before it and with it."""
    rows = []
    for design in designs:
        pact = _pact(design)
        if pact is None or design.date is None:
            continue
        parties = pact.parties_on(design.date)
        quo = load_architecture(IN_FORCE, date=design.date)
        before, then = (gap_count(pledges_of(a, design.date, parties).defence) for a in (quo, design))
        pairs = len(parties) * (len(parties) - 1) // 2
        names = ", ".join(state_name(s) for s in parties)
        rows.append((design.title, design.date, pact.short, names, pairs, before, then))
    columns = ("design", "law as of", "pact", "parties", "pairs", "open before", "open with it")
    notes = (
        (
            "Pairs of parties in which neither owes the other defence, under what the library has in force on the day, and with the proposal. "
            "The library lacks some pacts of these years; who governed what is as the files of the time have it."
        ),
    )
    return Table(columns, rows, title="Historical designs: the law of their day", notes=notes)


def figures_table(designs: Sequence[Architecture]) -> Table | None:
    """Return the backtests of designs with the data of their years, and NATO's for comparison; None if there are none."""
    stored = find(BACKTESTS)
    found = [] if stored is None else list(_tested(designs, stored))
    if stored is None or not found:
        return None
    reference = next(p for p in stored["pacts"] if p["concluded"])
    rows = [_row(pact, which, of) for pact in (*found, reference) for which, of in pact["estimates"].items()]
    sample, data = stored["sample"], stored["data"]
    versions = "; ".join(dict.fromkeys(str(d["version"]) for d in data.values()))
    notes = (
        f"Shares of {sample['futures']:,} simulation runs; terms of the gain: {_words(sample['terms'])}; no data for these years on {_words(sample['absent'])}.",
        (
            "Figures used: those of the year in the table, none of today. They come from the data providers' files, which may not be passed on; what is shipped is this "
            "result, made by 'pato fit membership_backtests' from your own copies ('pato data list' says where they are published)."
        ),
        f"Data: {versions}.",
        *(f"{p['title']}: {p['source']}" for p in found),
    )
    columns = (
        "design", "figures of", "estimates", "all accept", "none would leave", "members that accept", "members that gain",
        "wars begun against members a year", "with the pact",
    )  # fmt: skip
    return Table(columns, rows, title="Historical designs: the figures of their day", notes=notes)


def not_tested(designs: Sequence[Architecture]) -> list[str]:
    """Return the titles of designs not run with the data of their day."""
    stored = find(BACKTESTS) or {"pacts": []}
    return [d.title for d in designs if not list(_tested([d], stored))]


def _tested(designs: Sequence[Architecture], stored: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the backtests of the same members in a design's year or the next."""
    for design in designs:
        pact = _pact(design)
        if pact is None or design.date is None:
            continue
        parties, year = set(pact.parties_on(design.date)), int(design.date[:4])
        for tested in stored["pacts"]:
            if set(tested["members"]) == parties and 0 <= tested["year"] - year <= _YEARS:
                yield tested


def _pact(design: Architecture) -> Instrument | None:
    """Return the pact that a design adds to what was in force on its day."""
    day = design.date or ""
    return added_pact(design, load_architecture(IN_FORCE, date=day or None), day)


def _row(pact: Mapping[str, Any], which: str, found: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        pact["title"],
        pact["year"],
        _ESTIMATES.get(which, which),
        found["all_accept"],
        found["stable"],
        found["members_accepting"],
        found["members_gaining"],
        *found["war_initiations_against_members_a_year"],
    )


def _words(names: Sequence[str]) -> str:
    return ", ".join(name.replace("spill_overs", "spill-overs").replace("_", " ") for name in names)
