"""Owners' files that are not what they should be: each is refused in words that name the fault and the repair."""

import importlib.util
import re
import zipfile
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
TEXTUAL = sorted(owners.CSV)
REQUIRED = {
    "atop": "stateA", "atop-members": "yrent", "cow-states": "styear", "cow-nmc": "milper", "cow-contiguity": "conttype", "cow-mid": "hostlev", "gml-mid": "midonset",
    "vdem": "v2x_libdem_codelow", "vdem-14": "v2x_libdem_codelow", "un-ideal-points": "IdealPointAll", "troopdata": "troops_ad",
    "cow-majors": "styear", "capitals": "lat", "tss-rivalries": "start", "td-rivalries": "styear", "gml-participants": "orig", "cow-wars": "warnum",
    "cow-mid-pairs": "hostlev1", "minimum-distances": "mindist", "cow-trade": "imports", "cw-democracy": "aeuds", "cw-gdp": "pwtrgdp", "polity": "polity2",
    "mie": "hostlev", "war-performance": "defense", "pla-activity": "pla_aircraft_sorties", "ucdp": "intensity_level", "dta-trade": "export", "wb-dta-depth": "rta_deep_std", "country-codes": "cown",
    "fas-warheads": "Number of nuclear warheads",
}  # fmt: skip


def refused(name, path):
    with pytest.raises(DataError) as caught:
        source(name).parse(path)
    text = str(caught.value)
    assert path.name in text  # the file is named
    assert all(p.fix for p in caught.value.problems)  # and how to repair it
    return text


@pytest.mark.parametrize("name", LOADABLE)
def test_absent(name, tmp_path):
    refused(name, tmp_path / "nothing.csv")


@pytest.mark.parametrize("name", LOADABLE)
def test_empty(name, tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"")
    refused(name, path)


@pytest.mark.parametrize("name", LOADABLE)
def test_a_web_page_saved_as_data(name, tmp_path):
    path = tmp_path / "ADB-MRIO-2022.csv"
    path.write_text("<!DOCTYPE html><html><body>Please accept our terms</body></html>\n")
    refused(name, path)


@pytest.mark.parametrize(
    ("name", "twin"), [("dta-trade", "{} "), ("atop-members", "{} "), ("atop-members", "{:>7}")]
)
def test_two_columns_with_one_name(name, twin, tmp_path):
    path = owners.written(tmp_path, name)
    lines = path.read_text().splitlines()
    column = lines[0].split(",")[0].strip('"')
    other = twin.format(column.upper() if ">" in twin else column)
    path.write_text("\n".join([f"{lines[0]},{other}", *(f"{line},1" for line in lines[1:])]) + "\n")
    assert f"has the column '{column}' twice" in refused(name, path)


@pytest.mark.parametrize("name", ["dta-trade", "atop-members"])
def test_blank_columns_at_the_end_are_no_columns(name, tmp_path):
    path = owners.written(tmp_path, name)
    plain = source(name).parse(path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{lines[0]},, ,  ", *(f"{line},,," for line in lines[1:])]) + "\n")
    assert source(name).parse(path).equals(plain)


@pytest.mark.parametrize("name", TEXTUAL)
def test_cut_off_in_the_middle_of_a_line(name, tmp_path):
    path = owners.written(tmp_path, name)
    whole = path.read_text()
    path.write_text(whole[: whole.rindex("\n", 0, -1) + 6])
    assert "breaks off in line" in refused(name, path)


@pytest.mark.parametrize("name", TEXTUAL)
def test_cut_off_after_the_header(name, tmp_path):
    path = owners.written(tmp_path, name)
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert "has a header and no rows" in refused(name, path)


@pytest.mark.parametrize("name", TEXTUAL)
def test_a_renamed_column(name, tmp_path):
    path = owners.written(tmp_path, name)
    column = REQUIRED[name]
    head, _, rest = path.read_text().partition("\n")
    path.write_text(
        ",".join(c.replace(column, f"{column}_new") if c.strip('"') == column else c for c in head.split(","))
        + "\n"
        + rest
    )
    text = refused(name, path)
    assert f"has no column '{column}'" in text
    assert f"'{column}_new', which may be its new name" in text


@pytest.mark.parametrize("name", TEXTUAL)
def test_letters_where_numbers_should_be(name, tmp_path):
    path = owners.written(tmp_path, name)
    lines = path.read_text().splitlines()
    place = next(
        n
        for n, c in enumerate(lines[0].split(","))
        if c.strip('"')
        == {"vdem": "v2x_rule", "vdem-14": "v2x_rule", "un-ideal-points": "IdealPointAll"}.get(
            name, REQUIRED[name]
        )
    )
    cells = lines[1].split(",")
    cells[place] = "twelve"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n")
    text = refused(name, path)
    assert "should hold" in text
    assert "found 'twelve'" in text
    assert f"{path.name}:2" in text


@pytest.mark.parametrize("name", TEXTUAL)
def test_binary_data(name, tmp_path):
    path = owners.written(tmp_path, name)
    path.write_bytes(b"\x00\x01\x02\x03" * 500)
    assert "holds binary data" in refused(name, path)


@pytest.mark.parametrize("name", ["vdem", "un-ideal-points", "troopdata", "natural-earth"])
def test_another_encoding(name, tmp_path):
    path = owners.written(tmp_path, name)
    path.write_bytes(path.read_text().replace("Japan", "Côte d'Ivoire").encode("latin-1"))
    assert "is not utf-8-sig text" in refused(name, path)


@pytest.mark.parametrize(
    "name", ["atop", "cow-nmc", "vdem", "wb-dta", "baci", "wdi", "sipri-milex", "freedom-house"]
)
def test_a_truncated_archive(name, tmp_path):
    path = owners.written(tmp_path, name)
    if not path.read_bytes().startswith(b"PK"):
        path = owners.zipped(tmp_path, path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert "truncated" in refused(name, path)


@pytest.mark.parametrize("name", ["atop", "cow-nmc", "vdem", "wb-dta", "baci"])
def test_an_archive_of_something_else(name, tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    text = refused(name, path)
    assert "holds no file that is meant here; inside: readme.txt" in text


def test_an_archive_with_two_files_that_could_be_meant(tmp_path):
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("V-Dem-CY-Core-v14.csv", "a")
        archive.writestr("V-Dem-CY-Core-v15.csv", "a")
    assert "holds 2 files that could be meant" in refused("vdem", path)


def test_all_missing_columns_are_named_at_once(tmp_path):
    path = tmp_path / "states2016.csv"
    path.write_text("stateabb,ccode,statenme\nUSA,2,United States of America\n")
    with pytest.raises(DataError) as caught:
        source("cow-states").parse(path)
    assert len(caught.value.problems) == 7


def test_months_that_are_none(tmp_path):
    path = owners.written(tmp_path, "cow-contiguity")
    path.write_text(path.read_text().replace("192001", "192013"))
    assert "not a month written YYYYMM" in refused("cow-contiguity", path)


def test_imf_without_a_subject(tmp_path):
    path = owners.written(tmp_path, "imf-weo")
    path.write_bytes(path.read_bytes().decode("utf-16").replace("PPPGDP", "PPPSH").encode("utf-16"))
    assert "lacks the years or one of the subjects" in refused("imf-weo", path)


def test_imf_with_a_renamed_column(tmp_path):
    path = owners.written(tmp_path, "imf-weo")
    path.write_bytes(
        path.read_bytes()
        .decode("utf-16")
        .replace("Estimates Start After", "Estimates Begin After")
        .encode("utf-16")
    )
    text = refused("imf-weo", path)
    assert "has no column 'Estimates Start After'" in text
    assert "'Estimates Begin After'" in text


def test_freedom_house_with_a_strange_status(tmp_path):
    rows = [owners.FIW_HEADER, ["Japan", "Asia", "c", 2025, "Free", 1, 1, 4, 40, 56, 96]]
    path = owners.workbook(tmp_path / "fiw.xlsx", {"FIW13-25": rows})
    assert "allowed: F, PF, NF" in refused("freedom-house", path)


def test_freedom_house_with_an_impossible_total(tmp_path):
    rows = [owners.FIW_HEADER, ["Japan", "Asia", "c", 2025, "F", 1, 1, 4, 40, 56, 196]]
    path = owners.workbook(tmp_path / "fiw.xlsx", {"FIW13-25": rows})
    with pytest.raises(DataError, match=r"'total' is 196 .* above 100, the highest that can be"):
        read(source("freedom-house"), path)


def test_freedom_house_without_its_sheet_or_header(tmp_path):
    path = owners.workbook(tmp_path / "fiw.xlsx", {"Ratings": [["x"]]})
    assert "has no sheet 'FIW13-25'" in refused("freedom-house", path)
    path = owners.workbook(tmp_path / "fiw2.xlsx", {"FIW13-25": [["Country"], ["Japan"]]})
    assert "has no row with 'Country/Territory'" in refused("freedom-house", path)


def test_sipri_without_years(tmp_path):
    sheets = {**owners.SIPRI_SHEETS, "Per capita": [["Country", "Notes"], ["Japan", None]]}
    assert "no columns of years in sheet 'Per capita'" in refused(
        "sipri-milex", owners.workbook(tmp_path / "s.xlsx", sheets)
    )


def test_a_csv_named_as_a_workbook(tmp_path):
    path = tmp_path / "SIPRI.xlsx"
    path.write_text("Country,2023\nJapan,1\n")
    assert "is not an Excel workbook" in refused("sipri-milex", path)


def test_mrio_without_a_year_or_sectors(tmp_path):
    path = owners.written(tmp_path, "adb-mrio")
    assert "has no year in its name" in refused("adb-mrio", path.rename(tmp_path / "table.xlsx"))
    other = owners.workbook(tmp_path / "ADB-MRIO-2022b.xlsx", {"x": [["a", "b"], [1, 2], [3, 4]]})
    assert "has no row of sector codes" in refused("adb-mrio", other)


def test_mrio_cut_off_below_its_header(tmp_path):
    book = owners.sheets_of(owners.written(tmp_path, "adb-mrio"))
    ((title, rows),) = book.items()
    path = owners.workbook(tmp_path / "ADB-MRIO-2021.xlsx", {title: rows[:3]})
    refused("adb-mrio", path)


def test_natural_earth_cut_off(tmp_path):
    path = owners.written(tmp_path, "natural-earth")
    path.write_text(path.read_text()[:-40])
    assert "not a whole GeoJSON" in refused("natural-earth", path)


def test_natural_earth_as_a_shapefile(tmp_path):
    path = tmp_path / "ne_50m_admin_0_countries.shp"
    path.write_bytes(b"\x00\x00\x27\x0a" * 30)
    assert "is a shapefile" in refused("natural-earth", path)


def test_wdi_of_another_indicator(tmp_path):
    path = tmp_path / "API_SP.POP.TOTL.csv"
    path.write_text(owners.wdi_text("SP.POP.TOTL"), encoding="utf-8")
    assert "holds none of the indicators" in refused("wdi", path)


def test_a_quoted_line_that_breaks_off_inside_its_last_cell(tmp_path):
    path = tmp_path / "states2016.csv"
    path.write_text(
        'stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"USA",2,"United States",1816,1,1,2016,12,31,"20'
    )
    assert "breaks off in line 2" in refused("cow-states", path)


def test_natural_earth_with_a_feature_that_is_none(tmp_path):
    path = owners.written(tmp_path, "natural-earth")
    for damage in (('"properties"', '"propeties"'), ('"properties": {', '"properties": 1, "x": {')):
        whole = path.read_text()
        assert damage[0] in whole
        broken = tmp_path / "broken.geojson"
        broken.write_text(whole.replace(*damage, 1))
        assert "has features without properties" in refused("natural-earth", broken)


def test_a_year_in_the_header_that_is_none(tmp_path):
    path = tmp_path / "API_NY.GDP.MKTP.PP.CD.csv"
    path.write_text(owners.wdi_text("NY.GDP.MKTP.PP.CD").replace("2022", "2²22", 1), encoding="utf-8")
    assert "a column '2²22' that is no year" in refused("wdi", path)
    path = owners.written(tmp_path, "imf-weo")
    years = re.findall(r"\b2\d\d\d\b", path.read_text(encoding="utf-16").splitlines()[0])
    path.write_bytes(path.read_text(encoding="utf-16").replace(years[1], "2²", 1).encode("utf-16"))
    assert f"has no column of the year {years[1]}" in refused("imf-weo", path)


def test_an_archive_with_a_file_that_has_no_name(tmp_path):
    path = tmp_path / "baci.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", "1")
    entry = zipfile.ZipInfo("y")
    entry.filename = ""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "2")
    refused("baci", path)


def test_a_workbook_without_a_sheet(tmp_path):
    path = owners.written(tmp_path, "adb-mrio")
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["xl/workbook.xml"] = re.sub(rb"<sheets>.*</sheets>", b"<sheets></sheets>", parts["xl/workbook.xml"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "without a sheet" in refused("adb-mrio", path)
