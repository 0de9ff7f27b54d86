"""What differs between two runs, and what moved: descriptions and figures made by hand."""

import hashlib
import json
from types import SimpleNamespace

import numpy as np
import pytest
from hand_made import FACTORS, made, metric

from pato.assess import differences
from pato.assess.differences import (
    Change,
    _at,
    _change,
    _factor_changes,
    _leaves,
    _moved,
    _notes,
    _paired_futures,
    _short,
    _summary,
    changed_inputs,
    changes_table,
    moved_table,
)
from pato.errors import RunError
from pato.futures import Design, Factor, RunSpec
from pato.futures.distributions import Uniform


def run(
    folder=None,
    *,
    seed=1,
    n=8,
    factors=FACTORS,
    files=None,
    study=None,
    vintage="2024",
    title="A",
    versions=None,
    **settings,
):
    body = {
        "study": {"architectures": ["base", "pact"], "date": "2026-11-21"} | (study or {}),
        "models": ["made"],
    } | settings
    files = {"library/a.yaml": "0" * 64, "world": "1" * 64} | (files or {})
    spec = RunSpec("pato.assess.run:evaluate", body, Design(factors, n, seed), files, vintage, title)
    return SimpleNamespace(
        spec=spec, description={"versions": versions or {"pato": "1", "numpy": "2"}}, folder=folder
    )


def test_no_input_differs_whatever_the_titles():
    assert changed_inputs(run(title="A"), run(title="B")) == []
    table = changes_table([])
    assert (table.title, table.columns) == ("What changed", ("kind", "which", "first run", "second run"))
    assert (list(table.rows), list(table.notes)) == ([], ["No input differs."])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"seed": 2}, Change("seed", "", "1", "2")),
        ({"n": 9}, Change("futures", "", "8", "9")),
        ({"vintage": "2025"}, Change("vintage of the data", "", "2024", "2025")),
        ({"files": {"library/a.yaml": "2" * 64}}, Change("file", "library/a.yaml", "0" * 64, "2" * 64)),
        ({"files": {"my.new.yaml": "3"}}, Change("file", "my.new.yaml", "", "3")),
        ({"study": {"architectures": ["base"]}}, Change("architectures", "", "base, pact", "base")),
        ({"study": {"date": "2027-01-01"}}, Change("setting of the study", "date", "2026-11-21", "2027-01-01")),
        ({"study": {"world": {"JPN": {"gdp": {"value": 2}}}}}, Change("figure of the study", "JPN.gdp.value", "", "2")),
        ({"study": {"factors": {"word": {"range": [0, 1]}}}}, Change("setting of a factor", "word.range", "", "0, 1")),
        ({"models": ["made", "more"]}, Change("models", "", "made", "made, more")),
        ({"kept": "metrics"}, Change("input", "settings.kept", "", "metrics")),
        ({"versions": {"pato": "2", "numpy": "2"}}, Change("version", "pato", "1", "2")),
        ({"versions": {"pato": "1"}}, Change("version", "numpy", "2", "")),
        ({"factors": FACTORS[:2]}, Change("factor", "slope", "drawn", "")),
        ({"factors": (*FACTORS, Factor("new", Uniform(0, 1), "s", "assumption"))}, Change("factor", "new", "", "drawn")),
    ],
)  # fmt: skip
def test_each_kind_of_input(change, found):
    assert changed_inputs(run(), run(**change)) == [found]


def test_a_factor_drawn_otherwise_is_told_in_words():
    other = tuple(
        Factor("word", Uniform(0.25, 1.0), "made up", "assumption", unit="share") if f.id == "word" else f
        for f in FACTORS
    )
    (found,) = changed_inputs(run(), run(factors=other))
    assert (found.kind, found.name, found.before) == ("factor", "word", "")
    assert "low is 0.0 there and 0.25 here" in found.after
    long = {"id": "a"} | {f"key{i}": 1 for i in range(40)}
    (found,) = _factor_changes([long], [{k: v + 1 if k != "id" else v for k, v in long.items()}])
    assert len(found.after) == 200
    assert found.after.endswith("...")
    assert [c.name for c in _factor_changes([{"id": "b"}, {"id": "a"}], [])] == ["a", "b"]


def test_changes_as_a_table():
    table = changes_table([Change("seed", "", "1", "2"), Change("file", "x", "", "3")])
    assert [tuple(r) for r in table.rows] == [("seed", "", "1", "2"), ("file", "x", None, "3")]
    assert list(table.notes) == []


def test_values_at_dotted_places():
    body = {"files": {"a.b.yaml": 1, "c": {}}, "x": {"y": {"z": [1, 2]}}, "n": None}
    assert _leaves(body) == {"files.a.b.yaml", "files.c", "x.y.z", "n"}
    assert _at(body, "files.a.b.yaml") == 1
    assert _at(body, "x.y.z") == [1, 2]
    assert _at(body, "files.c") == {}
    assert _at(body, "x.q") is None
    assert _at(body, "nowhere.x") is None
    assert [_short(v) for v in (None, [1, "a"], 0.5, "x" * 80)] == ["", "1, a", "0.5", "x" * 80]
    assert _short("x" * 81) == "x" * 77 + "..."


def test_the_change_of_a_metric_run_by_run():
    a, b, width = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 2.5, 3.0, 7.0]), np.full(4, 0.5)
    lower = metric("m", "m", "u", "lower")
    middle, low, high, better, worse = _change(lower, a, b, width)
    assert (middle, better, worse) == (0.0, 0.25, 0.25)  # -1, .5, 0, 3: values that occur, as in a comparison
    assert (low, high) == (-1.0, 3.0)
    assert _change(metric("m", "m", "u", "higher"), a, b, width)[3:] == (0.25, 0.25)
    assert _change(metric("m", "m", "u", "higher"), a, b, np.zeros(4))[3:] == (0.5, 0.25)
    assert _change(lower, a, b, np.zeros(4))[3:] == (0.25, 0.5)
    assert _change(metric("m", "m", "u", "neither"), a, b, width)[3:] == (None, None)


def test_runs_are_paired_where_seed_and_sampler_are_the_same():
    one = made()
    assert _paired_futures(one, made()) == 8

    def other(**changes):
        found = made()
        found.study.design = Design(**{"factors": FACTORS, "n_futures": 8, "seed": 1} | changes)
        return found

    assert _paired_futures(one, other(n_futures=5)) == _paired_futures(other(n_futures=5), one) == 5
    assert _paired_futures(one, other(seed=2)) == 0
    assert _paired_futures(one, other(sampler="sobol")) == 0
    assert _paired_futures(one, other(factors=FACTORS[:2])) == 8
    assert _paired_futures(other(sampler="sobol"), other(sampler="sobol")) == 8
    assert _paired_futures(other(sampler="sobol"), other(sampler="sobol", factors=FACTORS[:2])) == 0


def moved(name="wars", shift=1.0, n=8, **options):
    one, two = made(), made(**options)
    two.values[name] = two.values[name] + shift
    return list(_moved(name, one, two, n))


def test_what_moved_by_architecture_and_theory():
    rows = moved()
    assert [r[:5] for r in rows] == [
        ("wars of members", "base", "none", 2.0, 3.0),
        ("wars of members", "base", "strong", 2.0, 3.0),
        ("wars of members", "pact", "none", 2.0, 3.0),
        ("wars of members", "pact", "strong", 1.0, 2.0),
    ]
    shown = {(r.architecture, r.theory): r.median for r in made().rows() if r.metric == "wars"}
    assert {(r[1], r[2]): r[3] for r in rows} == shown  # the figures of the comparison itself
    assert {r[5:] for r in rows if r[1] == "base"} == {(1.0, 1.0, 1.0, 0.0, 1.0)}
    assert moved(shift=0.0) == []
    # 1 % of 1 to 4: by .03 no real change in those of 3 and 4
    assert moved(shift=-0.03)[0][8:] == (0.5, 0.0)
    assert moved("wars_by_target") == []
    assert moved("count")[0] == ("gaps", "base", "any", 3.0, 4.0, 1.0, 1.0, 1.0, 0.0, 1.0)
    assert moved("duties")[0][5:] == (1.0, 1.0, 1.0, None, None)
    assert [r[5:] for r in moved(n=0)] == [(None,) * 5] * 4
    assert moved(shift=0.0, n=0) == []
    weighted = moved(weights={"deterrence": {"strong": 3, "none": 1}})
    assert {r[2] for r in weighted} == {"none", "strong"}


def test_of_a_yes_or_no_metric_the_share_of_runs_with_yes_moves():
    one, two = made(), made()
    two.values["agrees"] = 1 - two.values["agrees"]
    rows = list(_moved("agrees", one, two, 8))
    # 1 of 8 runs under the baseline and 4 of 8 under the pact
    assert rows == [
        ("the body agrees", "base", "any", 1 / 8, 7 / 8, 6 / 8, 6 / 8, 6 / 8, 7 / 8, 1 / 8),
        ("the body agrees", "pact", "any", 1 / 2, 1 / 2, 0.0, 0.0, 0.0, 1 / 2, 1 / 2),
    ]


def test_an_architecture_of_one_run_alone_is_left_out():
    one, two = made(), made()
    two.values["wars"] = (two.values["wars"] + 1).sel(architecture=["pact"])
    assert {r[1] for r in _moved("wars", one, two, 8)} == {"pact"}


def test_what_notes_say_of_pairs():
    one, two = made(), made()
    assert list(_notes(one, two, 0)) == [
        "Medians only: the two folders use different seeds or samplers, so their runs cannot be paired."
    ]
    del two.values["count"]
    changed = tuple(
        Factor("word", Uniform(0.25, 1.0), "mine", "assumption") if f.id == "word" else f for f in FACTORS
    )
    two.study.design = Design((*changed[:2], Factor("new", Uniform(0, 1), "mine", "assumption")), 8, 1)
    assert list(_notes(one, two, 8)) == [
        "Left out: metrics that did not change, and metrics with a value for each state. Compared run by run over 8 runs: 1 of 4 factors have the same draws in both.",
        "In one run alone: count.",
    ]


MOVED = ("metric", "architecture", "theory", "median in first", "median in second", "median change", "90 % from", "90 % to", "better in second", "worse")  # fmt: skip


def test_the_table_of_what_moved(monkeypatch):
    one, two = made(), made()
    two.values["wars"] = two.values["wars"] + 1
    known = {"a": one, "b": two}
    monkeypatch.setattr(differences, "_opened", known.__getitem__)
    table = moved_table("a", "b")
    assert (table.title, table.columns, table.group) == ("What moved", MOVED, 1)
    assert [r[:3] for r in table.rows] == [
        ("wars of members", a, t) for a in ("base", "pact") for t in ("none", "strong")
    ]
    assert table.notes[0].endswith("3 of 3 factors have the same draws in both.")
    assert len(table.notes) == 1


def summary(folder, text, told=None):
    (folder / "tables").mkdir(parents=True)
    path = folder / "tables" / "summary.csv"
    path.write_text(text, encoding="utf-8")
    if told is not None:
        path.with_suffix(".meta.json").write_text(json.dumps(told))
    return path


HEAD = "metric,architecture,theory,median\n"


def test_runs_that_cannot_be_read_again_are_compared_by_their_tables(tmp_path, monkeypatch):
    summary(tmp_path / "a", HEAD + "wars,base,none,1.5\nwars,pact,none,\ngaps,base,any,3\n")
    summary(tmp_path / "b", HEAD + "wars,base,none,2.5\nwars,pact,none,1\nother,base,any,3\n")
    first, second = run(tmp_path / "a"), run(tmp_path / "b")
    error = RunError("It has changed.")
    monkeypatch.setattr(differences, "_opened", lambda r: error if r is first else made())
    table = moved_table(first, second)
    assert [tuple(r) for r in table.rows] == [
        ("wars", "base", "none", 1.5, 2.5, None, None, None, None, None)
    ]
    assert list(table.notes) == [
        "Medians as the runs wrote them into tables/: what a run was computed from has changed since.", "It has changed.",
    ]  # fmt: skip
    assert (table.title, table.columns, table.group) == ("What moved", MOVED, 1)


def test_a_summary_is_believed_if_it_is_what_the_run_wrote(tmp_path):
    text = HEAD + "wars,base,none,1.5\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    expected = {("wars", "base", "none"): 1.5}
    assert _summary(tmp_path / "none.csv") == {}
    for number, told in enumerate((None, {"csv_sha256": digest}, {}, [])):
        assert _summary(summary(tmp_path / str(number), text, told)) == expected
    path = summary(tmp_path / "x", text, {"csv_sha256": "0"})
    with pytest.raises(RunError) as refused:
        _summary(path)
    assert str(refused.value) == (
        f"{path}  has been changed since the run wrote it. Run 'pato compare' again with --resume: it writes the tables anew."
    )


def test_a_run_that_is_none_of_a_comparison_is_the_reason():
    other = run()
    other.spec = SimpleNamespace(function="other:one")
    found = differences._opened(other)
    assert isinstance(found, RunError)
    assert "was not made by a comparison" in str(found)
