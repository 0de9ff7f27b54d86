"""Frozen forecasts: what a file says, how it is sealed and read, and every table of scores, worked out by hand."""

import hashlib
import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from pato import world
from pato.assess.forecasts import schema
from pato.assess.forecasts.freeze import _made_by, _places, _told, freeze, to_text
from pato.assess.forecasts.schema import ForecastFile, Statement, load_forecasts, plain, seal_of
from pato.assess.forecasts.score import read_outcomes, score_tables
from pato.errors import DataError, FileError, UnknownNameError, UsageError
from pato.files.estimates import stored
from pato.futures import Design
from pato.models.risk.war import WarRisk
from pato.treaties.architecture import load_architecture

DAY = "2026-11-29"
SPAN = {"since": "2090-01-01", "until": "2091-12-31"}


def frozen_of(**options):
    asked = {
        "name": "mine", "title": "Mine", "challengers": ["CHN"], "targets": ["JPN", "CHN", "FJI"], "years": (2090, 2091),
        "events": ("war",), "futures": 12, "seed": 3, "frozen": DAY,
    }  # fmt: skip
    return freeze(world.load(), load_architecture(), **asked | options)


@pytest.fixture(scope="module")
def body():
    return frozen_of(pairs=[("JPN", "AUS"), ("AUS", "JPN"), ("USA", "JPN")])


def test_a_frozen_file_says_what_when_and_of_whom(body):
    assert list(body) == ["format", "id", "title", "frozen", "made_by", "statements", "seal"]
    assert (body["format"], body["id"], body["title"], body["frozen"]) == (1, "mine", "Mine", DAY)
    war, other, pact = body["statements"]
    assert war == {
        "id": "war-CHN-JPN", "event": "war", "first": "CHN", "second": "JPN", **SPAN, "forecasts": war["forecasts"],
    }  # fmt: skip
    assert other["id"] == "war-CHN-FJI"
    # a pair is told once, in the order of its names, and not if it has a pact
    assert pact == {
        "id": "pact-AUS-JPN", "event": "pact", "first": "AUS", "second": "JPN", **SPAN, "percentile": pact["percentile"],
    }  # fmt: skip
    place = pact["percentile"]["formation"]
    assert 50 < place < 100
    assert round(place, 1) == place
    assert body["seal"] == seal_of(plain(ForecastFile.model_validate(body)))


def test_chances_are_over_all_years_of_the_span(body):
    model = WarRisk.of(world.load(), load_architecture(), DAY, challengers=["CHN"], horizon_years=2)
    draws = Design(tuple(model.factors()), 12, 3).draw()
    yearly = (
        model.evaluate(draws, load_architecture()).outcomes["war_initiations_a_year"].sel(target="JPN").values
    )
    chance = 1 - (1 - yearly) ** 2
    told = body["statements"][0]["forecasts"]["risk_war"]
    assert told == {
        "probability": round(float(chance.mean()), 4),
        "low": round(float(np.quantile(chance, 0.05)), 4),
        "high": round(float(np.quantile(chance, 0.95)), 4),
    }


def test_a_chance_with_its_interval_of_ninety_per_cent():
    assert _told(np.linspace(0, 1, 101)) == {"probability": 0.5, "low": 0.05, "high": 0.95}
    assert _told(np.array([0.123456])) == {"probability": 0.1235, "low": 0.1235, "high": 0.1235}


def test_what_made_it_is_told(body):
    made_by = body["made_by"]
    assert list(made_by) == ["pato", "architecture", "futures", "war_level", "risk_war", "formation"]
    assert made_by["architecture"] == "in-force"
    assert (
        made_by["futures"]
        == "12, seed 3; chances are means over runs, assumptions about deterrence weighted alike"
    )
    assert made_by["war_level"].startswith("drawn; ")
    estimate = stored("risk_war")
    digest = hashlib.sha256(json.dumps(estimate, sort_keys=True).encode()).hexdigest()[:12]
    first, last = estimate["sample"]["years"]
    assert made_by["risk_war"] == f"estimated on {first}-{last}, sha256 {digest}"
    found = _made_by(["dispute"], load_architecture(), DAY, 2000, 1, places=False)
    assert list(found) == ["pato", "architecture", "futures", "risk_dispute_today"]
    assert found["futures"].startswith("2,000, seed 1; ")
    assert list(_made_by([], load_architecture(), DAY, 1, 1, places=False)) == [
        "pato",
        "architecture",
        "futures",
    ]


def test_without_pairs_no_place_is_asked():
    assert list(_places(world.load(), load_architecture(), [], DAY)) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"years": (2091, 2090)}, "--years  2091-2090 runs backwards. Write the earlier year first."),
        ({"years": (2026, 2030)}, f"--years  2026 has begun on {DAY}: what has already happened is no forecast. Begin with 2027."),
        ({"years": (2027, 2030), "frozen": "2027-01-01"}, "--years  2027 has begun on 2027-01-01: what has already happened is no forecast. Begin with 2028."),
        ({"events": ("war", "pact")}, "--event  event 'pact' is not known."),
        ({"events": ()}, "forecast freeze  leaves nothing to state. Name challengers and targets that the estimates cover."),
        ({"targets": ["CHN"]}, "forecast freeze  leaves nothing to state. Name challengers and targets that the estimates cover."),
    ],
)  # fmt: skip
def test_what_makes_no_forecast(options, told):
    with pytest.raises(UsageError) as refused:
        frozen_of(**options)
    assert str(refused.value).startswith(told)


def test_without_a_day_it_is_that_of_the_machine():
    with pytest.raises(UsageError, match=f"{date.today().year} has begun on {date.today().isoformat()}"):  # noqa: DTZ011
        frozen_of(frozen=None, years=(date.today().year, 2090))  # noqa: DTZ011


def test_the_text_of_a_file_is_one_line_a_statement_and_reads_back(body, tmp_path):
    text = to_text(body | {"title": "Über"})
    lines = text.splitlines()
    assert lines[0] == (
        "# Frozen: do not change it. Write what happened into a file of its own (id,happened) and give that with --outcomes."
    )
    assert [line.partition(":")[0] for line in lines[1:7]] == ["format", "id", "title", "frozen", "made_by", "statements"]  # fmt: skip
    assert lines[3] == 'title: "Über"'
    assert lines[7].startswith('  - {"id": "war-CHN-JPN", ')
    assert lines[-1] == f'seal: "{body["seal"]}"'
    assert len(lines) == 7 + 3 + 1
    assert text.endswith("\n")
    assert '  - {"id": "ü"}\n' in to_text({"statements": [{"id": "ü"}], "seal": ""})
    path = tmp_path / "f.yaml"
    path.write_text(to_text(body), encoding="utf-8")
    found = load_forecasts(str(path))
    assert found.seal == body["seal"]
    assert [s.id for s in found.statements] == [s["id"] for s in body["statements"]]
    path.write_text(to_text(body | {"title": "Other"}), encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_forecasts(str(path))
    assert str(refused.value) == (
        f"{path}  was changed after it was frozen: its seal does not fit. "
        "Take the file as it was frozen; write what happened into another one."
    )


def statement(name="a", event="war", chance=0.5, **more):
    body = {
        "id": name,
        "event": event,
        "first": "CHN",
        "second": "TWN",
        "since": "2027-01-01",
        "until": "2031-12-31",
    }
    return body | ({"forecasts": {"m": {"probability": chance}}} if chance is not None else {}) | more


def file_of(*statements):
    return ForecastFile.model_validate(
        {
            "format": 1,
            "id": "x",
            "title": "X",
            "frozen": DAY,
            "made_by": {},
            "statements": statements,
            "seal": "",
        }
    )


def test_statements_in_words():
    war, dispute, pact = (
        Statement.model_validate(statement(event=e)).words() for e in ("war", "dispute", "pact")
    )
    assert (
        war
        == "CHN starts a militarized dispute with TWN that reaches the level of war between them (hostility 5), from 2027-01-01 to 2031-12-31"
    )
    assert (
        dispute
        == "CHN starts a militarized dispute with TWN: a threat, display or use of force (hostility 2 or more), from 2027-01-01 to 2031-12-31"
    )
    assert (
        pact
        == "CHN and TWN become bound, one way or both, to defend the other, from 2027-01-01 to 2031-12-31"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"since": "2032-01-01"}, "'since' (2032-01-01) is after 'until' (2031-12-31)."),
        ({"chance": None}, "says neither a chance nor a place: give 'forecasts' or 'percentile'."),
        ({"chance": 1.5}, "less than or equal to 1"),
        ({"chance": -0.5}, "greater than or equal to 0"),
        ({"percentile": {"f": 101}}, "less than or equal to 100"),
        ({"percentile": {"f": -1}}, "greater than or equal to 0"),
        ({"event": "peace"}, "'war', 'dispute' or 'pact'"),
    ],
)
def test_statements_that_cannot_be(change, told):
    with pytest.raises(ValidationError) as refused:
        Statement.model_validate(statement(**change))
    assert told in str(refused.value)
    assert Statement.model_validate(statement(since="2031-12-31")).since == "2031-12-31"
    assert Statement.model_validate(statement(chance=None, percentile={"f": 100})).percentile == {"f": 100}


def test_a_statement_stands_once():
    with pytest.raises(ValidationError, match="statement 'b' is there twice"):
        file_of(statement("c"), statement("b"), statement("b"), statement("c"), statement("a"))


def test_a_seal_is_over_all_but_itself_in_any_order():
    one = {"a": 1, "b": "ü", "seal": "x"}
    assert (
        seal_of(one)
        == seal_of({"b": "ü", "a": 1})
        == hashlib.sha256('{"a": 1, "b": "ü"}'.encode()).hexdigest()
    )
    assert seal_of(one) != seal_of({"a": 1, "b": "u"})


def test_a_set_that_there_is_none_of(tmp_path):
    with pytest.raises(UnknownNameError) as refused:
        load_forecasts("2027-2032")
    assert str(refused.value).startswith(
        "FILE  set of forecasts '2027-2032' is not known. Did you mean '2027-2031'?"
    )
    assert schema.shipped() == sorted(schema.shipped())
    assert load_forecasts("2027-2031").format == 1


OUTCOME_FILE = "\ufeffid,source,happened\r\n a ,MIE, YES \rb,x,\nc,,no\nd,,True\ne,,0\n"


def outcomes(tmp_path, content, today="2032-01-01", names="abcde"):
    path = tmp_path / "o.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_outcomes(path, file_of(*(statement(n) for n in names)), today=today), path


def test_outcomes_are_read_however_they_are_written(tmp_path):
    found, _ = outcomes(tmp_path, OUTCOME_FILE)
    assert found == {"a": True, "c": False, "d": True, "e": False}
    assert outcomes(tmp_path, "id,happened\na,1\nb,false\n")[0] == {"a": True, "b": False}


def test_that_nothing_happened_is_known_the_day_after(tmp_path):
    assert outcomes(tmp_path, "id,happened\na,yes\n", today="2027-01-02")[0] == {"a": True}
    with pytest.raises(DataError) as refused:
        outcomes(tmp_path, "id,happened\nb,yes\na,no\n", today="2031-12-31")
    assert str(refused.value) == (
        f"{tmp_path / 'o.csv'}:3  'a' runs until 2031-12-31: that it did not happen is not known yet. Leave it open."
    )
    path = tmp_path / "o.csv"
    with pytest.raises(DataError, match="is not known yet"):
        read_outcomes(path, file_of(statement("a", until="9999-12-31"), statement("b")))


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        ("id,happened\na,perhaps\nb,maybe\n", DataError, ["{}:2  'happened' is 'perhaps'. Allowed: yes, no, or nothing while it is open.", "{}:3  'happened' is 'maybe'. Allowed: yes, no, or nothing while it is open."]),
        ("id,happened\na,yes\n\na,yes\n", DataError, ["{}:4  tells 'a' a second time. Keep one line of each."]),
        ("id,happened\nz,yes\ny,no\na,perhaps\n", UnknownNameError, ["{}:2  statement 'z' is not known.", "{}:3  statement 'y' is not known."]),
        ("id,became\na,yes\n", DataError, ["{}  has no column 'happened'; its columns: id, became. The first line is: id,happened"]),
        ("", DataError, ["{}  has no column 'id'; its columns: none. The first line is: id,happened"]),
        (b"id,happened\na,\xff\n", DataError, ["{}  cannot be read ("]),
    ],
)  # fmt: skip
def test_outcomes_that_are_none(tmp_path, content, kind, told):
    with pytest.raises(kind) as refused:
        outcomes(tmp_path, content)
    assert len(refused.value.problems) == len(told)
    for problem, words in zip(refused.value.problems, told, strict=True):
        assert str(problem).startswith(words.format(tmp_path / "o.csv"))


def test_files_that_are_no_csv(tmp_path):
    with pytest.raises(DataError) as refused:
        read_outcomes(tmp_path / "none.csv", file_of(statement()))
    assert str(refused.value).endswith("Give a CSV file in UTF-8.")
    with pytest.raises(DataError, match=r"is no CSV file \(.*\)\. Save it again as CSV\."):
        outcomes(tmp_path, "id,happened\n" + "a" * 200_000 + ",yes\n")
    assert not Path(tmp_path / "none.csv").exists()


MIXED = (
    statement(
        "a", forecasts={"m": {"probability": 0.5, "low": 0.25, "high": 0.75}, "n": {"probability": 0.0}}
    ),
    statement("b", chance=0.1),
    statement("c", chance=0.2),
    statement("p", "pact", None, percentile={"f": 90.0}),
    statement("q", "pact", None, percentile={"f": 20.0, "g": 5.0}),
    statement("r", "dispute", 0.9),
)
HAPPENED = {"a": True, "b": False, "p": True, "q": False}
SCORES = ("event", "forecaster", "resolved", "happened", "expected", "brier", "log_score", "auc", "mean_percentile_of_events")  # fmt: skip


def test_the_table_of_scores():
    table = score_tables(file_of(*MIXED), HAPPENED)["scores"]
    assert table.columns == SCORES
    assert table.title == "X: scores"
    m, n, f, g = (tuple(r) for r in table.rows)
    # brier (.5^2 + .1^2) / 2; log score -(ln .5 + ln .9) / 2
    assert m == ("war", "m", 2, 1, pytest.approx(0.6), pytest.approx(0.13), pytest.approx(-(math.log(0.5) + math.log(0.9)) / 2), 1.0, None)  # fmt: skip
    # a chance of 0 of what happened is held at a millionth
    assert n == ("war", "n", 1, 1, 0.0, 1.0, pytest.approx(-math.log(1e-6)), None, None)
    assert f == ("pact", "f", 2, 1, None, None, None, 1.0, 90.0)
    assert g == ("pact", "g", 1, 0, None, None, None, None, None)
    note = "Brier score and log score: lower is better. AUC: share of pairs of an event and a non-event that are ranked rightly; it needs both."
    assert list(table.notes) == [note]
    empty = score_tables(file_of(*MIXED), {})["scores"]
    assert list(empty.rows) == []
    assert list(empty.notes) == ["Nothing is resolved yet: give what happened with --outcomes FILE (id,happened).", note]  # fmt: skip


def test_ranks_that_are_wrong_and_all_of_one_kind():
    two = file_of(statement("a", chance=0.2), statement("b", chance=0.9), statement("c", chance=0.2))
    rows = score_tables(two, {"a": True, "b": False, "c": False})["scores"].rows
    assert rows[0][7] == 0.25  # beaten by one, tied with the other
    assert score_tables(two, {"b": False, "c": False})["scores"].rows[0][7] is None
    assert score_tables(two, {"a": True, "b": True})["scores"].rows[0][7] is None


def test_a_certainty_that_did_not_come_true_is_held_a_millionth_below_one():
    rows = score_tables(file_of(statement("a", chance=1.0)), {"a": False})["scores"].rows
    assert rows[0][5:7] == (1.0, pytest.approx(-math.log(1e-6)))


def test_the_table_of_statements():
    table = score_tables(file_of(*MIXED), HAPPENED)["statements"]
    assert table.columns == ("id", "statement", "became", "forecaster", "probability", "low_90", "high_90", "percentile")  # fmt: skip
    assert table.title == f"X: frozen on {DAY}, 6 statements, 4 of them resolved"
    rows = [(r[0], *r[2:]) for r in table.rows]
    assert rows == [
        ("a", "happened", "m", 0.5, 0.25, 0.75, None),
        ("a", "happened", "n", 0.0, None, None, None),
        ("b", "did not happen", "m", 0.1, None, None, None),
        ("c", "open", "m", 0.2, None, None, None),
        ("p", "happened", "f", None, None, None, 90.0),
        ("q", "did not happen", "f", None, None, None, 20.0),
        ("q", "did not happen", "g", None, None, None, 5.0),
        ("r", "open", "m", 0.9, None, None, None),
    ]
    assert table.rows[0][1] == Statement.model_validate(MIXED[0]).words()
    assert [note.partition(":")[0] for note in table.notes] == ["war", "pact", "dispute"]
    assert table.notes[2] == (
        "dispute: resolved by Militarized Interstate Events or Disputes of the release that covers the years; until there is one, no."
    )
