"""The intermediate tables of a course: browsed from Python, written as Parquet or SQLite.

Each answers one of KTAB's tables (named in `TABLES`). Positions are on 0 to 100; turns and bargains are counted from
0, actors are given by name. The challenges hold each estimator's view of each pair.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pato.errors import PatoError, Problem, UsageError, unknown
from pato.files.storage import whole
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.bargaining.challenges import utilities
from pato.kernels.bargaining.solve import ADJUSTMENTS, Rules, influence
from pato.kernels.bargaining.tables import challenge_rows, third_party_rows, vote_rows
from pato.models.negotiation.case import SCALE
from pato.models.negotiation.course import Negotiation, Turn
from pato.models.parquet import write_parquet

SQLITE = {".sqlite", ".db", ".sqlite3"}


def frames(run: Negotiation, *, complete: bool = False) -> dict[str, pl.DataFrame]:
    """Return every table of a course by name; `complete` has third parties as every actor, not only the initiator, estimates them."""
    return {name: frame(run, name, complete=complete) for name in names()}


def names() -> tuple[str, ...]:
    """Return the names of all tables."""
    return ("scenario", "actors", *TABLES)


def frame(run: Negotiation, name: str, *, complete: bool = False) -> pl.DataFrame:
    """Return one table of a course; UsageError for an unknown name."""
    if name not in names():
        raise UsageError(unknown("table", name, names()))
    if name not in TABLES:
        return _scenario(run) if name == "scenario" else _actors(run)
    columns, build = TABLES[name]
    parts: list[Built] = []
    for t, turn in enumerate(run.turns):
        whole = complete and name == "third_parties"
        parts.append(_third_parties(run, t, turn, everyone=True) if whole else build(run, t, turn))
    return _joined(parts, columns)


def _joined(parts: list[Built], columns: dict[str, Any]) -> pl.DataFrame:
    """Return the parts of all turns, rows or frames, as one frame with the columns in order."""
    frames_ = [
        part.select([pl.col(c).cast(t) for c, t in columns.items()])
        for part in parts
        if isinstance(part, pl.DataFrame)
    ]
    rows = [row for part in parts if isinstance(part, list) for row in part]
    return pl.concat(frames_) if frames_ else pl.DataFrame(rows, schema=columns, orient="row")


def save(run: Negotiation, path: str | Path, *, complete: bool = False) -> list[Path]:
    """Write all tables into a SQLite file, or as Parquet into a folder; return the written files.

    Raises
    ------
    PatoError
        If the place cannot be written.
    """
    target = Path(path)
    found = frames(run, complete=complete)
    try:
        if target.suffix.casefold() in SQLITE:
            return [_to_sqlite(dict(found), target)]
        target.mkdir(parents=True, exist_ok=True)
        for name, frame in found.items():
            with whole(target / f"{name}.parquet") as part:
                write_parquet(frame, part)
    except (OSError, sqlite3.Error) as error:
        raise PatoError(
            Problem(str(target), f"cannot be written: {error}.", "Choose another place.")
        ) from error
    return [target / f"{name}.parquet" for name in found]


def _to_sqlite(found: dict[str, pl.DataFrame], target: Path) -> Path:
    with whole(target) as part, closing(sqlite3.connect(part)) as connection:
        for name, frame in found.items():
            quoted = ", ".join(f'"{c}"' for c in frame.columns)
            connection.execute(f'CREATE TABLE "{name}" ({quoted})')
            marks = ", ".join("?" * len(frame.columns))
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', frame.iter_rows())  # noqa: S608  names are our own
        connection.commit()
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


def _gather(
    run: Negotiation, t: int, names: tuple[str, ...], codes: IntArray, values: FloatArray, of: tuple[str, ...]
) -> pl.DataFrame:
    """Return codes of actors and values as a frame: the turn, `names` of the coded columns, `of` the values."""
    actors = pl.Series(run.case.actors)
    columns: dict[str, Any] = {"turn": pl.Series(np.full(len(codes), t, dtype=np.int32))}
    for k, name in enumerate(names):
        coded = pl.Series(np.ascontiguousarray(codes[:, k]))
        columns[name] = coded.cast(pl.Int32) if name in _BARGAIN_COLUMNS else actors.gather(coded)
    table = values.reshape(len(codes), len(of))
    return pl.DataFrame(columns | {name: np.ascontiguousarray(table[:, k]) for k, name in enumerate(of)})


def _influence(run: Negotiation) -> tuple[FloatArray, FloatArray]:
    attention, strength = influence(run.case.salience / SCALE, run.case.capability)
    return attention, strength


def _votes(run: Negotiation, t: int, turn: Turn) -> pl.DataFrame:
    rules, everyone = Rules(*run.switches.numbers), np.arange(len(run.case.actors))
    codes, values = vote_rows(rules.voting, run.case.capability, turn.seen.utility, everyone)
    return _gather(run, t, ("position_of", "against", "voter"), codes, values, ("vote",))


def _utilities(run: Negotiation, t: int, turn: Turn) -> pl.DataFrame:
    rules, n = Rules(*run.switches.numbers), len(run.case.actors)
    seen, share = turn.seen, ADJUSTMENTS[rules.adjustment]
    values = np.stack([utilities(seen.distance, seen.risk, h, share) for h in range(n)])
    codes = np.stack([a.ravel() for a in np.indices((n, n, n))], axis=1)
    return _gather(run, t, ("estimator", "actor", "position_of"), codes, values.reshape(-1, 1), ("utility",))


def _challenges(run: Negotiation, t: int, turn: Turn) -> pl.DataFrame | None:
    if turn.proposals is None:
        return None
    rules, seen = Rules(*run.switches.numbers), turn.seen
    adjustment = ADJUSTMENTS[rules.adjustment]
    codes, values = challenge_rows(
        seen.distance, seen.risk, adjustment, *_influence(run), rules.voting, rules.commitment
    )
    of = ("probability", "status_quo", "victory", "contest", "challenge")
    found = _gather(run, t, ("estimator", "affected", "initiator", "receiver"), codes, values, of)
    return found.with_columns(gain=pl.col("challenge") - pl.col("status_quo"))


def _third_parties(run: Negotiation, t: int, turn: Turn, *, everyone: bool = False) -> pl.DataFrame | None:
    if turn.proposals is None:
        return None
    rules, seen = Rules(*run.switches.numbers), turn.seen
    adjustment, strength = ADJUSTMENTS[rules.adjustment], _influence(run)[1]
    codes, values = third_party_rows(
        seen.distance, seen.risk, adjustment, strength, rules.voting, rules.commitment, everyone
    )
    names, of = (
        ("estimator", "initiator", "receiver", "third_party"),
        ("vote", "probability", "utility_if_won", "utility_if_lost"),
    )
    return _gather(run, t, names, codes, values, of)


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


def _bargain_votes(run: Negotiation, t: int, turn: Turn) -> pl.DataFrame | None:
    made, rule = turn.proposals, Rules(*run.switches.numbers).voting
    if made is None:
        return None
    parts = []
    for q in range(len(run.case.actors)):
        own = np.flatnonzero((made.initiator == q) | (made.receiver == q))
        codes, values = vote_rows(rule, run.case.capability, made.utility, own)
        codes = np.concatenate([np.full((len(codes), 1), q), codes], axis=1)
        parts.append(
            _gather(run, t, ("queue", "bargain", "against_bargain", "voter"), codes, values, ("vote",))
        )
    return pl.concat(parts)


Built = list[tuple[Any, ...]] | pl.DataFrame | None
Builder = Callable[[Negotiation, int, Turn], Built]
_BARGAIN_COLUMNS = {"bargain", "against_bargain"}
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
        {"turn": _INT, "position_of": _TEXT, "against": _TEXT, "voter": _TEXT, "vote": _REAL},
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
        {
            "turn": _INT,
            "queue": _TEXT,
            "bargain": _INT,
            "against_bargain": _INT,
            "voter": _TEXT,
            "vote": _REAL,
        },
        _bargain_votes,
    ),
}
"""Columns and builder of each table; the comment names KTAB's."""
