"""A new thing is one file: each kind is added in a folder of one's own and used in the commands that it concerns."""

import json
import os

import pytest

import pato
from pato.assess.load import from_options
from pato.assess.study import resolve
from pato.cli import app
from pato.errors import USAGE, FileError
from pato.files import library
from pato.models.risk.theories.found import theories

TREATY = library.root() / "templates" / "treaty.yaml"
PACT = "format: 1\nid: mine\ntitle: With a pact of my own\nextends: hub-and-spoke\nadd: [my-treaty]\n"
SMALL = (
    "format: 1\nid: small\ntitle: Small\narchitectures: [hub-and-spoke, {}]\nfutures: 20\n"
    "metrics: [gaps]\nmembers: [JPN, AUS]\ndate: 2026-11-21\n"
)
EVENT = (
    "format: 1\nid: my-event\ntitle: A strike on Darwin\nattacker: CHN\nvictim: AUS\nact: armed_attack\n"
    "on: territory\nplace: darwin\ndate: 2026-11-21\n"
)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that writes a file into the user's folder; the folder is known as ``PATO_PATH``."""
    monkeypatch.setenv("PATO_PATH", str(tmp_path))

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def pact(own):
    own("treaties/my-treaty.yaml", TREATY.read_text(encoding="utf-8"))
    own("architectures/mine.yaml", PACT)
    own("events/my-event.yaml", EVENT)
    return own


def run(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        app.main(list(words))
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def test_a_treaty_architecture_and_event_of_ones_own_are_known_by_their_ids(pact, capsys):
    code, out, _ = run(capsys, "who", "my-event", "--architecture", "mine", "--format", "json")
    assert code == 0
    assert ("JPN", "my-treaty") in {(d["state"], d["instrument"]) for d in json.loads(out)["duties"]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("list", "treaty"), "my-treaty"),
        (("show", "my-treaty"), "Treaty of Mutual Assistance"),
        (("draft", "my-treaty"), "Mutual Assistance"),
        (("atop", "my-treaty"), "Treaty of Mutual Assistance"),
        (("diff", "my-treaty", "anzus"), "JPN"),
        (("matrix", "JPN,AUS", "--architecture", "mine"), "JPN"),
        (("exposure", "JPN", "--architecture", "mine"), "AUS"),
        (("incidents", "--architecture", "mine"), "incidents under mine"),
        (("duties", "JPN", "--architecture", "mine", "--format", "json"), "Mutual Assistance"),
    ],
)
def test_ones_own_treaty_works_in_the_commands_about_law(pact, capsys, words, expected):
    code, out, err = run(capsys, *words)
    assert code == 0, err
    assert expected in out


def test_ones_own_treaty_closes_a_gap_in_a_comparison_by_name(pact, capsys, tmp_path):
    pact("studies/small.yaml", SMALL.format("mine"))
    code, out, err = run(capsys, "compare", "small", "--format", "json", "-o", str(tmp_path / "run"))
    assert code == 0, err
    assert "mine" in out


def test_ones_own_claim_ledger_negotiation_and_checks_are_found_and_checked(own, capsys):
    for kind, folder in (("claim", "claims"), ("ledger", "ledger"), ("negotiation", "negotiations")):
        own(f"{folder}/own-{kind}.yaml", (library.root() / "templates" / f"{kind}.yaml").read_text("utf-8"))
    own("checks/own.check.yaml", (library.root() / "templates" / "check.yaml").read_text("utf-8"))
    code, out, _ = run(capsys, "list", "--format", "json")
    assert code == 0
    files = {row["file"] for row in json.loads(out)["rows"]}
    for name in ("own-claim.yaml", "own-ledger.yaml", "own-negotiation.yaml", "own.check.yaml"):
        assert any(file.endswith(name) for file in files), name


def test_a_command_of_ones_own_is_listed_and_run(own, capsys):
    own(
        "commands/greet.py",
        '"""A greeting. [main]"""\nimport click\n\n@click.command()\n@click.argument("name")\ndef command(name):\n'
        '    """Greet NAME.\n\n    Example:  pato greet you\n    """\n    click.echo(f"Hello {name}")\n',
    )
    assert run(capsys, "greet", "Ada")[:2] == (0, "Hello Ada\n")
    assert "greet" in run(capsys, "--help")[1]


def test_a_data_set_of_ones_own_is_listed(own, capsys):
    own(
        "sources/my_polls.py",
        '"""Polls."""\nfrom pato.world.sources.base import Column, Source\nfrom pato.world.sources.reading import csv_frame\n\n'
        'COLUMNS = (Column("state", "text"), Column("share", "number"))\n\ndef parse(path):\n    return csv_frame(path, COLUMNS)\n\n'
        'SOURCE = Source(name="my_polls", title="My polls", owner="I", version="1", licence="mine", citation="I (2026).",\n'
        '    page="https://example.org", table="my_polls", columns=COLUMNS, parse=parse, usual_rows=2)\n',
    )
    code, out, err = run(capsys, "data", "list")
    assert code == 0, err
    assert "my_polls" in out


def test_a_data_set_of_ones_own_is_added_and_read(own, capsys, tmp_path, monkeypatch):
    test_a_data_set_of_ones_own_is_listed(own, capsys)
    monkeypatch.setenv("PATO_DATA", str(tmp_path / "data"))
    table = own("polls.csv", "state,share\nJPN,0.5\nAUS,0.7\n")
    code, out, err = run(capsys, "data", "add", "my_polls", str(table))
    assert code == 0, err
    assert (tmp_path / "data" / "my_polls.parquet").exists(), out


def test_a_section_of_ones_own_stands_in_the_report(own, capsys, tmp_path):
    own(
        "sections/aside.py",
        '"""An aside."""\nfrom pato.report.blocks import Section, Text\n\nORDER = 31\n\ndef build(context):\n'
        '    return Section("aside", "An aside of mine", (Text(f"Said on {context.date}."),))\n',
    )
    out = tmp_path / "run"
    own("studies/small.yaml", SMALL.format("pato-3"))
    code, _, err = run(capsys, "compare", "small", "-o", str(out))
    assert code == 0, err
    assert "An aside of mine" in (out / "report.html").read_text("utf-8")


def test_an_id_of_the_library_cannot_be_taken(own, capsys):
    path = own("treaties/other.yaml", TREATY.read_text("utf-8").replace("id: my-treaty", "id: nato"))
    code, _, err = run(capsys, "list", "treaty")
    assert code == USAGE
    assert (
        err == f"{path}  id 'nato' is also that of library/treaties/nato.yaml. Give each file its own id.\n"
    )


def test_two_files_of_ones_own_cannot_share_an_id_in_any_order(own, capsys):
    for name in ("a", "b"):
        own(f"treaties/{name}.yaml", TREATY.read_text("utf-8"))
    code, _, err = run(capsys, "list", "treaty")
    assert code == USAGE
    assert "b.yaml  id 'my-treaty' is also that of" in err


def test_a_module_that_cannot_be_imported_is_named_with_the_reason(own, capsys):
    path = own("commands/broken.py", '"""Broken. [main]"""\n1 / 0\n')
    code, _, err = run(capsys, "broken")
    assert code == USAGE
    assert (
        err
        == f"{path}  cannot be imported: ZeroDivisionError: division by zero. Mend the file, or remove it.\n"
    )


def test_a_module_with_the_name_of_a_shipped_one_is_refused(own, capsys):
    own("commands/who.py", '"""Mine. [main]"""\n')
    code, _, err = run(capsys, "who", "senkaku-attack")
    assert code == USAGE
    assert "has the name of" in err


def test_a_folder_that_is_not_there_is_named(capsys, monkeypatch):
    monkeypatch.delenv("PATO_PATH", raising=False)
    code, _, err = run(capsys, "list", "treaty", "--library", "nowhere")
    assert code == USAGE
    assert err.startswith("nowhere  is not a folder.")


def test_the_folder_may_be_named_by_an_option_before_or_after_the_command(pact, capsys, monkeypatch):
    folder = os.environ["PATO_PATH"]
    for words in (("--library", folder, "show", "mine"), ("show", "mine", f"--library={folder}")):
        monkeypatch.setenv("PATO_PATH", "")
        code, out, _ = run(capsys, *words)
        assert (code, out) == (0, PACT)


def test_a_run_knows_the_contingency_of_ones_own_that_it_was_computed_with(own, tmp_path):
    text = (
        "format: 1\nid: my-way\ntitle: A way of my own\nact: {}\non: [{}]\n"
        "weight: {{low: 0.9, high: 1.0, source: mine}}\n"
    )
    path = own("contingencies/my-way.yaml", text.format("invasion", "economy"))
    one = resolve(from_options(["in-force", "pato-7"], {"metrics": ["gaps"]}), today="2026-11-21")
    before = one.files_of(())[str(path)]
    path.write_text(text.format("cyber_attack", "space_assets"), encoding="utf-8")
    assert one.files_of(())[str(path)] != before


def test_what_was_edited_is_seen_by_the_next_question(pact):
    def asked():
        return pato.who_must_act("mine", "my-event", world=False).to_table().to_csv()

    before = asked()
    pact(
        "events/my-event.yaml", EVENT.replace("CHN", "RUS").replace("act: armed_attack", "act: cyber_attack")
    )
    changed = asked()
    assert changed != before
    pact("architectures/mine.yaml", PACT.replace("add: [my-treaty]", "add: []"))
    assert asked() != changed
    pact("architectures/mine.yaml", PACT)
    pact("events/my-event.yaml", EVENT)
    assert asked() == before
    pact("events/my-event.yaml", "id: [")
    with pytest.raises(FileError, match="my-event"):
        asked()


def test_a_theory_that_was_edited_is_hashed_as_it_is_read(own):
    shipped = (library.root() / "theories" / "additive.yaml").read_text(encoding="utf-8")
    text = shipped.replace("id: additive", "id: own-additive", 1)
    small = SMALL.replace("[hub-and-spoke, {}]", "[hub-and-spoke, pato-3]")
    (study := own("studies/small.yaml", small)).exists()

    def title_and_hash():
        study_now = resolve(from_options([str(study)], {}), today="2026-11-21")
        found = theories()["own-additive"]
        return found.label, study_now.files_of(())[found.file]

    own("theories/own-additive.yaml", text.replace("title: all", "title: First all", 1))
    first = title_and_hash()
    own("theories/own-additive.yaml", text.replace("title: all", "title: Another all", 1))
    other = title_and_hash()
    assert first[0].startswith("First")
    assert other[0].startswith("Another")
    assert first[1] != other[1]


def test_a_metric_that_was_edited_is_the_one_of_the_next_study(own):
    small = SMALL.replace("[hub-and-spoke, {}]", "[hub-and-spoke, pato-3]").replace("[gaps]", "[twice]")
    study = own("studies/small.yaml", small)
    text = (
        "from pato.assess.metrics import Metric\n\n"
        "METRICS = (Metric('twice', '{}', 'pairs', 'lower', lambda context: context.over_architectures(lambda a: {})),)\n"
    )

    def label():
        now = resolve(from_options([str(study)], {}), today="2026-11-21")
        return next(m.label for m in now.metrics if m.id == "twice")

    own("metrics/twice.py", text.format("first", 1))
    assert label() == "first"
    own("metrics/twice.py", text.format("another one", 2))
    assert label() == "another one"
