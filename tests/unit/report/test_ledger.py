"""The ledger: every verdict agrees with what the library computes, and broken files are broken down by line."""

import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.errors import FINDINGS, PatoError, UnknownNameError
from pato.report.ledger.checks import find
from pato.report.ledger.files import documents
from pato.report.ledger.schema import (
    BordersCheck,
    EventCheck,
    FigureCheck,
    OwesCheck,
    PartiesCheck,
    RecordCheck,
    TrendCheck,
)
from pato.report.ledger.tables import ledger_table
from pato.report.sections.ledger import build

ALL = [pytest.param(s, id=s.id) for d in documents() for s in d.statements]


@pytest.mark.parametrize("statement", ALL)
def test_verdicts_agree_with_what_is_computed(statement):
    answers = [find(check) for check in statement.checks]
    if statement.verdict == "holds":
        assert all(a.agrees for a in answers), [a.found for a in answers if not a.agrees]
    if statement.verdict == "wrong":
        assert any(not a.agrees for a in answers), (
            "a statement that is wrong is contradicted by what is computed"
        )


def test_there_are_enough_statements_of_every_kind_and_most_are_computed():
    statements = [p.values[0] for p in ALL]
    assert len(statements) >= 25
    assert {s.verdict for s in statements} == {"holds", "imprecise", "wrong", "not_checkable"}
    assert sum(bool(s.checks) for s in statements) > len(statements) / 2
    assert len({s.id for s in statements}) == len(statements)


def test_known_answers():
    """Facts that anyone can look up: the treaties' own texts and lists of parties, and an atlas."""
    assert find(PartiesCheck(kind="parties", treaty="nato", date="1949-12-31", claims=12)).agrees
    assert find(PartiesCheck(kind="parties", treaty="nato", date="2024-06-01", claims=32)).agrees
    assert not find(PartiesCheck(kind="parties", treaty="cptpp", date="2023-02-07", claims=11)).agrees
    assert find(BordersCheck(kind="borders", state="UKR", treaty="nato", date="1998-01-01", claims=0)).agrees
    assert find(BordersCheck(kind="borders", state="UKR", treaty="nato", date="1999-06-01", claims=2)).agrees
    assert find(
        OwesCheck(kind="owes", debtor="USA", creditor="NZL", date="1985-01-01", claims=True)
    ).agrees, "ANZUS before the suspension of 1986"
    assert find(RecordCheck(kind="record", of="event", id="adiz-2013", path="place", claims="taiwan")) == (
        "place of adiz-2013: east-china-sea-adiz",
        False,
    )
    assert find(
        TrendCheck(kind="fell", measure="v2x_libdem", state="USA", years=(2012, 2022), claims=True)
    ).agrees
    assert find(
        FigureCheck(
            kind="figure",
            treaty="anzus",
            date="2023-01-01",
            figure="freedom_house_status",
            values=["F"],
            claims_at_least=3,
        )
    ).agrees


def test_an_act_outside_the_dates_is_not_found():
    def zone(start, end):
        given = {
            "kind": "event",
            "attacker": "CHN",
            "victim": "JPN",
            "act": ["air_zone_declaration"],
            "from": start,
            "until": end,
            "claims": True,
        }
        return find(EventCheck.model_validate(given)).agrees

    assert zone("2013-11-23", "2013-11-24")
    assert not zone("2013-11-24", "2014-11-24")
    assert not zone("2012-11-15", "2013-11-23")


def test_the_section_lists_what_does_not_hold_first():
    section = build(None)
    doubtful = section.blocks[1].items
    assert any("W07, wrong" in line for line in doubtful)
    assert not any(", holds" in line.split(":")[0] for line in doubtful)
    assert [b.name for b in section.blocks[2:]] == ["ledger-seidler-2013", "ledger-webster-2023"]


def test_the_command_filters_by_verdict_and_writes_csv():
    shown = CliRunner().invoke(cli, ["ledger", "webster-2023", "--verdict", "wrong", "--format", "csv"])
    assert shown.exit_code == 0, shown.output
    ids = [line.split(",")[0] for line in shown.stdout.splitlines() if line.startswith("W")]
    assert ids == [s.id for s in documents(("webster-2023",))[0].statements if s.verdict == "wrong"]


def test_an_unknown_document_is_met_with_the_nearest():
    answered = CliRunner().invoke(cli, ["ledger", "webster-2022"])
    assert isinstance(answered.exception, UnknownNameError)
    assert "Did you mean 'webster-2023'?" in str(answered.exception)


BROKEN = """format: 1
id: mine
title: Mine
author: Someone
date: 2024-01-01
statements:
  - {id: M01, says: A, verdict: holds, because: B}
  - {id: M02, says: A, verdict: holds, because: B, evidence: {treaties: [nto]}}
  - {id: M02, says: A, verdict: true_, because: B}
"""


def test_a_broken_file_names_each_mistake_at_its_line(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(BROKEN)
    with pytest.raises(PatoError) as caught:
        documents((str(path),))
    told = str(caught.value)
    assert "mine.yaml:7" in told
    assert "rests on something" in told
    assert "mine.yaml:9" in told
    path.write_text(
        BROKEN.replace("true_", "holds, sources: [{title: x}]").replace(
            "because: B}\n  - {id: M02, says: A, verdict: holds, because: B, ev",
            "because: B, sources: [{title: x}]}\n  - {id: M02, says: A, verdict: holds, because: B, ev",
        )
    )
    with pytest.raises(PatoError) as caught:
        documents((str(path),))
    assert "'nto' is not in the library" in str(caught.value)
    assert "used twice" in str(caught.value)


def test_a_users_own_ledger_is_shown(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "format: 1\nid: mine\ntitle: Mine\nauthor: Someone\ndate: 2024-01-01\nstatements:\n"
        "  - {id: M01, says: NATO has 31 members., verdict: holds, because: Finland joined., "
        "checks: [{kind: parties, treaty: nato, date: 2024-01-01, claims: 31}]}\n"
    )
    row = ledger_table(documents((str(path),))[0]).records()[0]
    assert row["verdict"] == "holds"
    assert row["what the library has"].startswith("nato has 31 parties on 2024-01-01")
    assert row["checked"] == "computed"


def checked(path, text):
    path.write_text(text)
    return CliRunner().invoke(cli, ["check", str(path)], standalone_mode=False)


def ledger_of(verdict, claims, treaty="nato"):
    return (
        "format: 1\nid: mine\ntitle: Mine\nauthor: Someone\ndate: 2024-01-01\nstatements:\n"
        f"  - {{id: M01, says: NATO has members., verdict: {verdict}, because: So it is., "
        f"checks: [{{kind: parties, treaty: {treaty}, date: 2024-01-01, claims: {claims}}}]}}\n"
    )


@pytest.mark.parametrize(
    ("verdict", "claims", "words"),
    [
        ("holds", 12, "the library has it otherwise: nato has 31 parties"),
        ("wrong", 31, "every check agrees with the statement"),
    ],
)
def test_pato_check_names_verdicts_that_the_library_contradicts(tmp_path, verdict, claims, words):
    answered = checked(tmp_path / "mine.yaml", ledger_of(verdict, claims))
    assert answered.return_value == FINDINGS
    assert words in " ".join(answered.stdout.split())
    assert "mine.yaml:7" in answered.stdout
    assert "1 problem found" in answered.stdout


@pytest.mark.parametrize(("verdict", "claims"), [("holds", 31), ("wrong", 12), ("imprecise", 12)])
def test_pato_check_accepts_verdicts_that_agree(tmp_path, verdict, claims):
    answered = checked(tmp_path / "mine.yaml", ledger_of(verdict, claims))
    assert "1 files read, 1 checks run: nothing wrong was found." in answered.stdout


def test_pato_check_names_the_line_of_a_treaty_that_does_not_ship(tmp_path):
    answered = checked(tmp_path / "mine.yaml", ledger_of("holds", 31, treaty="nto"))
    assert "mine.yaml:7" in answered.stdout
    assert "'nto' is not known" in answered.stdout


def test_the_template_is_right_as_it_stands(tmp_path):
    path = tmp_path / "mine.yaml"
    assert CliRunner().invoke(cli, ["new", "ledger", "-o", str(path)]).exit_code == 0
    answered = CliRunner().invoke(cli, ["check", str(path)])
    assert "nothing wrong was found" in answered.stdout, answered.stderr
    assert len(ledger_table(documents((str(path),))[0])) == 3


LEDGER = """format: 1
id: mine
title: t
author: A
date: 2020-01-01
statements:
  - id: A01
    says: x
    verdict: holds
    because: y
    checks:
      - {}
"""


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ("{kind: record, of: treaty, id: anzus, path: foo.bar, claims: x}", "key of treaty 'anzus'"),
        ("{kind: record, of: treaty, id: anzus, path: parties.state, claims: x}", "key of treaty 'anzus'"),
        ("{kind: fell, measure: v2x_libden, years: [2000, 2010], claims: true}", "v2x_libdem"),
        ("{kind: fell, measure: v2x_libdem, years: [1700, 2010], claims: true}", "has no values of 1700"),
        (
            "{kind: event, attacker: CHN, act: [blockade], from: 2000-01-01, until: 2020-01-01, claims: true}",
            "Give one of them",
        ),
        ("{kind: parties, treaty: nato, date: 2020-01-01, state: USA, claims: 1}", "true or false"),
        ("{kind: parties, treaty: nato, date: 2020-01-01, claims: true}", "true or false"),
    ],
)
def test_a_check_that_cannot_be_computed_is_told_at_its_line(check, told, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(LEDGER.format(check), encoding="utf-8")
    found = CliRunner().invoke(cli, ["check", str(path)])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    assert f"{path}:12:" in found.output
    assert told in found.output


def test_a_ledger_is_read_again_when_its_file_has_changed(tmp_path):
    path = tmp_path / "mine.yaml"
    for author in ("First", "Second"):
        text = LEDGER.replace("author: A", f"author: {author}")
        path.write_text(
            text.format("{kind: in_force, treaty: anzus, date: 2020-01-01, claims: true}"), encoding="utf-8"
        )
        assert documents((str(path),))[0].author == author
