"""Every loader reads a small file in its owner's format into the store's tidy table."""

import datetime as dt
import json
import shutil
import zipfile
from importlib import resources

import openpyxl
import polars as pl
import pytest

from pato.errors import DataError, UnknownNameError
from pato.world.sources import catalogue, source
from pato.world.sources.polity import cow_codes
from pato.world.sources.sanity import read

LOADABLE = sorted(s.name for s in catalogue().values() if s.loadable)
KINDS = {"integer": pl.Int64, "number": pl.Float64, "text": pl.String, "date": pl.Date, "flag": pl.Boolean}


@pytest.mark.parametrize("name", LOADABLE)
def test_the_small_file_is_read_into_the_described_columns(owners, tmp_path, name):
    frame = source(name).parse(owners.written(tmp_path, name))
    assert frame.height > 0
    described = {c.name: c for c in source(name).columns}
    assert set(frame.columns) <= set(described)
    assert {c.name for c in source(name).columns if c.required} <= set(frame.columns)
    for column in frame.columns:
        expected = KINDS[described[column].kind]
        assert frame[column].dtype == expected or (
            frame[column].dtype.is_integer() and expected == pl.Int64
        ), column


@pytest.mark.parametrize(
    "name",
    [
        "atop",
        "cow-nmc",
        "cow-contiguity",
        "cow-mid",
        "cow-states",
        "gml-mid",
        "vdem",
        "un-ideal-points",
        "wb-dta",
    ],
)
def test_a_zip_that_holds_the_file_gives_the_same(owners, tmp_path, name):
    path = owners.written(tmp_path, name)
    assert source(name).parse(owners.zipped(tmp_path, path)).equals(source(name).parse(path))


@pytest.mark.parametrize("name", LOADABLE)
def test_every_loader_says_what_a_user_must_know(name):
    shown = source(name)
    assert shown.page.startswith(("http://", "https://"))
    assert all((shown.owner, shown.version, shown.licence, shown.citation, shown.file))
    assert not shown.verified  # none was ever run on the owner's real file
    assert source(shown.table) is shown


def test_the_data_sets_of_the_issue_are_all_there():
    assert set(LOADABLE) == {
        "adb-mrio", "atop", "atop-members", "baci", "cow-contiguity", "cow-mid", "cow-nmc", "cow-states", "freedom-house", "gml-mid", "imf-weo",
        "natural-earth", "sipri-milex", "troopdata", "un-ideal-points", "vdem", "wb-dta", "wdi",
        # the tables of shipped estimates
        "capitals", "country-codes", "cow-majors", "cow-mid-pairs", "cow-trade", "cow-wars", "cw-democracy", "cw-gdp", "dta-trade", "fas-warheads",
        "gml-participants", "mie", "minimum-distances", "pla-activity", "polity", "td-rivalries", "tss-rivalries", "ucdp", "vdem-14", "war-performance", "wb-dta-clusters", "wb-dta-depth",
    }  # fmt: skip
    assert "withdrawn" in source("cow-alliances").withdrawn


def test_an_unknown_data_set_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"data set 'vdme' is not known\. Did you mean 'vdem'\?"):
        source("vdme")


def test_atop_keeps_directions_and_drops_pairs_without_a_pledge(owners, tmp_path):
    frame = source("atop").parse(owners.written(tmp_path, "atop"))
    assert frame.rows() == [(2, 740, 1960, 1, 0, 0, 1, 1), (740, 2, 1960, 0, 0, 0, 1, 1)]


def test_minus_nine_is_missing_and_zero_is_zero(owners, tmp_path):
    frame = source("cow-nmc").parse(owners.written(tmp_path, "cow-nmc")).filter(pl.col("ccode") == 760)
    assert frame["milex"].item() is None
    assert frame["irst"].item() == 0.0


def test_an_archive_inside_an_archive_is_opened(owners, tmp_path):
    inner = owners.zipped(tmp_path, owners.written(tmp_path, "cow-nmc"))
    outer = tmp_path / "NMCv7.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("NMC_Documentation.pdf", b"%PDF")
        archive.writestr("NMC-v7-supplemental.zip", b"not even an archive")
        archive.write(inner, "NMC-v7-abridged.zip")
    assert source("cow-nmc").parse(outer).height == 2


def test_contiguity_holds_both_directions_and_months_as_dates(owners, tmp_path):
    frame = source("cow-contiguity").parse(owners.written(tmp_path, "cow-contiguity"))
    assert frame.height == 4
    row = frame.filter((pl.col("ccode1") == 713) & (pl.col("ccode2") == 710)).row(0, named=True)
    assert row["conttype"] == 2
    assert row["stdate"] == dt.date(1949, 12, 1)


def test_sipri_shares_names_and_unavailable_figures(owners, tmp_path):
    frame = source("sipri-milex").parse(owners.written(tmp_path, "sipri-milex"))
    japan = frame.filter((pl.col("iso3c") == "JPN") & (pl.col("year") == 2024)).row(0, named=True)
    assert (japan["milex_current_usd_m"], japan["milex_share_gdp"], japan["cown"]) == (55270.0, 0.0137, 740)
    north = frame.filter(pl.col("Country") == "Korea, North").row(0, named=True)
    assert (north["iso3c"], north["milex_current_usd_m"], north["sipri_flag"]) == ("PRK", None, "...")
    assert "USSR" not in frame["Country"].to_list()  # it did not exist in these years
    assert "Asia & Oceania" not in frame["Country"].to_list()


def test_sipri_of_another_edition_is_refused_by_its_price_year(owners, tmp_path):
    sheets = {k.replace("2023", "2024") if "Constant" in k else k: v for k, v in owners.SIPRI_SHEETS.items()}
    path = owners.workbook(tmp_path / "later.xlsx", sheets)
    with pytest.raises(
        DataError, match=r"has no sheet 'Constant \(2023\) US\$'.*It has 'Constant \(2024\) US\$'"
    ):
        source("sipri-milex").parse(path)


def test_imf_marks_projections_and_keeps_missing_missing(owners, tmp_path):
    frame = source("imf-weo").parse(owners.written(tmp_path, "imf-weo"))
    assert frame.select("iso3c", "year", "gdp_current_usd_bn", "projection").rows() == [
        ("JPN", 2023, 4204.573, False),
        ("JPN", 2024, 4019.382, False),
        ("JPN", 2025, 4279.8, True),
    ]


def test_freedom_house_year_is_the_one_the_edition_is_about(owners, tmp_path):
    frame = source("freedom-house").parse(owners.written(tmp_path, "freedom-house"))
    rows = {r["fh_full_country"]: r for r in frame.to_dicts()}
    assert (rows["Japan"]["year"], rows["Japan"]["cown"], rows["Japan"]["total"]) == (2024.0, 740.0, 96.0)
    assert rows["Tibet"]["cown"] is None


def test_a_total_below_zero_is_read_and_one_that_no_answers_give_is_refused(owners, tmp_path):
    path = owners.written(tmp_path, "freedom-house")
    assert (
        read(source("freedom-house"), path).filter(pl.col("fh_full_country") == "Syria")["total"].item() == -1
    )
    book = openpyxl.load_workbook(path)
    book["FIW13-25"]["K5"] = -5
    book.save(path)
    with pytest.raises(DataError, match="'total' is -5 for fh_full_country Syria, year 2017: it is below -4"):
        read(source("freedom-house"), path)


def test_wdi_takes_empty_cells_at_the_end_for_missing(owners, tmp_path):
    frame = source("wdi").parse(owners.written(tmp_path, "wdi"))
    assert frame.filter((pl.col("iso3c") == "BTN") & (pl.col("year") == 2023)).height == 0
    korea = frame.filter((pl.col("iso3c") == "KOR") & (pl.col("year") == 2022)).row(0, named=True)
    assert korea["Country Name"] == "Korea, Rep."
    assert korea["NY.GDP.MKTP.CD"] == korea["NY.GDP.MKTP.PP.CD"] == 1673916511799.0


def test_wdi_of_one_indicator_leaves_the_other_missing(owners, tmp_path):
    path = tmp_path / "API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv"
    path.write_text(owners.wdi_text("NY.GDP.MKTP.CD"), encoding="utf-8")
    assert source("wdi").parse(path)["NY.GDP.MKTP.PP.CD"].null_count() == 7


def test_baci_is_summed_over_products_and_keeps_its_year(owners, tmp_path):
    frame = source("baci").parse(owners.written(tmp_path, "baci"))
    assert frame.rows() == [("JPN", "USA", 2023, 1200.75), ("USA", "JPN", 2023, 50.0)]


def test_baci_unpacked_needs_the_list_of_countries_beside_it(owners, tmp_path):
    path = tmp_path / "BACI_HS22_Y2023_V202501.csv"
    path.write_text(owners.BACI_FLOWS)
    with pytest.raises(DataError, match=r"has no country_codes_V….csv beside it"):
        source("baci").parse(path)
    (tmp_path / "country_codes_V202501.csv").write_text(owners.BACI_CODES)
    assert source("baci").parse(path).height == 2


def test_baci_with_a_code_that_its_list_lacks_is_refused(owners, tmp_path):
    path = owners.baci(
        tmp_path, codes="country_code,country_name,country_iso2,country_iso3\n392,Japan,JP,JPN\n"
    )
    with pytest.raises(DataError, match="uses codes that its list of countries lacks: 842"):
        source("baci").parse(path)


def test_deep_trade_agreements_in_stata(owners, tmp_path):
    path = tmp_path / "bilateral_rta_Toolkit_202401.dta"
    columns = {
        "id_agree": [281],
        "iso_o": ["JPN"],
        "iso_d": ["CAN"],
        "year": [2023],
        "entry_force": [2018],
        "rta_v2": [1],
        "drop_overlap": [0],
    }
    path.write_bytes(owners.stata(columns))
    assert source("wb-dta").parse(path).rows() == [(281, "JPN", "CAN", 2023, 2018, 1, 0)]
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DataError, match="broken or truncated Stata file"):
        source("wb-dta").parse(path)


def test_mrio_sales_at_home_by_hand(owners, tmp_path):
    """China's goods: 10 + 1 to its own firms and 20 to its own final users of 45 in all."""
    frame = source("adb-mrio").parse(owners.written(tmp_path, "adb-mrio"))
    goods = {r["iso3c"]: r for r in frame.to_dicts() if r["block"] == "goods"}
    assert (goods["CHN"]["x"], goods["CHN"]["domestic_sales"], goods["CHN"]["exports_derived"]) == (
        45.0,
        31.0,
        14.0,
    )
    assert (goods["JPN"]["x"], goods["JPN"]["domestic_sales"]) == (20.0, 15.0)
    assert goods["ROW"]["domestic_sales"] == 110.0
    assert frame["mrio_version"].unique().to_list() == ["ADB MRIO 2"]
    services = {r["iso3c"]: r["x"] for r in frame.to_dicts() if r["block"] == "services"}
    assert services == {"CHN": 9.0}


def test_natural_earth_keeps_the_code_that_is_always_there(owners, tmp_path):
    frame = source("natural-earth").parse(owners.written(tmp_path, "natural-earth"))
    assert frame["ADM0_A3"].to_list() == ["FRA", "JPN"]
    assert frame["geometry"][1] == '{"type":"Point","coordinates":[139.0,35.0]}'


@pytest.mark.full_data
@pytest.mark.parametrize("name", ["cow-states", "cow-nmc", "cow-contiguity", "gml-mid", "troopdata"])
def test_a_file_rebuilt_from_the_store_is_read_back_to_the_same_values(full_data, tmp_path, name):
    """The store's table, written out under the owner's headers, must survive the loader unchanged."""
    shown = source(name)
    stored = pl.read_parquet(full_data / f"{shown.table}.parquet")
    headers = {c.name: c.header for c in shown.columns if c.name in stored.columns}
    path = tmp_path / "file.csv"
    if name == "cow-contiguity":
        once = stored.filter(pl.col("ccode1") < pl.col("ccode2"))
        raw = once.select(
            statelno="ccode1",
            statehno="ccode2",
            conttype="conttype",
            begin=pl.col("stdate").dt.strftime("%Y%m"),
            end=pl.col("enddate").dt.strftime("%Y%m"),
        )
    else:
        raw = stored.select(list(headers)).rename(headers)
    raw.write_csv(path, null_value="NA" if name == "troopdata" else "")
    shutil.copy(path, tmp_path / shown.file.split(",")[0].split("/")[-1])
    frame = shown.parse(path)
    columns = [c for c in frame.columns if c in stored.columns]
    assert (
        frame.select(columns)
        .sort(columns)
        .equals(stored.select(columns).cast(frame.select(columns).schema).sort(columns))
    )


def test_every_table_that_a_shipped_estimate_names_has_a_loader():
    folder = resources.files("pato") / "library" / "estimates"
    named = {
        t
        for f in folder.iterdir()
        if f.name.endswith(".json")
        for t in json.loads(f.read_text("utf-8")).get("data", {})
    }
    assert len(named) > 15
    assert {t for t in named if not source(t).loadable} == set()


def test_ucdp_makes_every_pair_of_opposite_sides_and_leaves_civil_wars_out(owners, tmp_path):
    frame = read(source("ucdp"), owners.written(tmp_path, "ucdp"))
    assert frame.select("year", "ccode_a", "ccode_b", "role_a", "intensity_level").rows() == [
        (2003, 2, 645, "secondary", 2),
        (2003, 200, 645, "secondary", 2),
        (2003, 900, 645, "primary", 2),
        (2022, 365, 369, "primary", 2),
    ]


@pytest.mark.parametrize(
    "name",
    ["capitals", "cow-majors", "tss-rivalries", "gml-participants", "cow-wars", "cw-gdp", "country-codes"],
)
def test_r_data_gives_what_its_csv_gives(owners, tmp_path, name):
    import pandas as pd
    import rdata

    path = owners.written(tmp_path, name)
    frame = pd.read_csv(path, parse_dates=[c.header for c in source(name).columns if c.kind == "date"])
    for column in frame.columns:
        if pd.api.types.is_datetime64_any_dtype(frame[column]):
            frame[column] = (frame[column] - pd.Timestamp("1970-01-01")).dt.days.astype(float)
        elif not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
    packed = tmp_path / "packed.rda"
    rdata.write_rda(packed, {"table": frame.astype(dict.fromkeys(frame.select_dtypes("int"), float))})
    assert read(source(name), packed).equals(read(source(name), path))


def test_polity_crosses_its_numbers_to_those_of_cow_with_dates():
    rows = [
        (364, 1922),
        (364, 1950),
        (365, 1922),
        (347, 1999),
        (341, 2012),
        (348, 2012),
        (525, 2012),
        (626, 2010),
        (626, 2012),
        (200, 1950),
        (310, 1900),
    ]
    frame = pl.DataFrame(rows, schema=["ccode", "year"], orient="row")
    found = {(c, y): w for c, y, w in cow_codes(frame).select("ccode", "year", "cow").rows()}
    assert found == {
        (364, 1950): 365, (365, 1922): 365, (347, 1999): 345, (341, 2012): 347, (348, 2012): 341, (525, 2012): 626,
        (626, 2010): 626, (626, 2012): 625, (200, 1950): 200,
    }  # fmt: skip
