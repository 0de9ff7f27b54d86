"""Read cases from KTAB's files: CSV (power; position and salience a dimension) and XML (switches and ideals too)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pato.errors import FileError, Problem
from pato.files.delimited import Lines, decode, read_lines
from pato.files.storage import read_bounded
from pato.models.negotiation.case import Case

MAX_BYTES = 5_000_000
_FIXED_COLUMNS = 3  # actor, description, power
_SEED_BITS = 64
_MAY_BE_EMPTY = (
    "Position/dCoord"  # KTAB reads an empty coordinate as 0 and its own example has one; a note says so
)


def read_case(path: str | Path) -> Case:
    """Return the case that a file of KTAB holds, by its ending ``.csv`` or ``.xml``.

    Raises
    ------
    FileError
        With every problem of the file, each with its line or element.
    """
    file = Path(path)
    raw = read_bounded(path, MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise FileError(
            Problem(str(path), f"is larger than {MAX_BYTES // 1_000_000} MB.", "Is it a negotiation?")
        )
    if file.suffix.casefold() == ".xml":
        return from_xml(raw, str(path))
    if file.suffix.casefold() == ".csv":
        return from_csv(decode(raw, str(path)), str(path))
    raise FileError(
        Problem(str(path), "is neither .csv nor .xml.", "Negotiations are read from KTAB's two formats.")
    )


def from_csv(text: str, name: str) -> Case:
    """Return the case of KTAB's CSV text, or of a spreadsheet that writes semicolons and decimal commas.

    `name` is what messages call it. Raises as `read_case`.
    """
    lines = read_lines(text, name)
    # spreadsheets leave empty columns behind
    filled = max((i for _, row in lines.rows[1:] for i, cell in enumerate(row, 1) if cell), default=0)
    numbered = [(line, row if number == 0 else row[:filled]) for number, (line, row) in enumerate(lines.rows)]
    rows = [row for _, row in numbered]
    if len(rows) < 2 or len(rows[0]) < 4:
        raise FileError(
            Problem(
                f"{name}:1",
                "is not a file of KTAB: its first line holds a name, a description, and the numbers of actors and dimensions.",
            )
        )
    problems: list[Problem] = []
    n_actors, n_dims = (
        _count(rows[0][i], f"{name}:1", what, problems) for i, what in ((2, "actors"), (3, "dimensions"))
    )
    if problems:
        raise FileError(problems)
    body = numbered[2:]
    if len(body) != n_actors:
        problems.append(
            Problem(
                f"{name}:1",
                f"announces {n_actors} actors, the file holds {len(body)}.",
                "Correct the number or the lines.",
            )
        )
    width = _FIXED_COLUMNS + 2 * n_dims
    header = rows[1]
    if len(header) != width:
        problems.append(
            Problem(
                f"{name}:2",
                f"has {len(header)} columns; {n_dims} dimensions need {width}.",
                "Actor, description, power, then position and salience of each.",
            )
        )
    first: dict[str, int] = {}
    for line, row in body:
        if (there := first.setdefault(row[0], line)) != line:
            what = f"actor '{row[0]}' is there twice. It stands in line {there} already."
            problems.append(Problem(f"{name}:{line}", what, "Give each actor its own name."))
    figures = [_numbers(row, width, f"{name}:{line}", lines, problems) for line, row in body]
    if problems:
        raise FileError(problems)
    table = np.array(figures, dtype=float).reshape(len(body), width - 2)
    return Case.of(
        rows[0][0],
        header[_FIXED_COLUMNS::2],
        [row[0] for _, row in body],
        table[:, 0],
        table[:, 1::2],
        table[:, 2::2],
        descriptions=[row[1] for _, row in body],
        source=name,
    )


def _count(text: str, where: str, what: str, problems: list[Problem]) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    problems.append(Problem(where, f"the number of {what} is '{text}'.", "Write a whole number above 0."))
    return 0


def _numbers(row: list[str], width: int, where: str, lines: Lines, problems: list[Problem]) -> list[float]:
    """Return the numbers of an actor's line, or record its mistakes."""
    if len(row) != width:
        fix = "If commas are decimal points, put the number in quotes or separate the cells with semicolons."
        more = fix if len(row) > width and lines.separator == "," else ""
        problems.append(Problem(where, f"has {len(row)} values where {width} belong.", more))
        return []
    if not row[0]:
        problems.append(Problem(where, "has no name of an actor."))
    found = []
    for column, cell in enumerate(row[2:], 3):
        try:
            found.append(lines.number(cell))
        except ValueError as error:
            problems.append(Problem(where, f"value {column} {error}."))
    return found


def from_xml(raw: bytes, name: str) -> Case:
    """Return the case of KTAB's XML; `name` is what messages call it. Raises as `read_case`."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(raw)
    except ParseError as error:
        raise FileError(Problem(name, f"is not XML: {error}.", "Check the tags there.")) from error
    except DefusedXmlException as error:
        raise FileError(
            Problem(name, "holds entities or a document type, which are refused.", "Write the text out.")
        ) from error
    if root.tag != "Scenario":
        raise FileError(Problem(name, f"begins with <{root.tag}>, a file of KTAB with <Scenario>."))
    problems: list[Problem] = []
    dimensions = [(e.text or "").strip() for e in root.iterfind("Dimensions/dName")]
    actors = list(root.iterfind("Actors/Actor"))
    figures = [
        _actor(e, len(dimensions), f"{name}, actor {_of(e, 'name') or i}", problems)
        for i, e in enumerate(actors, 1)
    ]
    names = [_of(e, "name") for e in actors]
    accommodation = _ideals(root, names, name, problems)
    settings = {e.tag: (e.text or "").strip() for e in root.find("ModelParameters") or ()}
    if problems:
        raise FileError(problems)
    return Case.of(
        _of(root, "name") or name,
        dimensions,
        names,
        [f[0] for f in figures],
        np.array([f[1] for f in figures]).reshape(len(names), len(dimensions)),
        np.array([f[2] for f in figures]).reshape(len(names), len(dimensions)),
        descriptions=[_of(e, "description") for e in actors],
        accommodation=accommodation,
        settings=settings,
        seed=_seed(_of(root, "prngSeed"), name),
        notes=list(_empty(actors, dimensions)),
        source=name,
    )


def _empty(actors: list[Any], dimensions: list[str]) -> Iterator[str]:
    """Yield a note for each empty coordinate (C1)."""
    for actor in actors:
        for dimension, coordinate in zip(dimensions, actor.iterfind(_MAY_BE_EMPTY), strict=True):
            if not (coordinate.text or "").strip():
                yield f"The position of {_of(actor, 'name')} on '{dimension}' is empty in the file; it is read as 0, as KTAB reads it."


def _of(element: Any, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _actor(
    element: Any, n_dims: int, where: str, problems: list[Problem]
) -> tuple[float, list[float], list[float]]:
    """Return an actor's capability, positions and saliences."""
    found = []
    for path, n in (("capability", 1), ("Position/dCoord", n_dims), ("Salience/dSal", n_dims)):
        texts = [(e.text or "").strip() for e in element.iterfind(path)]
        if len(texts) != n:
            problems.append(Problem(where, f"has {len(texts)} <{path}> where {n} belong."))
        found.append(list(_floats(texts, where, path, problems)))
    return (found[0] or [0.0])[0], found[1], found[2]


def _floats(texts: list[str], where: str, path: str, problems: list[Problem]) -> Iterator[float]:
    for i, text in enumerate(texts, 1):
        try:
            yield 0.0 if not text and path == _MAY_BE_EMPTY else float(text)
        except ValueError:
            shown = f"is '{text}', not a number" if text else "is empty"
            problems.append(Problem(where, f"<{path}> {i} {shown}.", "Write the figure."))


def _ideals(root: Any, names: list[str], name: str, problems: list[Problem]) -> np.ndarray[Any, Any]:
    found = np.eye(len(names))
    for pair in root.iterfind("IdealAdjustment/iaPair"):
        who, whom, text = (_of(pair, tag) for tag in ("adjustingIdeal", "referencePos", "adjust"))
        strange = [a for a in (who, whom) if a not in names]
        problems += [Problem(f"{name}, iaPair", f"names '{a}', who is no actor.") for a in strange]
        values = list(_floats([text], f"{name}, iaPair {who} {whom}", "adjust", problems))
        if not strange and values:
            found[names.index(who), names.index(whom)] = values[0]
    return found


def _seed(text: str, name: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) >= 1 << _SEED_BITS:
        raise FileError(
            Problem(name, f"<prngSeed> is '{text}'.", "Write a whole number of 64 bits, or leave it out.")
        )
    return int(text)
