"""The world of a past year on a store of four states, every expected value worked out by hand."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from pato.errors import CoverageError, UnknownNameError, UsageError
from pato.estimate.historical_pledges import atop_architecture, mutual_defence, with_pact
from pato.estimate.historical_world import historical_world, with_figures
from pato.models.pledges import pledged, pledges_of
from pato.world import load

D = dt.date
USA, GBR, SUN, KOR = 2, 200, 365, 732
WHOLE = (1816, 1, 1, 2016, 12, 31)


def _records(*rows):
    """Both directions of dispute-years: number, initiator, target, year, onset."""
    names = (
        "dispnum",
        "ccode1",
        "ccode2",
        "year",
        "midongoing",
        "midonset",
        "sidea1",
        "sidea2",
        "orig1",
        "orig2",
        "hostlev",
    )
    both = []
    for number, one, two, year, onset in rows:
        both += [
            (number, one, two, year, 1, onset, 1, 0, 1, 1, 4),
            (number, two, one, year, 1, onset, 0, 1, 1, 1, 4),
        ]
    return pl.DataFrame(both, schema=names, orient="row")


@pytest.fixture
def folder(tmp_path):
    """Korea enters in June 1949; a dispute of the United States and the Soviet Union runs 1946-47, another begins in 1949."""
    none = dict.fromkeys(("irst", "pec", "upop"))
    scores = [(c, y, 10.0 if c in (USA, GBR) else -9.0) for c in (USA, GBR, SUN) for y in (1947, 1948, 1949)]
    tables = {
        "cow_states": pl.DataFrame(
            [(USA, *WHOLE), (GBR, *WHOLE), (SUN, *WHOLE), (KOR, 1949, 6, 29, 2016, 12, 31)],
            schema=("ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"), orient="row",
        ),
        "cow_nmc": pl.DataFrame(
            [(c, y, v + (y - 1948) / 100, 1000.0, 50.0 + y - 1948, 2000.0) for c, v in ((USA, 0.3), (GBR, 0.1), (SUN, 0.2)) for y in (1947, 1948, 1949)]
            + [(KOR, 1949, 0.004, 12.0, 69.0, 20200.0)],
            schema=("ccode", "year", "cinc", "milex", "milper", "tpop"), orient="row",
        ).with_columns(*(pl.lit(v, pl.Float64).alias(k) for k, v in none.items())),
        "cow_majors": pl.DataFrame({"ccode": [USA, SUN], "styear": [1898, 1816], "endyear": [2016, 2016], "endmonth": [12, 12]}),
        "cow_contdir": pl.DataFrame({"ccode1": [USA], "ccode2": [SUN], "conttype": [4], "stdate": [D(1816, 1, 1)], "enddate": [D(2016, 12, 31)]}),
        "cow_capitals": pl.DataFrame(
            {"ccode": [USA, GBR, SUN, KOR], "stdate": [D(1816, 1, 1)] * 4, "enddate": [D(2024, 12, 31)] * 4, "lat": [0.0] * 4, "lng": [0.0, 90.0, 45.0, 180.0]}
        ),
        "cow_mindist": pl.DataFrame({"ccode1": [USA], "ccode2": [GBR], "year": [1949], "mindist": [12.0]}),
        "nuclear_warheads_1945_2023": pl.DataFrame({"iso3c": ["USA"], "Year": [2023], "Number of nuclear warheads": [2]}),
        "country_codes": pl.DataFrame({"iso3c": ["USA", "GBR"], "cown": [USA, GBR]}),
        "isard_cw_democracy_1816_2025": pl.DataFrame(
            [(c, y, s / 10, s / 10) for c, y, s in scores] + [(KOR, 1949, -0.3, -0.3)],
            schema=("ccode", "year", "euds", "aeuds"), orient="row",
        ).with_columns(v2x_polyarchy=pl.lit(0.5)),
        "polity5_1800_2018": pl.DataFrame(
            # Polity numbers the Soviet Union 364
            [(364 if c == SUN else c, y, s) for c, y, s in scores] + [(KOR, 1949, -3.0)], schema=("ccode", "year", "polity2"), orient="row"
        ),
        "tss_rivalries": pl.DataFrame({"ccode1": [USA, GBR], "ccode2": [SUN, SUN], "start": [1945, 1949], "end": [1989, 2020]}).with_columns(
            *(pl.lit(None, pl.Float64).alias(c) for c in ("spatial", "positional", "ideological", "interventionary"))
        ),
        "td_rivalries": pl.DataFrame({"ccode1": [USA], "ccode2": [SUN], "styear": [1945], "endyear": [1989]}),
        "gml_dirdisp": _records((1, SUN, USA, 1946, 1), (1, SUN, USA, 1947, 0), (2, SUN, USA, 1949, 1), (3, SUN, GBR, 2010, 1)),
        "atop51_directed_dyad_year_1815_2018": pl.DataFrame(
            [(USA, GBR, 1948, 1, 0, 0, 0, 1), (GBR, SUN, 1948, 0, 0, 1, 0, 0), (GBR, USA, 1949, 1, 0, 0, 0, 0), (USA, GBR, 2018, 1, 0, 0, 0, 0)],
            schema=("ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"), orient="row",
        ),
        "atop51_member_level": pl.DataFrame(
            [(7, GBR, 1942, 1955, 1, 1), (7, SUN, 1942, 1955, 1, 1)], schema=("atopid", "member", "yrent", "yrexit", "defense", "nonagg"), orient="row"
        ),
        "unga_idealpoints_s1_s78": pl.DataFrame({"ccode": [USA, GBR], "year_session_opens": [1948, 1948], "IdealPointAll": [2.0, 1.5]}),
        "sipri_milex_1949_2024": pl.DataFrame({"iso3c": ["USA", "GBR"], "year": [1948, 1949], "milex_share_gdp": [0.05, 0.07]}),
    }  # fmt: skip
    for name, table in tables.items():
        table.write_parquet(tmp_path / f"{name}.parquet")
    return str(tmp_path)


def test_states_of_the_time_carry_the_codes_of_the_time(folder):
    assert list(historical_world(folder, 1949).states) == ["USA", "GBR", "SUN", "KOR"]
    assert list(historical_world(folder, 1948).states) == ["USA", "GBR", "SUN"]
    assert historical_world(folder, 1949).state("Soviet Union").cow_code == SUN


def test_what_is_known_of_a_state_is_of_the_year_before_and_an_entrants_of_its_first(folder):
    world = historical_world(folder, 1949)
    usa, korea = world.state("USA"), world.state("KOR")
    assert (usa.value("cinc"), usa["cinc"].year, usa.value("military_personnel_thousand")) == (0.3, 1948, 50)
    assert (korea.value("cinc"), korea["cinc"].year, korea.value("military_personnel_thousand")) == (
        0.004,
        1949,
        69,
    )
    assert (usa.value("major"), korea.value("major"), usa["major"].year) == (1, 0, 1949)
    assert (usa.value("democracy"), world.state("SUN").value("democracy")) == (1, 0)
    assert (usa.value("milex_share_gdp"), world.state("GBR").value("milex_share_gdp")) == (0.05, None)


def test_history_is_of_the_years_before_only(folder):
    """The dispute of 1949 is in no figure of 1949; that of 1946, with two years of age at half-life 20, is."""
    pair = historical_world(folder, 1949).pair("USA", "SUN")
    assert pair.value("peace_years") == 1949 - 1947
    assert pair.value("dispute_history") == pytest.approx(0.5 ** (3 / 20), rel=1e-6)
    after = historical_world(folder, 1950, ["USA", "SUN"]).pair("USA", "SUN")
    assert after.value("peace_years") == 1
    assert after.value("dispute_history") == pytest.approx(0.5 ** (4 / 20) + 0.5 ** (1 / 20), rel=1e-6)


def test_rivalries_and_pledges_are_those_of_the_year_before(folder):
    world = historical_world(folder, 1949)
    assert (world.pair("USA", "SUN").value("rivalry"), world.pair("GBR", "SUN").value("rivalry")) == (1, 0)
    assert historical_world(folder, 1950, ["GBR", "SUN"]).pair("GBR", "SUN").value("rivalry") == 1
    assert world.pair("USA", "GBR").value("defence") == 1
    assert world.pair("GBR", "USA").value("defence") == 0  # pledged in 1949: not yet known
    assert (world.pair("USA", "SUN").value("contiguity"), world.pair("USA", "SUN").value("sea")) == (4, 1)


def test_what_ends_earlier_is_carried_with_its_year(folder):
    pl.read_parquet(f"{folder}/cow_nmc.parquet").with_columns(pl.col("year") + 71).write_parquet(
        f"{folder}/cow_nmc.parquet"
    )
    world = historical_world(folder, 2020, ["USA", "GBR"])
    assert world.carried == {"disputes": 2011, "pledges": 2019, "rivalry": 2020}
    assert world.pair("USA", "GBR").value("defence") == 1  # of 2018, the last year of the pledges
    assert world.pair("USA", "GBR").figures["peace_years"].year == 2011


def test_no_trade_is_missing_not_zero(folder):
    world = historical_world(folder, 1949)
    assert world.trade.flow("USA", "GBR") is None
    assert np.isnan(world.array("gdp_usd_bn").values).all()
    assert world.state("USA").why_missing("us_base_sites") == "not compiled for past years (1949)."


def test_states_outside_the_system_and_without_figures_are_refused_by_name(folder):
    with pytest.raises(CoverageError, match=r"KOR.*was not in the state system"):
        historical_world(folder, 1948, ["USA", "KOR"])
    with pytest.raises(UnknownNameError, match="Atlantis"):
        historical_world(folder, 1949, ["USA", "Atlantis"])
    with pytest.raises(CoverageError, match="no capability is known of USA, GBR"):
        historical_world(folder, 1960, ["USA", "GBR"])


def test_a_what_if_changes_one_figure_and_the_digest_and_leaves_the_world_alone(folder):
    world = historical_world(folder, 1949)
    changed = with_figures(world, {("SUN", "GBR"): {"rivalry": 1}})
    assert (changed.pair("GBR", "SUN").value("rivalry"), world.pair("GBR", "SUN").value("rivalry")) == (1, 0)
    assert changed.digest != world.digest
    assert changed.pair("USA", "SUN").figures == world.pair("USA", "SUN").figures
    with pytest.raises(UnknownNameError, match="rivalri"):
        with_figures(world, {("SUN", "GBR"): {"rivalri": 1}})


def test_the_architecture_holds_exactly_atops_pledges(folder):
    world = historical_world(folder, 1949)
    found = atop_architecture(world, folder)
    states = tuple(world.states)
    defence = pledged(found, found.date, states)
    assert [(states[i], states[j]) for i, j in np.argwhere(defence)] == [("USA", "GBR")]
    kinds = pledges_of(found, found.date, states)
    assert [(states[i], states[j]) for i, j in np.argwhere(kinds.restraint)] == [
        ("GBR", "SUN"),
        ("SUN", "GBR"),
    ]
    assert not kinds.consultation.any()  # consultation beside a promise of defence is no tie of its own


def test_a_pact_adds_pledges_among_its_members_only(folder):
    world = historical_world(folder, 1949)
    base = atop_architecture(world, folder)
    states = tuple(world.states)
    before, after = (
        pledged(a, base.date, states)
        for a in (base, with_pact(base, mutual_defence("pact", "Pact", ("USA", "KOR"))))
    )
    assert [(states[i], states[j]) for i, j in np.argwhere(after & ~before)] == [
        ("USA", "KOR"),
        ("KOR", "USA"),
    ]
    with pytest.raises(UsageError, match="1 member"):
        mutual_defence("pact", "Pact", ("USA", "USA"))


@pytest.mark.full_data
def test_equal_to_the_panel_and_to_the_snapshot(full_data):
    """Every figure that the snapshot took from the panel of a year is the same in the historical world of that year."""
    snapshot = load()
    states = list(snapshot.states)
    apart = ~np.eye(len(states), dtype=bool)
    world = historical_world(str(full_data), 2021, states)
    assert world.carried == {"disputes": 2011, "pledges": 2019, "rivalry": 2021}
    for name in (
        "peace_years",
        "dispute_history",
        "portfolio_s",
        "distance_km",
        "challenger_defence",
        "defence",
        "rivalry",
    ):
        ours, theirs = (w.pair_array(name, states).values[apart] for w in (world, snapshot))
        assert np.allclose(ours, theirs, rtol=5e-3, atol=6e-4), name


@pytest.mark.full_data
def test_equal_to_the_panels_rows_of_1949(full_data):
    from pato.estimate.panel import build_panel

    world = historical_world(str(full_data), 1949)
    frame = build_panel(
        "directed-dyad-year", (1949, 1949), ["disputes", "pledges", "rivalry", "capability"], str(full_data)
    )
    codes = {s.cow_code: iso for iso, s in world.states.items()}
    taken = {"peace_years": "peace_years", "onsets_halflife20": "dispute_history", "rivalry_lag1": "rivalry", "portfolio_s_lag1": "portfolio_s", "challenger_offence_lag1": "challenger_offence"}  # fmt: skip
    at = {iso: i for i, iso in enumerate(world.states)}
    rows = [(at[codes[a]], at[codes[b]]) for a, b in frame.select("ccode1", "ccode2").iter_rows()]
    i, j = np.array(rows).T
    assert len(i) == 75 * 74
    for column, name in taken.items():
        assert np.array_equal(
            world.pair_array(name).values[i, j], frame[column].cast(pl.Float64).to_numpy()
        ), name
    assert np.array_equal(world.array("cinc").values[i], frame["cinc1_lag1"].to_numpy())


def test_a_pact_binds_anew_only_whom_it_did_not_bind(folder):
    """The United States had pledged to Britain before: it is bound by nothing new, Britain to one partner."""
    from pato.estimate.membership_backtests.holding import designed, holds
    from pato.estimate.membership_backtests.specification import Pact
    from pato.estimate.membership_backtests.worlds import Setting

    pact = Pact(
        id="pact",
        title="Pact",
        year=1949,
        pledges=1948,
        members=("USA", "GBR"),
        source="made up",
        concluded=True,
    )
    pool = Setting.of(pact, folder).pool_with(None)
    assert pool.war.newly.astype(int).tolist() == [[0, 0], [1, 0]]
    # every politically relevant challenger counts: those of the United States, a major power, and the Soviet Union's own
    named = {
        (pool.war.risk.states[r], pool.war.risk.states[k])
        for r, k in zip(pool.war.risk.challengers, pool.war.risk.targets, strict=True)
    }
    assert named == {("GBR", "USA"), ("SUN", "USA"), ("KOR", "USA"), ("USA", "GBR"), ("SUN", "GBR")}
    design = designed(pool, 48, 1, credence=0.0, later=False)
    assert "est" not in design.factor("deterrence").levels
    found = holds(pool, design)
    # freedom of action is no cost: it shows as what would have to be worth so much
    assert all("autonomy" not in member["terms"] for member in found["members"].values())
    assert found["all_accept"] <= found["members"]["GBR"]["accepts"]
    assert sum(part["futures"] for part in found["by_theory"].values()) == 48


def test_pounds_of_the_years_to_1913_are_not_told_as_dollars(folder):
    pl.read_parquet(f"{folder}/cow_nmc.parquet").with_columns(pl.col("year") - 35).write_parquet(
        f"{folder}/cow_nmc.parquet"
    )
    pounds, dollars = (historical_world(folder, year, ["USA"]).state("USA") for year in (1914, 1915))
    assert pounds["milex_cow_usd_m"] is None
    assert (dollars.value("milex_cow_usd_m"), dollars["milex_cow_usd_m"].year) == (1.0, 1914)
    assert pounds.value("military_personnel_thousand") == 50
