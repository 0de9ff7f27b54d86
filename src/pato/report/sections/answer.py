"""The answer in a few sentences, with its conditions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from pato.assess.compare import Comparison, Row
from pato.assess.large import within
from pato.assess.no_difference import beats
from pato.assess.strata import ANY, Stratum
from pato.futures import weighted_quantile, weighted_share
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.kernels.digits import significant
from pato.registry.names import listed
from pato.report.blocks import Block, Listing, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.document import in_words
from pato.report.wording import focus, state_name, theory_name
from pato.table import Table
from pato.treaties.incidents import counts

ORDER = 10
RISK = "war_initiations_members"
FEWEST = 100
"""Futures of a theory below which a share is known within ten points at best, and the report says that they are too few."""
BROUGHT = ("expected_support_members_us_absent", "welfare_members", "gain_members", "stable")
"""What else the answer tells: who would come, what the economic chapters and all terms together bring, and whether it would hold."""


def build(context: ReportContext) -> Section:
    """Return what the comparison says, in words that are made from its figures."""
    labels, chosen = context.comparison.study.labels, focus(context)
    first = str(labels[0])
    blocks: list[Block] = [Text(_gaps(context), emphasis=True)]
    if chosen != first:
        changes = changes_table(context.comparison, first, chosen)
        blocks += [Text(_risk(first, chosen, changes), emphasis=True)] if len(changes) else []
        blocks.append(Text(_brought(context, first, chosen), emphasis=True))
        blocks += [TableBlock(changes, "risk-by-theory")] if len(changes) else []
    shown = [b for b in blocks if not isinstance(b, Text) or b.text]
    return Section("answer", "The answer", (*shown, Listing(tuple(_conditions(context)))))


def _gaps(context: ReportContext) -> str:
    first, *others = (str(label) for label in context.comparison.study.labels)
    gaps = {row.architecture: row.median for row in context.of("gaps")}
    members = context.comparison.study.members
    if not gaps or not members:
        return ""
    pairs = len(members) * (len(members) - 1) // 2
    named = listed(state_name(m, article=True) for m in members)
    start = f"Of the {pairs} pairs among {named}, {gaps[first]:.0f} owe each other no defence under {first}"
    told = [f"{gaps[label]:.0f} under {label}" for label in others if label in gaps]
    return f"{start}, {listed(told)}." if told else f"{start}."


def changes_table(comparison: Comparison, first: str, chosen: str) -> Table:
    """Return by how much a design changes its members' risk of war within the same futures, one row a theory."""
    if RISK not in comparison.values:
        return Table((), [])
    values = comparison.values[RISK]
    figures = values.transpose(..., ARCHITECTURE)
    base, own = (np.atleast_1d(figures.sel({ARCHITECTURE: label}).values) for label in (first, chosen))
    strata = within(comparison.strata_of(comparison.metric(RISK)), values.sizes.get(FUTURE, 1))
    width = np.atleast_1d(comparison.band(comparison.metric(RISK)).values)
    rows = [_changed(stratum, base, own, width) for stratum in strata if stratum.label != ANY]
    columns = (
        "theory of what pledges do",
        f"median under {first}",
        f"median under {chosen}",
        "change in per cent, median",
        "90 % from",
        "90 % to",
        "lower in share of futures",
        "no real change in",
        "higher in",
        "futures",
    )
    fewest = min((len(stratum.futures) for stratum in strata), default=1)
    notes = (
        f"Each theory stands on {fewest} futures or more: a share near one half is known within {100 / math.sqrt(fewest):.0f} points (two standard errors)."
        + (" Too few to read shares from: compare over more futures." if fewest < FEWEST else ""),
        "Expected war-level initiations against members over the horizon; the change is taken within each future. 'Lower' and 'higher' are by more than the band of no difference.",
    )
    title = f"Members' risk of war under {chosen}, by what pledges do"
    return Table(columns, rows, title=title, notes=notes, meta=comparison.meta())


def _changed(
    stratum: Stratum, base: np.ndarray, own: np.ndarray, width: np.ndarray
) -> tuple[str | float, ...]:
    then, now = base[stratum.futures], own[stratum.futures]
    change = np.divide(100 * (now - then), then, out=np.where(now > then, np.inf, 0.0), where=then > 0)
    middle, low, high = weighted_quantile(change, (0.5, 0.05, 0.95), stratum.weight)
    medians = (float(weighted_quantile(x, (0.5,), stratum.weight)[0]) for x in (then, now))
    lower, higher = beats(then - now, width[stratum.futures])
    shares = (float(weighted_share(x, stratum.weight)) for x in (lower, ~(lower | higher), higher))
    return (
        theory_name(stratum.label),
        *medians,
        float(middle),
        float(low),
        float(high),
        *shares,
        len(stratum.futures),
    )


def _risk(first: str, chosen: str, changes: Table) -> str:
    """Say under which theories the members' risk is mostly lower, no different or higher: theories do not agree on the sign."""
    rows = [(str(r[0]), float(r[3]), float(r[6]), float(r[7]), float(r[8])) for r in changes.rows]
    groups = {
        "lower in most futures": [n for n, _, lower, _, _ in rows if lower > 0.5],
        "higher in most futures": [n for n, _, _, _, higher in rows if higher > 0.5],
        "not really different in most futures": [n for n, _, _, same, _ in rows if same > 0.5],
    }
    rest = [n for n, *_ in rows if not any(n in names for names in groups.values())]
    told = [f"{what} {listed(names, 'or')}" for what, names in groups.items() if names]
    told += [f"neither mostly lower nor mostly higher {listed(rest, 'or')}"] if rest else []
    low, high = min(r[1] for r in rows), max(r[1] for r in rows)
    fewest = min(int(row[-1]) for row in changes.rows)
    few = (
        f" Only {fewest} futures stand behind some of these theories: too few to rest on."
        if fewest < FEWEST
        else ""
    )
    return (
        f"Whether wars against members are rarer under {chosen} than under {first} depends on what pledges do, which the data do not settle. "
        f"Their expected number is {'; '.join(told)}. The median change runs from {low:+.2g} to {high:+.2g} per cent.{few}"
    )


def _brought(context: ReportContext, first: str, chosen: str) -> str:
    """Say what else the design brings against the first, in the metrics' own words."""
    told = [_told(context, first, chosen, name) for name in BROUGHT if context.of(name)]
    return (
        f"Under {chosen}, with {first} in brackets: {'; '.join(t for t in told if t)}." if any(told) else ""
    )


def _told(context: ReportContext, first: str, chosen: str, name: str) -> str:
    about = context.comparison.metric(name)
    base, own = ([r for r in context.of(name) if r.architecture == label] for label in (first, chosen))
    if not own or not base:
        return ""
    if about.indicator:
        shares = [r.median for r in own]
        words = listed(dict.fromkeys(in_words(s) for s in (min(shares), max(shares))), "to")
        return f"{about.label}: in {_percent(shares)} of futures ({words})"
    better = ""
    if shares := [r.better for r in own if r.better is not None]:
        worse = [r.worse for r in own if r.worse is not None]
        better = f", better in {_percent(shares)} of futures and worse in {_percent(worse)}"
    return f"{about.label}: {_medians(own)} {about.unit} ({_medians(base)}){better}"


def _medians(rows: Sequence[Row]) -> str:
    low, high = (pick(r.median for r in rows) for pick in (min, max))
    one, other = _short(low), _short(high)
    return one if one == other else f"{one} to {other}"


def _short(value: float) -> str:
    """Return two digits that count: more would claim a precision that assumed ranges do not have."""
    return f"{significant(value, 2):g}"


def _percent(shares: Sequence[float]) -> str:
    one, other = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return one if one == other else f"{one} to {other}"


def _conditions(context: ReportContext) -> Iterator[str]:
    yield (
        "Whether pledges deter at all is contested: the project's own estimates find no effect on disputes of any level after 1945, "
        "and at war level only an exploratory effect of the largest pledger. Theories are therefore shown side by side and not averaged."
    )
    yield "The levels of risk rest on few wars (see 'The estimate'); differences between designs are more robust than levels."
    yield "Where two figures stand for one, they are the least and the most that any theory, contingency or reading gives."
    yield "What members gain from all terms together, and whether they would accept and stay, follows mostly from assumed ranges ('Claims' says how well each answer is identified)."
    if "TWN" in context.comparison.study.members:
        yield "Taiwan's figures depend on what today's American word is worth: from nothing to a full pledge, drawn evenly."
    yield "A share of futures says how often a result holds over what is assumed; it is not the probability that it is true."
    if told := _incidents(context):
        yield told


def _incidents(context: ReportContext) -> str:
    """Say how many real incidents call a duty of defence under each design; nothing where none is shipped."""
    found = {system.id: known for system in context.architectures if (known := counts(system.id))}
    if not found:
        return ""
    total = max(sum(known.values()) for known in found.values())
    told = listed(f"{known['defence']} under {name}" for name, known in found.items())
    return f"Of {total} real incidents in the library, a duty of defence is called by {told}: most lie below the threshold of armed attack, or touch nobody who is owed."
