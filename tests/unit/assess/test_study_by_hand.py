"""What a study resolves to: names, members, rivals, subject, models, factors, and what fixes its figures."""

import dataclasses
import hashlib
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hand_made import quick

from pato.assess import study as studies
from pato.assess.load import StudyFile, from_options, load_claims, load_study
from pato.assess.names import absolute, on_top
from pato.assess.study import (
    _path_of,
    _set,
    examined,
    hash_of,
    refuse_changed,
    reopened,
    resolve,
    settings_of,
    study_of,
)
from pato.assess.subject import label_of, subject_of
from pato.errors import FileError, PatoError, Problem, RunError, UnknownNameError, UsageError
from pato.futures import Factor, Levels
from pato.futures.distributions import Uniform
from pato.treaties.architecture import load_architecture

TODAY = "2026-01-01"
MEMBERS = ("AUS", "CAN", "JPN", "KOR", "NZL", "TWN", "USA")


@pytest.fixture(scope="module")
def seven():
    return quick()


def written(folder, body, name="s.yaml"):
    path = folder / name
    path.write_text(f"format: 1\nid: s\n{body}\n", encoding="utf-8")
    return str(path)


def test_what_a_study_takes_where_nothing_is_said(seven):
    assert (seven.labels, seven.subject, seven.members) == (("in-force", "pato-7"), "pato-7", MEMBERS)
    assert (seven.rivals, seven.rival) == (("CHN", "PRK", "RUS"), "CHN")
    assert (seven.status_quo.id, seven.date, seven.is_large) == ("in-force", "2026-11-21", False)
    assert [m.id for m in seven.metrics] == ["burden_members", "burden_by_state", "gaps"]
    assert [m.id for m in seven.models] == ["burden"]
    assert [f.id for f in seven.factors] == ["pledge_compliance"]
    assert seven.design.n_futures == 12
    assert seven.unmet == {}
    assert resolve(from_options(["in-force"], {"metrics": ["conflicts"]}), today=TODAY).date == TODAY


def test_what_a_study_says_holds():
    one = quick(
        members=["USA", "JPN", "FJI"], rivals=["RUS", "CHN"], rival="CHN", challengers=["CHN", "RUS"], horizon_years=3,
        seed=9, sampler="sobol", factors={"pledge_compliance": {"range": [0.2, 0.3]}},
    )  # fmt: skip
    assert one.members == ("USA", "JPN", "FJI") if "FJI" in one.world.states else ("USA", "JPN")
    assert (one.rivals, one.rival) == (("RUS", "CHN"), "CHN")
    assert quick(rivals=["RUS", "CHN"]).rival == "RUS"
    assert quick(challengers=["RUS", "PRK"]).rivals == ("RUS", "PRK")
    setting = one._setting
    assert (setting.challengers, setting.horizon_years, setting.date) == (("CHN", "RUS"), 3, "2026-11-21")
    assert (setting.members, setting.rival, setting.rivals, setting.baseline) == (one.members, "CHN", one.rivals, "estimated")  # fmt: skip
    assert setting.status_quo is one.status_quo
    assert quick()._setting.challengers is None
    assert (one.design.seed, one.design.sampler) == (9, "sobol")
    (factor,) = one.factors
    assert factor.spec == Uniform(0.2, 0.3)
    assert (factor.source, factor.basis) == ("the study's own", "assumption")


def test_a_setting_takes_the_place_of_a_distribution_or_of_levels():
    number = Factor("x", Uniform(0.0, 1.0), "ours", "estimate", unit="share")
    assert _set(number, None) is number
    found = _set(number, {"range": [0.25, 0.5], "source": "mine"})
    assert (found.spec, found.source, found.basis, found.unit) == (
        Uniform(0.25, 0.5),
        "mine",
        "assumption",
        "share",
    )
    kept = _set(
        Factor("t", Levels(("a", "b", "c"), "theory"), "ours", "estimate"),
        {"values": ["c", "a"], "source": "x"},
    )
    assert kept.spec == Levels(("c", "a"), "theory")
    assert (kept.source, kept.basis) == ("ours", "estimate")
    with pytest.raises(PatoError, match=r"^factors\.x"):
        _set(number, {"rnge": [0, 1]})


def test_labels_carry_a_date_where_an_id_is_there_twice():
    assert quick(["in-force", "pato-7@2020-01-01"], metrics=["gaps"]).labels == ("in-force", "pato-7")
    twice = quick(
        ["in-force", "in-force@1999-01-01", "in-force@2001-01-01"], metrics=["gaps"], members=["JPN"]
    )
    assert twice.labels == ("in-force", "in-force@1999-01-01", "in-force@2001-01-01")
    assert twice.subject == "in-force@1999-01-01"
    assert (
        quick(["in-force", "in-force@1999-01-01"], metrics=["gaps"], members=["JPN"]).labels
        == twice.labels[:2]
    )


def test_the_subject_is_the_own_file_then_what_adds_a_pact_then_the_second(tmp_path, monkeypatch):
    labels, names = ("a", "b", "c"), ("a", "b", str(tmp_path / "c.yaml"))
    assert subject_of(labels, names, (False, True, False)) == "c"
    assert subject_of(labels, labels, (True, False, True)) == "c"
    assert subject_of(labels, labels, (True, False, False)) == "b"
    assert subject_of(labels[:1], names[:1], (False,)) == "a"
    assert subject_of(labels, (names[2], "b", "c"), (False, False, True)) == "c"
    assert label_of("b", labels, names) == "b"
    assert label_of(names[2], labels, names) == "c"
    assert label_of("d", labels, names) is None
    monkeypatch.chdir(tmp_path)
    assert label_of("./c.yaml", labels, names) == "c"
    assert label_of("./d.yaml", labels, names) is None
    assert label_of("pato-7", ("pato-7@1", "pato-7@2"), ("pato-7", "pato-7")) is None


def test_another_subject_needs_nothing_built_again(seven):
    assert seven.design.factors == seven.factors  # made once, whatever was asked before
    other = seven.about("in-force")
    assert (other.subject, seven.subject) == ("in-force", "pato-7")
    assert other._made is seven._made
    assert other.design is seven.design
    assert other.factors is seven.factors
    with pytest.raises(UnknownNameError, match=r"architecture of this comparison 'pato-77' is not known\. Did you mean 'pato-7'"):  # fmt: skip
        seven.about("pato-77")
    fresh = quick().about(Path("in-force"))
    assert fresh.subject == "in-force"
    shown = seven.shown(seven.study.model_copy(update={"title": "T"}))
    assert (shown.study.title, shown._made) == ("T", seven._made)


def test_metrics_that_lack_members_or_rivals_are_left_out_with_the_reason():
    quo = quick(["in-force"], metrics=["conflicts"])
    alone = quo.shown(quo.study.model_copy(update={"metrics": ["burden_members", "conflicts"]}))
    assert alone.members == ()
    why = "no architecture adds a pact with a defence obligation, so there are no members; name some under 'members:'."
    assert alone._lacking(alone._chosen[0]) == why
    assert alone._lacking(alone._chosen[1]) is None
    assert alone.unmet == {"burden_members": why}
    assert [m.id for m in alone.metrics] == ["conflicts"]
    told = SimpleNamespace(needs_members=True, needs_rivals=True)
    inside = quick(members=["CHN", "JPN"], rivals=["CHN"], metrics=["gaps"])
    assert (
        inside._lacking(told) == "every named rival (CHN) is a member; name one from outside under 'rivals:'."
    )
    assert quick(members=["CHN", "JPN"], rivals=["CHN", "RUS"], metrics=["gaps"])._lacking(told) is None


def test_one_file_under_two_paths_is_named_twice(tmp_path):
    (tmp_path / "a.yaml").write_text("format: 1\nid: a\ntitle: A\nextends: in-force\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.yaml' is named twice\. Name each once\."):
        quick(["in-force", f"{tmp_path}/a.yaml", f"{tmp_path}/./a.yaml"])


def test_members_without_data_are_told():
    some = quick(members=["USA", "MCO", "JPN", "LIE"], metrics=["gaps"])
    assert some.members == ("USA", "JPN")
    assert some.about_members == "members: USA, JPN. No figure includes MCO, LIE, of which there are no data."
    assert quick(members=["USA"], metrics=["gaps"]).about_members == "members: USA."
    none = quick(members=["MCO"], metrics=["conflicts"])
    assert none._lacking(SimpleNamespace(needs_members=True)) == (
        "there are no data on MCO, so there are no members; name some under 'members:'."
    )


def test_a_metric_that_was_asked_for_and_cannot_be_computed_is_told():
    with pytest.raises(UsageError) as refused:
        quick(["in-force"], metrics=["conflicts", "burden_members"])
    assert str(refused.value) == (
        "'burden_members' cannot be computed: no architecture adds a pact with a defence obligation, so there are no members; "
        "name some under 'members:'. Or leave it out."
    )


def test_settings_hold_what_affects_results_and_nothing_else(seven):
    settings = settings_of(seven.study)
    assert set(settings) == {
        "architectures", "status_quo", "futures", "seed", "horizon_years", "date", "members", "rivals", "challengers", "rival",
        "baseline", "sampler", "crossed", "factors", "readings", "world",
    }  # fmt: skip
    assert (settings["architectures"], settings["rivals"], settings["rival"]) == (["in-force", "pato-7"], ["CHN", "PRK", "RUS"], "CHN")  # fmt: skip


def test_the_specification_of_a_run(seven, monkeypatch):
    spec = seven.spec()
    assert spec.function == "pato.assess.run:evaluate"
    assert spec.settings == {"study": settings_of(seven.study), "models": ["burden"], "kept": "outcomes"}
    assert spec.design is seven.design
    assert spec.vintage == str(seven.world.about["vintage"])
    assert spec.title == "in-force, pato-7 over 12 runs"
    assert quick(title="Mine").spec().title == "Mine"
    assert list(spec.files) == [*sorted(k for k in spec.files if k != "world"), "world"]
    assert spec.files["world"] == seven.world.digest
    name = "library/treaties/pato.yaml"
    assert spec.files[name] == hashlib.sha256(_path_of(name).read_bytes()).hexdigest()
    monkeypatch.setattr(studies, "MOST_IN_FULL", 11)
    assert seven.is_large
    assert seven.spec().settings["kept"] == "metrics"
    monkeypatch.setattr(studies, "MOST_IN_FULL", 12)
    assert not seven.is_large


def test_a_run_is_opened_again_from_its_settings(seven):
    settings = seven.spec().settings
    again = reopened(settings)
    assert again.only == ("burden",)
    assert again._made is seven._made  # kept, not built twice
    assert (again.study.metrics, again.study.title, again.study.id) == ([], "", "run")
    assert again.labels == seven.labels
    assert {m.id for m in again.metrics} >= {"burden_members", "gaps"}
    assert all(set(m.models) <= {"burden"} for m in again.metrics)
    studies._OPEN._held.clear()
    built = reopened(settings)
    assert built is not again
    assert built.design == seven.design
    assert reopened(settings) is built
    wrong = {"study": settings["study"] | {"architectures": ["pato-77"]}, "models": []}
    with pytest.raises(UsageError, match="pato-77"):
        reopened(wrong)


def run_like(spec, **more):
    return SimpleNamespace(**{"spec": spec, "folder": Path("there"), "is_of_this_program": True} | more)


def test_the_study_of_a_run_and_what_has_changed_since(seven):
    spec = seven.spec()
    found = study_of(run_like(spec))
    assert found.design is spec.design
    assert found.factors is spec.design.factors
    with pytest.raises(RunError, match=r"^there  was not made by a comparison of architectures\.$"):
        study_of(run_like(dataclasses.replace(spec, function="other:one")))
    other = dataclasses.replace(spec, files=dict(spec.files) | {"library/treaties/pato.yaml": "0" * 64})
    with pytest.raises(RunError) as refused:
        study_of(run_like(other))
    told = str(refused.value)
    assert told.startswith("there  what it was computed from has changed: files.library/treaties/pato.yaml")
    assert told.endswith("Compare the study anew to see what the change does.")
    study_of(run_like(spec, is_of_this_program=False))


def test_words_are_no_change_and_many_changes_are_counted(seven):
    spec = seven.spec()
    (factor,) = spec.design.factors
    words = dataclasses.replace(spec.design, factors=(dataclasses.replace(factor, source="elsewhere"),))
    refuse_changed(run_like(dataclasses.replace(spec, title="Other", design=words)), seven)
    many = dict(spec.files) | {f"f{i}": "0" for i in range(7)}
    with pytest.raises(RunError, match=r"; and 2 more\. Compare"):
        refuse_changed(run_like(dataclasses.replace(spec, files=many)), seven)
    five = dict(spec.files) | {f"f{i}": "0" for i in range(5)}
    with pytest.raises(RunError) as refused:
        refuse_changed(run_like(dataclasses.replace(spec, files=five)), seven)
    assert "more." not in str(refused.value)
    assert str(refused.value).count("; ") == 4


def test_files_are_hashed_and_pipes_refused(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("x")
    assert hash_of(str(path)) == hashlib.sha256(b"x").hexdigest()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError) as refused:
        hash_of(str(tmp_path / "pipe"))
    assert str(refused.value) == (
        f"{tmp_path / 'pipe'}  is a pipe: a run has to read its architectures again, in other processes and on other days. "
        "Save it to a file and name that."
    )
    assert _path_of("library/treaties/pato.yaml").is_file()
    assert _path_of("other/x.yaml") == Path("other/x.yaml")


def test_names_of_files_are_told_whole(tmp_path):
    (tmp_path / "a.yaml").write_text("")
    assert absolute("pato-7", tmp_path) == "pato-7"
    assert absolute("./a.yaml", tmp_path) == str((tmp_path / "a.yaml").resolve())
    assert absolute("none.yaml", tmp_path) == str((tmp_path / "none.yaml").resolve())
    (tmp_path / "link.yaml").symlink_to(tmp_path / "a.yaml")
    assert absolute("link.yaml", tmp_path) == str((tmp_path / "a.yaml").resolve())
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "to.yaml").symlink_to(tmp_path / "pipe.yaml")
    assert absolute("to.yaml", tmp_path) == str(tmp_path / "to.yaml")


def test_a_treaty_in_force_stays_as_it_is():
    quo = load_architecture("in-force")
    held, draft = load_architecture("anzus"), load_architecture("pato")
    assert on_top(held, quo) is held
    found = on_top(draft, quo)
    assert [i.id for i in found.instruments] == sorted([*(i.id for i in quo.instruments), "pato"])
    assert found.files == (*draft.files, *quo.files)
    assert (found.whole, found.id) == (quo.whole, "pato")
    assert on_top(draft, load_architecture("pato-7")) is draft


def test_every_wrong_name_is_told_at_its_line(tmp_path):
    body = (
        "architectures: [in-force, pato-77]\nstatus_quo: in-forse\nhistorical: [pato-7, in-force@1960-01-01, nowhere]\n"
        "rivals: [CHN, MCO]\nchallengers: [RUS, MCO]\nrival: LIE\nmetrics: [gaps, gapps]\nno_difference: {gaps: 1, gapz: 2}\n"
        "world: {JPN: {milex_shar: {value: 1, source: x}}}"
    )
    found, problems = examined(load_study(written(tmp_path, body)), today=TODAY)
    told = [(p.where.rpartition("s.yaml:")[2].partition(":")[0], p.what) for p in problems]
    lines = [line for line, _ in told]
    assert lines == ["3", "4", "5", "5", "11", "6", "7", "8", "6", "9", "10"]
    words = "\n".join(what for _, what in told)
    for part in (
        "'pato-77' is not known. Did you mean 'pato-7'?", "'in-forse' is not known. Did you mean 'in-force'?", "'pato-7' has no date of its own.",
        "the rival CHN is not among the challengers (RUS, MCO).", "metric 'gapps' is not known. Did you mean 'gaps'?", "metric 'gapz' is not known.",
    ):  # fmt: skip
        assert part in words
    assert found.labels == ("in-force",)
    assert found.status_quo.id == "in-force"
    (no_date,) = [p for p in problems if "no date" in p.what]
    assert no_date.fix == "Write date: into the architecture, or name it as NAME@DATE."
    (beside,) = [p for p in problems if "not among the challengers" in p.what]
    assert beside.fix == "Name it among them, or leave 'rivals:' out: the challengers are then the rivals."


def test_a_study_by_path_id_or_options(tmp_path):
    path = written(tmp_path, "architectures: [in-force, pato-7]\nmetrics: [gaps]\ntitle: Mine")
    found = load_study(path)
    assert (found.study.title, found.folder) == ("Mine", tmp_path)
    assert found.problem(("title",), Problem("x", "what", "fix")) == (f"{path}:5:8", "what", "fix")
    shipped = (
        load_study("pacific")
        if "pacific" in __import__("pato.files.library", fromlist=["x"]).entries("study")
        else None
    )
    assert shipped is None or (shipped.document, shipped.folder) == (None, Path())
    made = from_options(["in-force", "pato-7"], {"futures": 5, "seed": None})
    assert (made.study.id, made.study.architectures, made.study.futures, made.document) == ("compare", ["in-force", "pato-7"], 5, None)  # fmt: skip
    assert made.problem(("a",), Problem("x", "what", "fix")) == ("x", "what", "fix")
    changed = from_options([path], {"futures": 5, "title": None})
    assert (changed.study.futures, changed.study.title, changed.folder) == (5, "Mine", tmp_path)
    assert changed.document is not None
    with pytest.raises(UsageError) as refused:
        from_options(["in-force", path], {})
    assert (
        str(refused.value)
        == f"{path}  is a study; it names its architectures itself. Give one study, or architectures."
    )
    with pytest.raises(FileError, match="command line"):
        from_options(["in-force"], {"futures": 0})
    assert isinstance(found, StudyFile)


def test_claims_by_path_and_by_id(tmp_path):
    body = "id: Z1\ntext: So.\nmetric: gaps\nholds_if: {below: 1, in: design}\nidentified: identified\n"
    path = tmp_path / "c.yaml"
    path.write_text(f"format: 1\n{body}", encoding="utf-8")
    assert [c.id for c in load_claims([str(path), "A2"])] == ["Z1", "A2"]
    assert [c.id for c in load_claims()] == sorted(c.id for c in load_claims())
    with pytest.raises(PatoError, match="'A22'"):
        load_claims(["A22"])


def test_draws_are_those_of_the_design(seven):
    draws = seven.design.draw()
    assert draws.n_futures == 12
    assert np.ptp(draws["pledge_compliance"]) > 0
    assert set(seven.not_drawn) >= {"deterrence", "risk_war"}
    assert seven.not_drawn["deterrence"].levels
