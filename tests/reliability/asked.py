"""Treaties that a loader lets pass though somebody has changed them at random: every question is answered, or refused in words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from campaign import Part
from fuzz import flow, grown
from injection import _call, _tables

import pato
from pato.errors import PatoError
from pato.files import library
from pato.files.kinds import KINDS
from pato.files.load import compile_file
from pato.files.yaml import read_file

_DATE = "2026-11-21"
Questions = Iterator[tuple[str, Callable[[], Any]]]


def _accepted(kind: str, rng: random.Random, path: Path) -> dict[str, Any]:
    """Write a changed file of a kind that the loader lets pass; return what it holds."""
    first = _large() if kind == "treaty" and rng.random() < 0.3 else None
    while True:
        data = grown(kind, rng, first)
        text = flow(data if kind in {"treaty", "architecture"} else data | {"id": "asked-file"})
        try:
            held = compile_file(text.encode("utf-8", "surrogatepass"), kind, name=path.name)
        except PatoError:
            continue
        path.write_bytes(text.encode("utf-8"))
        return held["data"]


def _treaty(rng: random.Random, folder: Path) -> Questions:
    """Yield the questions that a treaty is asked: by name, or about a state that it names."""
    path = folder / "asked.yaml"
    data = _accepted("treaty", rng, path)
    named = [p if isinstance(p, str) else p.get("state") for p in data.get("parties", [])]
    return questions(path, [*dict.fromkeys(p for p in named if p), "USA", "JPN"], rng, folder)


@cache
def _large() -> dict:
    """Return the treaty with something of every part."""
    return read_file(library.root() / "treaties" / "pato.yaml").data


@cache
def _events() -> list[str]:
    return sorted(p.stem for p in (library.root() / "events").rglob("*.yaml"))


def questions(path: Path, states: list[str], rng: random.Random, folder: Path) -> Questions:
    """Yield the questions that a treaty or an architecture is asked, each with its name."""
    system, one = str(path), rng.choice(states)
    other = rng.choice([s for s in ("CHN", "RUS", "PRK", "USA") if s != one])
    act = rng.choice(["armed_attack", "blockade", "cyber_attack", "threat"])
    event = partial(pato.make_event, attacker=other, victim=one, act=act, on="territory", date=_DATE)
    yield "who, an event", lambda: pato.who_must_act(system, rng.choice(_events()))
    yield "who, an event of my own", lambda: pato.who_must_act(system, event(), world=False)
    yield "memo", lambda: pato.legal_memo(system, event())
    yield "duties", lambda: pato.duties(one, system, _DATE)
    yield "exposure", lambda: pato.exposure(one, system, _DATE)
    yield "gaps", lambda: pato.gaps(system, states[:4], _DATE)
    yield "matrix", lambda: pato.duty_matrix(system, _DATE)
    yield "commitments", lambda: pato.commitments(system, _DATE)
    yield "conflicts", lambda: pato.conflicts(system, _DATE)
    yield "decide", lambda: pato.decide(system, futures=40)
    yield "eligible", lambda: pato.eligible(system, futures=100)
    yield "power", lambda: pato.power(system)
    yield "trade", lambda: pato.trade(system, futures=40)
    yield "burden", lambda: pato.burden(system, futures=40)
    if rng.random() < 0.1:  # what takes seconds
        few = {"futures": 40, "rivals": [other]}
        yield "stable", lambda: pato.stable(system, **few)
        yield "why", lambda: pato.why(one, system, **few)
        yield "clauses", lambda: pato.clauses(system, **few)
        yield (
            "compare",
            lambda: pato.compare("in-force", system, futures=40, folder=folder / "run", report=True),
        )
    yield "diff", lambda: pato.diff("pato", system)
    for ending in ("md", "docx", "xml", "html"):
        yield f"draft {ending}", partial(_call, ["draft", system, "-o", str(folder / f"draft.{ending}")])
    yield (
        "draft compared",
        partial(_call, ["draft", system, "--compare", "pato", "-o", str(folder / "c.html")]),
    )
    for command in ("check", "show"):
        yield command, partial(_call, [command, system])


def _architecture(rng: random.Random, folder: Path) -> Questions:
    path = folder / "asked.yaml"
    _accepted("architecture", rng, path)
    return questions(path, rng.sample(["USA", "JPN", "AUS", "KOR", "PHL", "TWN"], 4), rng, folder)


def _event(rng: random.Random, folder: Path) -> Questions:
    path = folder / "asked.yaml"
    _accepted("event", rng, path)
    for system in ("in-force", "pato-7", rng.choice(_treaties())):
        yield f"who in {system}", partial(pato.who_must_act, system, str(path))
        yield f"memo in {system}", partial(pato.legal_memo, system, str(path))
    yield "who, with the steps", partial(_call, ["who", str(path), "--trace"])
    yield "check", partial(_call, ["check", str(path)])


def _study(rng: random.Random, folder: Path) -> Questions:
    path = folder / "asked.yaml"
    _accepted("study", rng, path)
    yield "compare", lambda: pato.compare(str(path), futures=40, folder=folder / "run", report=True)
    yield "regret", lambda: pato.regret(folder / "run")
    yield "claims", lambda: pato.claims(folder / "run")


def _negotiation(rng: random.Random, folder: Path) -> Questions:
    path = folder / "asked.yaml"
    _accepted("negotiation", rng, path)
    yield "negotiate", partial(pato.negotiate, str(path), futures=40, turns=10)
    yield (
        "negotiate, written",
        partial(pato.negotiate, str(path), future=0, turns=5, save=folder / "tables.sqlite"),
    )


def _checks(rng: random.Random, folder: Path) -> Questions:
    path = folder / "asked.yaml"
    _accepted("check", rng, path)
    yield "check", partial(_call, ["check", str(path)])


def _own(kind: str, rng: random.Random, folder: Path) -> Questions:
    """Yield a comparison and a list with a file of the user's own library."""
    place = folder / "own" / KINDS[kind].folder
    place.mkdir(parents=True)
    _accepted(kind, rng, place / "asked.yaml")
    few = [
        "in-force",
        "pato-7",
        "--futures",
        "40",
        "--library",
        str(folder / "own"),
        "-o",
        str(folder / "run"),
    ]
    yield "check", partial(_call, ["check", str(place / "asked.yaml"), "--library", str(folder / "own")])
    yield "compare", partial(_call, ["compare", *few])
    yield "claims", partial(_call, ["claims", str(folder / "run"), "--library", str(folder / "own")])
    yield "gaps", partial(_call, ["gaps", "USA", "JPN", "--library", str(folder / "own")])


@cache
def _treaties() -> list[str]:
    return sorted(p.stem for p in (library.root() / "treaties").glob("*.yaml"))


def _asked(of: Callable[[random.Random, Path], Questions], number: int, folder: Path) -> str | None:
    rng = random.Random(f"asked {number}")
    for name, question in of(rng, folder):
        try:
            answer = question()
            for table in _tables(answer) if hasattr(answer, "to_table") else []:
                table.render("table")
        except PatoError as error:
            if not error.problems or not all(p.what for p in error.problems):
                return f"{name}: an error without words"
        except Exception as error:
            error.add_note(f"in the answer to {name}")
            raise
    return None


PARTS = [
    Part(f"asked-{kind}", f"a file of the kind {kind}, changed at random, that the loader lets pass is asked everything: answers, or words", goal,
         partial(_asked, of), seconds=60.0)
    for kind, goal, of in (
        ("treaty", 2_000, _treaty), ("architecture", 1_000, _architecture), ("event", 2_000, _event), ("study", 200, _study),
        ("negotiation", 1_000, _negotiation), ("check", 1_000, _checks), ("theory", 200, partial(_own, "theory")),
        ("contingency", 200, partial(_own, "contingency")), ("claim", 200, partial(_own, "claim")), ("claims", 200, partial(_own, "claims")),
    )
]  # fmt: skip
