"""Separated text as spreadsheets of several countries write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import FileError
from pato.files.delimited import decode, read_lines, separator_of


@pytest.mark.parametrize(
    ("text", "separator", "number"),
    [
        ("a,b\nx,50.5\n", ",", 50.5),
        ("a;b\nx;50,5\n", ";", 50.5),
        ("a\tb\nx\t50,5\n", "\t", 50.5),
        ("sep=;\r\na;b\r\nx;1.234,5\r\n", ";", 1234.5),
        ('a,b\nx,"50,5"\n', ",", 50.5),
        ("\ufeffa;b\nx;1 234,5\n", ";", 1234.5),
        ("a;b\nx;1\u00a0234,5\n", ";", 1234.5),
        ("a,b\nx,1e3\n", ",", 1000.0),
    ],
)
def test_separators_and_decimal_commas_are_read(text, separator, number):
    lines = read_lines(text)
    assert lines.separator == separator
    assert lines.number(lines.rows[-1][1][1]) == number


@pytest.mark.parametrize(
    "text", ["a;b\nx;50,5\ny;1.234\n", 'a,b\nx,"1,234"\n'], ids=["point-in-comma-file", "quoted-group"]
)
def test_a_number_that_can_be_read_in_two_ways_is_refused(text):
    lines = read_lines(text)
    with pytest.raises(ValueError, match="can be read in two ways"):
        lines.number(lines.rows[-1][1][1])


def test_lines_keep_the_numbers_that_editors_show():
    lines = read_lines("sep=;\na;b\n\nx;1\n")
    assert [number for number, _ in lines.rows] == [2, 4]


def test_utf_16_of_spreadsheets_is_read_and_other_encodings_are_named():
    assert decode("a\tb\n".encode("utf-16"), "f.csv") == "a\tb\n"
    with pytest.raises(FileError, match="CSV UTF-8"):
        decode("Türkiye".encode("latin-1"), "f.csv")


def test_a_separator_inside_quotes_does_not_count():
    assert separator_of('"a,b,c";d\n') == ";"


@given(st.floats(min_value=-1e9, max_value=1e9), st.sampled_from([";", "\t"]))
def test_every_number_survives_a_european_spreadsheet(value, separator):
    cell = f"{value:.6f}".replace(".", ",")
    lines = read_lines(f"a{separator}b\nx{separator}{cell}\n")
    assert lines.number(lines.rows[1][1][1]) == float(f"{value:.6f}")


def test_a_carriage_return_alone_ends_a_line_and_in_quotes_does_not():
    found = read_lines('name;share\rA;"50,5"\r"B\rC";1\r')
    assert [cells for _, cells in found.rows] == [["name", "share"], ["A", "50,5"], ["B\rC", "1"]]
    assert read_lines("sep=;\rname;share\rA;1\r").separator == ";"


def test_what_is_no_separated_text_is_named_with_its_line():
    long = "a," * 3 + "x" * 140_000
    with pytest.raises(FileError, match=r"case\.csv:2  is no separated text"):
        read_lines(f"name,share\n{long}\n", "case.csv")
