"""What the page's script reads: the same figures as the comparison's own rows, and nothing that ends a script."""

import base64
import json

import numpy as np
import pytest

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.run import run_study
from pato.assess.study import resolve
from pato.report import document
from pato.report.blocks import Browser, Section
from pato.report.context import ReportContext
from pato.report.sections import browser
from pato.report.wording import state_name


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    chosen = {"futures": 60, "metrics": ["war_initiations_members", "war_initiations_by_target", "gaps"]}
    study = resolve(from_options(["hub-and-spoke", "pato-7"], chosen), today="2026-01-01")
    return ReportContext(Comparison.of(study, run_study(study, tmp_path_factory.mktemp("run") / "run")))


def decoded(metric, steps):
    raw = [np.frombuffer(base64.b64decode(text), dtype="<u2") for text in metric["values"]]
    return np.stack(raw, axis=1) / steps * metric["width"] + metric["low"]


def signs(text, futures):
    """Read better, worse and neither as the page's script does."""
    return ["wtb"[(ord(text[i // 3]) - 65) // 3 ** (i % 3) % 3] for i in range(futures)]


def test_figures_are_those_of_the_comparison(context):
    data = browser.browser_data(context.comparison, context.group)
    found = {m["label"]: m for m in data["metrics"]}
    whole = context.comparison.metric("war_initiations_members").label
    values = context.comparison.values["war_initiations_members"].values
    assert decoded(found[whole], data["steps"]) == pytest.approx(values, abs=found[whole]["width"] / 1e5)
    ahead = np.array([signs(text, len(values)) for text in found[whole]["against"]]).T
    assert (ahead[:, 1] == "b").mean() == (values[:, 1] < 0.99 * values[:, 0]).mean() > 0
    assert set(ahead[:, 0]) == {"t"}
    assert {m["label"].split(": ")[1] for m in data["metrics"] if ": " in m["label"]} == {
        state_name(code) for code in context.group
    }
    assert all(m["band"] >= 0 for m in data["metrics"])
    assert not any(m["id"] == "gaps" for m in data["metrics"]), "what is the same in every run has no weights"


def test_each_future_carries_the_levels_that_it_drew(context):
    data = browser.browser_data(context.comparison, context.group)
    draws = context.comparison.study.design.draw()
    factor = next(f for f in data["factors"] if f["id"] == "deterrence")
    assert [int(c) for c in factor["drawn"]] == list(draws["deterrence"])
    assert {f["role"] for f in data["factors"]} <= {"theory", "reading", "contingency"}
    risk = next(m for m in data["metrics"] if m["id"] == "war_initiations_members")
    assert "deterrence" in risk["factors"]
    assert risk["by"] == ["deterrence"]


def test_a_large_run_is_cut_and_a_small_one_is_whole(context, monkeypatch):
    assert browser._kept(50, 10) == 50
    assert browser._kept(1_000_000, 10) == browser.MOST_FUTURES
    monkeypatch.setattr(browser, "MOST_VALUES", 1000)
    assert browser._kept(5000, 10) == 100
    data = browser.browser_data(context.comparison, context.group)
    assert data["futures"] < 60
    assert all(len(text) == -(-data["futures"] // 3) for m in data["metrics"] for text in m["against"])
    assert all(len(f["drawn"]) == data["futures"] for f in data["factors"])


def test_nothing_in_the_data_can_end_the_script_and_only_our_script_may_run():
    hostile = {"label": "</script><script>alert(1)</script><!--"}
    html = document.render("t", "s", [Section("x", "X", (Browser(hostile),))], meta={})
    assert html.count("</script>") == 2
    inside = html.split('id="futures-data">')[1].split("</script>")[0]
    assert json.loads(inside) == hostile
    policy = html.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "script-src &#39;sha256-" in policy or "script-src 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy
