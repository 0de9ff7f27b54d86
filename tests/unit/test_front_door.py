"""`import pato`: light, one name for each question, names and files and objects alike, and results of one kind."""

import datetime as dt
import inspect
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from click.testing import CliRunner

import pato
from pato.cli.app import cli
from pato.errors import PatoError, RunError, UnknownNameError, UsageError
from pato.treaties.norms import Instrument

DAY = "2026-11-21"
HEAVY = ("numpy", "pydantic", "ruamel", "pandas", "polars", "xarray", "scipy", "numba", "jinja2", "click")
FEW = {"date": DAY, "futures": 20, "without": "trade,coercion"}
NO_FUNCTION = {
    "data",
    "doctor",
    "export",
    "cite",
    "completion",
    "man",
    "mcp",
    "migrate",
    "fit",
    "list",
    "new",
    "schema",
    "serve",
    "show",
    "warm",
    "world",
}
"""Commands that fetch data, print a file or start something: not questions."""
CALLED = {"forecast": "forecast_score", "matrix": "duty_matrix", "memo": "legal_memo", "who": "who_must_act"}


def test_importing_pato_loads_nothing_heavy():
    code = f"import pato, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_that_is_a_question_has_a_function():
    asked = {c.replace("-", "_") for c in cli.list_commands(None)} - NO_FUNCTION
    assert not {CALLED.get(c, c) for c in asked} - set(pato.__all__)


@pytest.mark.parametrize("name", sorted(set(pato.__all__) - {"PatoError", "report", "world"}))
def test_a_public_name_is_there_and_described(name):
    found = getattr(pato, name)
    assert found.__name__ == name
    assert inspect.getdoc(found)
    assert name in dir(pato)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'pato' has no attribute 'comparee'"):
        pato.comparee  # noqa: B018


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    options = {"metrics": ["war_initiations_members", "gaps"]}
    return pato.compare(
        "hub-and-spoke",
        "pato-7",
        futures=110,
        date=DAY,
        options=options,
        folder=tmp_path_factory.mktemp("run") / "out",
    )


RESULTS = {
    "architecture": lambda run: pato.load_architecture("pato-7"),
    "instrument": lambda run: pato.load_architecture("pato-7").instruments[0],
    "obligation": lambda run: pato.load_architecture("pato-7").instruments[0].obligations[0],
    "treaty": lambda run: pato.load_treaty("pato"),
    "event": lambda run: pato.load_event("senkaku-attack"),
    "study": lambda run: run.study.study,
    "who_must_act": lambda run: pato.who_must_act("pato-7", "senkaku-attack"),
    "duty": lambda run: pato.who_must_act("pato-7", "senkaku-attack").duties[0],
    "duty_matrix": lambda run: pato.duty_matrix("pato-7", DAY),
    "gaps": lambda run: pato.gaps("in-force", ["USA", "JPN", "AUS"], DAY),
    "duties": lambda run: pato.duties("Japan", date=DAY),
    "exposure": lambda run: pato.exposure("JPN", "pato-7", DAY),
    "conflicts": lambda run: pato.conflicts("pato-7", DAY),
    "diff": lambda run: pato.diff("us-japan-1951", "us-japan-1960"),
    "atop": lambda run: pato.atop("anzus"),
    "atop of two": lambda run: pato.atop("anzus", "nato"),
    "incidents": lambda run: pato.incidents("pato-7"),
    "world": lambda run: pato.world(),
    "state": lambda run: pato.world().state("JPN"),
    "pair": lambda run: pato.world().pair("JPN", "CHN"),
    "figure": lambda run: pato.world().state("JPN")["milex_usd_m"],
    "array": lambda run: pato.world().array("milex_usd_m"),
    "trade matrix": lambda run: pato.world().trade,
    "comparison": lambda run: run,
    "run": lambda run: run.run,
    "resolved study": lambda run: run.study,
    "design": lambda run: run.study.design,
    "draws": lambda run: run.study.design.draw(0, 3),
    "factor": lambda run: run.study.factors[0],
    "claims": lambda run: pato.claims(run, "A1"),
    "verdict": lambda run: pato.claims(run, "A1").found[0],
    "regret": pato.regret,
    "tipping": lambda run: pato.tipping(run, "taiwan_credence"),
    "sensitivity": lambda run: pato.sensitivity(run, first_order=True),
    "diff_runs": lambda run: pato.diff_runs(run, run),
    "stable": lambda run: pato.stable("pato-3", show=["standing", "members"], **FEW),
    "stability": lambda run: pato.stable("pato-3", show="standing", **FEW).found,
    "why": lambda run: pato.why("Japan", "pato-3", **FEW),
    "refuse": lambda run: pato.refuse("pato-3", pool="KOR,PHL", **FEW),
    "eligible": lambda run: pato.eligible("pato", states=["USA", "JPN"], futures=100, date=DAY),
    "formation": lambda run: pato.formation(["USA", "JPN", "KOR"], date=DAY),
    "sweep": lambda run: pato.sweep("USA,JPN,AUS", **FEW),
    "swept": lambda run: pato.sweep("USA,JPN,AUS", **FEW).found,
    "decide": lambda run: pato.decide("pato-3", futures=6, issues=20, date=DAY),
    "burden": lambda run: pato.burden("pato-7", futures=9, date=DAY),
    "power": lambda run: pato.power("pato-3", date=DAY),
    "negotiate": lambda run: pato.negotiate("pato", "decision-rule", futures=10),
    "trade": lambda run: pato.trade("pato-3", futures=2, date=DAY),
    "trade_sectors": lambda run: pato.trade_sectors("illustration", 4, costs="AAA:BBB=10"),
    "evidence": lambda run: pato.evidence("pledge_war"),
    "validate": lambda run: pato.validate(),
    "explain": lambda run: pato.explain("risk_war"),
    "ledger": lambda run: pato.ledger("webster-2023"),
    "check": lambda run: pato.check(),
}
TABLED = set(RESULTS) - {
    "instrument", "obligation", "treaty", "event", "study", "duty", "figure", "array", "trade matrix", "run",
    "resolved study", "design", "draws", "factor", "verdict", "stability", "swept", "check",
}  # fmt: skip
LABELLED = {"duty_matrix", "comparison", "stable", "why", "trade"}


@pytest.fixture(scope="module")
def results(run):
    made = {}

    def result(name):
        if name not in made:
            made[name] = RESULTS[name](run)
        return made[name]

    return result


@pytest.mark.parametrize("name", RESULTS)
def test_every_object_is_one_short_line_and_equal_to_itself(name, results):
    found = results(name)
    before = repr(found)
    assert "\n" not in before
    assert len(before) <= 320, before
    if name in TABLED:
        assert "<table>" in found._repr_html_() or "<td>" in found._repr_html_()
        found.to_pandas()
    assert repr(found) == before
    assert bool(found == found)


@pytest.mark.parametrize("name", sorted(TABLED))
def test_tables_hold_numbers_and_go_to_files(name, results, tmp_path):
    found = results(name)
    frame = found.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    for column in frame:
        values = frame[column].dropna()
        if len(values) and all(
            isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in values
        ):
            assert pd.api.types.is_numeric_dtype(frame[column]), column
    if name == "comparison":
        assert found.save(tmp_path)
    else:
        found.save(tmp_path / "found.json")
        assert json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(LABELLED))
def test_what_is_labelled_is_an_xarray(name, results):
    found = results(name).to_xarray()
    assert isinstance(found, xr.Dataset | xr.DataArray)
    assert all(isinstance(d, str) for d in found.dims)


def test_what_has_no_labels_says_so(results):
    with pytest.raises(UsageError, match=r"has no labelled arrays\. Use \.to_pandas"):
        results("burden").to_xarray()


def test_names_files_and_objects_mean_the_same(tmp_path):
    text = Path(pato.__file__).parent / "library" / "architectures" / "pato-7.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(text.read_text(encoding="utf-8"), encoding="utf-8")
    system = pato.load_architecture("pato-7")
    found = [pato.duty_matrix(given, DAY).relations for given in ("pato-7", own, str(own), system)]
    assert found[0] == found[1] == found[2] == found[3]
    pact = next(i for i in system.instruments if i.id == "pato")
    assert isinstance(pact, Instrument)
    assert pato.duty_matrix(pact, DAY).states
    event = pato.load_event("senkaku-attack")
    assert pato.who_must_act(system, event).duties == pato.who_must_act("pato-7", "senkaku-attack").duties
    one = pato.stable("pato-3", show="standing", **FEW)
    other = pato.stable(pato.load_architecture("pato-3"), show="standing", **FEW)
    assert one["standing"].rows == other["standing"].rows


@pytest.mark.parametrize(
    "group",
    ["USA, Japan, AUS", ["USA", "JPN", "Australia"], ("USA", "JPN", "AUS"), {"USA": 1, "JPN": 2, "AUS": 3}],
)
def test_states_are_codes_or_names_in_one_text_or_several(group):
    assert pato.gaps("in-force", group, DAY).rows == pato.gaps("in-force", ["USA", "JPN", "AUS"], DAY).rows


def test_a_single_state_is_a_list_of_one():
    assert pato.duty_matrix("in-force", DAY, group="JPN").states == ("JPN",)
    assert pato.eligible("pato", states="JPN", futures=100, date=DAY).to_pandas()[
        "state"
    ].unique().tolist() == ["JPN"]


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: pato.duty_matrix(7), UsageError, "architecture  found 7, of type int. Give a name such as 'pato-7'"),
        (lambda: pato.duty_matrix("pato-77"), UnknownNameError, "'pato-77' is not known. Did you mean"),
        (lambda: pato.duty_matrix("pato-7", "21.11.2026"), UsageError, "date"),
        (lambda: pato.duty_matrix("pato-7", DAY, "defense"), UsageError, "'defense' is not known. Did you mean 'defence'?"),
        (lambda: pato.gaps("in-force", "USA", DAY), UsageError, "group  needs 2 states or more, found USA."),
        (lambda: pato.gaps("in-force", ["USA", 2], DAY), UsageError, "group  found 2, of type int. Give a name, or a list of names."),
        (lambda: pato.gaps("in-force", ["USA", "JNP", "AUX"], DAY), UnknownNameError, "state 'JNP' is not known"),
        (lambda: pato.duties(3), UsageError, "state  found 3, of type int."),
        (lambda: pato.who_must_act("pato-7", None), UsageError, "event  found None, of type NoneType."),
        (lambda: pato.who_must_act("pato-7", "senkaku-attack", escalation="sea"), UsageError, "Allowed: forces, territory."),
        (pato.atop, UsageError, "treaties  names none."),
        (lambda: pato.draft(["pato"]), UsageError, "treaty  found ['pato'], of type list."),
        (lambda: pato.stable(12), UsageError, "architecture  found 12, of type int."),
        (lambda: pato.stable("pato-3", futures="many"), UsageError, "futures  found 'many'. Give a whole number from 20 to 100,000."),
        (lambda: pato.stable("pato-3", rule="two-thirds"), UsageError, "Allowed: majority, open, standards, unanimity."),
        (lambda: pato.stable("pato-3", show="standings"), UsageError, "Did you mean 'standing'?"),
        (lambda: pato.sweep("USA,JPN", resume=True), UsageError, "resume  needs the folder of the sweep."),
        (lambda: pato.decide("pato-3", "budgets"), UsageError, "Did you mean 'budget'?"),
        (lambda: pato.burden("pato-7", pledge=3.5), UsageError, "Give a share of GDP"),
        (lambda: pato.trade([]), UsageError, "architectures  names none."),
        (lambda: pato.claims(5), UsageError, "run  found 5, of type int. Give the folder of a run"),
        (lambda: pato.load_run("no-such-folder"), RunError, "no-such-folder"),
        (lambda: pato.compare(pato.load_architecture("pato-7")), UsageError, "it is kept with the run"),
        (lambda: pato.panel(years=1946), UsageError, "years  found 1946. Give the first and the last"),
        (lambda: pato.evidence("pledges"), UnknownNameError, "table 'pledges' is not known."),
        (lambda: pato.explain("risk_wars"), UnknownNameError, "Did you mean 'risk_war'?"),
        (lambda: pato.load_architecture(None), UsageError, "architecture  found None, of type NoneType."),
        (lambda: pato.report("no-such-folder"), PatoError, "no-such-folder"),
        (lambda: pato.load_treaty(5), UsageError, "name  found 5, of type int. Give an id of the library or the path of a file."),
        (lambda: pato.load_event(None), UsageError, "found None, of type NoneType."),
        (lambda: pato.load_study(3), UsageError, "found 3, of type int."),
        (lambda: pato.make_event(5, "JPN", date=DAY), UsageError, "state  found 5, of type int. Give a code or name, or a list of them."),
        (lambda: pato.make_event("CHN", None, date=DAY), UsageError, "state  found None, of type NoneType."),
        (lambda: pato.negotiate(5), UsageError, "what  found 5, of type int."),
        (lambda: pato.decide("pato-3", assume=[1]), UsageError, "assume  found [1], of type list. Give a dictionary by name."),
        (lambda: pato.ledger(5), UsageError, "documents  found 5, of type int."),
        (lambda: pato.check(5), UsageError, "files  found 5, of type int."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_answered_with_what_is_allowed(call, kind, words):
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)


def test_a_date_may_be_a_date():
    assert pato.duty_matrix("pato-7", dt.date(2026, 11, 21)).date == DAY


def test_commands_print_what_functions_return():
    printed = CliRunner().invoke(cli, ["gaps", "USA", "JPN", "AUS", "--date", DAY, "--format", "csv"]).output
    assert printed.splitlines() == pato.gaps("in-force", ["USA", "JPN", "AUS"], DAY).to_csv().splitlines()
    options = ["burden", "pato-7", "--futures", "9", "--date", DAY, "--format", "json"]
    tables = json.loads(CliRunner().invoke(cli, options).output)
    same = pato.burden("pato-7", futures=9, date=DAY)
    assert tables == json.loads(same.render("json"))


def test_a_report_is_written_from_a_comparison(run, tmp_path):
    (page,) = pato.report(run, tmp_path / "page.html")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_comparison_is_read_back(run):
    again = pato.load_run(run.run.folder)
    assert again.to_pandas().equals(run.to_pandas())
    assert again.to_xarray().equals(run.to_xarray())
    frame = run.to_pandas()
    assert frame["median"].dtype == float
    assert {"low50", "high50", "low90", "high90"} <= set(frame.columns)


@pytest.mark.parametrize("date", [None, "1950-01-01"])
def test_a_membership_of_a_design_that_fixes_its_day_is_asked_of_that_day(date):
    """On today's day all that was in force in 1950 and ended since would count as added."""
    found = pato.stable("pacific-pact-of-1949", show="standing", **FEW | {"date": date})
    assert "pacific-pact-of-1949: PHL, KOR, TWN, added to" in " ".join(found.sentences)
