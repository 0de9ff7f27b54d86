"""The extension for Sobol indices, and differences between runs, on real runs; and the commands, bad input read aloud."""

import numpy as np
import pytest
from click.testing import CliRunner

from pato.assess.compare import Comparison
from pato.assess.differences import changed_inputs, moved_table
from pato.assess.load import from_options
from pato.assess.run import evaluate as evaluate_study
from pato.assess.run import run_study
from pato.assess.saltelli import FUNCTION, REST, draws_of, evaluate, groups_of, spec_of
from pato.assess.sensitivity import FOLDER, extend
from pato.assess.study import resolve, study_of
from pato.cli.app import cli
from pato.errors import UsageError
from pato.futures import Design, Factor, Levels, Run, provenance
from pato.futures.distributions import Constant, Uniform

DATE = "2026-11-21"


@pytest.fixture(scope="module", autouse=True)
def _steady_source():
    """The source may be edited while a test session runs; the fingerprint has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_fingerprint", lambda: "test")
        yield


def study(architectures=("hub-and-spoke", "pato-7"), **options):
    body = {
        "futures": 120,
        "seed": 1,
        "date": DATE,
        "metrics": ["war_initiations_members", "gaps"],
        "factors": {"deterrence": {"values": ["no_effect", "patron"]}},
    } | options
    return resolve(from_options(list(architectures), body), today=DATE)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run_study(study(), tmp_path_factory.mktemp("explored") / "run")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    changed = {
        "deterrence": {"values": ["no_effect", "patron"]},
        "taiwan_credence": {"range": [0.5, 1.0], "source": "a test"},
    }
    return run_study(
        study(("hub-and-spoke", "pato-8"), factors=changed), tmp_path_factory.mktemp("other") / "run"
    )


def factor(name, spec):
    return Factor(name, spec, "made up", "assumption")


DESIGN = Design(
    (
        factor("a", Uniform(0, 1)),
        factor("b", Uniform(0, 1)),
        factor("pinned", Constant(3.0)),
        factor("theory", Levels(("x", "y"), "theory")),
    ),
    10,
    7,
)


def test_groups():
    assert groups_of(DESIGN) == {"a": ("a",), "b": ("b",), "theory": ("theory",)}
    assert groups_of(DESIGN, ["both=a,b"]) == {"both": ("a", "b"), REST: ("theory",)}
    assert groups_of(DESIGN, ["b"]) == {"b": ("b",), REST: ("a", "theory")}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["g=a,c"], "factor that moves 'c' is not known"),
        (["pinned"], "factor that moves 'pinned' is not known"),
        (["g=a", "h=a"], "factor a  stands in two groups"),
        (["g=a", "g=b"], "named twice"),
    ],
)
def test_groups_that_are_wrong(given, told):
    with pytest.raises(UsageError, match=told):
        groups_of(DESIGN, given)


def test_a_row_is_a_b_and_a_with_each_group_from_b():
    groups = groups_of(DESIGN, ["both=a,theory"])  # and the rest: b
    draws = draws_of(DESIGN, groups, np.arange(4 * 50))
    rows = {name: draws[name].reshape(50, 4) for name in ("a", "b", "theory")}
    for name, (one, two, both, rest) in ((n, rows[n].T) for n in rows):
        assert (one != two).any()
        np.testing.assert_array_equal(both, two if name in {"a", "theory"} else one)
        np.testing.assert_array_equal(rest, two if name == "b" else one)
    assert abs(np.corrcoef(rows["a"][:, 0], rows["a"][:, 1])[0, 1]) < 0.4


def test_rows_do_not_hang_on_the_range_asked_for():
    groups = groups_of(DESIGN)
    whole = draws_of(DESIGN, groups, np.arange(200))
    for start, stop in ((0, 7), (33, 34), (99, 200)):
        part = draws_of(DESIGN, groups, np.arange(start, stop))
        for name in ("a", "b", "theory"):
            np.testing.assert_array_equal(part[name], whole[name][start:stop])


def test_the_extension_evaluates_the_study_s_models(finished):
    known = study_of(finished)
    groups = groups_of(known.design)
    spec = spec_of(known, groups, 32)
    assert spec.function == FUNCTION
    futures = spec.design.draw(0, 2 * (len(groups) + 2))
    found = evaluate(futures, spec.settings).outcomes["war_initiations_members"]
    direct = evaluate_study(draws_of(known.design, groups, futures.futures), spec.settings).outcomes
    expected = direct["war_initiations_a_year"].sel(target=list(known.members)).sum("target") * 10
    np.testing.assert_allclose(found, expected.transpose("future", "architecture"), rtol=1e-12)


def test_an_extension_is_kept_and_grows(finished):
    known = study_of(finished)
    first = extend(finished, known, rows=20)
    assert first.rows == 32
    (folder,) = (finished.folder / FOLDER).iterdir()
    chunk = folder / "chunks" / "00000.nc"
    before = (chunk.stat().st_mtime_ns, chunk.read_bytes())
    more = extend(finished, known, rows=64)
    assert more.rows == 64
    assert (chunk.stat().st_mtime_ns, chunk.read_bytes()) == before
    name, size = "war_initiations_members", first.outcomes.sizes["future"]
    np.testing.assert_array_equal(more.outcomes[name][:size], first.outcomes[name])
    assert extend(finished, known, rows=32).rows == 64  # what is there is used
    constant = type(more)(more.groups, (more.outcomes[name] * 0).to_dataset(name=name))
    with pytest.raises(UsageError, match="the same in every run"):
        constant.indices(name, "pato-7")


def test_rows_of_another_version_are_computed_anew(finished, monkeypatch):
    known = study_of(finished)
    assert extend(finished, known, rows=64, groups=["risk_war"]).rows == 64
    monkeypatch.setattr(provenance, "source_fingerprint", lambda: "another")
    assert extend(finished, known, rows=32, groups=["risk_war"]).rows == 32


def test_what_differs_between_runs_and_what_moved(finished, other):
    changes = {(c.kind, c.name): c for c in changed_inputs(finished, other)}
    assert "distribution.uniform.low is 0.0 there and 0.5 here" in changes["factor", "taiwan_credence"].after
    assert changes["architectures", ""].after == "hub-and-spoke, pato-8"
    assert any(kind == "file" and "pato-8" in name for kind, name in changes)
    assert not any(kind == "seed" for kind, _ in changes)
    table = moved_table(finished, other)
    label = "attacks on members by named rivals that lead to war"
    rows = {(r["architecture"], r["theory"]): r for r in table.records() if r["metric"] == label}
    one, two = (Comparison.of(study_of(r), r) for r in (finished, other))
    stratum = one.strata[0]
    difference = (two.values["war_initiations_members"] - one.values["war_initiations_members"]).sel(
        architecture="hub-and-spoke"
    )
    row = rows["hub-and-spoke", stratum.label]
    assert row["median change"] == np.quantile(difference[stratum.futures], 0.5, method="inverted_cdf")
    before = one.values["war_initiations_members"].sel(architecture="hub-and-spoke")
    assert row["worse"] == pytest.approx((difference > 0.01 * before)[stratum.futures].mean().item())
    assert not any(architecture == "pato-7" for architecture, _ in rows)
    total = len(one.study.design.factors)
    told = f"Compared run by run over 120 runs: {total - 1} of {total} factors have the same draws"
    assert any(told in note for note in table.notes)


def test_a_run_differs_from_itself_in_nothing(finished):
    again = Run.open(finished.folder)
    assert changed_inputs(finished, again) == []
    assert moved_table(finished, again).rows == []


def test_other_seeds_leave_medians_alone(finished, tmp_path):
    seeded = run_study(study(seed=2), tmp_path / "run")
    assert [c.kind for c in changed_inputs(finished, seeded)] == ["seed", "setting of the study"]
    table = moved_table(finished, seeded)
    assert all(r["median change"] is None for r in table.records() if "initiations" in r["metric"])
    assert any("cannot be paired" in note for note in table.notes)


def said(*words):
    found = CliRunner().invoke(cli, list(map(str, words)))
    return found.output + str(found.exception or "")


def test_the_commands_answer(finished):
    folder = finished.folder
    assert "deterrence" in said("sensitivity", folder, "--first-order", "--metric", "war_initiations_members")
    assert "minimax" in said("regret", folder)
    assert "gaps < 1" in said("regret", folder, "--enough", "gaps<1")
    assert "nowhere worse" in " ".join(said("regret", folder, "--dominance").split())
    assert "tipping point" in said(
        "tipping", folder, "taiwan_credence", "--metric", "war_initiations_members"
    )
    assert "No input differs." in said("diff-runs", folder, folder)
    assert "A1 A pact in the Asia-Pacific" in said("claims", folder, "A1")
    assert "depends on" in said("claims", folder, "A1", "A2", "--by-theory")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["sensitivity", "{}", "--metric", "war_initiations_member"],
            "Did you mean 'war_initiations_members'?",
        ),
        (["sensitivity", "{}", "--metric", "gaps"], "is the same in every run"),
        (
            ["sensitivity", "{}", "--metric", "war_initiations_members", "--rows", "32"],
            "would suffice: --rows ",
        ),
        (["sensitivity", "{}", "--group", "g=nothing"], "factor that moves 'nothing' is not known"),
        (
            ["sensitivity", "{}", "--architecture", "pato-9"],
            "architecture of this comparison 'pato-9' is not known",
        ),
        (["regret", "{}", "--enough", "gaps=1"], "is no threshold"),
        (["regret", "{}", "--metric", "war"], "metric that has a better and a worse 'war' is not known"),
        (["tipping", "{}", "taiwan_credenc"], "Did you mean 'taiwan_credence'?"),
        (["discover", "{}", "--when", "pato-7 wins"], "is no condition"),
        (["diff-runs", "{}", "nowhere"], "holds no run"),
        (["regret", "nowhere"], "holds no run"),
    ],
)
def test_bad_input_read_aloud(finished, words, told):
    assert told in said(*[w.format(finished.folder) for w in words])
