"""From a study to what is run: architectures, world, models, factors, design; all problems told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from pato.assess.load import FUNCTION, StudyFile
from pato.assess.metrics import Metric, metrics
from pato.assess.schema import Study
from pato.brief import brief
from pato.errors import PatoError, Problem, RunError, UsageError, unknown
from pato.files.library import is_path
from pato.futures import Design, Factor, Levels, Run, RunSpec, distribution
from pato.futures.factor import together
from pato.futures.folder import differences
from pato.futures.provenance import sha256_of_file
from pato.memo import Memo
from pato.models.base import Model, Setting, makers, models_of, own_files_of
from pato.models.pledges import added_parties
from pato.models.risk.theories.found import theories
from pato.treaties.architecture import Architecture, load_architecture
from pato.world import World
from pato.world import load as load_world

MOST_IN_FULL = 100_000
"""Up to so many futures every outcome of every state is kept; above, metrics (see `pato.assess.large`)."""
_OPEN = Memo(2)
"""Studies of runs by their settings; what was resolved last takes the place of what was read before."""


@brief("labels", "study.futures", "date")
@dataclass(frozen=True, eq=False)
class Resolved:
    """A study with everything that it names.

    Attributes
    ----------
    study
        The study; its date is set, and its architectures' files are absolute paths.
    architectures
        In the study's order.
    status_quo
        The architecture in force.
    world
        Figures, with the study's own.
    only
        Ids of the models that take part; None for those that the study's metrics need.
    """

    study: Study
    architectures: tuple[Architecture, ...]
    status_quo: Architecture
    world: World
    only: tuple[str, ...] | None = None

    @cached_property
    def date(self) -> str:
        """The day on which pledges are read."""
        assert self.study.date is not None
        return self.study.date

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The architectures' names in results: their ids, with the date where one id stands for several dates."""
        ids = [a.id for a in self.architectures]
        return tuple(
            f"{a.id}@{a.date}" if ids.count(a.id) > 1 and a.date else a.id for a in self.architectures
        )

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The study's members, or the parties of what the architectures add to the status quo, with figures in the world."""
        named = self.study.members or added_parties(self.architectures, self.status_quo, self.date)
        return tuple(s for s in named if s in self.world.states)

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics asked for; all that have a meaning here where none is named."""
        known = metrics()
        chosen = [known[n] for n in self.study.metrics if n in known] or list(known.values())
        here = makers() if self.only is None else self.only
        return tuple(
            m for m in chosen if (self.members or not m.needs_members) and set(m.models) <= set(here)
        )

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The models that take part: those that the metrics need."""
        challengers = tuple(self.study.challengers) if self.study.challengers is not None else None
        study = self.study
        on = Setting(
            self.world,
            self.status_quo,
            self.date,
            challengers,
            study.horizon_years,
            self.members,
            self.world.code(study.rival),
        )
        wanted = {name for m in self.metrics for name in m.models}
        return models_of(on, wanted if self.only is None else self.only)

    @property
    def is_large(self) -> bool:
        """Whether there are too many futures to keep every outcome of every state."""
        return self.study.futures > MOST_IN_FULL

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of all models, with the study's settings."""
        found = together(factor for model in self.models for factor in model.factors())
        return tuple(_set(factor, self.study.factors.get(factor.id)) for factor in found)

    @cached_property
    def design(self) -> Design:
        """What is drawn."""
        crossed = tuple(tuple(group) for group in self.study.crossed)
        return Design(self.factors, self.study.futures, self.study.seed, self.study.sampler, crossed)

    def spec(self) -> RunSpec:
        """Return what fixes the run's figures; the weights do not, and are not in it."""
        settings = {
            "study": settings_of(self.study),
            "models": [model.id for model in self.models],
            "kept": "metrics" if self.is_large else "outcomes",
        }
        _OPEN.put(_word_of(settings), value=self._of_run(settings))
        return RunSpec(
            FUNCTION,
            settings,
            self.design,
            self._files(),
            str(self.world.about["vintage"]),
            self.study.title or f"{', '.join(self.labels)} over {self.study.futures} futures",
        )

    def _of_run(self, settings: Mapping[str, Any]) -> Resolved:
        """Return the study as a run's settings know it: without weights and metrics, with the models made already."""
        found = replace(self, study=_study_of(settings), only=tuple(settings["models"]))
        vars(found)["models"] = self.models  # they take seconds to make, and would be the same
        return found

    def _files(self) -> dict[str, str]:
        """Return hashes of all that was read: treaty and architecture files, the user's own theories and models, and the world's figures."""
        names = {name for a in (self.status_quo, *self.architectures) for name in a.files}
        names |= {t.file for t in theories().values() if t.is_own}
        names |= set(own_files_of(m.id for m in self.models))
        return {name: sha256_of_file(_path_of(name)) for name in sorted(names)} | {"world": self.world.digest}


def _path_of(name: str) -> Path:
    """Return where a file lies that an architecture names: shipped ones by their place in the library."""
    return Path(str(files("pato"))) / name if name.startswith("library/") else Path(name)


def settings_of(study: Study) -> dict[str, Any]:
    """Return what of a study changes figures, as plain values: all but how results are shown, and what describes it."""
    shown = {"title", "subject", "weights", "metrics", "by", "no_difference"}
    left_out = {"format", "id", "sources", "checked", "notes", *shown}
    return study.model_dump(mode="json", exclude=left_out)


def resolve(source: StudyFile, *, today: str) -> Resolved:
    """Return a study with everything that it names.

    Parameters
    ----------
    source
        The study and its file.
    today
        ISO date that stands for a date the study does not give.

    Raises
    ------
    UsageError
        With all names that are not known: architectures, metrics, factors, levels, figures; each at its line.
    """
    study = source.study.model_copy(
        update={
            "date": source.study.date or today,
            "architectures": [_absolute(a, source.folder) for a in source.study.architectures],
        }
    )
    resolved, problems = _loaded(study, source)
    if resolved is not None:
        problems += list(_name_problems(resolved, source))
    if problems or resolved is None:
        raise UsageError(problems)
    return resolved


def _absolute(name: str, folder: Path) -> str:
    return str((folder / name).resolve()) if is_path(name) else name


def _loaded(study: Study, source: StudyFile) -> tuple[Resolved | None, list[Problem]]:
    problems: list[Problem] = []
    found: list[Architecture] = []
    names = [(name, ("architectures", i)) for i, name in enumerate(study.architectures)]
    for name, path in [*names, (study.status_quo, ("status_quo",))]:
        try:
            found.append(load_architecture(name))
        except PatoError as error:
            problems += error.problems if is_path(name) else [source.problem(path, p) for p in error.problems]
    try:
        world = world_of(study)
    except PatoError as error:
        return None, problems + [source.problem(tuple(p.where.split(".")), p) for p in error.problems]
    if problems:
        return None, problems
    return Resolved(study, tuple(found[:-1]), found[-1], world), problems


def world_of(study: Study) -> World:
    """Return the world with the study's figures."""
    own = {
        iso: {name: f.model_dump(exclude_none=True) for name, f in figures.items()}
        for iso, figures in study.world.items()
    }
    return load_world(own)


def _name_problems(resolved: Resolved, source: StudyFile) -> Iterator[Problem]:
    study = resolved.study
    for i, label in enumerate(resolved.labels):
        if label in resolved.labels[:i]:
            told = Problem(
                "", f"the id '{label}' is also that of another architecture.", "Give each its own id."
            )
            yield source.problem(("architectures", i), told)
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("metrics", i), name) for i, name in enumerate(study.metrics)),
        *((("no_difference", name), name) for name in study.no_difference),
    ]
    for path, name in named:
        if name not in metrics():
            yield source.problem(path, unknown("metric", name, metrics()))
    yield from _subject_problem(resolved, source)
    if problem := _rival_problem(resolved, source):
        yield problem
        return
    factors = {f.id: f for model in resolved.models for f in model.factors()}
    for i, name in enumerate(study.by):
        levels = {f.id: f.levels for f in factors.values() if f.levels}
        if name not in levels:
            yield source.problem(("by", i), unknown("categorical factor", name, levels))
    for name, setting in study.factors.items():
        if name not in factors:
            yield source.problem(("factors", name), unknown("factor", name, factors))
        else:
            yield from (
                source.problem(("factors", name), p) for p in _setting_problems(factors[name], setting)
            )
    yield from _weight_problems(resolved, factors, source)


def _subject_problem(resolved: Resolved, source: StudyFile) -> Iterator[Problem]:
    if (named := resolved.study.subject) is not None and named not in resolved.labels:
        yield source.problem(("subject",), unknown("architecture", named, resolved.labels))


def _rival_problem(resolved: Resolved, source: StudyFile) -> Problem | None:
    try:
        resolved.world.code(resolved.study.rival)
    except PatoError as error:
        return source.problem(("rival",), error.problems[0])
    return None


def _weight_problems(
    resolved: Resolved, factors: Mapping[str, Factor], source: StudyFile
) -> Iterator[Problem]:
    categorical = {f.id: f.levels for f in factors.values() if f.levels}
    for name, given in resolved.study.weights.items():
        if name not in categorical:
            yield source.problem(("weights", name), unknown("categorical factor", name, categorical))
            continue
        for level in given:
            if level not in categorical[name]:
                told = unknown(f"level of {name}", level, categorical[name])
                yield source.problem(("weights", name, level), told)


def _setting_problems(factor: Factor, setting: Mapping[str, Any]) -> Iterator[Problem]:
    if factor.kind == "posterior":
        yield Problem(
            "",
            f"'{factor.id}' is an estimate with its covariance; it has no range to set.",
            "Estimate it anew with: pato fit.",
        )
    elif ("values" in setting) != (factor.kind == "categorical"):
        wanted = "values: [...]" if factor.levels else "a distribution such as range: [low, high]"
        yield Problem("", f"'{factor.id}' is {factor.kind}: it takes {wanted}.")
    elif factor.levels:
        yield from (
            unknown(f"level of {factor.id}", v, factor.levels)
            for v in setting["values"]
            if v not in factor.levels
        )


def _set(factor: Factor, setting: Mapping[str, Any] | None) -> Factor:
    """Return a factor with a study's setting; what a user sets without a source is the user's assumption."""
    if setting is None:
        return factor
    source = str(setting.get("source", "the study's own"))
    if isinstance(factor.spec, Levels):
        return replace(factor, spec=Levels(tuple(setting["values"]), factor.spec.role))
    body = {name: value for name, value in setting.items() if name != "source"}
    return replace(
        factor, spec=distribution(body, where=f"factors.{factor.id}"), source=source, basis="assumption"
    )


def reopened(settings: Mapping[str, Any]) -> Resolved:
    """Return the study of a run from its settings; kept, so that a process reads and makes everything once."""
    return _OPEN.get(_word_of(settings), make=lambda: _read_again(settings))


def _word_of(settings: Mapping[str, Any]) -> str:
    return json.dumps(settings, sort_keys=True)


def _study_of(settings: Mapping[str, Any]) -> Study:
    return Study.model_validate({"format": 1, "id": "run"} | settings["study"])


def _read_again(settings: Mapping[str, Any]) -> Resolved:
    study = _study_of(settings)
    assert study.date is not None
    resolved = resolve(StudyFile(study, None, Path()), today=study.date)
    if [model.id for model in resolved.models] == settings["models"]:
        return resolved._of_run(settings)  # noqa: SLF001  its own
    return replace(resolved, only=tuple(settings["models"]))


def study_of(run: Run) -> Resolved:
    """Return the study of a finished run.

    Raises
    ------
    RunError
        If what the run was computed from has changed since: its figures would be explained by other files.
    """
    spec = run.spec
    if spec.function != FUNCTION:
        raise RunError(Problem(str(run.folder), "was not made by a comparison of architectures."))
    found = reopened(spec.settings)
    refuse_changed(run, found)
    return found


def refuse_changed(run: Run, now: Resolved) -> None:
    """Raise RunError where treaties, figures or estimates differ from those that a run was computed from."""
    changed = list(differences("", run.spec.to_dict() | {"title": ""}, now.spec().to_dict() | {"title": ""}))
    if changed:
        shown = "; ".join(changed[:5]) + (f"; and {len(changed) - 5} more" if len(changed) > 5 else "")
        fix = "Compare the study anew to see what the change does."
        raise RunError(Problem(str(run.folder), f"what it was computed from has changed: {shown}.", fix))
