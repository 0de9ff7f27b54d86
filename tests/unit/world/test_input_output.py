"""Input-output tables of three owners: small files in their layouts hold the same world, and broken ones are refused."""

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from pato.errors import DataError, UnknownNameError
from pato.world.input_output import read_table
from pato.world.sources import catalogue

COUNTRIES = ("JPN", "AUS")
SECTORS = ("A01", "C10")
FINAL = ("HFCE", "INVNT")
# rows: seller and sector; columns: sectors of both, then final uses of both
USE = np.array([[10, 2, 1, 0], [3, 20, 2, 4], [5, 1, 6, 2], [0, 3, 1, 9]], float)
USES = np.array([[30, 1, 2, 0], [40, -2, 6, 0], [4, 0, 20, 0], [7, 0, 25, 3]], float)


def labels(separator="_"):
    return [f"{c}{separator}{s}" for c in COUNTRIES for s in SECTORS]


def icio_text(use=USE, uses=USES, sellers=None):
    head = ["V1", *labels(), *(f"{c}_{u}" for c in COUNTRIES for u in FINAL), "OUT"]
    lines = [",".join(head)]
    for name, a, b in zip(sellers or labels(), use, uses, strict=True):
        lines.append(",".join([name, *map(str, [*a, *b, a.sum() + b.sum()])]))
    made = [str(v) for v in USE.sum(axis=1) + USES.sum(axis=1)]
    added = [str(v) for v in USE.sum(axis=1) + USES.sum(axis=1) - USE.sum(axis=0)]
    lines += [f"VA,{','.join(added)},0,0,0,0,", f"OUT,{','.join(made)},0,0,0,0,"]
    return "\n".join(lines) + "\n"


def wiod_rows():
    """Codes, countries, numbers and figures as in the owner's Stata file, with five final uses."""
    head = ["IndustryCode", "IndustryDescription", "Country", "RNr", "Year"]
    head += (
        [f"v{c}{n}" for c in COUNTRIES for n in (1, 2)]
        + [f"v{c}{n}" for c in COUNTRIES for n in range(3, 8)]
        + ["TOT"]
    )
    body = []
    for n, (a, b) in enumerate(zip(USE, USES, strict=True)):
        uses = [b[0], 0, 0, 0, b[1], b[2], 0, 0, 0, b[3]]
        body.append([SECTORS[n % 2], "words", COUNTRIES[n // 2], n + 1, 2014, *a, *uses, a.sum() + b.sum()])
    for code in ("II_fob", "VA", "GO"):
        body.append([code, "words", "TOT", 9, 2014, *[1.0] * 14, 0.0])
    return head, body


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def icio(folder):
    return written(folder, "2020_SML.csv", icio_text())


def wiod_csv(folder):
    head, body = wiod_rows()
    return written(
        folder, "WIOT2014_October16_ROW.csv", "\n".join(",".join(map(str, r)) for r in [head, *body]) + "\n"
    )


def wiod_stata(folder):
    pd = pytest.importorskip("pandas")
    head, body = wiod_rows()
    path = folder / "WIOT2014_October16_ROW.dta"
    pd.DataFrame(body, columns=head).to_stata(path, write_index=False, version=118)
    return path


def sheet(folder, name, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


def wiod_sheet(folder):
    _, body = wiod_rows()
    codes = [s for _ in COUNTRIES for s in SECTORS] + [
        u for _ in COUNTRIES for u in ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN")
    ]
    places = [c for c in COUNTRIES for _ in SECTORS] + [c for c in COUNTRIES for _ in range(5)]
    blank = [None] * 4
    rows = [
        [*blank, *codes, "GO"],
        ["(industry-by-industry)", None, None, None, *["words"] * 14, "Total"],
        [*blank, *places, "TOT"],
        [*blank, *(f"c{n}" for n in range(1, 16))],
        *([r[0], r[1], r[2], f"r{r[3]}", *r[5:]] for r in body),
    ]
    return sheet(folder, "WIOT2014_Nov16_ROW.xlsx", rows)


def adb(folder):
    economies = ["JPN", "JPN", "AUS", "AUS", "JPN", "JPN", "AUS", "AUS", "ToT"]
    uses = ["c1", "c2", "c1", "c2", "F1", "F5", "F1", "F5", "TOTAL"]
    rows = [["ADB Multiregional Input-Output Table"], [None] * 4 + economies, [None] * 4 + uses]
    for n, (a, b) in enumerate(zip(USE, USES, strict=True)):
        rows.append(
            [
                None,
                "words",
                COUNTRIES[n // 2],
                f"c{n % 2 + 1}",
                *(v or None for v in [*a, *b]),
                a.sum() + b.sum(),
            ]
        )
    rows.append([None, "Total", "ToT", "r60", *[9] * 9])
    return sheet(folder, "ADB-MRIO-2022.xlsx", rows)


@pytest.mark.parametrize("make", [icio, wiod_csv, wiod_stata, wiod_sheet, adb])
def test_every_layout_gives_the_same_world(make, tmp_path):
    table = read_table(make(tmp_path))
    assert table.countries == COUNTRIES
    assert len(table.sectors) == 2
    np.testing.assert_array_equal(table.use.reshape(4, 4), USE)
    np.testing.assert_array_equal(table.final.reshape(4, 2), USES[:, [0, 2]])
    np.testing.assert_array_equal(table.inventories.reshape(4, 2), USES[:, [1, 3]])
    np.testing.assert_array_equal(table.output.ravel(), USE.sum(axis=1) + USES.sum(axis=1))


def test_parts_of_china_are_one_country(tmp_path):
    text = (
        icio_text()
        .replace("JPN_A01", "CN1_A01")
        .replace("JPN_C10", "CN1_C10")
        .replace("AUS_A01", "CN2_A01")
        .replace("AUS_C10", "CN2_C10")
    )
    text = text.replace("JPN_", "CHN_").replace("AUS_", "CHN_")
    text = text.replace("CHN_HFCE,CHN_INVNT,CHN_HFCE,CHN_INVNT", "CHN_HFCE,CHN_INVNT,CHN_NPISH,CHN_GFCF")
    table = read_table(written(tmp_path, "2018.csv", text))
    assert table.countries == ("CHN",)
    assert table.use[0, 0, 0, 0] == USE[np.ix_([0, 2], [0, 2])].sum()


def test_aggregation_keeps_totals_and_names_what_it_does_not_know(tmp_path):
    table = read_table(icio(tmp_path))
    small = table.aggregated(sectors={"A01": "all", "C10": "all"})
    assert small.sectors == ("all",)
    assert small.use.sum() == USE.sum()
    np.testing.assert_array_equal(small.output[:, 0], table.output.sum(axis=1))
    with pytest.raises(UnknownNameError, match=r"sector 'C11' is not known\. Did you mean 'C10'"):
        table.aggregated(sectors={"C11": "x"})


def test_a_layout_can_be_named_and_must_be_known(tmp_path):
    path = icio(tmp_path)
    assert read_table(path, "icio").countries == COUNTRIES
    with pytest.raises(UnknownNameError, match="Did you mean 'wiod'"):
        read_table(path, "woid")


BROKEN = {
    "no labels": ("2020.csv", "a,b\n1,2\n", "no labels of the form AUS_A01"),
    "truncated": ("2020.csv", icio_text()[:150], "breaks off in line"),
    "letters": ("2020.csv", icio_text().replace("20.0", "twenty", 1), "holds something else than numbers"),
    "a sector without column": ("2020.csv", icio_text(sellers=["JPN_A01", "JPN_C10", "AUS_A01", "AUS_C20"]), "no column for sectors that have a row: AUS_C20"),
    "a row twice": ("2020.csv", icio_text(sellers=["JPN_A01", "JPN_C10", "AUS_A01", "AUS_A01"]), "AUS_A01 stands twice"),
    "a web page": ("2020.csv", "<!DOCTYPE html><html></html>", "is a web page"),
    "empty": ("2020.csv", "", "is empty"),
    "wiod without labels": ("WIOT2014.csv", "a,b\n1,2\n", "has no column IndustryCode"),
    "wiod with letters": ("WIOT2014.csv", None, "'twelve' is no number"),
    "wiod with rows cut off": ("WIOT2014.csv", None, "is beyond"),
    "binary workbook": ("WIOT2014.xlsb", "x", "is a binary workbook"),
    "broken stata": ("WIOT2014.dta", "no stata", "broken or truncated Stata"),
    "adb that is none": ("ADB-MRIO-2022.xlsx", "x,y\n", "is not an Excel workbook"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_are_refused_in_words(case, tmp_path):
    name, text, words = BROKEN[case]
    if text is None:
        head, body = wiod_rows()
        if case == "wiod with letters":
            body[1][7] = "twelve"
        else:
            body = [r for r in body if r[0] != "C10"]
        text = "\n".join(",".join(map(str, r)) for r in [head, *body]) + "\n"
    with pytest.raises(DataError) as caught:
        read_table(written(tmp_path, name, text))
    assert words in str(caught.value)
    assert name in str(caught.value)


def test_a_binary_workbook_is_told_from_an_archive_with_a_table_in_it(tmp_path):
    path = tmp_path / "WIOT2014_Nov16_ROW.xlsb"
    with zipfile.ZipFile(path, "w") as archive:  # as such workbooks are
        archive.writestr("xl/worksheets/sheet1.bin", b"x")
    with pytest.raises(DataError, match=r"is a binary workbook \(xlsb\).*save the sheet as \.xlsx or \.csv"):
        read_table(path)


@pytest.mark.parametrize("cell", ["K3", "K2"])
def test_a_column_with_half_a_header_is_refused_also_where_no_total_would_show_it(tmp_path, cell):
    path = adb(tmp_path)
    book = openpyxl.load_workbook(path)
    book.active.delete_cols(13)  # the totals
    assert str(book.active["K3"].value) == "F1"
    book.active[cell] = None
    book.save(path)
    with pytest.raises(DataError, match="has a header of column 11 that names economy"):
        read_table(path)


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nothing\.csv.*cannot be read"):
        read_table(Path(tmp_path / "nothing.csv"))


def test_the_owners_are_listed_and_said_to_be_unverified():
    for name in ("icio", "wiod"):
        shown = catalogue()[name]
        assert shown.page.startswith("https://")
        assert not shown.verified
        assert not shown.loadable  # read where they lie, not into the store


@pytest.mark.parametrize(("cell", "factor"), [((0, 1), 100), ((3, 3), 10), ((2, 0), 0)])
def test_a_table_that_contradicts_its_own_totals_is_refused(tmp_path, cell, factor):
    wrong = USE.copy()
    wrong[cell] = wrong[cell] * factor if factor else 500
    lines = icio_text().splitlines()
    seller, user = labels()[cell[0]], labels()[cell[1]]
    row = next(n for n, line in enumerate(lines) if line.startswith(seller + ","))
    cells = lines[row].split(",")
    cells[1 + cell[1]] = str(wrong[cell])
    lines[row] = ",".join(cells)
    path = written(tmp_path, "2020_SML.csv", "\n".join(lines) + "\n")
    with pytest.raises(DataError, match=f"They cross in the cell of {seller} and {user}"):
        read_table(path)


def test_rounded_cells_are_no_contradiction(tmp_path):
    path = written(tmp_path, "2020_SML.csv", icio_text(np.rint(USE * 1.03), np.rint(USES * 1.03)))
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[-1] = str(float(cells[-1]) + 2)
    lines[1] = ",".join(cells)
    path.write_text("\n".join(line for line in lines if not line.startswith("OUT")) + "\n", encoding="utf-8")
    assert read_table(path).countries == COUNTRIES


def slip(path):
    """Make the first cell of 10 a hundred times as large and leave its totals alone."""
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8")
        assert ",10.0," in text
        path.write_text(text.replace(",10.0,", ",1000.0,", 1), encoding="utf-8")
        return
    book = openpyxl.load_workbook(path)
    next(c for row in book.active.iter_rows() for c in row if c.value == 10).value = 1000
    book.save(path)


@pytest.mark.parametrize("make", [wiod_csv, wiod_sheet, adb])
def test_every_layout_is_held_against_its_totals(make, tmp_path):
    path = make(tmp_path)
    slip(path)
    with pytest.raises(DataError, match=r"contradicts its own totals: row JPN_\w+ sums to 1,0"):
        read_table(path)


def test_a_table_that_a_european_spreadsheet_saved_is_the_same_table(tmp_path):
    comma = read_table(icio(tmp_path))
    text = icio_text().replace(",", ";").replace(".", ",")
    semicolons = read_table(written(tmp_path, "2021_SML.csv", text))
    assert (comma.use == semicolons.use).all()
    assert (comma.final == semicolons.final).all()
