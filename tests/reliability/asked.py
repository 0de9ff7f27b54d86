"""Treaties that a loader lets pass though somebody has changed them at random: every question is answered, or refused in words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from campaign import Part
from fuzz import flow, grown
from injection import _call, _tables

from pato.errors import PatoError
from pato.files import library
from pato.files.load import compile_file
from pato.files.yaml import read_file

_DATE = "2026-11-21"


def accepted(rng: random.Random, folder: Path) -> tuple[Path, list[str]]:
    """Write a changed treaty that the loader lets pass; return its place and states that it names, its parties first."""
    first = _large() if rng.random() < 0.3 else None
    while True:
        text = flow(grown("treaty", rng, first))
        try:
            held = compile_file(text.encode("utf-8", "surrogatepass"), "treaty", name="asked.yaml")
        except PatoError:
            continue
        path = folder / "asked.yaml"
        path.write_bytes(text.encode("utf-8"))
        named = [p if isinstance(p, str) else p.get("state") for p in held["data"].get("parties", [])]
        return path, [*dict.fromkeys(p for p in named if p), "USA", "JPN"]


@cache
def _large() -> dict:
    """Return the treaty with something of every part."""
    return read_file(library.root() / "treaties" / "pato.yaml").data


@cache
def _events() -> list[str]:
    return sorted(p.stem for p in (library.root() / "events").rglob("*.yaml"))


def questions(
    path: Path, states: list[str], rng: random.Random, folder: Path
) -> Iterator[tuple[str, Callable]]:
    """Yield the questions that a treaty is asked, each with its name."""
    import pato

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


def _asked(number: int, folder: Path) -> str | None:
    rng = random.Random(f"asked {number}")
    path, states = accepted(rng, folder)
    for name, question in questions(path, states, rng, folder):
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
    Part("asked-treaty", "a treaty changed at random that the loader lets pass is asked everything: answers, or words", 2_000, _asked,
         seconds=60.0),
]  # fmt: skip
