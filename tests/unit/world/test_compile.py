"""The snapshot is what the script makes of the data, and the script's own rules."""

import math

import polars as pl
import pytest

from pato import world
from pato.estimate.snapshot import agreements
from pato.estimate.snapshot.definitions import PAIR_FIGURES, STATE_FIGURES, rounded
from pato.estimate.snapshot.states import _ideal_points
from pato.world import files


@pytest.fixture(scope="module")
def compiled(full_data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATO_DATA", str(full_data))
        from pato.estimate.snapshot import compile_snapshot

        return compile_snapshot()


@pytest.mark.full_data
def test_compiling_again_gives_what_ships(compiled):
    shipped = {p.name: p.read_text(encoding="utf-8") for p in files.SNAPSHOT.iterdir()}
    assert set(compiled) == set(shipped)
    assert [name for name in compiled if compiled[name] != shipped[name]] == []


@pytest.mark.full_data
def test_baci_cells_are_the_owners(full_data):
    flows = {
        (o, d): v
        for o, d, v in pl.read_parquet(full_data / "trade_baci2023_194.parquet")
        .select("iso3_o", "iso3_d", "export_ij")
        .iter_rows()
    }
    shown = {
        pair: f for pair, f in world.load().trade.flows.items() if f.source == "baci" and "ROW" not in pair
    }
    assert len(shown) == 1180
    assert all(f.usd_m == pytest.approx(flows[pair] / 1000, rel=6e-4) for pair, f in shown.items())


@pytest.mark.full_data
def test_the_rest_of_the_world_is_the_sum_of_all_others(full_data):
    flows = pl.read_parquet(full_data / "trade_baci2023_194.parquet")
    w = world.load()
    ours = list(w.states)
    to_rest = (
        flows.filter((pl.col("iso3_o") == "JPN") & ~pl.col("iso3_d").is_in(ours))["export_ij"].sum() / 1000
    )
    assert w.trade.flow("JPN", "ROW").usd_m == pytest.approx(to_rest, rel=6e-4)


@pytest.mark.full_data
def test_world_output_closes_on_the_mrio_tables(full_data):
    """With every state's domestic sales and the rest's, what is sold equals world goods output, as the tables have it.

    Flows between economies are BACI 2023 and those of the tables are of 2022, so the 30 economies of the tables sell
    other amounts abroad than there: only the difference of the two may remain.
    """
    table = pl.read_parquet(full_data / "mrio_adb_domestic_sales.parquet").filter(
        (pl.col("mrio_version") == "ADB MRIO 72") & (pl.col("block") == "goods") & (pl.col("year") == 2022)
    )
    output = dict(table.select("iso3c", "x").iter_rows())
    w = world.load()
    total = sum(f.usd_m for f in w.trade.flows.values())
    kept = [s for s in w.states if s in output]
    sold = sum(f.usd_m for (o, _), f in w.trade.flows.items() if o in kept)
    other = sum(f.usd_m for (o, d), f in w.trade.flows.items() if o == "PRK")
    assert total - sold - other == pytest.approx(
        sum(output.values()) - sum(output[s] for s in kept), rel=1e-3
    )


@pytest.mark.full_data
def test_disputes_count_each_dispute_once(full_data):
    """66 directed onsets stand twice in the owner's file."""
    frame = pl.read_parquet(full_data / "gml_dirdisp.parquet")
    pair = frame.filter(
        (pl.col("ccode1") == 710) & (pl.col("ccode2") == 740) & (pl.col("sidea1") != pl.col("sidea2"))
    )
    assert world.load().pair("CHN", "JPN").value("disputes") == pair["dispnum"].n_unique()


@pytest.mark.full_data
def test_pledges_are_those_of_atop_2018_in_their_direction(full_data):
    frame = pl.read_parquet(full_data / "atop51_directed_dyad_year_1815_2018.parquet").filter(
        pl.col("year") == 2018
    )
    w = world.load()
    iso = {s.cow_code: s.iso for s in w.states.values()}
    pledged = {
        (iso[a], iso[b])
        for a, b, d in frame.select("ccode1", "ccode2", "atop_defense").iter_rows()
        if d and a in iso and b in iso
    }
    matrix = w.pair_array("defence")
    shown = {
        (a, b)
        for i, a in enumerate(matrix.labels)
        for j, b in enumerate(matrix.labels)
        if matrix.values[i, j] == 1
    }
    assert shown == pledged
    assert ("USA", "JPN") in shown
    assert ("JPN", "USA") not in shown


@pytest.mark.full_data
def test_what_the_war_risk_model_needs_is_the_panels(full_data, monkeypatch):
    from pato.estimate.panel import build_panel

    monkeypatch.setenv("PATO_DATA", str(full_data))
    panel = build_panel("directed-dyad-year", (2011, 2011), ["disputes"])
    w = world.load()
    codes = {s.cow_code: s.iso for s in w.states.values()}
    compared = 0
    for one, two, peace, history in panel.select(
        "ccode1", "ccode2", "peace_years", "onsets_halflife20"
    ).iter_rows():
        if one in codes and two in codes:
            pair = w.pair(codes[one], codes[two])
            assert pair.value("peace_years") == peace
            assert pair.value("dispute_history") == pytest.approx(history, rel=6e-3, abs=1e-12)
            compared += 1
    assert compared == 46 * 45


@pytest.mark.full_data
def test_democracy_is_the_panels_rule(full_data, monkeypatch):
    from pato.estimate.panel import build_panel

    monkeypatch.setenv("PATO_DATA", str(full_data))
    panel = build_panel("state-year", (2025, 2025), ["regime"])
    flags = dict(panel.select("ccode", "democracy").iter_rows())
    assert all(s.value("democracy") == flags[s.cow_code] for s in world.load().states.values())


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (123456.0, 4, 123500),
        (0.12345, -3, 0.123),
        (17.0, 0, 17),
        (0.00012345, 2, 0.00012),
        (-0.0004, -3, 0),
        (2.0, 4, 2),
        (99995.0, 4, 100000),
    ],
)
def test_rounding(value, digits, expected):
    assert rounded(value, digits) == expected
    assert math.isclose(rounded(rounded(value, digits), digits), expected)  # rounding twice changes nothing


def test_definitions_are_complete_and_unique():
    names = [d.name for d in (*STATE_FIGURES, *PAIR_FIGURES)]
    assert len(names) == len(set(names))
    assert all(d.unit and d.meaning and d.source for d in (*STATE_FIGURES, *PAIR_FIGURES))
    assert all(d.year for d in PAIR_FIGURES)


def test_the_deepest_agreement_counts():
    depth = {1: "shallow", 2: "medium", 3: "deep"}
    assert agreements.deepest((1, 2), depth) == "medium"
    assert agreements.deepest((1, 9), depth) == "shallow"
    assert agreements.deepest((9,), depth) == "uncoded"


def test_the_note_on_ideal_points_names_the_session_they_are_of():
    numbers = dict.fromkeys(("IdealPointAll", "Q5%All", "Q95%All", "Q10%All", "Q50%All", "Q90%All"), 0.5)
    row = {
        "iso3c": "JPN",
        "year_session_opens": 2025,
        "session": 80,
        "USAgree": 0.5,
        "ChinaAgree": 0.5,
        **numbers,
    }
    table = pl.DataFrame([row, row | {"session": 79, "year_session_opens": 2024}])
    found = list(_ideal_points(lambda _: table, pl.DataFrame({"iso": ["JPN"], "ccode": [740]})))
    assert [(e.note, e.year) for e in found if e.figure == "ideal_point"] == [
        ("session 80, possibly partial", 2025)
    ]
