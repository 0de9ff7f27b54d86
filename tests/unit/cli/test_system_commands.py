"""Commands around the program: citing, exporting, looking over the installation, old files, the shell."""

import csv
import json
import re

import pytest
from click.testing import CliRunner

import pato
from pato.cli.app import cli, main
from pato.report.benchmark import questions


def run(*arguments, code=0):
    found = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
    assert found.exit_code == code, found.output
    return found.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    pato.compare(
        "hub-and-spoke", "pato-7", futures=24, seed=1, date="2026-11-21", folder=place,
        options={"metrics": ["war_initiations_members", "welfare_members"]},
    )  # fmt: skip
    return place


def test_a_run_is_cited_with_its_data_estimates_ranges_and_instruments(folder, tmp_path):
    run("cite", folder, "-o", tmp_path / "refs.bib")
    text = (tmp_path / "refs.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == text.count("\n}\n")
    for key in (
        "pato",
        "data-atop",
        "estimate-risk_war",
        "data-gml_dirdisp",
        "input-trade_elasticity",
        "instrument-pato",
        "instrument-anzus",
    ):
        assert key in keys
    assert pato.load_run(folder).run.content_hash in text
    for entry in text.split("\n}\n"):
        bare = re.sub(r"\\[&%$#_{}]|\\text\w+\{\}", "", entry)
        assert bare.count("{") - bare.count("}") in {0, 1}  # the last brace was split off
        assert not re.search(r"[&%$#]", re.sub(r"url = \{.*\}", "", bare))
    roles = {row["role"] for row in csv.DictReader(run("cite", folder, "--format", "csv").splitlines())}
    assert roles == {"software", "data", "estimate", "range", "instrument"}


def test_the_benchmark_asks_each_check_once_in_words(tmp_path):
    run("export", "benchmark", "-o", tmp_path / "b.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({q["id"] for q in lines}) == len(lines) > 800
    for one in lines:
        assert one["event"]["date"] in one["question"]
        assert one["answer"]["owes"] or one["answer"]["does_not_owe"] or one["answer"]["only"]
        assert one["source"]["title"]


def test_a_question_of_the_benchmark_says_in_words_what_its_answer_depends_on():
    found = list(questions())
    assert not any(mark in q["question"] for q in found for mark in "{}[]")
    of = {q["id"]: q["question"] for q in found}
    assert (
        "the group 'al-qaeda', acting from Afghanistan, which harbours it,"
        in of["entries-and-exits/september-2001"]
    )
    assert "Russia (on soil that Belarus let it use)" in of["faces-and-actors/belarus-lends-its-soil"]
    for one in found:
        event, told = one["event"], one["question"]
        assert not event.get("lends") or "let it use" in told
        assert (
            (event.get("author") or {}).get("link", "none") == "none"
            or "which " in told
            or "whose part" in told
        )
        assert not event.get("consent") or "consent of " in told
        assert not event.get("council") or "Security Council: " in told


def test_an_answer_of_pato_scores_on_its_own_benchmark():
    chosen = [q for q in questions() if q["id"].startswith("anzus/") and q["architecture"] == "in-force"][:6]
    assert len(chosen) == 6
    for one in chosen:
        event = {k: v for k, v in one["event"].items() if k not in {"id", "answers"}}
        made = pato.make_event(event.pop("attacker"), event.pop("victim"), event.pop("act"), **event)
        duties = pato.who_must_act("in-force", made, cascade=False).to_dict()["duties"]
        for state, owed in one["answer"]["owes"].items():
            for duty in owed:
                assert any(
                    d["state"] == state and all(d[k] == v for k, v in duty.items() if k in d) for d in duties
                )


def test_cards_of_an_exercise_are_printed_and_tabled(tmp_path):
    run("export", "wargame", "senkaku-attack", "--architecture", "pato-7", "-o", tmp_path, "--excel")
    pdf = (tmp_path / "cards.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") >= 2
    with (tmp_path / "cards.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["card"] for r in rows} == {"event", "state"}
    usa = [r["text"] for r in rows if r["state"] == "USA"]
    assert any("defence to JPN: obliged. US-Japan 1960 V" in t and "senkaku-covered" in t for t in usa)


def test_the_doctor_looks_at_everything_and_finds_a_cache_that_cannot_be_written(tmp_path, monkeypatch):
    rows = json.loads(run("doctor", "--format", "json"))["rows"]
    states = {r["what"]: r["state"] for r in rows}
    assert states["library"] == states["cache"] == states["package numpy"] == "ok"
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("PATO_CACHE", str(tmp_path / "file" / "cache"))
    rows = json.loads(run("doctor", "--format", "json", code=1))["rows"]
    (lacking,) = [r for r in rows if r["state"] == "lacks"]
    assert lacking["what"] == "cache"
    assert "Point PATO_CACHE to a folder" in lacking["repair"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_told_how_to_complete(shell):
    assert "_PATO_COMPLETE" in run("completion", shell)


def test_a_command_is_completed(monkeypatch, capsys):
    for key, value in {
        "_PATO_COMPLETE": "bash_complete",
        "COMP_WORDS": "pato gap",
        "COMP_CWORD": "1",
    }.items():
        monkeypatch.setenv(key, value)
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out.split() == ["plain,gaps"]


def test_the_manual_page_has_every_command_and_option():
    page = run("man").replace("\\-", "-")
    assert page.startswith(".TH PATO 1")
    for name in cli.list_commands(None):
        assert f"pato {name}" in page
    assert "--architecture NAME|FILE" in page
    assert not re.search(r"^['.](?!TH|SH|SS|TP|B |PP|nf|fi)", page, re.MULTILINE)


OLD = """# mine
id: mine
architectures: [hub-and-spoke, pato-7]   # kept
weights:
  deterrence: {patron: 2, null: 1}
factors:
  deterrence: {values: [patron, null, "additive"]}
"""


def test_an_old_study_gets_the_words_of_today_and_nothing_else(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(OLD, encoding="utf-8")
    assert "'null' is now 'no_effect'" in run("migrate", "--check", path, code=1)
    assert path.read_text(encoding="utf-8") == OLD
    run("migrate", path)
    expected = OLD.replace("null", "no_effect").replace("id: mine", "format: 1\nid: mine")
    assert path.read_text(encoding="utf-8") == expected
    assert (tmp_path / "mine.yaml.old").read_text(encoding="utf-8") == OLD
    assert pato.load_study(path).study.weights["deterrence"]["no_effect"] == 1
    assert "no outdated words" in run("migrate", "--check", path)


@pytest.mark.parametrize(("loudness", "said"), [([], True), (["--quiet"], False)])
def test_quiet_leaves_answers_and_nothing_else(loudness, said, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["gaps", "USA", "JPN", "-o", str(tmp_path / "g.csv"), *loudness])
    assert ("Written" in capsys.readouterr().out) is said
    assert (tmp_path / "g.csv").exists()


def test_verbose_says_where_it_looked(capsys):
    with pytest.raises(SystemExit):
        main(["--verbose", "list", "--acts"])
    found = capsys.readouterr()
    assert "Data store: " in found.err
    assert "hostility" in found.out
