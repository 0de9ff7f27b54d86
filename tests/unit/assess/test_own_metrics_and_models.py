"""A metric and a model of one's own: one file each in a folder, at work in every command that meets metrics, or refused in words."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from pato.assess.metrics import metrics
from pato.cli import app
from pato.errors import FileError, PatoError, UsageError
from pato.models.base import makers, models_of

MODEL = '''"""Trust, by a range of my own."""

from dataclasses import dataclass

import xarray as xr

from pato.futures import Evaluation, Factor, status_variable
from pato.futures.distributions import Uniform
from pato.models.base import Maker


@dataclass(frozen=True)
class Trust:
    members: tuple
    id: str = "trust"

    def factors(self):
        return [Factor("trust_each", Uniform(0.0, 1.0), "my own judgement", "assumption", "share")]

    def evaluate(self, draws, architecture):
        parties = {p for i in architecture.instruments for p in i.parties_on("2026-07-01")} & set(self.members)
        trust = draws["trust_each"] * len(parties)
        about = {"units": "points", "long_name": "Trust"}
        return Evaluation(xr.Dataset({"trust": (("future",), trust, about)}), xr.Dataset({"status": status_variable(0, draws)}))


MAKER = Maker(lambda on, made: Trust(on.members), rank=200)
'''
METRIC = '''"""Trust, twice over."""

from pato.assess.metrics.base import Metric

METRICS = (
    Metric("trust_doubled", "trust, twice over", "points", "higher", lambda c: 2 * c.outcomes["trust"], models=("trust",), rank=200),
)
'''
CLAIM = """format: 1
id: T1
title: Trust
text: The alliance of seven is trusted as much as what is in force.
metric: trust_doubled
holds_if: {in: pato-7, no_worse_than: hub-and-spoke}
identified: assumption
"""
STUDY = """format: 1
id: s
title: trust
architectures: [hub-and-spoke, pato-7]
futures: 120
date: 2026-07-01
metrics: [trust_doubled]
factors: {trust_each: {range: [0.2, 0.4]}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("models", "metrics"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def own(folder):
    (folder / "models" / "trust.py").write_text(MODEL)
    (folder / "metrics" / "of_trust.py").write_text(METRIC)
    (folder / "study.yaml").write_text(STUDY)
    (folder / "claim.yaml").write_text(CLAIM)
    return folder


def said(*words):
    found = CliRunner().invoke(app.cli, list(map(str, words)))
    assert found.exit_code == 0, found.output + str(found.exception)
    return found.output


def test_they_stand_beside_those_that_ship_in_the_order_of_their_ranks(own):
    assert list(makers())[-1] == "trust"
    assert list(metrics())[-1] == "trust_doubled"
    ranks = [m.rank for m in metrics().values()]
    assert ranks == sorted(ranks)
    assert "trust_doubled" in said("list", "--metrics", "--format", "csv")
    assert "trust_each" in said("list", "--factors", "--format", "csv")


def test_a_comparison_and_all_that_is_asked_of_it(own):
    run, metric = own / "run", ("--metric", "trust_doubled")
    assert "nothing wrong was found" in said("check", own / "study.yaml")
    assert "trust, twice over" in said("compare", own / "study.yaml", "-o", run, "--format", "json")
    written = json.loads((run / "run.json").read_text())["spec"]
    assert written["settings"]["models"] == ["trust"]
    assert str(own / "models" / "trust.py") in written["files"]
    assert "trust, twice over" in (run / "report.html").read_text(encoding="utf-8")
    assert "T1" in said("claims", run, own / "claim.yaml", "--format", "csv")
    assert "trust_each" in said("sensitivity", run, *metric, "--alone", "--first-order")
    for words in (("regret", run, *metric), ("tipping", run, "trust_each", *metric), ("report", run)):
        said(*words)


def test_figures_are_the_models_own(own):
    from pato.assess.compare import Comparison
    from pato.assess.load import from_options
    from pato.assess.study import resolve
    from pato.futures import run as run_design

    study = resolve(from_options([str(own / "study.yaml")], {}), today="2026-07-01")
    comparison = Comparison.of(study, run_design(study.spec(), own / "again"))
    found = comparison.values["trust_doubled"].sel(architecture="pato-7").values
    np.testing.assert_allclose(found, 2 * study.design.draw()["trust_each"] * len(study.members))


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("metrics/mine.py", "METRIC = 1\n", "defines no METRICS"),
        ("metrics/mine.py", METRIC.replace("trust_doubled", "gaps").replace('("trust",)', "()"), "the metric 'gaps' is defined in another file too"),
        ("metrics/mine.py", METRIC.replace('("trust",)', '("trsut",)'), "model 'trsut' is not known"),
        ("metrics/mine.py", "import nothing_of_the_kind\n", "cannot be imported: ModuleNotFoundError"),
        ("models/mine.py", "MAKER = None\n", "defines no MAKER of the class Maker"),
        ("models/support.py", MODEL, "has the name of"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_in_words(folder, file, text, words):
    (folder / file).write_text(text)
    with pytest.raises(FileError, match=words):
        metrics() if file.startswith("metrics") else makers()


def test_a_file_has_the_name_of_its_model(folder):
    (folder / "models" / "faith.py").write_text(MODEL)

    class Setting:
        members = ("JPN",)

    with pytest.raises(PatoError, match="'faith' makes the model 'trust'"):
        models_of(Setting(), ["faith"])


def test_a_factor_that_another_model_has_as_something_else_is_refused(own):
    from pato.assess.load import from_options
    from pato.assess.study import resolve

    (own / "models" / "trust.py").write_text(
        MODEL.replace("trust_each", "taiwan_credence").replace("0.0, 1.0", "0.0, 9.0")
    )
    study = resolve(
        from_options(["hub-and-spoke", "pato-7"], {"metrics": ["trust_doubled", "war_initiations_members"]}),
        today="2026-07-01",
    )
    with pytest.raises(
        UsageError, match=r"factor taiwan_credence  stands for two things: .*my own judgement"
    ):
        _ = study.factors
