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
    found = (code, "alignment of TWN" in err)
    assert found == ((1, True) if change == "TWN" else (0, False)), err
    assert "Traceback" not in err
    assert "1 files read" in out
