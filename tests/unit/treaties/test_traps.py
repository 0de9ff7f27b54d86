"""Traps of drafting: each is found, each is gone once the file is repaired, and a sound file has none."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import pato.kinds  # noqa: F401  registers every kind of file
from pato.cli.commands.check import command
from pato.files import library
from pato.treaties.schema.treaty import Treaty
from pato.treaties.traps import traps
from pato.treaties.warnings import warnings

DATE = "2026-01-01"
STRAIT = Path(__file__).parent / "files" / "strait.yaml"
BASE = """format: 2
id: our-pact
title: Our pact
binding: treaty
status: proposed
parties: [{state: AUS}, {state: JPN}]
"""
DEFENCE = "{id: defence, article: 5, kind: defence, duty: assist_with_force"
TRAPS = {
    "law in a note": (
        "withdrawal: {notice: 1y, article: 9, note: 'No Party may withdraw; not for ten years.'}\n",
        "a condition in a note has no effect",
        ("note: 'No Party may withdraw; not for ten years.'", "bar_years: 10"),
    ),
    "nobody of a class": (
        "obligations:\n  - {id: arms, article: 7, kind: assistance, duty: provide_arms, owed_to: [associates]}\n",
        "name associates, but this file has none",
        ("owed_to: [associates]", "owed_to: [parties]"),
    ),
    "a promise that nothing codes": (
        "provisions:\n  - {id: help, article: 5, heading: Help, text: 'Each Party shall assist the Party attacked.'}\n",
        "no obligation at this article codes it",
        ("provisions:", f"obligations:\n  - {DEFENCE}}}\nprovisions:"),
    ),
    "consultation that nothing codes": (
        "articles:\n  - {number: 4, heading: Talks, paragraphs: ['The Parties shall consult at once.']}\n",
        "Article 4 speaks of consultation",
        ("articles:", "obligations:\n  - {id: c, article: 4, kind: consultation, duty: consult}\narticles:"),
    ),
    "a part for associates that nothing gives": (
        (
            "obligations:\n  - {id: c, article: 4, kind: consultation, duty: consult}\n"
            "classes: {associate: {name: Participant}}\n"
            "provisions:\n  - {id: p, article: 7, heading: P, text: 'A Participant may take part in Articles 3 to 4.'}\n"
        ),
        "gives associates a part in Article 4",
        ("duty: consult}", "duty: consult, owed_by: [parties, associates]}"),
    ),
    "a rule that nothing uses": (
        "decisions: {default: consensus, invocation: unanimity}\n",
        "the rule on invocation is used by no clause",
        ("decisions:", f"obligations:\n  - {DEFENCE}, subject_to: collective_decision}}\ndecisions:"),
    ),
    "forces that lie nowhere": (
        (
            "areas: {home: {includes: [{territory_of: [parties]}]}}\n"
            f"obligations:\n  - {DEFENCE}, when: {{act: attack, in: home}}}}\n"
            "  - {id: bases, article: 8, kind: access, duty: grant_access}\n"
        ),
        "forces that are stationed under 'bases' (Article 8)",
        ("{territory_of: [parties]}", "{territory_of: [parties], host: any}"),
    ),
    "a party outside the area": (
        (
            "areas: {home: {includes: [{territory_of: [parties], region: [south_asia], host: any}]}}\n"
            f"obligations:\n  - {DEFENCE}, when: {{act: attack, in: home}}}}\n"
        ),
        "Japan is a party to our-pact, but none of its registered places lies in area 'home'",
        ("region: [south_asia]", "region: [south_asia, east_asia]"),
    ),
}


def told(path):
    return [str(w) for w in warnings(str(path), "treaty", DATE)]


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_found_where_it_is_and_gone_when_repaired(tmp_path, name):
    text, words, (old, new) = TRAPS[name]
    assert old in text
    file = tmp_path / "ours.yaml"
    file.write_text(BASE + text, encoding="utf-8")
    found = [w for w in told(file) if words in w]
    assert len(found) == 1, told(file)
    line = int(found[0].split(":")[1])
    assert line > len(BASE.splitlines()), "it points to what was added"
    file.write_text(BASE + text.replace(old, new), encoding="utf-8")
    assert not [w for w in told(file) if words in w]


def test_an_associate_outside_the_area_of_what_an_architecture_adds(tmp_path):
    treaty, system = tmp_path / "ours.yaml", tmp_path / "system.yaml"
    treaty.write_text(
        BASE
        + "areas: {home: {includes: [{territory_of: [parties, associates], region: [oceania, east_asia], host: any}]}}\n"
        + f"obligations:\n  - {DEFENCE}, owed_to: [parties, associates], when: {{act: attack, in: home}}}}\n",
        encoding="utf-8",
    )
    system.write_text(
        "format: 1\nid: system\ntitle: With India\nadd: [ours.yaml]\nassociates: {our-pact: [IND, NZL]}\n",
        encoding="utf-8",
    )
    found = [str(w) for w in warnings(str(system), "architecture", DATE)]
    assert len(found) == 1
    assert "India is an associate of our-pact" in found[0]


def test_an_id_of_the_library_is_told_and_the_librarys_own_file_is_not(tmp_path):
    copy = tmp_path / "nato.yaml"
    shipped = library.path_of(library.entry("treaty", "nato")["file"])
    copy.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    assert any("the library has a treaty 'nato' already" in w for w in told(copy))
    assert not any("already" in w for w in told(shipped))


def test_traps_read_every_treaty_of_the_library():
    for entry in library.entries("treaty").values():
        treaty = Treaty.model_validate(entry["data"])
        for path, what, fix in traps(treaty):
            assert path, entry["file"]
            assert what.endswith("."), what
            assert fix.endswith("."), fix
            assert treaty.status == "proposed" or "note" not in path


def test_warnings_are_shown_and_count_only_where_that_is_asked(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(BASE + TRAPS["law in a note"][0], encoding="utf-8")
    loose, strict = (
        CliRunner().invoke(command, [*more, str(file)], standalone_mode=False) for more in ([], ["--strict"])
    )
    assert "warning: " in loose.output
    assert "nothing wrong was found, 1 warning." in loose.output
    assert (loose.return_value, strict.return_value) == (0, 1)
