"""The world's figures as tables that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pato.table import Table
from pato.world.figures import COLUMNS, Figure, PairFigures, StateFigures, row_of
from pato.world.model import World
from pato.world.trade import Flow


def of_state(world: World, state: str, only: Iterable[str] = ()) -> Table:
    """Return the data on a state, missing values with their reason.

    Raises
    ------
    UnknownNameError, CoverageError
        If the snapshot has no such state or figure.
    """
    shown = world.state(state)
    names = list(only) or [d.name for d in world.definitions.values() if d.scope == "state"]
    rows = [row_of(name, shown[name], shown.missing) for name in names]
    used = [f for name in names if (f := shown[name]) is not None]
    return Table(
        COLUMNS,
        rows,
        title=f"{shown.name} ({shown.iso}), COW {shown.cow_code}",
        notes=_notes(world, used, shown),
        meta=_meta(world),
    )


def of_pair(world: World, a: str, b: str) -> Table:
    """Return the data on two states: of the pair, then each direction.

    Raises
    ------
    UnknownNameError, CoverageError, UsageError
        If the snapshot has no such states, or both are the same.
    """
    pair = world.pair(a, b)
    rows = [
        (f"{pair.a}, {pair.b}", *row_of(n, pair.figures.get(n), pair.missing)) for n in _names(world, "pair")
    ]
    for one, two, figures in ((pair.a, pair.b, pair.forward), (pair.b, pair.a, pair.backward)):
        rows += [
            (f"{one} to {two}", *row_of(n, figures.get(n), pair.missing)) for n in _names(world, "directed")
        ]
    rows += _trade_rows(world, pair)
    used = [*pair.figures.values(), *pair.forward.values()]
    flows = filter(None, (world.trade.flow(pair.a, pair.b), world.trade.flow(pair.b, pair.a)))
    title = f"{world.states[pair.a].name} and {world.states[pair.b].name}"
    named = _agreement_notes(world, pair)
    return Table(
        ("between", *COLUMNS),
        rows,
        title=title,
        notes=(*named, *_notes(world, used), *_trade_notes(world, flows)),
        meta=_meta(world),
    )


def of_sources(world: World) -> Table:
    """Return the sources of the snapshot, and their terms."""
    rows = [(s.name, s.owner, s.title, s.version, s.licence, s.ships, s.page) for s in world.sources.values()]
    columns = ("source", "owner", "title", "version", "licence", "ships", "page")
    notes = [f"{s.name}: {s.note}" for s in world.sources.values() if s.note]
    return Table(columns, rows, title="Sources of the data", notes=notes, meta=_meta(world))


def _names(world: World, scope: str) -> Iterator[str]:
    return (d.name for d in world.definitions.values() if d.scope == scope)


def _trade_rows(world: World, pair: PairFigures) -> Iterator[tuple[object, ...]]:
    for one, two in ((pair.a, pair.b), (pair.b, pair.a)):
        flow = world.trade.flow(one, two)
        if flow is None:
            yield (
                f"{one} to {two}",
                "goods_exports_usd_m",
                None,
                "",
                None,
                "",
                "missing",
                None,
                None,
                "neither partner reported it.",
            )
        else:
            note = "" if flow.kind == "reported" else flow.kind
            yield (
                f"{one} to {two}",
                "goods_exports_usd_m",
                _whole(flow.usd_m),
                "million current USD",
                flow.year,
                flow.source,
                "fact",
                flow.low,
                flow.high,
                note,
            )


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _agreement_notes(world: World, pair: PairFigures) -> Iterator[str]:
    found = pair.figures.get("agreements")
    for number in str(found.value).split() if found else ():
        known = world.agreements[int(number)]
        yield f"Agreement {number}: {known['name']}, in force {known['in_force']}, {known['depth']}."


def _notes(world: World, figures: Iterable[Figure], state: StateFigures | None = None) -> Iterator[str]:
    used = list(figures)
    if any(f.basis == "user" for f in used):
        yield "Figures with basis 'user' are your own, not the snapshot's."
    for name in sorted({f.source for f in used if f.basis != "user"}):
        source = world.sources[name]
        yield f"{name}: {source.citation} Terms: {source.licence}."
    if state is not None and state.missing:
        yield "A missing value is unknown, which is not zero."


def _trade_notes(world: World, flows: Iterable[Flow]) -> Iterator[str]:
    """Yield the sources of flows, with what their providers' figures are (means of two years, say)."""
    for name in sorted({f.source for f in flows}):
        source = world.sources[name]
        yield f"{name}: {source.citation} Terms: {source.licence}. {source.note}".rstrip()


def _meta(world: World) -> dict[str, object]:
    return {"snapshot": world.digest, "vintage": world.about["vintage"]}
