"""Conditions and columns of a table that somebody else made: what is read, where it holds, and what is refused in which words."""

import importlib.util

import numpy as np
import polars as pl
import pytest

from pato.assess.discovery_file import _cases, _holds, _input, _named, _read, _refuse_gaps, boxes_of_file
from pato.errors import FileError, UnknownNameError, UsageError

needs_prim = pytest.mark.skipif(
    importlib.util.find_spec("ema_workbench") is None, reason="needs the extra 'explore'"
)
FRAME = pl.DataFrame({"a": [1.0, 2.0, None], "a b": [3, 4, 5], "kind": ["wet", None, "dry"], "is": [0, 1, 2]})


def written(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    ("when", "column", "holds", "words"),
    [
        ("a above 1", "a", [0, 1, 0], "a above 1"),
        ("a > 1", "a", [0, 1, 0], "a above 1"),
        ("a below 2", "a", [1, 0, 0], "a below 2"),
        ("a is below 2", "a", [1, 0, 0], "a below 2"),
        ("  a b is above  3.5 ", "a b", [0, 1, 1], "a b above 3.5"),
        ("a b < 4", "a b", [1, 0, 0], "a b below 4"),
        ("a b = 4", "a b", [0, 1, 0], "a b is 4"),
        ("a b is 4.0", "a b", [0, 1, 0], "a b is 4.0"),
        ("a b is four", "a b", [0, 0, 0], "a b is four"),
        ("kind is wet", "kind", [1, 0, 0], "kind is wet"),
        ("kind = dry", "kind", [0, 0, 1], "kind is dry"),
        ("is above 0", "is", [0, 1, 1], "is above 0"),
    ],
)
def test_conditions_and_the_rows_in_which_they_hold(when, column, holds, words):
    found = _cases(FRAME, when)
    assert (found[0], found[2]) == (column, words)
    assert found[1].dtype == bool
    assert found[1].tolist() == [bool(h) for h in holds]


def test_what_is_no_condition_names_columns_and_forms():
    with pytest.raises(UsageError) as refused:
        _cases(FRAME, "c above 1")
    forms = "Write one of 'COLUMN above 0.5', 'COLUMN below 0.5', 'COLUMN is WORD'."
    assert (
        str(refused.value)
        == f"'c above 1'  is no condition on a column of the table (a, a b, kind, is). {forms}"
    )
    wide = pl.DataFrame({f"c{i}": [1] for i in range(9)})
    with pytest.raises(UsageError) as refused:
        _cases(wide, "c above 1")
    assert "(c0, c1, c2, c3, c4, c5, c6, c7, …)" in str(refused.value)
    with pytest.raises(UsageError) as refused:
        _cases(wide.drop("c8"), "c above 1")
    assert "c6, c7)" in str(refused.value)
    for side, limit, name in (("above", "3", "kind"), ("below", "x", "a"), ("above", "nan", "a")):
        with pytest.raises(UsageError) as refused:
            _holds(FRAME[name], side, limit)
        assert str(refused.value) == f"--when  '{name}' {side} '{limit}' compares no numbers. {forms}"


def test_columns_become_inputs():
    number = _input(FRAME["a b"])
    assert (number.id, number.factor, number.levels, number.unit) == ("a b", "a b", (), "")
    assert number.values.dtype == np.float64
    assert number.values.tolist() == [3, 4, 5]
    words = _input(pl.Series("kind", ["wet", "dry", "wet", "icy"]))
    assert (words.id, words.factor, words.levels) == ("kind", "kind", ("dry", "icy", "wet"))
    assert words.values.tolist() == [2, 0, 2, 1]
    assert _input(pl.Series("yes", [True, False])).levels == ("false", "true")


@pytest.mark.parametrize(
    ("content", "first"),
    [
        ("x,y\n1,a\n2,b\n", 2),
        ("\ufeffx;y\r\n1;a\r\n2;b\r\n", 2),
        ("sep=;\nx;y\n1;a\n2;b\n", 3),
        ("SEP=,\r\nx,y\r\n1,a\r\n2,b\r\n", 3),
        ("x\ty\r1\ta\r2\tb\r", 2),
        ("x,,y\n1,,a\n2,,b\n", 2),
    ],
)
def test_tables_are_read_with_the_line_of_their_first_row(tmp_path, content, first):
    frame, line = _read(written(tmp_path, content))
    assert frame.to_dict(as_series=False) == {"x": [1, 2], "y": ["a", "b"]}
    assert line == first


def test_decimal_commas(tmp_path):
    frame, _ = _read(written(tmp_path, "x;y\n1,5;a\n2,25;b\n"))
    assert frame["x"].to_list() == [1.5, 2.25]


def test_a_number_after_many_whole_ones_is_no_mistake(tmp_path):
    rows = "\n".join(["1"] * 500 + ["0.5"])
    frame, _ = _read(written(tmp_path, f"x\n{rows}\n"))
    assert frame["x"][-1] == 0.5


def test_what_is_no_table(tmp_path):
    with pytest.raises(FileError) as refused:
        _read(str(tmp_path / "none.csv"))
    told = str(refused.value)
    assert told.startswith(f"{tmp_path / 'none.csv'}  is no table: ")
    assert told.endswith(". Give a CSV file whose first line names the columns.")
    assert ".." not in told.replace("[Errno", "")
    path = written(tmp_path, "x,y\n")
    with pytest.raises(FileError) as refused:
        _read(path)
    assert str(refused.value) == f"{path}  has no rows below its first line."


def test_every_column_has_a_name_of_its_own():
    frame = pl.DataFrame([pl.Series(str(i), v) for i, v in enumerate(([1], [2], [None], [3], [4]))])
    assert _named(frame.select("0", "1", "2"), ["a", "b", ""], "t").columns == ["a", "b"]
    assert _named(frame.select("0", "2"), ["a", "b"], "t").columns == ["a", "b"]
    with pytest.raises(FileError) as refused:
        _named(frame, ["a", "b", "", "b", ""], "t.csv")
    assert [str(p) for p in refused.value.problems] == [
        "t.csv:1  the name 'b' stands over columns 2 and 4. Give each column its own name.",
        "t.csv:1  column 5 has no name. Name it, or remove it.",
    ]


def test_gaps_are_told_with_their_line():
    frame = pl.DataFrame(
        {"x": [1.0, None, 2.0, None], "y": [1.0, 2.0, 3.0, 4.0], "z": [1.0, float("nan"), None, 1.0], "w": ["a", "b", "c", None]}
    )  # fmt: skip
    _refuse_gaps(frame, ["y"], 2)
    with pytest.raises(UsageError) as refused:
        _refuse_gaps(frame, ["w", "x", "y", "z"], 2)
    fix = "Fill them, or name other columns with --inputs."
    assert [str(p) for p in refused.value.problems] == [
        f"column 'w'  has 1 empty cell, the first in line 5. {fix}",
        f"column 'x'  has 2 empty cells, the first in line 3. {fix}",
        f"column 'z'  has 2 empty or infinite cells, the first in line 3. {fix}",
    ]


GAP = "sep=,\nx,y\n1,\n"


@needs_prim
def test_a_file_from_end_to_end(tmp_path):
    rng = np.random.default_rng(1)
    x, y = rng.random(120), rng.random(120)
    rows = "\n".join(f"{a:.4f},{b:.4f},{'bad' if a > 0.5 else 'good'}" for a, b in zip(x, y, strict=True))
    path = written(tmp_path, f"x,y,state\n{rows}\n")
    told = boxes_of_file(path, "state is bad", resamples=0)
    assert told.title == f"When state is bad: {np.mean(x.round(4) > 0.5):.0%} of 120 rows"
    assert [r[1] for r in told.rows] == ["x"]
    assert told.notes[0].startswith("Box 1: state is bad in ")
    with pytest.raises(UsageError, match=r"holds in \d of 120 runs; a box needs at least 20"):
        boxes_of_file(path, "x above 0.99", ["y", "y"], resamples=0)
    with pytest.raises(UsageError) as refused:
        boxes_of_file(path, "state is bad", ["z", "q"])
    assert [p.where for p in refused.value.problems] == ["--inputs"] * 2
    assert not isinstance(refused.value, UnknownNameError)
    with pytest.raises(UsageError) as refused:
        boxes_of_file(path, "state is bad", ["x", "state"])
    assert str(refused.value) == "--inputs  names 'state', which the condition is about. Leave it out."
    with pytest.raises(UsageError, match=r"are shares above 0, found 2 and 0\.05"):
        boxes_of_file(path, "state is bad", density=2)
    with pytest.raises(UsageError, match=r"are shares above 0, found 0\.8 and 3"):
        boxes_of_file(path, "state is bad", mass_min=3)
    with pytest.raises(UsageError, match="column 'y'  has 1 empty cell, the first in line 3"):
        boxes_of_file(written(tmp_path, GAP), "x above 0.5")
