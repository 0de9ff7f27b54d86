"""Negotiations: files, refusals, courses, tables, and forecasts over futures."""

import sqlite3

import numpy as np
import polars as pl
import pytest

from pato import world
from pato.errors import FileError, UnknownNameError, UsageError
from pato.kernels.bargaining.runs import NO_ELECTION, SETTLED, STILL_MOVING
from pato.models.negotiation import Case, Switches, negotiate, read_case
from pato.models.negotiation.forecast import forecast, repeated, with_switches
from pato.models.negotiation.library import issues, load_negotiation
from pato.models.negotiation.switches import SWITCHES
from pato.models.negotiation.tables import frame, frames, save
from pato.report.tables import negotiation as answers

CSV = """Clause,"Three, over one clause",3,2,
Actor,Description,Power,Reach,Care1,Depth,Care2,
North, far and strong, 120, 20, 40, 70, 30,
South, near, 60, 90, 60, 10, 20,
East, small, 20, 55, 30, 40, 50,
"""
XML = """<?xml version="1.0"?>
<Scenario>
  <name>Clause</name><desc>three</desc><prngSeed>42</prngSeed>
  <ModelParameters>
    <VictoryProbModel>Square</VictoryProbModel><PCEModel>MarkovUniform</PCEModel><StateTransitions>Stochastic</StateTransitions>
    <VotingRule>PropCbc</VotingRule><BigRAdjust>Half</BigRAdjust><BigRRange>Max</BigRRange>
    <ThirdPartyCommit>FullCommit</ThirdPartyCommit><InterVecBrgn>S1P1</InterVecBrgn><BargnModel>PWCompInterp</BargnModel>
  </ModelParameters>
  <Dimensions><dName>Reach</dName></Dimensions>
  <Actors>
    <Actor><name>North</name><description>x</description><capability>120</capability>
      <Position><dCoord>20</dCoord></Position><Salience><dSal>40</dSal></Salience></Actor>
    <Actor><name>South</name><description>y</description><capability>60</capability>
      <Position><dCoord></dCoord></Position><Salience><dSal>60</dSal></Salience></Actor>
  </Actors>
  <IdealAdjustment><iaPair><adjustingIdeal>North</adjustingIdeal><referencePos>North</referencePos><adjust>0.7</adjust></iaPair>
    <iaPair><adjustingIdeal>North</adjustingIdeal><referencePos>South</referencePos><adjust>0.1</adjust></iaPair></IdealAdjustment>
</Scenario>
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.csv"
    path.write_text(CSV)
    return read_case(path)


def refused(tmp_path, text, name="case.csv"):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(FileError) as error:
        read_case(path)
    return str(error.value)


def test_csv_is_read_with_and_without_the_last_comma(case, tmp_path):
    assert case.actors == ("North", "South", "East")
    assert case.dimensions == ("Reach", "Depth")
    assert case.descriptions[0] == "far and strong"
    assert case.capability.tolist() == [120, 60, 20]
    assert case.positions.tolist() == [[20, 70], [90, 10], [55, 40]]
    assert case.salience.tolist() == [[40, 30], [60, 20], [30, 50]]
    bare = tmp_path / "bare.csv"
    bare.write_text(CSV.replace(",\n", "\n"))
    assert read_case(bare).positions.tolist() == case.positions.tolist()


@pytest.mark.parametrize(
    "change", [("\n", ",,,\n"), ("\n", "\r"), ("\n", "\r\n\r\n")], ids=["columns", "returns", "lines"]
)
def test_what_spreadsheets_leave_behind_is_no_part_of_a_case(case, tmp_path, change):
    path = tmp_path / "left.csv"
    path.write_bytes(CSV.replace(*change).encode())
    found = read_case(path)
    assert found.positions.tolist() == case.positions.tolist()
    assert found.salience.tolist() == case.salience.tolist()


def test_an_empty_last_cell_is_missed(tmp_path):
    last = CSV.splitlines()[2]
    emptied = ",".join([*last.rstrip(",").split(",")[:-1], "", ""])
    assert "is '', not a number" in refused(tmp_path, CSV.replace(last, emptied))


def test_xml_is_read_with_its_switches_seed_and_ideals(tmp_path):
    path = tmp_path / "case.xml"
    path.write_text(XML)
    found = read_case(path)
    assert found.seed == 42
    assert found.accommodation.tolist() == [[0.7, 0.1], [0, 1]]
    assert found.positions.tolist() == [[20], [0]]
    assert found.notes == (
        "The position of South on 'Reach' is empty in the file; it is read as 0, as KTAB reads it.",
    )
    assert Switches.of(found.settings) == Switches(
        "square",
        "markov_uniform",
        "stochastic",
        "proportional_cubic",
        "half",
        "max",
        "full",
        "s1p1",
        "compromise",
    )
    assert "read as 0" in answers.course_summary(negotiate(found)).render()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("120", "-5"), "capability is negative (-5); influence must be above 0."),
        (("120", "0"), "capability is zero; influence must be above 0."),
        (("120", "nan"), "capability is nan."),
        ((" 40, 70", " -4, 70"), "salience of 'Reach' is -4, outside 0 to 100."),
        ((" 40, 70", " 90, 70"), "saliences add up to 120, above 100."),
        ((" 40, 70, 30", " 0, 70, 0"), "salience is zero on every dimension."),
        (("120, 20", "120, 101"), "position on 'Reach' is 101, outside 0 to 100."),
        (("East", "South"), "actor 'South' is there twice."),
        (("3,2", "4,2"), "announces 4 actors, the file holds 3."),
        (("3,2", "x,2"), "the number of actors is 'x'."),
        (("3,2", "3,3"), "has 7 columns; 3 dimensions need 9."),
        (("120", "much"), "value 3 is 'much', not a number."),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, change, words):
    assert words in refused(tmp_path, CSV.replace(*change, 1))


def test_all_problems_are_said_at_once(tmp_path):
    said = refused(tmp_path, CSV.replace("120", "0").replace("60, 90", "-1, 990"))
    assert "capability is zero" in said
    assert "capability is negative" in said
    assert "position on 'Reach' is 990" in said


def test_one_actor_cannot_bargain(tmp_path):
    lines = CSV.replace("3,2", "1,2").splitlines()[:3]
    assert "has 1 actor; bargaining takes two or more." in refused(tmp_path, "\n".join(lines))


def test_hostile_and_broken_xml_is_refused(tmp_path):
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]>' + XML.split("?>")[1].replace("Clause", "&b;")
    assert "entities or a document type, which are refused" in refused(tmp_path, bomb, "bomb.xml")
    assert "is not XML" in refused(tmp_path, "<Scenario>", "open.xml")
    assert "begins with <Other>" in refused(tmp_path, "<Other/>", "other.xml")
    assert "names 'West', who is no actor." in refused(
        tmp_path, XML.replace("<referencePos>South", "<referencePos>West"), "west.xml"
    )
    assert "follows others by 1.4 in all, above 1." in refused(
        tmp_path, XML.replace(">0.7<", ">0.7<").replace(">0.1<", ">0.7<"), "much.xml"
    )
    assert "<capability> 1 is empty" in refused(
        tmp_path, XML.replace("<capability>60", "<capability>"), "empty.xml"
    )
    assert "is neither .csv nor .xml" in refused(tmp_path, "x", "case.txt")


def test_unknown_switches_are_named_with_what_is_allowed():
    with pytest.raises(UsageError, match=r"victory 'sqare' is not known\. Did you mean 'square'\?"):
        Switches(victory="sqare")
    with pytest.raises(UsageError, match="switch 'victry' is not known"):
        Switches.of({"victry": "linear"})


def test_every_switch_is_printed_with_the_run(case):
    shown = answers.switches_table(negotiate(case).switches)
    assert [r["switch"] for r in shown.records()] == [s.name for s in SWITCHES]
    assert all(r["default"] for r in shown.records())


def test_a_course_that_does_not_converge_says_so(case):
    run = negotiate(case, most_turns=1)
    assert run.status == "still moving"
    assert (
        "NOT CONVERGED: actors still move after 1 turn; the places above are no outcome."
        in answers.course_summary(run).render(width=400)
    )


def test_actors_who_agree_stay_where_they_are():
    agreed = Case.of("Agreed", ["size"], ["A", "B"], [1, 2], [[40], [40]], [[50], [50]])
    run = negotiate(agreed)
    assert run.status == "settled"
    assert run.risk.tolist() == [0, 0]
    assert run.positions[-1].tolist() == [[40], [40]]


def test_a_lone_giant_draws_the_outcome_to_itself():
    giant = Case.of(
        "Giant", ["size"], ["Giant", "B", "C"], [1000, 1, 1], [[10], [90], [80]], [[90], [20], [20]]
    )
    run = negotiate(giant)
    assert run.positions[-1, 0, 0] == pytest.approx(10, abs=0.5)
    assert (run.positions[-1, 1:, 0] < 30).all()


def test_tables_hold_together(case):
    run = negotiate(case, Switches(bargains="both"))
    t = frames(run)
    first = t["challenges"].filter(pl.col("turn") == 0)
    best = first.filter(
        (pl.col("estimator") == pl.col("initiator")) & (pl.col("affected") == pl.col("initiator"))
    )
    gains = dict(best.group_by("initiator").agg(pl.col("gain").max()).iter_rows())
    proposed = t["bargains"].filter((pl.col("turn") == 0) & (pl.col("initiator") != pl.col("receiver")))
    for row in proposed.to_dicts():
        assert row["gain"] == pytest.approx(gains[row["initiator"]])
    # each actor takes one bargain, and the probabilities of those that concern it add up to 1
    for actor in case.actors:
        own = t["bargains"].filter(pl.col("turn") == 0)
        mine = own.filter((pl.col("initiator") == actor) | (pl.col("receiver") == actor)).to_dicts()
        side = [("initiator" if r["initiator"] == actor else "receiver", r) for r in mine]
        assert sum(r[f"{s}_probability"] for s, r in side) == pytest.approx(1)
        assert sum(r[f"{s}_takes"] for s, r in side) == 1
    assert t["standing"].group_by("turn").agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
        [1] * len(run.turns)
    )


def test_tables_are_written_as_sqlite_and_parquet(case, tmp_path):
    run = negotiate(case)
    save(run, tmp_path / "out.sqlite")
    save(run, tmp_path / "folder", complete=True)
    with sqlite3.connect(tmp_path / "out.sqlite") as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert names == set(frames(run))
        assert (
            connection.execute("SELECT count(*) FROM challenges").fetchone()[0]
            == frame(run, "challenges").height
        )
        assert ("victory", "linear") in connection.execute("SELECT * FROM scenario").fetchall()
    for name, computed in frames(run).items():
        kept = pl.read_parquet(tmp_path / "folder" / f"{name}.parquet")
        assert kept.equals(computed) or name == "third_parties"
    by_all = pl.read_parquet(tmp_path / "folder" / "third_parties.parquet")
    assert by_all.height == 3 * frame(run, "third_parties").height
    with pytest.raises(UsageError, match="table 'bargain' is not known"):
        answers.course_table(run, "bargain")


@pytest.mark.parametrize("resolution", ["actor_queues", "binding_best"])
def test_many_courses_are_the_same_as_one_by_one(case, resolution):
    switches = Switches(transition="stochastic", resolution=resolution)
    many = repeated(case, switches, runs=12, seed=7)
    for course in (0, 5, 11):
        one = negotiate(case, switches, seed=7, course=course)
        assert len(one.turns) - 1 == many.turns[course]
        assert np.array_equal(one.turns[-1].positions, many.positions[course])
        assert np.allclose(one.outcome[-1], 100 * many.outcome[course, -1])
    assert len({tuple(p.ravel()) for p in many.positions}) > 1
    assert set(many.status) <= {STILL_MOVING, SETTLED, NO_ELECTION}


def test_binding_bargains_move_both_parties_together(case):
    run = negotiate(case, Switches(resolution="binding_best"))
    for turn in run.turns[:-1]:
        for k, b in enumerate(turn.taken):
            other = {turn.proposals.initiator[b], turn.proposals.receiver[b]} - {k}
            assert all(turn.taken[o] == b for o in other)


def test_repeating_what_is_certain_is_refused(case):
    with pytest.raises(UsageError, match="repeating a deterministic course gives the same course"):
        repeated(case, Switches(), runs=3)


def test_ideals_follow_positions_as_far_as_the_case_says(case):
    half = Case.of(
        case.title,
        case.dimensions,
        case.actors,
        case.capability,
        case.positions,
        case.salience,
        accommodation=0.5 * np.eye(3),
    )
    run = negotiate(half, most_turns=5)
    for before, after in zip(run.turns, run.turns[1:], strict=False):
        assert np.allclose(after.ideals, 0.5 * after.positions + 0.5 * before.ideals)


@pytest.mark.parametrize("name", issues())
def test_every_issue_of_the_library_gives_an_outcome(name):
    file = load_negotiation(name)
    run = forecast(file, world.load(), futures=60, seed=3)
    assert run.settled.mean() > 0.9
    assert np.isin(run.band, range(-1, len(file.bands))).all()
    assert answers.bands_table(run).to_pandas()["share_of_runs"].sum() == pytest.approx(1)
    assert all(f.source.strip() for f in run.draws._factors.values())


def test_a_forecast_depends_on_seed_and_not_on_how_many_futures_are_asked_for():
    file = load_negotiation("depth")
    few, many = (forecast(file, world.load(), futures=n, seed=5) for n in (20, 40))
    assert np.array_equal(few.outcome, many.outcome[:20], equal_nan=True)
    other = forecast(file, world.load(), futures=20, seed=6)
    assert not np.array_equal(few.outcome, other.outcome, equal_nan=True)


def test_a_future_can_be_browsed_turn_by_turn():
    run = forecast(load_negotiation("standards"), world.load(), futures=20, seed=5)
    for future in (0, 9):
        case, switches = run.case(future)
        course = negotiate(case, switches, seed=5, course=future)
        assert course.outcome[-1, 0] == pytest.approx(100 * run.courses.outcome[future, -1, 0], abs=1e-6)


def test_nothing_comes_about_without_a_decisive_actor():
    run = forecast(load_negotiation("hub-vs-pact"), world.load(), futures=30, seed=2)
    usa = run.actors.index("USA")
    assert (run.outcome[run.settled] <= 100 * run.courses.positions[run.settled, usa, 0] + 1e-9).all()
    without = run.without("USA")
    kept = np.isfinite(without)
    assert kept.any()
    with pytest.raises(UsageError, match="RUS cannot be left out"):
        run.without("RUS")


def test_switches_can_be_held_and_unknown_issues_are_named():
    run = forecast(with_switches(load_negotiation("area"), {"voting": "cubic"}), world.load(), futures=10)
    assert set(run.draws.labels("switch.voting")) == {"cubic"}
    with pytest.raises(UnknownNameError, match="negotiation 'hub' is not known"):
        load_negotiation("hub")


def test_a_case_that_a_european_spreadsheet_saved_is_the_same_case(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(CSV.replace("120, 20", "120.5, 20"), encoding="utf-8")
    text = CSV.replace("120, 20", "120.5, 20").replace('"Three, over one clause"', "Three over one clause")
    other.write_text("\ufeff" + text.replace(",", ";").replace("120.5", "120,5"), encoding="utf-8")
    there, here = read_case(one), read_case(other)
    assert there.capability.tolist() == here.capability.tolist()
    assert there.positions.tolist() == here.positions.tolist()
