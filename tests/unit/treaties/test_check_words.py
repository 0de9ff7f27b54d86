"""Checks written beside the law: what each way of expecting says where the answer is another one."""

import pytest

from pato.errors import FileError
from pato.treaties import checks
from pato.treaties.incidents import LEVELS, answered, counts, in_words, to_table

TEXT = """format: 2
id: pact
title: Pact
binding: treaty
status: in_force
in_force: {from: 1950-01-01}
parties: [{state: USA}, {state: JPN}, {state: AUS}]
obligations:
  - {id: d, article: 5, kind: defence, owed_by: [USA, AUS], owed_to: [JPN], when: {act: attack}, duty: assist_with_force, subject_to: [request_of_victim]}
  - {id: c, article: 4, kind: consultation, when: {act: threat}, duty: consult}
  - {id: b, article: 6, kind: access, owed_by: [JPN], owed_to: [USA], duty: grant_access}
"""
CHECKS = """format: 1
id: mine
title: Mine
checks:
  - id: one
    architecture: pact.yaml
    event: {attacker: [CHN, RUS], victim: JPN, act: armed_attack, place: tokyo, date: 2000-01-01}
    source: A lawyer
"""


@pytest.fixture
def failures(tmp_path, monkeypatch):
    """Return what a check with some fields more finds wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pact.yaml").write_text(TEXT, encoding="utf-8")

    def make(fields, text=CHECKS):
        path = tmp_path / "mine.check.yaml"
        path.write_text(text + f"    {fields}\n", encoding="utf-8")
        (result,) = checks.run_file(str(path))
        assert result.passed == (not result.failures)
        assert (result.file, result.id, result.source) == (str(path), "one", "A lawyer")
        return list(result.failures)

    return make


FOUND = "defence by pact Article 5 (obliged_on_request), consultation by pact Article 4 (obliged)"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("expect: {USA: defence, AUS: [defence, consultation]}", []),
        ("expect: {USA: {kind: defence, status: obliged_on_request, instrument: pact, article: '5'}}", []),
        ("expect: {USA: {kind: defence, against: [CHN, RUS], victim: JPN}}", []),
        ("expect: {USA: {kind: defence, against: PRK}}", [f"USA should owe defence against PRK; found: {FOUND}."]),
        ("expect: {USA: {kind: defence, role: host}}", ["USA should owe defence to the host; found: nothing."]),
        ("expect: {USA: {kind: defence, status: obliged}}", [f"USA should owe defence (obliged); found: {FOUND}."]),
        ("expect: {USA: {kind: non_aggression}}", [f"USA should owe non aggression; found: {FOUND}."]),
        ("expect: {USA: {kind: defence, status: obliged_on_decision, instrument: nato, article: '6'}}", [f"USA should owe defence by nato Article 6 (obliged on decision); found: {FOUND}."]),
        ("expect: {KOR: defence}", ["KOR should owe defence; found: nothing."]),
        ("expect: {USA: [defence, offence], KOR: access}", [f"USA should owe offence; found: {FOUND}.", "KOR should owe access; found: nothing."]),
        ("expect_not: [KOR, PHL]", []),
        ("expect_not: [AUS]", [f"AUS should not owe anything; found: {FOUND}."]),
        ("expect_not: {AUS: offence}", []),
        ("expect_not: {AUS: [consultation, offence]}", ["AUS should not owe consultation; found: consultation by pact Article 4 (obliged)."]),
        ("expect_not: {AUS: {kind: consultation, role: host}}", []),
        ("expect_not: {AUS: {kind: consultation, status: disputed}}", []),
        # access is granted whatever happens, and is asked by its own name only
        ("expect_not: [JPN]", []),
        ("only: true", ["no other state should owe defence; found: AUS, USA."]),
        ("expect: {USA: defence}\n    only: true", ["no other state should owe defence; found: AUS."]),
        ("expect: {USA: defence, AUS: defence}\n    only: true", []),
        ("only: false", []),
    ],
)  # fmt: skip
def test_what_a_check_says(failures, fields, expected):
    assert failures(fields) == expected


def test_what_cannot_be_asked_fails_in_words(failures):
    assert "Did you mean 'in-force'" in failures("only: true", CHECKS.replace("pact.yaml", "in-forse"))[0]
    other = CHECKS.replace("{attacker: [CHN", "senkaku-atack #")
    (told,) = failures("only: true", other)
    assert "mine.check.yaml (one)" in told
    assert "event 'senkaku-atack' is not known" in told
    asked = CHECKS.replace("{attacker: [CHN", "senkaku-attack #").replace("pact.yaml", "in-force")
    assert failures("expect: {USA: defence}", asked) == []
    assert failures("expect: {USA: defence}\n    date: 1945-09-03", asked) == [
        "USA should owe defence; found: nothing."
    ]
    assert (
        failures("expect_not: {USA: defence}\n    place: guam", asked.replace("in-force", "us-japan-1960"))
        == []
    )


def test_an_architecture_is_found_beside_the_checks_and_read_anew(failures, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert failures("expect: {USA: defence}") == []
    assert failures("expect: {USA: defence}", CHECKS.replace("pact.yaml", "pact.yaml@2000-01-01")) == []
    (tmp_path / "pact.yaml").write_text(TEXT.replace("kind: defence", "kind: consultation"), encoding="utf-8")
    assert failures("expect: {USA: defence}") != []


def test_failures_are_problems_that_name_the_source(failures):
    failures("expect: {KOR: defence}")
    (one,) = checks.problems(checks.run_file("mine.check.yaml"))
    assert str(one) == (
        "mine.check.yaml (one)  KOR should owe defence; found: nothing. Expected by: A lawyer."
    )
    with pytest.raises(FileError, match="lacks the key"):
        checks.run_file("pact.yaml")


def test_the_incidents_of_an_architecture_as_rows_counts_and_words(treaty, system):
    name = "us-japan-1960"
    from pato.treaties.architecture import load_architecture

    table, found = to_table(load_architecture(name)), answered(load_architecture(name))
    assert table.columns == ("date", "incident", "attacker", "victim", "act", "hostility", "calls", "owed by")
    assert [row[0] for row in table.rows] == sorted(row[0] for row in table.rows)
    number = {level: sum(i.level == level for i in found) for level in LEVELS}
    assert table.title == (
        f"{len(found)} incidents under {name}: {number['defence']} defence, {number['defence disputed']} defence disputed, "
        f"{number['consultation']} consultation, {number['nothing']} nothing"
    )
    assert table.notes == (
        "Each incident is asked on its own date; a proposed treaty counts as if it had been in force.",
    )
    for row, one in zip(table.rows, found, strict=True):
        assert row[1:6] == (
            one.event.id,
            ", ".join(one.event.attacker),
            one.event.victim,
            one.event.act.id,
            one.event.act.hostility,
        )
        assert row[6] == one.level
        assert (row[7] is None) == (one.level == "nothing")
    assert counts(name) is None, "a treaty is no architecture"
    assert in_words("mine.yaml") is None
    shipped = counts("pato-7")
    assert tuple(shipped) == LEVELS
    assert in_words("pato-7") == (
        f"Of {len(found)} real incidents in the library, {shipped['defence']} trigger a defence obligation under 'pato-7', "
        f"{shipped['defence disputed']} a disputed one, {shipped['consultation']} consultation or assistance, "
        f"{shipped['nothing']} nothing: most lie below the threshold of armed attack, or affect no state that is owed help."
    )


FEW = "parties: [{{state: GBR}}, {}]\nobligations:\n  - {{id: d, article: 5, kind: defence, when: {{act: attack}}, duty: assist_with_force}}\n  - {{id: c, article: 4, kind: consultation, duty: consult}}\n"


@pytest.mark.parametrize(
    ("others", "shown"),
    [
        (("USA",), "USA"),
        (("USA", "AUS", "KOR"), "AUS,KOR,USA"),
        (("USA", "AUS", "KOR", "PHL"), "AUS,KOR,PHL +1"),
    ],
)
def test_who_owes_the_most_is_named_up_to_three(treaty, system, others, shown):
    body = FEW.format(", ".join(f"{{state: {s}}}" for s in others))
    rows = [r for r in to_table(system(treaty(body))).rows if r[3] == "GBR" and r[6] == "defence"]
    assert rows
    assert {r[7] for r in rows} == {shown}
