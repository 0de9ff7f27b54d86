"""Tables as files of Excel, Stata and Parquet, read back by the programs that read them."""

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.cells import Span
from pato.exports import stata_names
from pato.result import Result
from pato.table import Table

TABLE = Table(
    ("state", "gain of members", "holds", "range", "if"),
    [
        ("Türkiye", 0.1 + 0.2, True, Span(1.0, 2.0), 1),
        ("=1+1", None, None, Span(3.0, 4.0), 2**40),
        ("MAR1", -1.5, False, Span(0.0, 0.0), None),
    ],
    title="Gains of 2023",
    notes=("A note.",),
)


def test_excel_reads_text_as_text_and_numbers_as_numbers(tmp_path):
    book = openpyxl.load_workbook(TABLE.save(tmp_path / "t.xlsx"))
    page = book["t"]
    assert [c.value for c in page[1]] == [
        "state",
        "gain_of_members",
        "holds",
        "range_low",
        "range_high",
        "if",
    ]
    assert (page["A3"].value, page["A3"].data_type) == ("=1+1", "s")
    assert (page["A4"].value, page["A4"].data_type) == ("MAR1", "s")
    assert page["B2"].value == pytest.approx(0.1 + 0.2, rel=1e-14)
    assert page["B3"].value is None
    words = [str(c.value) for row in book["about"].iter_rows() for c in row]
    assert "A note." in words
    assert "gain of members" in words


def test_an_answer_is_a_workbook_with_a_sheet_a_table(tmp_path):
    found = Result("Two", {"one": TABLE, "a name that is longer than Excel takes": TABLE})
    (path,) = found.save(tmp_path / "two.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["one", "a name that is longer than Exce", "about"]


def test_stata_has_labels_and_its_own_missing_values(tmp_path):
    with pd.io.stata.StataReader(TABLE.save(tmp_path / "t.dta")) as reader:
        frame = reader.read()
        assert reader.data_label == "Gains of 2023"
        assert reader.variable_labels()["gain_of_members"] == "gain of members"
        assert reader.value_labels()["holds"] == {0: "no", 1: "yes"}
    assert frame["state"].tolist() == ["Türkiye", "=1+1", "MAR1"]
    assert frame["gain_of_members"].isna().tolist() == [False, True, False]
    assert frame["if_"].tolist()[:2] == [1, 2**40]


def test_duckdb_reads_a_table(tmp_path):
    path = TABLE.save(tmp_path / "t.parquet")
    assert duckdb.sql(f"select state, holds from '{path}' where gain_of_members > 0").fetchall() == [
        ("Türkiye", True)
    ]


def test_csv_for_excel_begins_with_its_mark_and_is_the_same_otherwise(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    TABLE.save(one)
    TABLE.save(other, excel=True)
    assert other.read_bytes() == b"\xef\xbb\xbf" + one.read_bytes()
    assert pd.read_csv(other)["state"].tolist()[0] == "Türkiye"


@given(st.lists(st.text(max_size=60), unique=True, max_size=30))
def test_every_column_gets_a_name_that_stata_holds(names):
    found = stata_names(names)
    assert len(set(found.values())) == len(names)
    assert all(len(n) <= 32 and n.isidentifier() and n.isascii() for n in found.values())


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_graphs_tell_how_certain_an_edge_is(tmp_path, ending):
    import networkx as nx

    import pato

    path = tmp_path / f"m.{ending}"
    pato.duty_matrix("in-force", "2026-11-21", group=["USA", "AUS", "PHL", "JPN"]).save(path)
    graph = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[ending](path)
    edges = [data for _, _, data in graph.edges(data=True)]
    assert {"disputed", "binding", "limited_to_area", "checked"} <= set(edges[0])
    assert {e["disputed"] for e in edges} == {True, False}


def test_a_map_of_duties_has_a_line_a_duty(tmp_path):
    import json

    import pato
    from pato.report.geojson import duties_geojson

    matrix = pato.duty_matrix("in-force", "2026-11-21", group=["USA", "AUS", "PHL", "JPN"])
    features = json.loads(duties_geojson(matrix))["features"]
    lines = [f["properties"] for f in features if f["properties"]["layer"] == "duties"]
    assert len(lines) == len(matrix.to_edges())
    assert all(isinstance(f["disputed"], bool) and f["checked"] for f in lines)
