"""Coding in ATOP variables: what fields determine, and that the rest is not determined rather than zero (T6)."""

import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.errors import UnknownNameError
from pato.treaties.atop import atop, atop_table
from pato.treaties.load import load_treaty
from pato.treaties.schema.treaty import Treaty


def treaty(**fields):
    base = {
        "format": 1,
        "id": "test",
        "title": "A treaty",
        "binding": "treaty",
        "status": "in_force",
        "signed": "1951-09-01",
        "in_force": {"from": "1952-04-29"},
        "parties": [{"state": "AUS"}, {"state": "JPN"}],
    }
    return Treaty.model_validate(base | fields)


def clause(kind="defence", duty="assist_with_force", **fields):
    return {"id": f"{kind}-{duty}".replace("_", "-"), "article": 1, "kind": kind, "duty": duty} | fields


def test_the_five_obligations():
    coding = atop(treaty(obligations=[clause(), clause("consultation", "consult")]))
    assert [coding.value(v) for v in ("DEFENSE", "OFFENSE", "NEUTRAL", "NONAGG", "CONSUL", "ACTIVE")] == [
        1,
        0,
        0,
        0,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("fields", "conditional", "asymmetric", "threat"),
    [
        ({"when": {"act": "attack"}}, 0, 0, 0),
        ({"when": {"act": "attack", "by": ["CHN"]}}, 1, 0, 1),
        ({"when": {"act": "attack", "not_by": ["CHN"]}}, 1, 0, 0),
        ({"owed_by": ["AUS"], "owed_to": ["JPN"]}, 0, 1, 0),
        ({"unless": [{"id": "x", "label": "never"}]}, 1, 0, 0),
    ],
)
def test_conditions_asymmetry_and_specific_threat(fields, conditional, asymmetric, threat):
    coding = atop(treaty(obligations=[clause(**fields)]))
    assert [coding.value(v) for v in ("DEFCON", "CONDITIO", "ASYMM", "SPECTHRT")] == [
        conditional,
        conditional,
        asymmetric,
        threat,
    ]


def test_bases_are_one_sided_mutual_or_none():
    one = clause("access", "grant_access", owed_by=["JPN"], owed_to=["AUS"])
    assert atop(treaty(obligations=[one])).value("BASE") == 3
    assert atop(treaty(obligations=[clause("access", "grant_access")])).value("BASE") == 2
    assert atop(treaty(obligations=[clause("access", "deny_access")])).value("BASE") == 0


def test_what_no_field_says_is_not_determined():
    coding = atop(treaty())
    assert [coding.value(v) for v in ("WARTIME", "LENGTH", "INTCOM", "ORGAN1", "ATOPID", "RENOUNCE")] == [
        None
    ] * 6
    assert all(c.because for c in coding.codes)
    assert atop(treaty(institutions={"joint_command": True})).value("INTCOM") is None, (
        "a command in practice is none in the text"
    )
    assert (
        atop(treaty(institutions={"joint_command": False, "council": True, "secretariat": False})).value(
            "ORGAN1"
        )
        == 2
    )


def test_dates_are_those_of_signature_and_members_have_cow_numbers():
    coding = atop(treaty()).to_dict()
    assert [coding[v] for v in ("BEGYR", "BEGMO", "BEGDAY", "ENDYR", "MEM1", "MEM2", "BILAT")] == [
        1951,
        9,
        1,
        0,
        900,
        740,
        1,
    ]
    ended = atop(treaty(status="terminated", in_force={"from": "1952-04-29", "until": "1960-06-23"}))
    assert [ended.value(v) for v in ("ENDYR", "ENDMO", "INEFFECT", "TERM")] == [1960, 6, 0, None]
    year_only = atop(treaty(signed={"date": "1951", "precision": "year"}))
    assert [year_only.value(v) for v in ("BEGYR", "BEGMO")] == [1951, None]


def test_known_alliances():
    nato = atop(load_treaty("nato"))
    assert (nato.value("ATOPID"), nato.value("DEFENSE"), nato.value("DEFCON"), nato.value("BEGYR")) == (
        3180,
        1,
        1,
        1949,
    )
    assert len(nato.members) == 12, "the signatories of 1949, not those that acceded"


def test_an_unknown_variable_is_refused():
    with pytest.raises(UnknownNameError, match="Did you mean 'DEFENSE'"):
        atop(treaty()).value("DEFENCE")


def test_command_gives_a_row_a_variable_or_a_row_a_treaty():
    runner = CliRunner()
    assert "DEFENSE" in runner.invoke(cli, ["atop", "anzus"]).output
    several = runner.invoke(cli, ["atop", "anzus", "nato", "--format", "csv"]).output.splitlines()
    assert several[0].startswith("treaty,ATOPID,BEGYR")
    assert [line.split(",")[:2] for line in several[1:]] == [["anzus", "3215"], ["nato", "3180"]]
    assert len(atop_table([])) == 0
