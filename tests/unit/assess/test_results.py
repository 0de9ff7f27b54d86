"""A finished comparison is read back as its study wants it shown: title, weights, metrics; and without that file as it is."""

import json
import subprocess
import sys

import pytest

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.results import SHOWN, comparison_of, write_shown
from pato.assess.run import run_study
from pato.assess.study import resolve
from pato.errors import RunError
from pato.futures import provenance

STUDY = {
    "title": "Who would stand by whom?",
    "futures": 60,
    "metrics": ["war_initiations_members", "gaps"],
    "weights": {"deterrence": {"patron": 2.0, "null": 1.0}},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    study = resolve(from_options(["hub-and-spoke", "pato-7"], STUDY), today="2026-01-01")
    folder = tmp_path_factory.mktemp("run") / "run"
    with pytest.MonkeyPatch.context() as patch:
        # tests of clusters, which may come before these, give the program a name of their own
        patch.setattr(
            provenance, "source_fingerprint", lambda: provenance._hash_of_package(lambda n: n.endswith(".py"))
        )
        return Comparison.of(study, run_study(study, folder)), folder


def test_title_weights_and_metrics_come_back(made):
    before, folder = made
    write_shown(before.study.study, folder)
    again = comparison_of(folder)
    assert again.study.study.title == STUDY["title"]
    assert list(again.values) == list(before.values)
    assert set(again.values) == set(STUDY["metrics"])
    assert [row for row in again.rows() if row.theory == "your weights"]
    assert list(again.rows()) == list(before.rows())


def test_a_run_read_again_needs_no_compiler_and_no_scipy(made):
    before, folder = made
    # what weights of factors count for is asked of the models, with their kernels
    write_shown(before.study.study.model_copy(update={"weights": {}}), folder)
    # xarray asks for dask, and dask for scipy, where they are installed
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('numba', 'scipy', 'dask', 'distributed', 'polars')))\n"
        f"from pato.cli.app import main; main(['regret', {str(folder)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "attacks on members" in done.stdout


def test_other_weights_in_the_file_weigh_anew(made):
    before, folder = made
    path = write_shown(before.study.study, folder)
    told = json.loads(path.read_text())

    def pooled(weights):
        path.write_text(json.dumps(told | {"weights": {"deterrence": weights}}))
        rows = [
            r
            for r in comparison_of(folder).rows()
            if r.theory == "your weights" and r.architecture == "pato-7"
        ]
        return next(r for r in rows if r.metric == "war_initiations_members")

    nothing, all_of_it = pooled({"null": 1}), pooled({"additive": 1})
    assert (nothing.better, nothing.worse) == (0, 0)
    assert all_of_it.better > 0.9


def test_without_the_file_a_run_is_shown_as_it_is(made):
    _, folder = made
    (folder / SHOWN).unlink(missing_ok=True)
    found = comparison_of(folder)
    assert found.study.study.title == ""
    assert not [row for row in found.rows() if row.theory == "your weights"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"weights": 3}', '{"metrics": "gaps"}', '{"title": 5}'])
def test_a_damaged_file_is_named(made, content):
    _, folder = made
    (folder / SHOWN).write_text(content)
    with pytest.raises(RunError, match=rf"{SHOWN}.*does not say how the results are shown.*pato compare"):
        comparison_of(folder)
