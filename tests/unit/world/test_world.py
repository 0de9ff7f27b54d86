"""The snapshot that ships, and what is read from it."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pato import world
from pato.errors import CoverageError, DataError, UnknownNameError, UsageError
from pato.world import files, tables

WORLD = world.load()
TRADED = tuple(s for s in WORLD.states if (s, s) in WORLD.trade.flows)


def test_checksums_hold():
    assert files.checksum_problems() == []
    listed = {line.split()[1] for line in (files.SNAPSHOT / files.CHECKSUMS).read_text().splitlines()}
    assert listed | {files.CHECKSUMS} == {p.name for p in files.SNAPSHOT.iterdir()}


def test_a_changed_file_is_noticed(tmp_path):
    for path in files.SNAPSHOT.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "trade.csv").write_text("exporter\n")
    (tmp_path / "pairs.csv").unlink()
    assert [(p.where.rpartition("/")[2], p.what) for p in files.checksum_problems(tmp_path)] == [
        ("pairs.csv", "is absent."),
        ("trade.csv", "differs from its recorded checksum."),
    ]


def test_figures_that_were_changed_do_not_pass_under_the_snapshots_name(tmp_path):
    for path in files.SNAPSHOT.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert world.load(folder=tmp_path).digest == WORLD.digest
    with (tmp_path / "figures.csv").open("ab") as stream:
        stream.write(b"JPN,warheads,1,2023,fas-warheads,,,,\n")
    with pytest.raises(DataError, match=r"figures\.csv.*differs from its recorded checksum"):
        world.load(folder=tmp_path).digest  # noqa: B018  a property that verifies
    for name in (files.CHECKSUMS, "snapshot.json"):
        (tmp_path / name).unlink()
    with pytest.raises(DataError, match=r"SHA256SUMS.*cannot be read"):
        world.load(folder=tmp_path).digest  # noqa: B018
    with pytest.raises(DataError, match=r"snapshot\.json.*cannot be read"):
        world.load(folder=tmp_path).about  # noqa: B018


def test_it_is_small():
    assert sum(p.stat().st_size for p in files.SNAPSHOT.iterdir()) < 600_000


def test_46_states_and_all_their_pairs():
    assert len(WORLD.states) == 46
    assert len(list(files.rows("pairs.csv"))) == 46 * 45 // 2 == WORLD.about["pairs"]
    assert len(list(files.rows("directed.csv"))) == 46 * 45


def test_every_figure_is_either_given_or_missing_with_a_reason():
    names = {d.name for d in WORLD.definitions.values() if d.scope == "state"}
    for state in WORLD.states.values():
        assert set(state.figures) | set(state.missing) == names
        assert not set(state.figures) & set(state.missing)
        assert all(why.endswith(".") for why in state.missing.values())


def test_every_figure_has_unit_year_source_and_licence():
    for state in WORLD.states.values():
        for figure in state.figures.values():
            assert figure.unit
            assert 2015 <= figure.year <= 2025
            assert WORLD.sources[figure.source].licence == figure.licence != ""
            assert figure.basis in {"fact", "estimate"}


def test_intervals_contain_their_figures():
    shown = [f for s in WORLD.states.values() for f in s.figures.values() if f.low is not None]
    assert len(shown) > 200
    assert all(f.low <= f.value <= f.high for f in shown)


def test_sources_of_restricted_data_give_single_figures_only():
    """SIPRI, the IMF and Freedom House allow single figures: two each a state at most, one year each."""
    for source in ("sipri-milex", "imf-weo", "freedom-house"):
        assert WORLD.sources[source].ships == "single figures"
        given_ = [
            (s.iso, f.name) for s in WORLD.states.values() for f in s.figures.values() if f.source == source
        ]
        assert len(given_) <= 2 * 46


@pytest.mark.parametrize(
    ("state", "figure", "value"),
    [
        ("JPN", "capital", "Tokyo"),
        ("USA", "major", 1),
        ("KOR", "major", 0),
        ("JPN", "democracy", 1),
        ("CHN", "democracy", 0),
        ("USA", "warheads", 3708),
        ("JPN", "warheads", 0),
        ("KIR", "freedom_house_status", "F"),
        ("USA", "freedom_house_total", 84),
    ],
)
def test_known_figures(state, figure, value):
    assert WORLD.state(state).value(figure) == value


@pytest.mark.parametrize(
    ("state", "figure"),
    [
        ("PRK", "gdp_usd_bn"),
        ("TWN", "ideal_point"),
        ("LAO", "milex_usd_m"),
        ("KIR", "v2x_libdem"),
        ("CHL", "goods_domestic_usd_m"),
        ("USA", "us_troops"),
    ],
)
def test_what_no_source_gives_is_missing_and_not_zero(state, figure):
    shown = WORLD.state(state)
    assert shown[figure] is None
    assert shown.value(figure) is None
    assert shown.why_missing(figure)
    array = WORLD.array(figure, [state])
    assert np.isnan(array.values).all()
    assert array.missing == (((state,), shown.why_missing(figure)),)


def test_an_old_military_expenditure_shows_its_year():
    assert WORLD.state("VNM")["milex_usd_m"].year == 2018


def test_a_state_is_found_by_name():
    assert WORLD.state("South Korea").iso == "KOR"


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"state 'JPX' is not known\. Did you mean 'JPN'\?"):
        WORLD.state("JPX")
    with pytest.raises(
        UnknownNameError, match=r"figure 'gdp_usd' is not known\. Did you mean 'gdp_usd_bn'\?"
    ):
        WORLD.state("JPN")["gdp_usd"]
    with pytest.raises(UnknownNameError, match=r"Did you mean 'distance_km'\?"):
        WORLD.pair_array("distance")
    with pytest.raises(CoverageError, match=r"no data on Germany \(DEU\)"):
        WORLD.state("Germany")


def test_pairs_have_two_directions():
    pair = WORLD.pair("USA", "JPN")
    assert pair.forward["defence"].value == 1
    assert pair.backward["defence"].value == 0
    assert pair["defence"].value == 1
    turned = WORLD.pair("JPN", "USA")
    assert turned["defence"].value == 0
    assert turned.figures == pair.figures
    with pytest.raises(UsageError, match="the same state"):
        WORLD.pair("USA", "United States")


def test_australia_and_new_zealand_consult_in_atop():
    pair = WORLD.pair("AUS", "NZL")
    assert (pair.value("consultation"), pair.value("defence")) == (1, 0)


def test_history_says_that_it_ends_in_2010():
    pair = WORLD.pair("CHN", "TWN")
    assert pair["disputes"].year == 2010
    assert pair["peace_years"].year == 2011
    assert "2010" in WORLD.definitions["peace_years"].meaning


def test_plurilateral_agreements_bind_all_their_parties():
    """The owner's table leaves the CPTPP out for pairs with an earlier agreement, Japan and Australia among them."""
    parties = ["AUS", "BRN", "CAN", "CHL", "JPN", "MEX", "MYS", "NZL", "PER", "SGP", "VNM"]
    assert WORLD.agreements[281]["name"].endswith("(CPTPP)")
    for i, a in enumerate(parties):
        for b in parties[i + 1 :]:
            assert "281" in WORLD.pair(a, b).value("agreements").split()
    assert WORLD.pair("USA", "JPN")["agreements"] is None


def test_depth_follows_the_owners_index_and_not_the_number_of_the_cluster():
    depth = {row["cluster_kmean"]: row["depth"] for row in WORLD.agreements.values() if row["cluster_kmean"]}
    assert depth == {"1": "deep", "2": "medium", "3": "shallow"}
    mean = {
        d: np.mean([float(r["depth_index_mean"]) for r in WORLD.agreements.values() if r["depth"] == d])
        for d in depth.values()
    }
    assert mean["deep"] > mean["medium"] > mean["shallow"]


def test_arrays_carry_their_labels():
    gdp = WORLD.array("gdp_usd_bn", ["USA", "CHN", "USA"])
    assert gdp.labels == ("USA", "CHN")
    assert gdp.values[0] > gdp.values[1] > 10_000
    distance = WORLD.pair_array("distance_km", ["USA", "JPN", "AUS"])
    assert np.isnan(np.diag(distance.values)).all()
    assert np.array_equal(distance.values, distance.values.T, equal_nan=True)
    pledged = WORLD.pair_array("defence", ["USA", "JPN"])
    assert pledged.values[0, 1] == 1  # the row pledges to the column
    assert pledged.values[1, 0] == 0
    with pytest.raises(UsageError, match="is text"):
        WORLD.array("capital")


def test_xarray_has_the_same_labels_and_names_what_is_missing():
    array = WORLD.array("gdp_usd_bn").to_xarray()
    assert float(array.sel(state="JPN")) == WORLD.state("JPN").value("gdp_usd_bn")
    assert array.attrs["unit"] == "billion current USD"
    assert any(text.startswith("PRK: ") for text in array.attrs["missing"])


def test_a_study_sets_its_own_figures_and_they_say_so():
    own = world.load(
        {"JPN": {"milex_share_gdp": {"value": 0.02, "source": "pledge of 2022", "low": 0.015, "high": 0.025}}}
    )
    figure = own.state("JPN")["milex_share_gdp"]
    assert (figure.value, figure.basis, figure.source, figure.low, figure.high) == (
        0.02,
        "user",
        "pledge of 2022",
        0.015,
        0.025,
    )
    follows = own.state("JPN")["milex_usd_m"]
    assert follows.value == pytest.approx(0.02 * own.state("JPN").value("gdp_usd_bn") * 1000)
    assert follows.basis == "user"
    assert own.state("KOR") == WORLD.state("KOR")
    assert own.digest != WORLD.digest
    assert "'user'" in tables.of_state(own, "JPN").render()


def test_a_study_can_give_a_figure_that_no_source_has():
    own = world.load({"PRK": {"gdp_usd_bn": {"value": 30, "source": "my range"}}})
    assert own.state("PRK").value("gdp_usd_bn") == 30
    assert "gdp_usd_bn" not in own.state("PRK").missing


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"JPX": {}}, "state 'JPX' is not known. Did you mean 'JPN'?"),
        ({"JPN": {"milex_share": {"value": 0.02, "source": "s"}}}, "Did you mean 'milex_share_gdp'?"),
        ({"JPN": {"milex_share_gdp": {"value": 2, "source": "s"}}}, "Write 2 % as 0.02"),
        ({"JPN": {"milex_share_gdp": {"value": 0.02}}}, "has no source"),
        ({"JPN": {"milex_share_gdp": 0.02}}, "has no value"),
        ({"JPN": {"gdp_usd_bn": {"value": "much", "source": "s"}}}, "should be a number, found 'much'"),
        ({"JPN": {"gdp_usd_bn": {"value": float("nan"), "source": "s"}}}, "finite"),
        (
            {"JPN": {"gdp_usd_bn": {"value": 1, "source": "s", "hight": 2}}},
            "key 'hight' is not known. Did you mean 'high'?",
        ),
        ({"JPN": 3}, "should hold values"),
        # what its unit does not allow, and what a division would meet
        (
            {"USA": {"v2x_libdem": {"value": 85, "source": "s"}}},
            "should be between 0 and 1 (index 0 to 1), found 85.",
        ),
        (
            {"USA": {"gdp_usd_bn": {"value": -3, "source": "s"}}},
            "should be at least 0 (billion current USD), found -3.",
        ),
        (
            {"USA": {"gdp_usd_bn": {"value": 0, "source": "s"}, "milex_usd_m": {"value": 5, "source": "s"}}},
            "should be above 0 (billion current USD), found 0.",
        ),
        (
            {"USA": {"milex_usd_m": {"value": 9e11, "source": "s"}}},
            "more than GDP (29300 billion). Write millions of USD",
        ),
        (
            {"USA": {"democracy": {"value": 0.5, "source": "s"}}},
            "should be a whole number (flag), found 0.5.",
        ),
        ({"USA": {"freedom_house_total": {"value": 101, "source": "s"}}}, "between -4 and 100"),
        (
            {"USA": {"freedom_house_status": {"value": "free", "source": "s"}}},
            "should be one of F, PF, NF, found 'free'.",
        ),
        ({"USA": {"capital": {"value": 3, "source": "s"}}}, "should be text, found 3."),
        (
            {"USA": {"capital": {"value": "Boston", "low": 3, "source": "s"}}},
            "is of numbers, and the value is text.",
        ),
        (
            {"USA": {"cinc": {"value": 0.1, "low": "x", "high": 0.2, "source": "s"}}},
            "world.USA.cinc.low  should be a number, found 'x'.",
        ),
        ({"USA": {"cinc": {"value": 0.1, "low": 0.05, "source": "s"}}}, "has low and not the other end."),
        (
            {"USA": {"cinc": {"value": 0.1, "low": 0.2, "high": 0.3, "source": "s"}}},
            "has an interval from 0.2 to 0.3 around the value 0.1.",
        ),
        (
            {"USA": {"cinc": {"value": 0.1, "year": "last", "source": "s"}}},
            "world.USA.cinc.year  should be a year, found 'last'.",
        ),
    ],
)
def test_mistakes_in_a_study_are_named(overrides, words):
    with pytest.raises((UnknownNameError, UsageError)) as caught:
        world.load(overrides)
    assert words in str(caught.value)


def test_all_mistakes_are_reported_at_once():
    with pytest.raises(UsageError) as caught:
        world.load({"JPX": {}, "JPN": {"cinc": {"value": "x"}}})
    assert len(caught.value.problems) == 3


def test_a_world_goes_to_another_process():
    import pickle

    own = world.load({"JPN": {"cinc": {"value": 0.03, "source": "mine"}}})
    copy = pickle.loads(pickle.dumps(own))
    assert copy.digest == own.digest
    assert copy.state("JPN") == own.state("JPN")


# trade


def test_tables_name_sources_and_reasons():
    text = tables.of_state(WORLD, "PRK").render("csv")
    assert "the IMF gives no figure." in text
    rows = {r["figure"]: r for r in tables.of_state(WORLD, "JPN").records()}
    assert rows["milex_usd_m"]["source"] == "sipri-milex"
    assert any(n.startswith("sipri-milex: ") for n in tables.of_state(WORLD, "JPN").notes)
    pair = tables.of_pair(WORLD, "CHN", "JPN")
    assert {r["between"] for r in pair.records()} == {"CHN, JPN", "CHN to JPN", "JPN to CHN"}
    assert any("RCEP" in n for n in pair.notes)
    stale = {
        r["between"]: r
        for r in tables.of_pair(WORLD, "KOR", "RUS").records()
        if r["figure"] == "goods_exports_usd_m"
    }
    assert stale["KOR to RUS"]["year"] == 2016
    assert stale["KOR to RUS"]["note"].startswith("stale")


def test_flows_name_their_providers_terms_and_what_their_figures_are():
    notes = tables.of_pair(WORLD, "CHN", "TWN").notes
    (told,) = [n for n in notes if n.startswith("comtrade: ")]
    assert "United Nations (2025). UN Comtrade Database. Terms: " in told
    assert "Mean of 2023 and 2024." in told
    assert any(n.startswith("baci: ") for n in tables.of_pair(WORLD, "CHN", "JPN").notes)


def test_a_state_and_a_pair_tell_the_same_rows_everywhere():
    shown = {r["figure"]: r for r in tables.of_state(WORLD, "PRK").records()}
    own = {
        r["figure"]: {k: v for k, v in r.items() if k != "state"}
        for r in WORLD.state("PRK").to_table().records()
    }
    assert own == shown
    assert own["gdp_usd_bn"]["basis"] == "missing"


def test_sources_page_lists_every_source():
    page = (files.SNAPSHOT / "SOURCES.md").read_text(encoding="utf-8")
    assert all(f"## {name}\n" in page for name in WORLD.sources)
    assert {r["source"] for r in tables.of_sources(WORLD).records()} == set(WORLD.sources)


def test_the_licence_page_names_every_source():
    page = (Path(__file__).parents[3] / "DATA_LICENSES.md").read_text(encoding="utf-8")
    assert [name for name in WORLD.sources if f"`{name}`" not in page] == []


def test_loading_needs_nothing_heavy():
    code = (
        "import sys; from pato import world; w = world.load(); w.state('JPN'); w.pair('CHN', 'JPN'); w.trade.flow('USA', 'JPN');"
        "print([m for m in ('numpy', 'polars', 'pandas', 'pydantic', 'xarray', 'ruamel', 'rich') if m in sys.modules])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_files_are_plain_and_sorted():
    """Diffs of two snapshots show what changed and nothing else."""
    for name, keys in (("pairs.csv", 2), ("directed.csv", 2), ("trade.csv", 2)):
        with (files.SNAPSHOT / name).open(encoding="utf-8", newline="") as stream:
            rows = [tuple(r[:keys]) for r in csv.reader(stream)][1:]
        assert rows == sorted(rows)
        assert len(set(rows)) == len(rows)
    assert all(b"\r" not in p.read_bytes() for p in files.SNAPSHOT.iterdir())
