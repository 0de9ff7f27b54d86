"""The one table type: every form shows the same values, and none lets a file drive the reader's program."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
def test_lines_fit_the_terminal_where_words_do(rows, width):
    lines = Table(("first", "second"), rows).render(width=max(width, 20)).splitlines()
    assert all(len(line) <= max(width, 20) for line in lines)


def test_a_grouped_table_shows_shared_cells_once():
    table = Table(
        ("metric", "unit", "who", "n"),
        [("war", "a year", "A", 1), ("war", "a year", "B", 2), ("gaps", "pairs", "A", 0)],
        group=2,
    )
    assert table.render(width=60) == "who  n\n---  -\nwar, a year\nA    1\nB    2\ngaps, pairs\nA    0\n"
    assert table.to_csv().startswith("metric,unit,who,n")
