"""Damage of every kind done to owners' files: each file is read or refused in words, and none ends in a traceback."""

import importlib.util
import random
from pathlib import Path

import pytest

from pato.errors import DataError
from pato.world.sources import catalogue, source
from pato.world.sources.sanity import read

_spec = importlib.util.spec_from_file_location(
    "owner_files", Path(__file__).parents[1] / "unit" / "world" / "owner_files.py"
)
owners = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(owners)

LOADABLE = sorted(s.name for s in catalogue().values() if s.loadable)
KINDS = {
    "cut": lambda data, rng: data[: rng.randrange(len(data))],
    "flipped": lambda data, rng: _at(data, rng, lambda b: bytes([b ^ (1 << rng.randrange(8))])),
    "zeros": lambda data, rng: _at(data, rng, lambda _: b"\0" * rng.randrange(1, 9)),
    "old line ends": lambda data, _: data.replace(b"\n", b"\r"),
    "mixed line ends": lambda data, rng: b"".join(
        b"\r" if c == 10 and rng.random() < 0.5 else bytes([c]) for c in data
    ),
    "a huge cell": lambda data, rng: _at(data, rng, lambda _: b"9" * 200_000),
    "a huge quoted cell": lambda data, rng: _at(data, rng, lambda _: b'"' + b"x,\n" * 60_000 + b'"'),
    "a quote": lambda data, rng: _at(data, rng, lambda b: b'"' + bytes([b])),
    "semicolons": lambda data, _: data.replace(b",", b";"),
    "latin letters": lambda data, rng: _at(data, rng, lambda _: b"\xe9"),
    "infinite": lambda data, rng: _digit(data, rng, b"inf"),
    "negative": lambda data, rng: _digit(data, rng, b"-99999"),
    "a decimal comma": lambda data, rng: _digit(data, rng, b'"1,5"'),
    "lines twice": lambda data, _: data + data[data.find(b"\n") + 1 :],
    "swapped halves": lambda data, _: data[len(data) // 2 :] + data[: len(data) // 2],
    "nothing but commas": lambda data, _: b"," * len(data),
}
ROUNDS = 3


def _at(data, rng, made):
    place = rng.randrange(len(data))
    return data[:place] + made(data[place]) + data[place + 1 :]


def _digit(data, rng, new):
    places = [i for i, b in enumerate(data) if 48 <= b <= 57]
    place = rng.choice(places) if places else 0
    return data[:place] + new + data[place + 1 :]


@pytest.mark.parametrize("name", LOADABLE)
def test_damage_is_refused_in_words(name, tmp_path):
    path = owners.written(tmp_path, name)
    whole = path.read_bytes()
    rng = random.Random(f"{name} 2040")
    for kind, damage in KINDS.items():
        for _ in range(ROUNDS):
            path.write_bytes(damage(whole, rng))
            try:
                frame = read(source(name), path)
            except DataError as error:
                assert path.name in str(error), kind
                assert all(p.fix for p in error.problems), kind
            else:
                assert frame.height > 0, kind


def unread(name, row, place):
    """Whether a table does not read a cell: sums of the input-output table, single questions of Freedom House."""
    return (name == "adb-mrio" and (row[2] == "ToT" or place == len(row) - 1)) or (
        name == "freedom-house" and place == owners.FIW_HEADER.index("A1")
    )


WORKBOOKS = ("sipri-milex", "freedom-house", "adb-mrio")
NO_NUMBERS = ("1,5", "12%", "1 000", True, "inf", "twelve", "１２", "1_0")


@pytest.mark.parametrize("name", WORKBOOKS)
@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_a_number_of_a_workbook_that_cannot_be_read_is_not_taken_for_unknown(name, cell, tmp_path):
    path = owners.written(tmp_path, name)
    sheets = owners.sheets_of(path)
    title = next(
        t for t, rows in sheets.items() if any(isinstance(v, float | int) for r in rows[3:] for v in r)
    )
    numbers = [
        (i, j)
        for i, row in enumerate(sheets[title])
        for j, v in enumerate(row)
        if isinstance(v, float | int) and i > 2 - (name == "freedom-house") and not unread(name, row, j)
    ]
    for i, j in random.Random(f"{name} {cell}").sample(numbers, min(4, len(numbers))):
        rows = {t: [list(r) for r in s] for t, s in sheets.items()}
        rows[title][i][j] = cell
        owners.workbook(path, rows)
        with pytest.raises(DataError, match="is no number") as caught:
            read(source(name), path)
        assert path.name in str(caught.value)


def test_a_message_quotes_no_more_of_a_huge_cell_than_can_be_read(tmp_path):
    path = owners.written(tmp_path, "vdem")
    path.write_bytes(path.read_bytes().replace(b"0.734", b"9" * 200_000, 1))
    with pytest.raises(DataError) as caught:
        read(source("vdem"), path)
    assert len(str(caught.value)) < 1500
    assert "…" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("imf-weo", "4,204.573", "1,5", "'1,5' is no number"),
        ("imf-weo", "4,204.573", "1e400", "'1e400' is no number"),
        ("cow-nmc", "5.8e-05", "1.5", "the highest that can be"),
        ("cow-nmc", "3190000", "1e30", "greater than anything that is counted"),
        ("cow-nmc", "BTN,760", "BTN,NA", "'ccode' is missing"),
        ("gml-mid", "4491,740,710", "4491,-99999,710", "the lowest that can be"),
        ("dta-trade", "JPN", "1_0", "no code of a state"),
        ("sipri-milex", "Japan", "Jabal", "which no state is called"),
        ("sipri-milex", 2024, "2O24", "where a year may be damaged"),
        ("sipri-milex", 2023, "1,5", "where a year may be damaged"),
        ("freedom-house", "Japan", "Jabal", "which no state is called"),
        ("adb-mrio", "c17", "c71", "one of them is damaged"),
        ("natural-earth", "48.0", '"48,0"', "no shape on Earth"),
        ("natural-earth", "48.0", "1000.0", "no shape on Earth"),
    ],
)
def test_impossible_values_are_told(name, old, new, told, tmp_path):
    path = owners.written(tmp_path, name)
    if path.suffix == ".xlsx":
        renamed = {
            t: [[new if v == old else v for v in r] for r in rows]
            for t, rows in owners.sheets_of(path).items()
        }
        owners.workbook(path, renamed)
    else:
        data = path.read_bytes()
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        text = data.decode(encoding)
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode(encoding))
    with pytest.raises(DataError, match=told):
        read(source(name), path)


def test_a_line_that_is_there_twice_counts_once(tmp_path):
    path = owners.written(tmp_path, "cow-mid-pairs")
    once = read(source("cow-mid-pairs"), path).height
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, *lines[1:]]) + "\n", encoding="utf-8")
    assert read(source("cow-mid-pairs"), path).height == once
