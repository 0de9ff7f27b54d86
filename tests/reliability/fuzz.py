"""Files with anything wrong: whatever is in them, a loader answers with pato's own error or reads them."""

from __future__ import annotations

import contextlib
import copy
import json
import math
import random
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from campaign import ROOT, Part

import pato.kinds  # noqa: F401  registers the kinds of file
from pato.errors import PatoError
from pato.files import library
from pato.files.kinds import KINDS
from pato.files.load import compile_file
from pato.files.yaml import read_bytes

_SIGNS = b"{}[]:,#&*!|>'\"%@`-?\n \t\\~=+.0aZ\x00\xff\xe2\x80\xae"
_WORDS = [
    b"null", b"true", b"{}", b"[]", b"[[[[]]]]", b"{a: {b: {c: d}}}", b"''", b"1e999", b"-1", b"0x10", b".nan", b"99999999999999999999",
    b"2026-13-45", b"0001-01-01", b'"\\x1b[31m"', b"*a", b"&a b", b"!!python/object:os.system x", b"<<", b"? [a]", b"\xc3\xa9", b"parties",
    b"2026-11-21", b"USA", b"any", b"[USA, USA]", b"'; drop table'", b"|\n  x\n", b"A" * 5000,
]  # fmt: skip
_VALUES: list[Any] = [
    None, True, False, 0, -1, 3, 1e308, -1e-308, float("nan"), float("inf"), 10**30, "", " ", "any", "USA", "pato", "null", "2026-02-29",
    [], {}, [[]], [None], {"": ""}, {"any": "any"}, ["USA", "USA"], "A" * 5000, date(1, 1, 1), date(9999, 12, 31), "\u202eabc", "\x1b[31m",
    "../../etc/passwd", "%s{0}$a", "1", "1..2", "-", "a: b", "\ud800", [1, "a", None],
]  # fmt: skip
"""Values that stand where others are expected."""
_MOST = 12_000
"""Files larger than this are left to the few that are drawn from all: most trials are to be short."""


@cache
def _samples(kind: str) -> tuple[bytes, ...]:
    """Return files of a kind to begin with: those that ship, the template, and broken ones that tests keep."""
    folders = [library.root() / KINDS[kind].folder, ROOT / "tests" / "broken_files" / kind]
    files = [f for folder in folders if folder.is_dir() for f in sorted(folder.rglob("*.yaml"))]
    template = library.root() / "templates" / f"{kind}.yaml"
    return tuple(f.read_bytes() for f in [*files, *([template] if template.exists() else [])])


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """Return a text with one to six things wrong: signs, pieces cut out, doubled, swapped or taken from elsewhere, other values."""
    lines = raw.split(b"\n")
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(lines))
        match rng.randrange(8):
            case 0:
                del lines[at : at + rng.randint(1, 3)]
                lines = lines or [b""]
            case 1:
                lines[at:at] = lines[at : at + rng.randint(1, 4)]
            case 2:
                lines[at] = b" " * rng.randint(0, 8) + lines[at].lstrip()
            case 3:
                key, colon, _ = lines[at].partition(b":")
                lines[at] = key + colon + b" " + rng.choice(_WORDS)
            case 4:
                other = rng.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 5:
                lines[at] = lines[at].replace(b"_", b" ").replace(b"[", b"", 1)
            case _:
                text = bytearray(lines[at] or b" ")
                place = rng.randrange(len(text))
                piece = bytes(rng.choice(_SIGNS) for _ in range(rng.randint(1, 4)))
                text[place : place + rng.randint(0, 3)] = piece
                lines[at : at + 1] = bytes(text).split(b"\n")
    return b"\n".join(lines)


@cache
def _trees(kind: str) -> tuple[Any, ...]:
    """Return what the shorter samples of a kind hold, where it is a mapping."""
    found = []
    for raw in _samples(kind):
        with contextlib.suppress(PatoError):
            data = read_bytes(raw, name="sample").data
            if isinstance(data, dict) and len(raw) < _MOST:
                found.append(data)
    return tuple(found)


def _nodes(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the place of every value: its mapping or list, and its key there."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(pairs):
        yield data, key
        yield from _nodes(value)


def grown(kind: str, rng: random.Random, first: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a file whose form is whole and whose content is wrong in one to four places: values of other places and of other kinds."""
    known = _trees(kind)
    data = copy.deepcopy(first or rng.choice(known))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        if places := list(_nodes(data)):
            _change(*rng.choice(places), list(_nodes(rng.choice((data, rng.choice(known))))), rng)
    return data


def _change(holder: Any, key: Any, others: list[tuple[Any, Any]], rng: random.Random) -> None:
    """Do something to one value: take it out, or put another one, one of its own kind or a list in its place, or change its key."""
    other_holder, other_key = rng.choice(others) if others else (holder, key)
    other = copy.deepcopy(other_holder[other_key])
    alike = [h[k] for h, k in others if k == key and isinstance(key, str)]
    match rng.randrange(9):
        case 0:
            del holder[key]
        case 1:
            holder[key] = copy.deepcopy(rng.choice(_VALUES))
        case 2:
            holder[key] = other
        case 3 | 4 if alike:  # of its own kind: what the schema lets pass and the rules may not
            holder[key] = copy.deepcopy(rng.choice(alike))
        case 5:
            holder[key] = [holder[key], other] if rng.random() < 0.5 else [holder[key]]
        case 6 if isinstance(holder, dict):
            holder[str(other_key)] = holder.pop(key)
        case 7 if isinstance(holder, dict):
            holder[str(other_key)] = other
        case _ if isinstance(holder, list):
            holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(holder[key]))


def flow(value: Any) -> str:
    """Return a value as YAML of one line, in which a date is a date."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(flow, value)) + "]"
        case date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return json.dumps(value, ensure_ascii=False)


def _file(kind: str, number: int, folder: Path) -> str | None:
    del folder
    rng = random.Random(f"{kind} {number}")
    if rng.random() < 0.5:
        raw = flow(grown(kind, rng)).encode("utf-8", "surrogatepass")
    else:
        all_of_them = _samples(kind)
        short = [raw for raw in all_of_them if len(raw) < _MOST]
        raw = mutated(rng.choice(short if short and rng.random() < 0.95 else all_of_them), rng)
    try:
        compile_file(raw, kind, name="fuzz.yaml")
    except PatoError as error:
        return None if error.problems and all(p.what for p in error.problems) else "an error without words"
    return None


@cache
def _owner_files():
    path = ROOT / "tests" / "unit" / "world" / "owner_files.py"
    spec = spec_from_file_location("owner_files", path)
    module = module_from_spec(spec)
    sys.modules["owner_files"] = module
    sys.path.append(str(path.parent))
    spec.loader.exec_module(module)
    return module


def _owner(name: str, number: int, folder: Path) -> str | None:
    from pato.world.sources import source

    rng = random.Random(f"{name} {number}")
    path = Path(_owner_files().written(folder, name))
    if path.is_dir():
        path = rng.choice(sorted(f for f in path.rglob("*") if f.is_file()))
    raw = path.read_bytes()
    if path.suffix.lower() in {".csv", ".txt"}:
        raw = _cells(raw, rng) if rng.random() < 0.6 else mutated(raw, rng)
    else:
        text = bytearray(raw)
        for _ in range(rng.randint(1, 20)):
            text[rng.randrange(len(text))] = rng.randrange(256)
        raw = bytes(text[: rng.randrange(len(text))] if rng.random() < 0.2 else text)
    path.write_bytes(raw)
    try:
        source(name).parse(path)
    except PatoError:
        return None
    return None


def _cells(raw: bytes, rng: random.Random) -> bytes:
    """Return a table with some cells changed."""
    rows = [line.split(b",") for line in raw.split(b"\n")]
    for _ in range(rng.randint(1, 8)):
        row = rng.choice(rows)
        row[rng.randrange(len(row))] = rng.choice(
            [*_WORDS, b"", b"-9", b"1e400", b"nan", b"inf", b'"', b"x\x00y", b"\xff"]
        )
    return b"\n".join(b",".join(row) for row in rows)


def _loaders() -> list[str]:
    from pato.world.sources import catalogue

    return sorted(s.name for s in catalogue().values() if s.loadable)


PARTS = [
    Part(
        f"fuzz-{kind}",
        f"a file of the kind {kind} with something wrong is read or refused in words",
        200_000 if kind == "treaty" else 50_000,
        partial(_file, kind),
        seconds=2.0,
    )
    for kind in KINDS
] + [
    Part(f"owner-{name}", f"a damaged file of {name} is read or refused in words", 20_000, partial(_owner, name), seconds=2.0)
    for name in _loaders()
]  # fmt: skip
