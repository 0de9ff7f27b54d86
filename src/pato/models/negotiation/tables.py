"""The intermediate tables of a course: browsed from Python, written as Parquet or SQLite.

Each answers one of KTAB's tables (named in `TABLES`). Positions are on 0 to 100; turns and bargains are counted from 0,
actors stand by name. The challenges hold each estimator's view of each pair.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pato.errors import PatoError, Problem, UsageError, unknown
from pato.kernels.bargaining import ADJUSTMENTS, Rules, influence
from pato.kernels.bargaining_challenges import challenge, principals, third_party, utilities, victory
from pato.kernels.bargaining_elections import vote
from pato.models.negotiation.case import SCALE
from pato.storage import replace
from pato.table import Table

if TYPE_CHECKING:
    from pato.models.negotiation.course import Negotiation, Turn

Rows = dict[str, list[Any]]
SQLITE = {".sqlite", ".db", ".sqlite3"}


def frames(run: Negotiation, *, complete: bool = False) -> dict[str, pl.DataFrame]:
    """Return every table of a course by name."""
    found = {"scenario": _scenario(run), "actors": _actors(run)}
    for name, (columns, build) in TABLES.items():
        parts = [build(run, t, turn) for t, turn in enumerate(run.turns)]
        if name == "third_parties" and complete:
            parts = [_third_parties(run, t, turn, everyone=True) for t, turn in enumerate(run.turns)]
        found[name] = pl.DataFrame(
            [row for part in parts for row in part], schema=columns, orient="row", infer_schema_length=None
        )
    return found


def as_table(run: Negotiation, name: str) -> Table:
    """Return one table as a `Table`. Raises UsageError where there is none of that name."""
    if name not in run.tables:
        raise UsageError(unknown("table", name, run.tables))
    frame = run.tables[name]
    return Table(
        frame.columns,
        frame.rows(),
        title=f"{run.case.title}: {name.replace('_', ' ')}",
        notes=[run.switches.line()],
        meta=run.meta(),
    )


def save(run: Negotiation, path: str | Path, *, complete: bool = False) -> list[Path]:
    """Write all tables into a SQLite file, or as Parquet into a folder; return what was written.

    Raises
    ------
    PatoError
        If the place cannot be written.
    """
    target = Path(path)
    found = frames(run, complete=True) if complete else run.tables
    try:
        if target.suffix.casefold() in SQLITE:
            return [_to_sqlite(dict(found), target)]
        target.mkdir(parents=True, exist_ok=True)
        for name, frame in found.items():
            part = target / f".{name}.parquet.tmp"
            frame.write_parquet(part)
            replace(part, target / f"{name}.parquet")
    except (OSError, sqlite3.Error) as error:
        raise PatoError(
            Problem(str(target), f"cannot be written: {error}.", "Choose another place.")
        ) from error
    return [target / f"{name}.parquet" for name in found]


def _to_sqlite(found: dict[str, pl.DataFrame], target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.tmp")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part)
    try:
        for name, frame in found.items():
            quoted = ", ".join(f'"{c}"' for c in frame.columns)
            connection.execute(f'CREATE TABLE "{name}" ({quoted})')
            marks = ", ".join("?" * len(frame.columns))
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', frame.iter_rows())  # noqa: S608  names are our own
        connection.commit()
    finally:
        connection.close()
    replace(part, target)
    return target


def _scenario(run: Negotiation) -> pl.DataFrame:
    facts = {
        "title": run.case.title,
        "source": run.case.source,
        **asdict(run.switches),
        "status": run.status,
        "seed": str(run.seed),
    }
    return pl.DataFrame({"name": list(facts), "value": [str(v) for v in facts.values()]})


def _actors(run: Negotiation) -> pl.DataFrame:
    case = run.case
    body: dict[str, Any] = {
        "actor": list(case.actors),
        "description": list(case.descriptions),
        "capability": case.capability,
    }
    body |= {f"salience {d}": case.salience[:, k] for k, d in enumerate(case.dimensions)}
    return pl.DataFrame(body)


def _positions(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    names, dims = run.case.actors, run.case.dimensions
    return [
        (t, a, d, SCALE * float(turn.positions[i, k]), SCALE * float(turn.ideals[i, k]))
        for i, a in enumerate(names)
        for k, d in enumerate(dims)
    ]


def _standing(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    v = turn.seen
    return [
        (t, a, float(v.safety[i]), float(v.risk[i]), float(turn.probability[i]), float(turn.share[i]))
        for i, a in enumerate(run.case.actors)
    ]


def _votes(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    names, rule = run.case.actors, Rules(*run.switches.numbers).voting
    return [
        (
            t,
            k,
            a,
            b,
            float(vote(rule, run.case.capability[n], turn.seen.utility[n, i] - turn.seen.utility[n, j])),
        )
        for n, k in enumerate(names)
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j
    ]


def estimate(run: Negotiation, turn: Turn, h: int) -> np.ndarray[Any, Any]:
    """Return utilities (actor, position of) as actor h estimates them in a turn."""
    rules = Rules(*run.switches.numbers)
    return utilities(turn.seen.distance, turn.seen.risk, h, ADJUSTMENTS[rules.adjustment])


def _utilities(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    names = run.case.actors
    found: list[tuple[Any, ...]] = []
    for h, by in enumerate(names):
        u = estimate(run, turn, h)
        found += [(t, by, a, b, float(u[i, j])) for i, a in enumerate(names) for j, b in enumerate(names)]
    return found


def _challenges(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    if turn.proposals is None:
        return []
    names, rules = run.case.actors, Rules(*run.switches.numbers)
    attention, strength = influence(run.case.salience / SCALE, run.case.capability)
    found: list[tuple[Any, ...]] = []
    for h in range(len(names)):
        u = estimate(run, turn, h)
        for i in range(len(names)):
            for j in range(len(names)):
                if i == j:
                    continue
                p = victory(u, i, j, strength, rules.voting, rules.commitment)
                for k in dict.fromkeys((i, j, h)):
                    values = challenge(u, k, i, j, p, attention[j])
                    found.append(
                        (t, names[h], names[k], names[i], names[j], p, *values, values[3] - values[0])
                    )
    return found


def _third_parties(run: Negotiation, t: int, turn: Turn, *, everyone: bool = False) -> list[tuple[Any, ...]]:
    if turn.proposals is None:
        return []
    names, rules = run.case.actors, Rules(*run.switches.numbers)
    _, strength = influence(run.case.salience / SCALE, run.case.capability)
    found: list[tuple[Any, ...]] = []
    for h in range(len(names)):
        u = estimate(run, turn, h)
        for i in range(len(names)) if everyone else (h,):
            for j in range(len(names)):
                if i == j:
                    continue
                sides = principals(u, i, j, strength, rules.voting)
                for k in range(len(names)):
                    if k not in {i, j}:
                        v, p, won, lost = third_party(
                            u, k, i, j, strength[k], *sides, rules.voting, rules.commitment
                        )
                        found.append((t, names[h], names[i], names[j], names[k], v, p, won, lost))
    return found


def _bargains(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    made, taken, odds, names = turn.proposals, turn.taken, turn.odds, run.case.actors
    if made is None or taken is None or odds is None:
        return []
    found = []
    for b, (i, j) in enumerate(zip(made.initiator, made.receiver, strict=True)):
        sides = [v for k in (i, j) for v in (float(odds[k, b]), bool(taken[k] == b))]
        found.append((t, b, names[i], names[j], float(made.value[b]), float(made.odds[b]), *sides))
    return found


def _coordinates(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    made = turn.proposals
    if made is None:
        return []
    return [
        (t, b, d, SCALE * float(made.to_initiator[b, k]), SCALE * float(made.to_receiver[b, k]))
        for b in range(len(made.initiator))
        for k, d in enumerate(run.case.dimensions)
    ]


def _bargain_utilities(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    made = turn.proposals
    if made is None:
        return []
    return [
        (t, b, a, float(made.utility[i, b]))
        for b in range(len(made.initiator))
        for i, a in enumerate(run.case.actors)
    ]


def _bargain_votes(run: Negotiation, t: int, turn: Turn) -> list[tuple[Any, ...]]:
    made, rule = turn.proposals, Rules(*run.switches.numbers).voting
    if made is None:
        return []
    found: list[tuple[Any, ...]] = []
    for q, queue in enumerate(run.case.actors):
        own = np.flatnonzero((made.initiator == q) | (made.receiver == q))
        for a in own:
            for b in own[own < a]:
                for k, name in enumerate(run.case.actors):
                    v = vote(rule, run.case.capability[k], made.utility[k, a] - made.utility[k, b])
                    found.append((t, queue, int(a), int(b), name, float(v)))
    return found


Builder = Callable[["Negotiation", int, "Turn"], list[tuple[Any, ...]]]
_INT, _TEXT, _REAL, _FLAG = pl.Int32, pl.String, pl.Float64, pl.Boolean
TABLES: dict[str, tuple[dict[str, Any], Builder]] = {
    "positions": (
        {"turn": _INT, "actor": _TEXT, "dimension": _TEXT, "position": _REAL, "ideal": _REAL},
        _positions,
    ),  # VectorPosition
    "standing": (  # PosProb, and the attitudes to risk
        {
            "turn": _INT,
            "actor": _TEXT,
            "safety": _REAL,
            "risk_attitude": _REAL,
            "probability": _REAL,
            "share": _REAL,
        },
        _standing,
    ),
    "votes": (
        {"turn": _INT, "voter": _TEXT, "position_of": _TEXT, "against": _TEXT, "vote": _REAL},
        _votes,
    ),  # PosVote
    "utilities": (
        {"turn": _INT, "estimator": _TEXT, "actor": _TEXT, "position_of": _TEXT, "utility": _REAL},
        _utilities,
    ),  # PosUtil
    "challenges": (  # UtilChlg and ProbVict
        dict.fromkeys(("turn",), _INT)
        | dict.fromkeys(("estimator", "affected", "initiator", "receiver"), _TEXT)
        | dict.fromkeys(("probability", "status_quo", "victory", "contest", "challenge", "gain"), _REAL),
        _challenges,
    ),
    "third_parties": (  # TP_Prob_Vict_Loss
        dict.fromkeys(("turn",), _INT)
        | dict.fromkeys(("estimator", "initiator", "receiver", "third_party"), _TEXT)
        | dict.fromkeys(("vote", "probability", "utility_if_won", "utility_if_lost"), _REAL),
        _third_parties,
    ),
    "bargains": (  # Bargn
        {"turn": _INT, "bargain": _INT, "initiator": _TEXT, "receiver": _TEXT, "gain": _REAL, "odds": _REAL}
        | {
            "initiator_probability": _REAL,
            "initiator_takes": _FLAG,
            "receiver_probability": _REAL,
            "receiver_takes": _FLAG,
        },
        _bargains,
    ),
    "bargain_coordinates": (
        {"turn": _INT, "bargain": _INT, "dimension": _TEXT, "to_initiator": _REAL, "to_receiver": _REAL},
        _coordinates,
    ),  # BargnCoord
    "bargain_utilities": (
        {"turn": _INT, "bargain": _INT, "actor": _TEXT, "utility": _REAL},
        _bargain_utilities,
    ),  # BargnUtil
    "bargain_votes": (  # BargnVote
        {"turn": _INT, "queue": _TEXT, "bargain": _INT, "against": _INT, "voter": _TEXT, "vote": _REAL},
        _bargain_votes,
    ),
}
"""Columns and builder of each table; the comment names KTAB's."""
