"""Every table of a comparison, cell by cell, on eight runs whose figures are written in `hand_made`."""

import json

import numpy as np
import pytest
import xarray as xr
from hand_made import BY_TARGET, LABELS, META, METRICS, made, metric

from pato.assess.compare import Row, _span
from pato.assess.parts import _change, _percent, parts, shares
from pato.assess.strata import Stratum
from pato.errors import UnknownNameError

NONE = (None, None, None)
BASIS = "better, worse: share of runs in which the architecture beats base, or is beaten by it, in the same run by more than the band of no difference; in the rest there is no real change."
BANDS = "Band of no difference: 1 % of the baseline's level, but 1 per cent: support; 0 share of runs: agrees; 0 pairs: count."
APART = "Results are reported separately for each assumption about deterrence. Set weights in the study file to combine them. A share of runs is not a probability."
MEMBERS = "Members: JPN, KOR."
TITLE = "base, pact over 8 runs of 10 years"
ABOUT = META | {"date": "2026-11-21", "status_quo": "base", "vintage": "2024"}
FIGURES = ("median", "50 % from", "50 % to", "90 % from", "90 % to", "better", "no real change", "worse")


@pytest.fixture(scope="module")
def tables():
    return made().tables()


def test_the_tables_and_their_order(tables):
    assert list(tables) == ["summary", "brief", "largest_change", "wars_by_target"]
    assert list(made().files()) == ["summary", "largest_change", "wars_by_target"]
    assert {name: t.group for name, t in tables.items()} == {
        "summary": 2, "brief": 2, "largest_change": 1, "wars_by_target": 0,
    }  # fmt: skip
    assert all(t.meta == ABOUT for t in tables.values())


def test_the_summary(tables):
    told = tables["summary"]
    assert told.title == TITLE
    assert told.columns == ("metric", "unit", "architecture", "theory", *FIGURES)
    wars, support = ("wars of members", "wars"), ("support", "per cent")
    assert [tuple(r) for r in told.rows] == [
        (*wars, "base", "none", 2, 1, 3, 1, 4, *NONE),
        (*wars, "base", "strong", 2, 1, 4, 1, 8, *NONE),
        (*wars, "pact", "none", 2, 1, 3, 1, 4, 0, 1, 0),
        # better by half in two of four; 4.02 is within 1 % of 4, and 9 is worse than 8
        (*wars, "pact", "strong", 1, 0.5, 4.02, 0.5, 9, 0.5, 0.25, 0.25),
        (*support, "base", "none", 10, 10, 10, 10, 10, *NONE),
        (*support, "base", "strong", 2, 1, 3, 1, 4, *NONE),
        (*support, "pact", "none", 20, 10, 30, 10, 40, 0.75, 0.25, 0),
        (*support, "pact", "strong", 1, 0, 2, 0, 3, 0, 1, 0),  # 1 less is the band itself: no change
        ("the body agrees", "share of runs", "base", "any", *[1 / 8] * 5, *NONE),
        ("the body agrees", "share of runs", "pact", "any", *[4 / 8] * 5, 3 / 8, 5 / 8, 0),
        ("duties", "pairs", "base", "any", *[1] * 5, *NONE),
        ("duties", "pairs", "pact", "any", *[2] * 5, *NONE),
        ("gaps", "pairs", "base", "any", *[3] * 5, *NONE),
        ("gaps", "pairs", "pact", "any", *[0] * 5, 1, 0, 0),
    ]
    assert list(told.notes) == [BASIS, BANDS, MEMBERS, APART, "wars of members: Told of wars."]


def test_the_brief_table_gives_the_range_over_theories(tables):
    told = tables["brief"]
    assert told.title == TITLE
    assert told.columns == ("metric", "unit", "architecture", "median", "50 % interval", "better", "no real change", "worse")  # fmt: skip
    assert [tuple(r) for r in told.rows] == [
        ("wars of members", "wars", "base", "2", "1 to 4", *NONE),
        ("wars of members", "wars", "pact", "1 to 2", "0.5 to 4.02", "0% to 50%", "25% to 100%", "0% to 25%"),
        ("support", "per cent", "base", "2 to 10", "1 to 10", *NONE),
        ("support", "per cent", "pact", "1 to 20", "0 to 30", "0% to 75%", "25% to 100%", "0%"),
        ("the body agrees", "share of runs", "base", "0.125", "0.125 to 0.125", *NONE),
        ("the body agrees", "share of runs", "pact", "0.5", "0.5 to 0.5", "38%", "62%", "0%"),
        ("duties", "pairs", "base", "1", "1 to 1", *NONE),
        ("duties", "pairs", "pact", "2", "2 to 2", *NONE),
        ("gaps", "pairs", "base", "3", "3 to 3", *NONE),
        ("gaps", "pairs", "pact", "0", "0 to 0", "100%", "0%", "0%"),
    ]
    first = (
        "Where assumptions about deterrence differ, results are pooled with the study's weights, or else shown from the lowest to the highest; "
        "--by-theory shows each separately."
    )
    assert list(told.notes) == [first, BASIS, BANDS, MEMBERS, APART]


def test_a_metric_by_state(tables):
    told = tables["wars_by_target"]
    assert told.title == "wars by target, wars"
    assert told.columns == ("target", "architecture", "theory", *FIGURES)
    rows = {tuple(r[:3]): tuple(r[3:]) for r in told.rows}
    assert [r[0] for r in told.rows] == ["JPN"] * 4 + ["KOR"] * 4 + ["PHL"] * 4
    assert rows["JPN", "pact", "strong"] == (0.5, 0.25, 1, 0.25, 2, 1, 0, 0)
    assert rows["KOR", "pact", "strong"] == (0.5, 0.25, 3.02, 0.25, 7, 0.5, 0, 0.5)
    assert rows["PHL", "pact", "none"] == (6, 6, 6, 6, 6, 0, 0, 1)
    assert rows["KOR", "base", "none"] == (1, 0, 2, 0, 3, *NONE)
    assert list(told.notes) == [BASIS, BANDS, MEMBERS, APART]


def test_members_come_first_and_in_their_order():
    one = made()
    one.study.members = ("PHL", "KOR")
    told = one.tables()["wars_by_target"]
    assert list(dict.fromkeys(r[0] for r in told.rows)) == ["PHL", "KOR", "JPN"]


def test_the_member_that_changes_most(tables):
    told = tables["largest_change"]
    assert told.title == "Largest change of one member"
    assert told.columns == ("metric", "architecture", "theory", "state", "median before", "median", "its change", "change of all")  # fmt: skip
    # Japan's changes: -.25, -.5, -1, -2, median (the second) -1; Korea's: -.25, -.5, 1.02, 3: median -.25
    assert [tuple(r) for r in told.rows] == [
        ("wars of members", "pact", "strong", "JPN", 1, 0.5, "-50%", "-50%")
    ]
    note = "The member whose figure changes most from base, and the change for all members together: a total can hide it."
    assert list(told.notes) == [note]
    (found,) = parts(made())
    assert found == ("wars", "pact", "strong", "JPN", 1, 0.5, -0.5, -0.5)


def test_weights_pool_what_is_shown_but_not_the_member_that_changes_most():
    one = made(weights={"deterrence": {"strong": 3, "none": 1}})
    tables = one.tables()
    rows = {(r[0], r[2], r[3]): tuple(r[4:]) for r in tables["summary"].rows}
    assert list(dict.fromkeys(k[1:] for k in rows if k[0] == "wars of members")) == [
        (a, t) for a in LABELS for t in ("none", "strong", "your weights")
    ]
    # weights of 1/16 and 3/16 a run: better in 2 x 3/16, worse in 3/16
    assert rows["wars of members", "pact", "your weights"] == (2, 1, 4.02, 0.5, 9, 6 / 16, 7 / 16, 3 / 16)
    assert rows["the body agrees", "pact", "any"] == (*[6 / 16] * 5, 5 / 16, 11 / 16, 0)
    assert [r[3] for r in tables["brief"].rows][:4] == ["2", "2", "3", "2"]
    assert [r[2] for r in tables["largest_change"].rows] == ["strong"]
    pooled = [p for p in parts(one) if p.theory == "your weights"]
    # half of Japan's weight is on changes of -.5 and more: 4 of 16 have none, 3 each -.25, -.5, -1 and -2
    assert [(p.state, p.before, p.after, p.change) for p in pooled] == [("JPN", 1.0, 1.0, -0.5)]
    # (4 x 1 + 4 x 3)^2 / (4 x 1 + 4 x 9) = 6.4
    assert (
        "Pooled with your weights (deterrence: strong 3, none 1): worth 6 of 8 runs of equal weight."
        in tables["summary"].notes
    )
    assert APART not in tables["summary"].notes


def test_what_is_left_out_and_of_whom_there_are_no_data():
    one = made(left_out={"a": "gone.", "b": "lost.", "c": "gone."}, lacking={"wars": ("KOR", "JPN"), "support": ("KOR", "JPN")})  # fmt: skip
    notes = list(one.tables()["summary"].notes)
    assert notes[4:7] == [
        "Left out (a, c): gone.",
        "Left out (b): lost.",
        "Without KOR, JPN, of which there are no data: wars of members; support.",
    ]


def test_notes_of_the_same_law_of_no_members_and_of_readings():
    one = made(readings={"pact": {"broad": 0.25}})
    one.study.members, one.study.about_members = (), "there are none."
    one.study.architectures = (one.study.architectures[0],) * 2
    notes = list(one.tables()["summary"].notes)
    assert notes[2] == "There are none."
    assert notes[3] == "The same law as base: pact; every figure is equal by construction."
    assert notes[5] == "Weights of readings, as the study gives them: pact/broad 0.25."


def test_a_study_s_own_band_is_told_and_used():
    one = made(no_difference={"wars": "60 %", "count": 4})
    tables = one.tables()
    assert tables["summary"].notes[1] == (
        "Band of no difference: 60 % of the baseline's level, but 1 % of the baseline's level: wars_by_target; "
        "1 per cent: support; 0 share of runs: agrees; 4 pairs: count."
    )
    rows = {(r[0], r[3]): tuple(r[-3:]) for r in tables["summary"].rows if r[2] == "pact"}
    assert rows["wars of members", "strong"] == (0, 1, 0)
    assert rows["gaps", "any"] == (0, 1, 0)


def test_where_no_metric_has_a_better_and_a_worse_no_band_is_told():
    one = made()
    notes = list(type(one)(one.study, one.run, {"duties": one.values["duties"]}, one.strata, {}).tables()["summary"].notes)  # fmt: skip
    assert notes == [MEMBERS, APART]


def test_rows_say_over_how_many_runs_they_are():
    rows = list(made().rows())
    assert {r.futures for r in rows if r.theory in {"none", "strong"}} == {4}
    assert {r.futures for r in rows if r.metric == "agrees"} == {8}
    assert {r.futures for r in rows if r.metric == "count"} == {1}
    assert {r.target for r in rows if r.metric == "wars_by_target"} == set(BY_TARGET)
    assert {r.target for r in rows if r.metric != "wars_by_target"} == {None}


def test_no_real_change_is_what_is_left():
    def same(better, worse):
        return Row("m", "a", "t", None, 0, 0, 0, 0, 0, better, worse, 1).same

    assert same(0.25, 0.5) == 0.25
    assert same(0.7, 0.30000000000000004) == 0.0
    assert same(None, 0.5) is same(0.5, None) is None


def test_metrics_are_found_by_name_or_the_reason_is_told():
    one = made(left_out={"lost": "the run holds none."})
    assert one.metric("wars") is METRICS[0]
    with pytest.raises(UnknownNameError, match=r"^metric lost  the run holds none\.$"):
        one.metric("lost")
    with pytest.raises(UnknownNameError, match=r"^metric 'warz' is not known\. Did you mean 'wars'\?"):
        one.metric("warz")
    with pytest.raises(UnknownNameError, match="table 'warz' is not known"):
        one.to_pandas("warz")
    found, values = one.tested("wars")
    assert found is METRICS[0]
    assert values is one.values["wars"]
    partly = xr.DataArray([[1.0, np.nan]], dims=("future", "architecture"))
    some = type(one)(one.study, one.run, {}, one.strata, {"wars": "no."}, {}, {"wars": partly})
    found, values = some.tested("wars")
    assert found is METRICS[0]
    assert values is partly


def test_as_pandas_xarray_files_and_page(tmp_path):
    one = made()
    assert list(one.to_pandas()["median"][:4]) == [2, 2, 2, 1]
    assert list(one.to_pandas("wars_by_target")["target"].unique()) == ["JPN", "KOR", "PHL"]
    data = one.to_xarray()
    assert list(data.data_vars) == [m.id for m in METRICS]
    assert data["wars"].attrs == {"label": "wars of members", "unit": "wars"}
    assert data["wars_by_target"].sel(target="PHL", architecture="base").values.tolist() == [5.0] * 8
    written = one.save(tmp_path)
    assert [p.name for p in written] == ["summary.csv", "largest_change.csv", "wars_by_target.csv"]
    assert (
        (tmp_path / "summary.csv")
        .read_text()
        .splitlines()[1]
        .startswith("wars of members,wars,base,none,2.0,")
    )
    assert json.loads((tmp_path / "summary.meta.json").read_text())["title"] == TITLE
    page = one._repr_html_()
    assert "0.5 to 4.02" in page
    assert "90 % from" not in page


def test_ranges_in_words():
    assert _span([0.5], "{:.0%}") == "50%"
    assert _span([0.25, 0.5, 0.1], "{:.0%}") == "10% to 50%"
    assert _span([1.0001, 1.0002], "{:.3g}") == "1"


def test_relative_changes_from_nothing_have_no_size():
    before, after = np.array([2.0, -2.0, 0.0, 0.0, 0.0]), np.array([1.0, -1.0, 3.0, -3.0, 0.0])
    np.testing.assert_array_equal(_change(before, after), [-0.5, 0.5, np.inf, -np.inf, 0.0])
    assert [_percent(v) for v in (0.5, -0.25, 0.0, np.inf, -np.inf)] == ["+50%", "-25%", "+0%", "from nothing", "from nothing"]  # fmt: skip


class Few:
    """A comparison of two runs and two members, as `parts` reads it."""

    def __init__(self, by_state, whole, members=("JPN", "KOR"), **parts):
        coords = {"architecture": ["base", "pact"]}
        self.values = {
            "by": xr.DataArray(by_state, dims=("future", "architecture", "target"), coords=coords | {"target": ["KOR", "JPN"]}),
            "all": xr.DataArray(whole, dims=("future", "architecture"), coords=coords),
        }  # fmt: skip
        self.study = type("", (), {"members": members, "labels": ("base", "pact"), "metrics": (metric("all", "All", "u", "lower", **({"parts": "by"} | parts)),)})  # fmt: skip

    def strata_of(self, _):
        return (Stratum("any", np.arange(9), None),)  # of more runs than these are kept of

    def meta(self):
        return {}


def test_of_whom_attacks_on_members_are():
    one = made()
    assert list(shares(one)) == []
    attacks = one.values["wars_by_target"].assign_coords(target=["JPN", "KOR", "PHL"]).copy()
    attacks[:, 0] = [3.0, 1.0, 90.0]
    one.values["war_initiations_by_target"] = attacks
    told = "Attacks on members by named rivals under base, by member (median share): {}."
    assert list(shares(one)) == [told.format("JPN 75%, KOR 25%")]
    attacks[:, 0] = [1.0, 99.0, 90.0]
    assert list(shares(one)) == [told.format("KOR 99%, JPN 1%")]
    attacks[:, 0] = [1.0, 199.0, 90.0]
    assert list(shares(one)) == [told.format("KOR 100%")]
    attacks[:5, 0] = [2.0, 3.0, 0.0]
    assert list(shares(one)) == [told.format("KOR 60%, JPN 40%")]
    one.study.members = ()
    assert list(shares(one)) == []


BEFORE_AFTER = [[[1.0, 4.0], [1.5, 2.0]], [[1.0, 4.0], [1.5, 2.0]]]


def test_the_largest_change_is_in_the_unit_and_of_members_alone():
    whole = [[5.0, 3.5], [5.0, 3.5]]
    assert list(parts(Few(BEFORE_AFTER, whole))) == [("all", "pact", "any", "JPN", 4.0, 2.0, -0.5, pytest.approx(-0.3))]  # fmt: skip
    assert list(parts(Few(BEFORE_AFTER, whole, ("KOR", "XXX")))) == [("all", "pact", "any", "KOR", 1.0, 1.5, 0.5, pytest.approx(-0.3))]  # fmt: skip
    assert list(parts(Few(BEFORE_AFTER, whole, ("XXX",)))) == []
    assert list(parts(Few(BEFORE_AFTER, whole, parts=""))) == []
    assert list(parts(Few(BEFORE_AFTER, whole, parts="all"))) == []
    assert list(parts(Few([[[1.0, 4.0]] * 2] * 2, whole))) == []
