"""Cells of data providers' files that are wrong, doubled or empty: refused by row, or read as what they can only mean."""

import zipfile

import openpyxl
import pytest

from pato.errors import DataError
from pato.world.sources import source
from pato.world.sources.sanity import read


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("cow-nmc", "876943000", "-876943000", ["'milex' is -8.76943e+08 for ccode 2, year 2022", "below 0"]),
        ("cow-nmc", "0.1235657", "inf", ["should hold numbers, found 'inf'"]),
        ("cow-nmc", "876943000", "1e999", ["should hold numbers, found '1e999'"]),
        ("cow-nmc", "338290", '"1,5"', ["should hold numbers, found '1,5'"]),
        ("cow-majors", "1898", "18980", ["'styear' is 18980", "above 2100"]),
        ("capitals", "35.6768601", "135.68", ["'lat' is 135.68", "above 90"]),
        (
            "polity",
            ",-9,-9\n",
            ",-9,-99\n",
            ["'polity2' is -99 for ccode 364, scode USR, year 1950", "below -10"],
        ),
    ],
)
def test_impossible_numbers_are_refused_by_row(owners, tmp_path, name, old, new, words):
    path = owners.written(tmp_path, name)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(DataError) as caught:
        read(source(name), path)
    assert all(word in str(caught.value) for word in words)


def test_thousands_are_read_where_nothing_else_can_be_meant(owners, tmp_path):
    path = owners.written(tmp_path, "cow-nmc")
    path.write_text(path.read_text().replace("876943000", '"876,943,000"'))
    assert read(source("cow-nmc"), path)["milex"].max() == 876943000


def test_two_answers_to_one_question_are_refused_and_a_plain_repetition_is_not(owners, tmp_path):
    path = owners.written(tmp_path, "cow-nmc")
    usa = next(line for line in path.read_text().splitlines() if line.startswith("USA"))
    path.write_text(path.read_text() + usa + "\n")
    assert read(source("cow-nmc"), path).height == 2  # counted once
    path.write_text(path.read_text() + usa.replace("1360", "1361") + "\n")
    with pytest.raises(DataError, match="tells two things for ccode 2, year 2022: 'milper' is 136"):
        read(source("cow-nmc"), path)


def test_old_line_ends_are_read(owners, tmp_path):
    path = owners.written(tmp_path, "cow-nmc")
    plain = read(source("cow-nmc"), path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert read(source("cow-nmc"), path).equals(plain)


@pytest.mark.parametrize("name", ["atop-members", "cow-mid", "cow-nmc", "mie", "war-performance"])
def test_blank_lines_make_no_rows(owners, tmp_path, name):
    path = owners.written(tmp_path, name)
    whole, plain = path.read_text(), read(source(name), path)
    separators = "," * whole.partition("\n")[0].count(",")
    path.write_text(f"{whole}\n{separators}\n\n")
    assert read(source(name), path).equals(plain)
    header, _, rest = whole.partition("\n")
    path.write_text(f"{header}\n\n{rest}")
    with pytest.raises(DataError, match="has no values in line 2: rows may be lost there"):
        read(source(name), path)


def test_a_formula_that_was_never_computed_is_no_blank_cell(owners, tmp_path):
    path = owners.sipri(tmp_path)
    plain = read(source("sipri-milex"), path)
    cells = {title: [list(row) for row in rows] for title, rows in owners.SIPRI_SHEETS.items()}
    cells["Current US$"][2][3] = "=48189.1+7080.9"
    owners.workbook(path, cells)
    with pytest.raises(DataError, match="has a formula in cell D3 whose value was never computed"):
        read(source("sipri-milex"), path)
    computed = (
        tmp_path / "computed.xlsx"
    )  # as a spreadsheet program saves it, with the value beside the formula
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(computed, "w") as new:
        for part in old.namelist():
            body = old.read(part).replace(b"7080.9</f><v></v>", b"7080.9</f><v>55270</v>")
            new.writestr(part, body.replace(b"7080.9</f><v />", b"7080.9</f><v>55270</v>"))
    assert read(source("sipri-milex"), computed).equals(plain)


@pytest.mark.parametrize("name", ["adb-mrio", "sipri-milex"])
def test_cells_merged_into_a_number_are_refused_and_merged_titles_are_not(owners, tmp_path, name):
    path = {"adb-mrio": owners.adb_mrio, "sipri-milex": owners.sipri}[name](tmp_path)
    plain = read(source(name), path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[-1]
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=2)
    book.save(path)
    assert read(source(name), path).equals(plain)
    cell = next(c for row in sheet.iter_rows(min_row=2) for c in row if isinstance(c.value, (int, float)))
    sheet.merge_cells(
        start_row=cell.row, end_row=cell.row, start_column=cell.column, end_column=cell.column + 1
    )
    book.save(path)
    with pytest.raises(DataError, match=f"{cell.coordinate} to .* merged into one number"):
        read(source(name), path)
