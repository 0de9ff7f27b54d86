"""Negotiations as a kind of file: started from a template, checked, listed, shown, described to editors."""

import json

import pytest

from pato.cli.app import main
from pato.models.negotiation.library import issues, load_negotiation


def run(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    captured = capsys.readouterr()
    return ended.value.code, captured.out, captured.err


def test_a_new_negotiation_is_valid_and_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "new", "negotiation")[0] == 0
    code, out, err = run(capsys, "check", "my-negotiation.yaml")
    assert (code, err) == (0, "")
    assert "nothing wrong was found" in out
    asked = ("--futures", "40", "--result", "summary", "--format", "csv")
    code, out, _ = run(capsys, "negotiate", "my-negotiation.yaml", *asked)
    assert code == 0
    shares = {
        line.split(",")[0]: float(line.split(",")[1]) for line in out.splitlines() if line[:2] in {"li", "a "}
    }
    assert set(shares) == {"little", "a yearly round", "a standing force"}
    assert sum(shares.values()) == pytest.approx(1)
    assert load_negotiation("my-negotiation.yaml").id == "my-negotiation"


def test_the_issues_of_the_library_are_listed_and_shown(capsys):
    code, out, _ = run(capsys, "list", "negotiation", "--format", "json")
    assert code == 0
    assert all(f'"{name}"' in out for name in issues())
    code, out, _ = run(capsys, "show", "hub-vs-pact")
    assert code == 0
    assert out.startswith("format: 1")
    assert "id: hub-vs-pact" in out


def test_a_name_of_several_kinds_is_that_of_the_treaty(capsys):
    treaty, checks = run(capsys, "show", "pato"), run(capsys, "show", "pato", "--kind", "check")
    assert "\nobligations:" in treaty[1]
    assert "\nchecks:" in checks[1]
    code, _, err = run(capsys, "show", "pato", "--kind", "event")
    assert code == 2
    assert "'pato' is not known" in err


def test_editors_get_a_schema(capsys):
    code, out, _ = run(capsys, "schema", "negotiation")
    assert code == 0
    assert {"actors", "bands", "positions"} <= set(json.loads(out)["properties"])


@pytest.mark.parametrize("change", ["TWN", "PRK"])
def test_what_the_world_does_not_know_is_told_by_check(change, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    assert run(capsys, "new", "negotiation", "-o", str(path))[0] == 0
    path.write_text(path.read_text().replace("AUS, PHL]", f"AUS, {change}]"))
    code, out, err = run(capsys, "check", str(path))
    found = (code, "alignment of TWN" in out)
    assert found == ((1, True) if change == "TWN" else (0, False)), err
    assert "Traceback" not in err
    assert "1 files read" in out


CASES = {
    "one.csv": 'Lonely,"one",1,1,\nActor,Description,Power,P,S,\nA, x, 10, 20, 40,\n',
    "zero.csv": 'Zero,"z",2,1,\nActor,Description,Power,P,S,\nA, x, 0, 20, 40,\nB, x, -3, 20, 140,\n',
    "three.csv": 'Three,"t",3,2,\nActor,Description,Power,Reach,S1,Depth,S2,\nA, x, 10, 20, 40, 30, 20,\nB, x, 13, 90, 40, 60, 20,\nC, x, 8, 50, 70, 10, 20,\n',
    "quota.yaml": "format: 1\nid: club\nvoters: {A: 3, B: 2}\nquota: 9\n",
    "negative.yaml": "format: 1\nid: club\nvoters: {A: 3, B: 2, C: -1}\nquota: 5\n",
    "nothing.yaml": "format: 1\nid: club\nvoters: {A: 0, B: 0}\nquota: 1\n",
    "no-quota.yaml": "format: 1\nid: club\nvoters: {A: 3, B: 2}\nquota: 0\n",
}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("negotiate", "one.csv"), ["one.csv  has 1 actor; bargaining takes two or more. Add actors."]),
        (
            ("negotiate", "zero.csv"),
            [
                "zero.csv, actor A  capability is zero; influence must be above 0. Leave out an actor without influence.",
                "zero.csv, actor B  capability is negative (-3); influence must be above 0. Leave out an actor without influence.",
                "zero.csv, actor B  salience of 'P' is 140, outside 0 to 100. Give the share of attention in percent.",
            ],
        ),
        (("negotiate", "three.csv", "--turns", "0"), ["turns  found 0. Allow one turn or more."]),
        (
            ("negotiate", "three.csv", "--runs", "5"),
            ["runs  repeating a deterministic course gives the same course. Set transition=stochastic, or leave --runs out."],
        ),
        (
            ("power", "quota.yaml"),
            ["club: quota of weight  is 9, above the total of 5: nothing could ever be decided. Give at most 5."],
        ),
        (("power", "negative.yaml"), ["club: weight of C  is -1. Weights are zero or more."]),
        (
            ("power", "nothing.yaml"),
            [
                "club: weight  is zero for everyone. Give somebody a weight.",
            ],
        ),
        (
            ("power", "no-quota.yaml"),
            ["club: quota of weight  is 0: nobody's consent would be enough. Give a quota above zero."],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_and_how_to_mend_it(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / words[1]).write_text(CASES[words[1]])
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.splitlines() == said


def test_a_course_that_does_not_settle_is_no_outcome(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "three.csv").write_text(CASES["three.csv"])
    code, out, _ = run(capsys, "negotiate", "three.csv", "--turns", "1")
    assert code == 0
    assert (
        "NOT CONVERGED: actors still move after 1 turn; the places above are no outcome. Allow more turns (--turns)."
        in out
    )
    assert "Settled" not in out
    many = ("--runs", "4", "--set", "transition=stochastic", "--turns", "1")
    code, out, _ = run(capsys, "negotiate", "three.csv", *many)
    assert code == 0
    assert "0 of 4 courses settled" in out
    assert "NOT CONVERGED: 4 courses had no outcome." in out
