"""The one table type: every form shows the same values, and none lets a file drive the reader's program."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.cells import Span, printable, shown
from pato.errors import UnknownNameError, UsageError
from pato.result import Result
from pato.table import Table

TABLE = Table(
    ("state", "risk_share"),
    [("JPN", 0.01234), ("TWN", None)],
    title="Risk",
    notes=("A note.",),
    meta={"seed": 1},
)


def test_text_aligns_and_shows_the_unknown_as_a_dash():
    assert (
        TABLE.render(width=40)
        == "Risk\nstate  risk_share\n-----  ----------\nJPN       0.01234\nTWN             -\nA note.\n"
    )


def test_json_keeps_values_notes_and_metadata():
    body = json.loads(TABLE.to_json())
    assert body["rows"] == [{"state": "JPN", "risk_share": 0.01234}, {"state": "TWN", "risk_share": None}]
    assert body["meta"] == {"seed": 1}


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="a row has 1 values, the table has 2 columns"):
        Table(("a", "b"), [("x",)])


def test_markdown_escapes_what_a_file_could_say():
    text = Table(("a",), [("<script>|*x*[l](javascript:1)",)]).to_markdown()
    assert "\\<script\\>\\|\\*x\\*\\[l\\](javascript:1)" in text


def test_terminal_text_loses_control_characters():
    assert "\x1b" not in Table(("a",), [("\x1b[2Jwiped",)]).render()


@given(st.text(max_size=30))
def test_no_csv_cell_starts_as_a_formula(text):
    stream = io.StringIO(Table(("a",), [(text,)]).to_csv(), newline="")
    cell = list(csv.reader(stream))[1]
    assert not cell or not cell[0].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_negative_numbers_stay_numbers_in_csv():
    assert Table(("a",), [(-0.5,)]).to_csv() == "a\r\n-0.5\r\n"


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5), st.integers(10, 120))
def test_lines_fit_the_terminal_and_no_word_is_broken(rows, width):
    wide = max(width, 44)
    text = Table(("first", "second"), rows).render(width=wide)
    assert all(len(line) <= wide for line in text.splitlines())
    words = {word for row in rows for cell in row for word in printable(cell).split()}
    assert words <= set(text.split())


def test_columns_that_do_not_fit_follow_in_blocks_and_numbers_stay_whole():
    columns = ("state", *(f"gain under assumption {i}" for i in range(8)))
    rows = [("United States", *(-0.00012345 * 10**i for i in range(8))), ("Japan", *[None] * 8)]
    text = Table(columns, rows).render(width=60)
    assert all(len(line) <= 60 for line in text.splitlines())
    assert {shown(v) for v in rows[0][1:]} <= set(text.split())
    heads = [line for line in text.splitlines() if line.startswith("state")]
    assert len(heads) > 1, "each block begins with the first column"
    assert text.count("United States") == len(heads)


def test_a_grouped_table_shows_shared_cells_once():
    table = Table(
        ("metric", "unit", "who", "n"),
        [("war", "a year", "A", 1), ("war", "a year", "B", 2), ("gaps", "pairs", "A", 0)],
        group=2,
    )
    assert table.render(width=60) == "who  n\n---  -\nwar, a year\nA    1\nB    2\ngaps, pairs\nA    0\n"
    assert table.to_csv().startswith("metric,unit,who,n")


def test_files_hold_every_digit_and_screens_round():
    third = Table(("share",), [(1 / 3,)], decimals=2)
    assert third.to_csv() == "share\r\n0.3333333333333333\r\n"
    assert json.loads(third.to_json())["rows"] == [{"share": 1 / 3}]
    assert third.render(width=40).splitlines()[-1].strip() == "0.33"


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_pandas_reads_from_csv_the_numbers_that_json_holds(numbers):
    table = Table(("median", "90 % from"), [(v, None) for v in numbers])
    frame = pd.read_csv(io.StringIO(table.to_csv()))
    assert list(frame["median"]) == [row["median"] for row in json.loads(table.to_json())["rows"]] == numbers
    assert frame["low90"].isna().all()


def test_columns_have_names_for_programs_and_labels_beside_them(tmp_path):
    labels = ("state", "50 % from", "90 % to", "share of runs", "gain, % of GDP", "gets in: open", "state")
    table = Table(labels, [("JPN", 1.0, None, 0.5, float("nan"), True, "x")], title="T", meta={"seed": 1})
    assert table.names == (
        "state", "low50", "high90", "share_of_runs", "gain_percent_of_GDP", "gets_in_open", "state_2",
    )  # fmt: skip
    path = table.save(tmp_path / "t.csv")
    assert path.read_text(encoding="utf-8").splitlines()[1] == "JPN,1.0,,0.5,,true,x"
    about = json.loads((tmp_path / "t.meta.json").read_text(encoding="utf-8"))
    assert about["columns"]["high90"] == {"label": "90 % to", "missing": 1}
    assert about["seed"] == 1
    assert "not zero" in about["missing_values"]


def test_a_range_is_one_cell_on_screens_and_two_columns_in_files():
    table = Table(("state", "met"), [("JPN", Span(0.351, 0.478)), ("USA", Span(1.0, 1.0))], decimals=2)
    assert table.render(width=40).splitlines()[2:] == ["JPN    0.35 to 0.48", "USA    1"]
    assert table.to_csv() == "state,met_low,met_high\r\nJPN,0.351,0.478\r\nUSA,1.0,1.0\r\n"
    assert table.to_pandas()["met_high"].tolist() == [0.478, 1.0]


def test_pandas_gets_numbers_and_the_words_beside_them():
    frame = TABLE.to_pandas()
    assert frame["risk_share"].dtype == float
    assert frame.attrs["labels"] == {"state": "state", "risk_share": "risk_share"}
    assert frame.attrs["seed"] == 1


def test_a_table_is_one_line_in_an_interpreter_and_a_table_in_a_notebook():
    assert repr(TABLE) == "<Table 'Risk', 2 rows, 2 columns>"
    assert "<td>0.01234</td>" in TABLE._repr_html_()
    assert "<script>" not in Table(("<script>",), [("<script>",)], title="<script>")._repr_html_()


def test_an_ending_that_is_no_format_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"ends in '.xls'. Allowed: .csv, .json"):
        TABLE.save(tmp_path / "t.xls")


def test_several_tables_as_csv_go_to_one_file_each(tmp_path):
    both = Result("Two", {"one": TABLE, "two": Table(("a",), [(1,)])}, sentences=["So it is."])
    with pytest.raises(UsageError, match="one table a file, and these are 2: one, two"):
        both.render("csv")
    assert [p.name for p in both.save(tmp_path / "x.csv")] == ["x-one.csv", "x-two.csv"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "x-one.csv", "x-one.meta.json", "x-two.csv", "x-two.meta.json",
    ]  # fmt: skip
    body = json.loads(both.render("json"))
    assert body["answer"] == ["So it is."]
    assert body["tables"][1]["rows"] == [{"a": 1}]
    assert repr(both) == "<Result 'Two', tables: one, two>"
    with pytest.raises(UnknownNameError, match=r"table 'ons' is not known\. Did you mean 'one'"):
        both["ons"]


def test_json_holds_no_number_that_json_does_not_know():
    nan, inf = float("nan"), float("inf")
    table = Table(("a", "b"), ((inf, Span(nan, -inf)), (1.5, nan)), meta={"weights": {"x": [inf]}})

    def refuse(word):
        raise AssertionError(word)

    found = json.loads(table.to_json(), parse_constant=refuse)
    assert found["rows"] == [{"a": "Infinity", "b": [None, "-Infinity"]}, {"a": 1.5, "b": None}]
    assert found["meta"]["weights"] == {"x": ["Infinity"]}
