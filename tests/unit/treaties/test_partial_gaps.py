"""Gaps in part: covered at home, not at sea."""

import json

import pytest
from click.testing import CliRunner

import pato
from pato.cli.app import cli
from pato.errors import UsageError
from pato.report.sections.gaps import build
from pato.treaties.architecture import load_architecture
from pato.treaties.partial import attacker, partial_gaps
from pato.treaties.standing import gaps, partial_table

DATE = "2026-11-21"
SEVEN = ("AUS", "CAN", "JPN", "KOR", "NZL", "TWN", "USA")


def cells(architecture, defender, target, group=SEVEN, challenger="CHN"):
    found = {
        (p.defender, p.target): {c.contingency: c.share for c in p.cells}
        for p in partial_gaps(load_architecture(architecture), group, DATE, challenger)
    }
    return found.get((defender, target))


def test_japan_is_covered_at_home_and_not_at_sea():
    """Article V of 1960: an armed attack in the territories under the administration of Japan."""
    us = cells("in-force", "USA", "JPN")
    assert us["home-territory"] == us["home-base"] == us["outlying-islands"] == us["blockade"] == 1
    assert us["at-sea-western-pacific"] == us["at-sea-atlantic"] == 0
    other = cells("in-force", "JPN", "USA")
    assert other["home-territory"] == 0
    assert 0 < other["forces-abroad"] < 1, "American forces in Japan, not those in Korea"


def test_the_proposal_covers_the_pacific_and_leaves_other_oceans_open():
    there = cells("pato-7", "AUS", "JPN")
    assert there["at-sea-western-pacific"] == 1
    assert there["at-sea-indian-ocean"] == 0


def test_a_pair_without_any_obligation_is_a_whole_gap_and_no_partial_one():
    system = load_architecture("in-force")
    whole = {frozenset((g.first, g.second)) for g in gaps(system, SEVEN, DATE)}
    partial = {frozenset((p.defender, p.target)) for p in partial_gaps(system, SEVEN, DATE, "CHN")}
    assert whole
    assert partial
    assert not whole & partial


def test_what_is_disputed_closes_no_gap_and_is_named():
    found = partial_gaps(load_architecture("in-force"), ["AUS", "USA"], DATE, "CHN")
    said = next(p for p in found if p.defender == "AUS").uncovered
    assert "at sea in the Indian Ocean (disputed)" in said


@pytest.mark.parametrize(
    ("group", "date", "who"),
    [(["USA", "JPN"], DATE, "CHN"), (["CHN", "PRK"], DATE, "RUS"), (["CHN", "PRK", "RUS"], DATE, None)],
)
def test_who_attacks_is_no_member_of_the_group(group, date, who):
    assert attacker(group, date) == who


def test_command_and_function_say_it_by_contingency():
    table = pato.gaps("in-force", ["USA", "JPN"], DATE)
    assert len(table) == 0
    assert "Partial gaps: 2 obligations" in " ".join(table.notes)
    assert {r["contingency"] for r in table.meta["in_part"]} >= {"home-territory", "at-sea-western-pacific"}
    asked = ["gaps", "USA", "JPN", "--date", DATE, "--by", "contingency", "--format", "json"]
    shown = CliRunner().invoke(cli, asked)
    rows = json.loads(shown.output)["rows"]
    assert [(r["defender"], r["target"], r["attacker"]) for r in rows] == [
        ("USA", "JPN", "CHN"),
        ("JPN", "USA", "CHN"),
    ]
    assert "at sea in the Western Pacific" in rows[0]["not covered"]
    none = pato.gaps("in-force", ["USA", "JPN"], DATE, by="contingency", kind="neutrality")
    assert len(none) == 0


def test_who_attacks_is_said_and_nobody_is_no_attacker():
    table = pato.gaps("in-force", ["USA", "PHL"], DATE, by="contingency")
    assert "contingencies of an attack by CHN and not others" in table.title
    assert table.notes[-1].startswith("Coverage: ")
    three = ["CHN", "RUS", "PRK"]
    with pytest.raises(UsageError, match=r"is in the group or did not exist then\. Say who attacks"):
        pato.gaps("in-force", three, DATE, by="contingency")
    assert "Partial gaps were not looked for" in " ".join(pato.gaps("in-force", three, DATE).notes)
    named = pato.gaps("in-force", three, DATE, by="contingency", challenger="USA")
    assert named.meta["challenger"] == "USA"
    with pytest.raises(UsageError, match="nobody is left to defend the other"):
        pato.gaps("in-force", three[:2], DATE, by="contingency", challenger="Russia")
    assert pato.gaps("in-force", three, DATE, by="contingency", challenger="RUS").meta["challenger"] == "RUS"
    with pytest.raises(UsageError, match="Name at least two"):
        partial_table(load_architecture("in-force"), ["USA", "United States"], DATE)


def test_one_obligation_is_one():
    """What the United States owes Turkey under the agreement of 1959 names no area; what it is owed does."""
    table = pato.gaps("in-force", ["TUR", "USA"], DATE, by="contingency")
    assert table.title.startswith("1 obligation of defence covers some contingencies")
    notes = " ".join(pato.gaps("in-force", ["TUR", "USA"], DATE).notes)
    assert "Partial gaps: 1 obligation covers some" in notes
    assert "--by contingency lists it." in notes


class Context:
    architectures = (load_architecture("in-force"),)
    group = ("USA", "JPN", "AUS")
    date = DATE

    @staticmethod
    def day_of(system):
        return system.date or DATE

    @classmethod
    def group_of(cls, _system):
        return cls.group


def test_the_report_has_them():
    blocks = build(Context).blocks
    assert any(getattr(b, "name", "") == "gaps-in-part-in-force" for b in blocks)
    assert any("Obligations that leave some contingency" in getattr(b, "text", "") for b in blocks)

    class Three(Context):
        group = ("CHN", "RUS", "PRK")

    assert not any("in-part" in getattr(b, "name", "") for b in build(Three).blocks)
