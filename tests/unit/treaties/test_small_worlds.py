"""A world of six small treaties, judged by eye: what stands between its states, what conflicts, and what follows an attack."""

import sys
from pathlib import Path

import pytest

from pato.errors import UsageError
from pato.treaties.architecture import load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.conflicts import conflicts_table
from pato.treaties.events import make_event
from pato.treaties.relations import duty_matrix, relations
from pato.treaties.standing import duties_table, exposure_table, gaps, gaps_table, partial_table

sys.path.insert(0, str(Path(__file__).parent))
from kept_answers import kept

DAY = "2026-11-21"
STATES, BIG = ["USA", "JPN", "AUS", "KOR", "NZL", "TWN"], ["CHN", "RUS", "PRK"]
TREATY = "format: 2\nid: {id}\ntitle: Treaty {id}\nshort: {short}\nbinding: {binding}\nstatus: in_force\nin_force: {{from: 1960-01-01}}\nchecked: text\n"
TEXTS = {
    # Japan is covered at home alone, the United States nowhere
    "guard": (
        "treaty",
        """parties: [{state: USA}, {state: JPN}]
areas:
  home: {article: "5", words: "the territories under the administration of Japan", includes: [{administered_by: [JPN]}]}
obligations:
  - {id: defence, article: "5", kind: defence, when: {act: attack, in: home}, duty: act_to_meet_common_danger, subject_to: [constitutional_processes, own_judgment]}
  - {id: bases, article: "6", kind: access, owed_by: [JPN], owed_to: [USA], duty: grant_access}
  - {id: strength, article: "3", kind: assistance, duty: maintain_capacity}
""",
    ),
    "ring": (
        "treaty",
        """parties: [{state: JPN}, {state: AUS}, {state: KOR, from: 1990-01-01}]
obligations:
  - {id: consult, article: "1", kind: consultation, when: {act: threat}, duty: consult, subject_to: [request_of_partner]}
  - {id: arms, article: "2", kind: assistance, owed_by: [AUS], owed_to: [JPN], duty: provide_arms, until: 2030-01-01}
""",
    ),
    "pact": (
        "treaty",
        """parties: [{state: USA}, {state: AUS}, {state: NZL, suspended: [{from: 1986-08-11, by: USA}]}, {state: TWN, role: associate}]
obligations:
  - {id: defence, article: "IV", kind: defence, when: {act: attack}, duty: assist_with_force, subject_to: [collective_decision]}
  - {id: aid, article: "V", kind: assistance, owed_by: parties, owed_to: associates, duty: provide_assistance, when: {act: attack}}
""",
    ),
    "doubt": (
        "treaty",
        """parties: [{state: AUS}, {state: KOR}]
obligations:
  - id: defence
    article: "2"
    kind: defence
    when: {act: attack}
    duty: assist_with_force
    readings:
      - {id: alive, holds: true, said_by: AUS, source: {title: "A note"}}
      - {id: lapsed, holds: false, said_by: KOR, source: {title: "Another note"}}
""",
    ),
    "statute": (
        "domestic_law",
        """parties: [{state: USA}]
groups: {friends: {words: "Taiwan", members: [TWN], source: {title: "The Act"}}}
obligations:
  - {id: arms, article: "3", kind: assistance, owed_by: [USA], owed_to: [TWN], duty: provide_arms}
""",
    ),
    "words": (
        "political_declaration",
        """parties: [{state: JPN}, {state: NZL}]
obligations:
  - {id: consult, article: "9", kind: consultation, duty: consult}
""",
    ),
}


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, (binding, body) in TEXTS.items():
        text = TREATY.format(id=name, short=name.title(), binding=binding) + body
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    names = ", ".join(f"./{name}.yaml" for name in TEXTS)
    text = f"format: 1\nid: small\ntitle: Small\nadd: [{names}]\n"
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return load_architecture("small.yaml")


def test_what_stands_between_its_states(world):
    tables = [duty_matrix(world, DAY, kind).to_table() for kind in ("defence", "consultation", "assistance")]
    tables.append(duty_matrix(world, DAY, "defence", group=["JPN", "USA", "NZL"]).to_edges())
    tables += [gaps_table(world, STATES, DAY), partial_table(world, STATES, DAY)]
    tables += [gaps_table(world, ["JPN", "AUS"], DAY, kind="consultation"), gaps_table(world, BIG, DAY)]
    tables += [partial_table(world, ["USA", "JPN"], DAY, kind="consultation", challenger="RUS")]
    for state in ("USA", "JPN", "KOR", "TWN"):
        tables += [duties_table(world, state, DAY), exposure_table(world, state, DAY)]
    tables += [conflicts_table(world, DAY)]
    kept("small-world.txt", "\n".join(f"{table.to_text()}{table.meta}\n" for table in tables))


FIRST = {
    ("defence", "USA", "JPN", "obliged", None),
    ("consultation", "AUS", "JPN", "obliged_on_request", None),
    ("consultation", "KOR", "JPN", "obliged_on_request", None),
    ("consultation", "NZL", "JPN", "expected", None),
    ("access", "JPN", "USA", "obliged", None),
    ("assistance", "AUS", "JPN", "obliged", None),
}
"""What an attack on Tokyo triggers itself."""
AT_HOME = (
    {("defence", "AUS", "USA", "obliged_on_decision", "USA"), ("defence", "NZL", "USA", "obliged_on_decision", "USA")},
    {("defence", "AUS", "NZL", "obliged_on_decision", "NZL"), ("defence", "KOR", "AUS", "disputed", "AUS"), ("defence", "NZL", "AUS", "obliged_on_decision", "AUS"), ("defence", "USA", "AUS", "obliged_on_decision", "AUS")},
    {("defence", "AUS", "KOR", "disputed", "KOR")},
)  # fmt: skip
"""What follows if those who fight are struck at home, round by round: a declaration, a law and a request start nothing."""
IN_JAPAN = {("defence", "JPN", "USA", "obliged", "USA")}
"""American forces struck in Japan are in the area of Japan's own duty."""


@pytest.mark.parametrize(
    ("escalation", "after"),
    [
        (("forces",), (AT_HOME[0] | IN_JAPAN, *AT_HOME[1:])),
        (("territory",), AT_HOME),
        (("forces", "territory"), (AT_HOME[0] | IN_JAPAN, *AT_HOME[1:])),
        ((), ()),
    ],
)
def test_what_follows_an_attack_round_by_round(world, escalation, after):
    event = make_event("CHN", "JPN", date=DAY, place="tokyo")
    answer = who_must_act(world, event, escalation=escalation)
    found = {}
    for duty in answer.duties:
        row = duty.kind, duty.state, ", ".join(duty.to), duty.status, duty.because
        assert row not in found.setdefault(duty.round, set())
        found[duty.round].add(row)
    assert list(found.values()) == [FIRST, *after]
    assert [d.round for d in answer.duties] == sorted(d.round for d in answer.duties)
    assert answer.coverage.curated == ("guard", "ring", "words")
    assert answer.owed_by("NZL", round_=None) == tuple(d for d in answer.duties if d.state == "NZL")
    assert answer.owed_by("NZL")[0].kind == "consultation"
    assert who_must_act(world, event, cascade=False).duties == tuple(d for d in answer.duties if not d.round)


def test_an_answer_is_a_table_a_record_and_a_page(world, tmp_path):
    answer = who_must_act(world, make_event("CHN", "USA", date=DAY, place="guam", on="armed_forces"))
    plain, table = answer.to_dict(), answer.to_table()
    assert plain["architecture"] == "small"
    assert plain["event"]["victim"] == "USA"
    assert plain["coverage"] == table.meta["coverage"] == answer.coverage.to_dict()
    assert plain["notes"] == [*answer.notes]
    assert plain["variants"] == []
    assert table.notes == (*answer.notes, answer.coverage.sentence())
    assert [d["state"] for d in plain["duties"]] == [row[1] for row in table.rows]
    assert set(table.meta) == {*answer.event.to_dict(), "coverage"}
    assert "Guam" in answer._repr_html_()
    assert len(answer.to_pandas()) == len(answer.duties)
    answer.save(tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_text(encoding="utf-8").count("\n") > len(answer.duties)
    kept("small-answer.txt", table.to_text())


def test_a_matrix_is_saved_as_rows_or_as_a_graph(world, tmp_path):
    import networkx as nx

    matrix = duty_matrix(world, DAY, group=["USA", "JPN"])
    for name, read in (("m.graphml", nx.read_graphml), ("m.GEXF", nx.read_gexf)):
        assert matrix.save(tmp_path / name) == tmp_path / name
        graph = read(tmp_path / name)
        assert {(a, b) for a, b, *_ in graph.edges} == {("USA", "JPN"), ("JPN", "USA")}
        assert graph.nodes["JPN"]["name" if name == "m.graphml" else "label"]
    matrix.save(tmp_path / "m.csv")
    assert "USA,JPN,defence,act_to_meet_common_danger,guard,5,treaty,true,false,obliged,text" in (
        tmp_path / "m.csv"
    ).read_text(encoding="utf-8")
    assert "Guard*" in matrix._repr_html_()
    assert [r.kind for r in relations(world, DAY, kinds="access")] == ["access"]


def test_a_state_is_exposed_to_one_state_or_to_several(world):
    assert exposure_table(world, "JPN", DAY).title.startswith("JPN owes defence to 1 state under small")
    assert exposure_table(world, "AUS", DAY).title.startswith("AUS owes defence to 3 states under small")
    assert exposure_table(world, "TWN", DAY).title.startswith("TWN owes defence to 0 states under small")
    assert exposure_table(world, "TWN", DAY).rows == []


def test_gaps_of_a_kind_and_without_an_attacker(world):
    assert [(g.first, g.second) for g in gaps(world, ["JPN", "AUS", "KOR"], DAY, kind="consultation")] == []
    assert [(g.first, g.second) for g in gaps(world, ["JPN", "AUS"], DAY, kind="access")] == [("JPN", "AUS")]
    told = gaps_table(world, ["CHN", "PRK", "RUS"], DAY)
    assert any(
        note
        == "Partial gaps were not looked for. Each of CHN, PRK, RUS is in the group or did not exist then. Say who attacks: --challenger USA."
        for note in told.notes
    )
    with pytest.raises(UsageError, match="challenger"):
        partial_table(world, ["CHN", "PRK", "RUS"], DAY)
    for group, words in ((["JPN", "JPN"], "names 1 state."), ([], "names 0 states.")):
        with pytest.raises(UsageError) as caught:
            gaps(world, group, DAY)
        assert words in str(caught.value)
        assert "Name at least two: pato gaps USA JPN AUS." in str(caught.value)
