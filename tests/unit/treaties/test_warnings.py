"""Warnings on valid files: members whose land lies in no area, ids that the library has, traps in a text."""

import pytest

from pato.files import library
from pato.treaties.architecture import load_architecture
from pato.treaties.uncovered import uncovered
from pato.treaties.warnings import warnings

DAY = "2026-11-21"
HEAD = "format: 2\nid: mine\ntitle: Mine\nbinding: treaty\nstatus: proposed\n"
TEXT = """parties: [{state: USA}, {state: JPN}, {state: CHE}]
areas:
  east: {article: 6, words: "East Asia", includes: [{region: [east_asia]}]}
  south: {article: 7, words: "the South", includes: [{region: [oceania]}]}
obligations:
  - {id: d, article: 5, kind: defence, when: {act: attack, in: east}, duty: assist_with_force}
"""
AID = "  - {id: a, article: 8, kind: assistance, %swhen: {act: attack%s}, duty: provide_assistance}\n"
TALK = "  - {id: c, article: 4, kind: consultation, when: {act: threat}, duty: consult}\n"


@pytest.fixture
def found(tmp_path):
    def make(body, day=DAY):
        path = tmp_path / "mine.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        (instrument,) = load_architecture(path).instruments
        return {(u.state, u.role): u.areas for u in uncovered(instrument, day)}

    return make


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # American bases in Japan and Korea are land that the United States does not hold
        (TEXT, {("USA", "member"): ("east",), ("CHE", "member"): ("east",)}),
        (TEXT + TALK, {("USA", "member"): ("east",), ("CHE", "member"): ("east",)}),
        (TEXT + AID % ("", ", in: south"), {("CHE", "member"): ("east", "south")}),
        (TEXT + AID % ("", ""), {}),
        (TEXT + AID % ("owed_to: [CHE], ", ""), {("USA", "member"): ("east",)}),
        (TEXT.replace("act: attack, in: east", "act: attack"), {}),
        (TEXT.replace("duty: assist", "owed_to: [JPN], duty: assist"), {}),
        (TEXT.replace("kind: defence", "kind: offence"), {}),
        (TEXT.replace("{state: CHE}", "{state: CHE, role: associate}") + AID % ("owed_to: associates, ", ", in: south"), {("USA", "member"): ("east",), ("CHE", "associate"): ("south",)}),
    ],
)  # fmt: skip
def test_members_that_are_owed_help_nowhere_on_their_own_land(found, body, expected):
    assert found(body) == expected


def test_an_area_that_ends_covers_nobody_afterwards(found):
    body = TEXT.replace("{region: [east_asia]}", "{region: [east_asia], until: 2000-01-01}")
    assert set(found(body, "1990-01-01")) == {("USA", "member"), ("CHE", "member")}
    assert set(found(body)) == {("USA", "member"), ("CHE", "member"), ("JPN", "member")}


def said(path, kind):
    return [(p.where.rpartition("/")[2], p.what, p.fix) for p in warnings(str(path), kind, DAY)]


def test_a_treaty_is_told_who_is_covered_nowhere(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + TEXT + AID % ("", ", in: south"), encoding="utf-8")
    told = [one for one in said(path, "treaty") if "none of its registered places" in one[1]]
    assert told == [
        (
            "mine.yaml:8:3",
            "Switzerland is a party to mine, but none of its registered places lies in areas 'east' and 'south': no help is owed anywhere on its own territory.",
            "Widen the area, or leave it if that is meant.",
        )
    ]


def test_an_architecture_is_told_of_what_it_adds_alone(tmp_path):
    (tmp_path / "mine.yaml").write_text(HEAD + TEXT, encoding="utf-8")
    system = tmp_path / "system.yaml"
    text = "format: 1\nid: system\ntitle: S\nextends: in-force\nadd: [./mine.yaml]\nparties: {mine: [JPN, USA, KOR]}\nassociates: {mine: [CHE]}\n"
    system.write_text(text, encoding="utf-8")
    told = said(system, "architecture")
    assert [(where, what.partition(",")[0]) for where, what, _ in told] == [
        ("system.yaml:6:10", "The United States is a party to mine")
    ]
    (tmp_path / "mine.yaml").write_text(HEAD + TEXT + AID % ("owed_to: associates, ", ", in: south"), "utf-8")
    told = said(system, "architecture")
    assert [(where, what.partition(",")[0]) for where, what, _ in told] == [
        ("system.yaml:6:10", "The United States is a party to mine"),
        ("system.yaml:7:13", "Switzerland is an associate of mine"),
    ]


def test_an_id_of_the_library_is_told_and_the_librarys_own_file_is_not(tmp_path):
    path = tmp_path / "nato.yaml"
    entry = library.entry("treaty", "nato")
    path.write_text(library.path_of(entry["file"]).read_text(encoding="utf-8"), encoding="utf-8")
    (first, *_) = said(path, "treaty")
    assert first[0].startswith("nato.yaml:")
    assert first[1] == f"the library has a treaty 'nato' already ({entry['file']})."
    assert first[2] == "Give yours an id of its own: commands that take a name mean the library's."
    assert not [w for w in said(library.path_of(entry["file"]), "treaty") if "already" in w[1]]
    event = tmp_path / "event.yaml"
    event.write_text(
        "format: 1\nid: e\nattacker: CHN\nvictim: JPN\nact: armed_attack\ndate: 2020-01-01\n", "utf-8"
    )
    assert said(event, "event") == []
