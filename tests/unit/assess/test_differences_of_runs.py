"""What moved between two runs, by runs made by hand; and by the tables they wrote, where they cannot be opened any more."""

import hashlib
import json
from types import SimpleNamespace

import pytest

from pato.assess import differences
from pato.assess.differences import Change, changed_inputs, changes_table, moved_table
from pato.errors import PatoError, Problem, RunError


def run(versions=None, **spec):
    body = {
        "title": "T",
        "design": {"seed": 1, "n_futures": 100, "factors": [{"id": "word", "low": 0, "high": 1}]},
        "files": {"a.b.yaml": "x1", "c.yaml": "x2"},
        "settings": {"study": {"metrics": ["gaps"], "world": {"JPN": {"milex": 1}}}, "models": ["risk"]},
    }
    for path, value in spec.items():
        where = body
        *steps, last = path.split("__")
        for step in steps:
            where = where[step]
        if value is None:
            del where[last]
        else:
            where[last] = value
    description = {"versions": {"pato": "1", "numpy": "2"} | (versions or {})}
    return SimpleNamespace(description=description, spec=SimpleNamespace(to_dict=lambda: body))


WORD = {"id": "word", "low": 0, "high": 1}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, []),
        ({"title": "Another"}, []),
        ({"versions": {"numpy": "3"}}, [("version", "numpy", "2", "3")]),
        ({"versions": {"scipy": "1"}}, [("version", "scipy", "", "1")]),
        ({"design__seed": 2}, [("seed", "", "1", "2")]),
        ({"design__n_futures": 50}, [("futures", "", "100", "50")]),
        ({"design__factors": []}, [("factor", "word", "drawn", "")]),
        ({"design__factors": [WORD, {"id": "noise"}]}, [("factor", "noise", "", "drawn")]),
        ({"files": {"a.b.yaml": "y", "c.yaml": "x2"}}, [("file", "a.b.yaml", "x1", "y")]),
        ({"files": {"c.yaml": "x2"}}, [("file", "a.b.yaml", "x1", "")]),
        ({"settings__study__world": {"JPN": {"milex": 2}}}, [("figure of the study", "JPN.milex", "1", "2")]),
        ({"settings__study__metrics": ["gaps", "x" * 90]}, [("setting of the study", "metrics", "gaps", "gaps, " + "x" * 71 + "...")]),
        ({"settings__models": None}, [("models", "", "risk", "")]),
        ({"settings__other": 5}, [("input", "settings.other", "", "5")]),
        ({"settings__study__world": {}}, [("figure of the study", "JPN.milex", "1", "")]),
    ],
)  # fmt: skip
def test_every_input_that_differs_is_named(other, expected):
    found = changed_inputs(run(), run(**other))
    assert [(c.kind, c.name, c.before, c.after) for c in found] == expected
    back = changed_inputs(run(**other), run())
    assert [(c.kind, c.name, c.after, c.before) for c in back] == expected


def test_a_factor_that_is_drawn_otherwise_says_how():
    (change,) = changed_inputs(run(), run(design__factors=[WORD | {"high": 2}]))
    assert (change.kind, change.name, change.before) == ("factor", "word", "")
    assert "high" in change.after
    (long,) = changed_inputs(run(), run(design__factors=[WORD | {f"key{i}": "x" * 30 for i in range(20)}]))
    assert len(long.after) == 200
    assert long.after.endswith("...")


def test_changed_inputs_are_rows():
    table = changes_table([Change("seed", "", "1", "2")])
    assert table.columns == ("kind", "which", "first run", "second run")
    assert (table.rows, table.title, table.notes) == ([("seed", "", "1", "2")], "What changed", ())
    assert changes_table([]).notes == ("No input differs.",)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Make a run of which only the table it wrote can be read."""

    def closed(run_):
        raise PatoError(Problem(str(run_.folder.name), "cannot be opened any more."))

    monkeypatch.setattr(differences, "study_of", closed)

    def make(name, rows, *, told=True):
        folder = tmp_path / name / "tables"
        folder.mkdir(parents=True)
        text = "metric,architecture,theory,median\n" + "".join(f"{','.join(r)}\n" for r in rows)
        (folder / "summary.csv").write_text(text, encoding="utf-8")
        if told:
            digest = hashlib.sha256(text.encode()).hexdigest()
            (folder / "summary.meta.json").write_text(json.dumps({"csv_sha256": digest}), encoding="utf-8")
        return SimpleNamespace(folder=tmp_path / name)

    return make


ROWS = [("wars", "pact", "none", "1.5"), ("wars", "pact", "strong", ""), ("gaps", "pact", "each", "3")]


def test_runs_that_cannot_be_opened_are_compared_by_their_tables(written, tmp_path):
    first = written("first", ROWS)
    second = written("second", [("wars", "pact", "none", "2"), ("wars", "base", "none", "1")], told=False)
    table = moved_table(first, second)
    assert table.rows == [("wars", "pact", "none", 1.5, 2.0, None, None, None, None, None)]
    assert table.notes == (
        "Medians as the runs wrote them into tables/: what a run was computed from has changed since.",
        "first  cannot be opened any more.",
        "second  cannot be opened any more.",
    )
    assert table.title == "What moved"
    assert table.columns[:6] == (
        *("metric", "architecture", "theory"),
        *("median in first", "median in second", "median change"),
    )
    assert moved_table(first, SimpleNamespace(folder=tmp_path / "none")).rows == []


def test_a_table_that_was_changed_is_told(written):
    first, second = written("first", ROWS), written("second", ROWS)
    path = second.folder / "tables" / "summary.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1.5", "15"), encoding="utf-8")
    with pytest.raises(RunError) as caught:
        moved_table(first, second)
    assert str(caught.value) == (
        f"{path}  has been changed since the run wrote it. Run 'pato compare' again with --resume: it writes the tables anew."
    )


def test_what_moved_run_by_run(constructed, monkeypatch):
    monkeypatch.setattr(differences, "_opened", lambda one: one)
    first, second = constructed(n=400), constructed(n=400)
    second.values["crossing"] = second.values["crossing"] - 0.25
    del second.values["count"]
    table = moved_table(first, second)
    rows = [row[:3] + row[5:8] for row in table.rows]
    assert rows == [
        ("crossing", label, theory, -0.25, -0.25, -0.25)
        for label in ("base", "pact")
        for theory in ("none", "strong")
    ]
    assert all(row[8:] == (1.0, 0.0) for row in table.rows), "lower is better"
    assert all(round(row[4] - row[3], 9) == -0.25 for row in table.rows)
    assert table.notes == (
        "Left out: metrics that did not change, and metrics with a value for each state. Compared run by run over 400 runs: 4 of 4 factors have the same draws in both.",
        "In one run alone: count.",
    )
    higher = constructed(n=400, better="higher")
    higher.values["crossing"] = second.values["crossing"]
    assert {row[8:] for row in moved_table(first, higher).rows} == {(0.0, 1.0)}
    neither = constructed(n=400, better="neither")
    neither.values["crossing"] = second.values["crossing"]
    assert {row[8:] for row in moved_table(first, neither).rows} == {(None, None)}
    assert moved_table(first, constructed(n=400)).rows == []


def test_runs_of_other_seeds_are_compared_by_medians_alone(constructed, monkeypatch):
    monkeypatch.setattr(differences, "_opened", lambda one: one)
    table = moved_table(constructed(n=400), constructed(n=400, seed=2))
    assert table.notes == (
        "Medians only: the two folders use different seeds or samplers, so their runs cannot be paired.",
    )
    assert table.rows
    assert all(row[5:] == (None,) * 5 and row[3] != row[4] for row in table.rows)
