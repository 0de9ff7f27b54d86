"""Resolve a study into what is run: architectures, world, models, factors, design; all problems are reported at once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from pato.assess.load import FUNCTION, StudyFile
from pato.assess.metrics import Metric, metrics
from pato.assess.names import read_names
from pato.assess.readings import problems_of_readings, readings_of
from pato.assess.refused import problems_of
from pato.assess.schema import Study
from pato.assess.subject import label_of, subject_of
from pato.brief import brief
from pato.errors import Problem, RunError, UnknownNameError, UsageError, unknown
from pato.files import discover, library
from pato.files.storage import hash_of_file, is_regular
from pato.futures import Design, Factor, Levels, Run, RunSpec, distribution
from pato.futures.factor import together
from pato.futures.folder import differences
from pato.memo import Memo
from pato.models.base import Made, Model, Setting, makers, models_of, own_files_of
from pato.models.pledges import added_parties
from pato.models.risk.theories.found import theories
from pato.models.rivals import PACIFIC, outside
from pato.treaties.architecture import Architecture
from pato.world import World

MOST_IN_FULL = 100_000
"""Largest number of futures for which every outcome of every state is kept; above it only metrics (see `pato.assess.large`)."""
_OPEN = Memo(2)
"""Studies of runs by their settings; the most recently resolved ones replace earlier ones."""


@brief("labels", "study.futures", "date")
@dataclass(frozen=True, eq=False)
class Resolved:
    """A study with everything that it names resolved.

    Attributes
    ----------
    study
        The study; its date is set, and its architectures' files are absolute paths.
    architectures
        In the study's order.
    status_quo
        The architecture in force.
    world
        The data, including the study's own.
    only
        Ids of the models involved; None for those that the study's metrics need.
    """

    study: Study
    architectures: tuple[Architecture, ...]
    status_quo: Architecture
    world: World
    only: tuple[str, ...] | None = None

    @cached_property
    def date(self) -> str:
        """The date at which commitments are read."""
        assert self.study.date is not None
        return self.study.date

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The architectures' names in results: their ids, with the date if one id occurs with several dates."""
        ids = [a.id for a in self.architectures]
        return tuple(
            f"{a.id}@{a.date}" if ids.count(a.id) > 1 and a.date else a.id for a in self.architectures
        )

    @cached_property
    def subject(self) -> str:
        """The architecture that answers are about: the study's subject, else the user's own file, else the first that adds a pact."""
        names = self.study.architectures
        if self.study.subject is not None and (told := label_of(self.study.subject, self.labels, names)):
            return told
        adding = [bool(added_parties([a], self.status_quo, self.date)) for a in self.architectures]
        return subject_of(self.labels, names, adding)

    def about(self, name: str | os.PathLike[str]) -> Resolved:
        """Return the study with another subject, without reading or building anything again.

        Raises
        ------
        UnknownNameError
            If it does not compare an architecture of that name or file.
        """
        label = label_of(os.fspath(name), self.labels, self.study.architectures)
        if label is None:
            raise UnknownNameError(unknown("architecture of this comparison", os.fspath(name), self.labels))
        return self.shown(self.study.model_copy(update={"subject": label}))

    def shown(self, study: Study) -> Resolved:
        """Return this study with other display settings: a study that differs in nothing that affects results."""
        found = replace(self, study=study)
        for name in ("_made", "factors", "design"):  # they take seconds to make, and would be the same
            if name in vars(self):
                vars(found)[name] = vars(self)[name]
        return found

    @cached_property
    def named_members(self) -> tuple[str, ...]:
        """The study's members, or the parties of the pacts that the architectures add to the status quo."""
        return tuple(self.study.members or added_parties(self.architectures, self.status_quo, self.date))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Those of the members that have data."""
        return tuple(s for s in self.named_members if s in self.world.states)

    @property
    def about_members(self) -> str:
        """The members in words: those that figures include, those without data, or why there are none."""
        without = ", ".join(s for s in self.named_members if s not in self.members)
        if not self.members:
            none = f"there are no data on {without}"
            why = none if without else "no architecture adds a pact with a defence obligation"
            return f"{why}, so there are no members; name some under 'members:'."
        told = f" No figure includes {without}, of which there are no data." if without else ""
        return f"members: {', '.join(self.members)}.{told}"

    @cached_property
    def rivals(self) -> tuple[str, ...]:
        """The states whose attacks count, in every model."""
        return tuple(self.world.code(r) for r in self.study.rivals or PACIFIC)

    @cached_property
    def rival(self) -> str:
        """The state whose reaction is modelled."""
        return self.world.code(self.study.rival or self.rivals[0])

    @cached_property
    def _chosen(self) -> tuple[Metric, ...]:
        """The requested metrics, or all; `unmet` says which cannot be computed here."""
        known = metrics()
        asked = [known[n] for n in self.study.metrics if n in known] or list(known.values())
        chosen = [m.counting(len(self.world.states)) for m in asked]
        here = makers() if self.only is None else self.only
        return tuple(m for m in chosen if set(m.models) <= set(here))

    @cached_property
    def _setting(self) -> Setting:
        """The setting for which the models are built."""
        challengers = tuple(self.study.challengers) if self.study.challengers is not None else None
        return Setting(
            self.world,
            self.status_quo,
            self.date,
            challengers,
            self.study.horizon_years,
            self.members,
            self.rival,
            self.rivals,
            self.study.baseline,
            readings_of(self.study),
        )

    @cached_property
    def _made(self) -> Made:
        """The models that the metrics need, and the reasons why some cannot be built."""
        wanted = {name for m in self._chosen if not self._lacking(m) for name in m.models}
        return models_of(self._setting, wanted if self.only is None else self.only)

    def _lacking(self, metric: Metric) -> str | None:
        """Return the input that a metric needs and the study lacks."""
        if metric.needs_members and not self.members:
            return self.about_members
        if metric.needs_rivals and not outside(self.rivals, self.members):
            named = ", ".join(self.rivals)
            return f"every named rival ({named}) is a member; name one from outside under 'rivals:'."
        return None

    @cached_property
    def unmet(self) -> Mapping[str, str]:
        """The metrics that cannot be computed here, and the reasons, known before anything is computed."""
        lacking = {m.id: why for m in self._chosen if (why := self._lacking(m))}
        # the models of a run were built when it began
        failed = {n: str(e.problems[0]) for n, e in self._made.failed.items()} if self.only is None else {}
        not_made = {m.id: failed[n] for m in self._chosen for n in m.models if n in failed}
        return not_made | lacking

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """The requested metrics; by default all that can be computed here."""
        return tuple(m for m in self._chosen if m.id not in self.unmet)

    @property
    def models(self) -> tuple[Model, ...]:
        """The models involved: those that the metrics need."""
        return self._made.models

    @cached_property
    def not_drawn(self) -> Mapping[str, Factor]:
        """Factors of models that the metrics do not need, by id; building those models takes seconds."""
        others = [name for name in makers() if name not in {m.id for m in self.models}]
        made = models_of(self._setting, others).models
        return {f.id: f for model in made for f in model.factors()}

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
        """The sampling design."""
        crossed = tuple(tuple(group) for group in self.study.crossed)
        return Design(self.factors, self.study.futures, self.study.seed, self.study.sampler, crossed)

    def spec(self) -> RunSpec:
        """Return the specification that determines the run's results; weights do not, and are not in it."""
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
            self.files_of(settings["models"]),
            str(self.world.about["vintage"]),
            self.study.title or f"{', '.join(self.labels)} over {self.study.futures} runs",
        )

    def _of_run(self, settings: Mapping[str, Any]) -> Resolved:
        """Return the study as in a run's settings: without weights and metrics, with the models already built."""
        found = replace(self, study=_study_of(settings), only=tuple(settings["models"]))
        vars(found)["_made"] = self._made  # they take seconds to make, and would be the same
        return found

    def files_of(self, models: Iterable[str]) -> dict[str, str]:
        """Return hashes of everything read for some models: treaty and architecture files, the user's own files that models read, and the data."""
        names = {name for a in (self.status_quo, *self.architectures) for name in a.files}
        names |= {t.file for t in theories().values() if t.is_own}
        ways = (e["file"] for e in library.entries("contingency").values())
        names |= {name for name in ways if not name.startswith("library/")}
        names |= set(own_files_of(models))
        return {name: hash_of(name) for name in sorted(names)} | {"world": self.world.digest}


def hash_of(name: str) -> str:
    """Return the hash of a file named by an architecture."""
    path = _path_of(name)
    if not is_regular(path):
        told = "is a pipe: a run has to read its architectures again, in other processes and on other days."
        raise UsageError(Problem(name, told, "Save it to a file and name that."))
    return hash_of_file(path)


def _path_of(name: str) -> Path:
    """Return the path of a file named by an architecture; for shipped ones the path in the library."""
    return Path(str(files("pato"))) / name if name.startswith("library/") else Path(name)


def settings_of(study: Study) -> dict[str, Any]:
    """Return the part of a study that affects results, as plain values: without display settings and descriptions."""
    shown = {"title", "weights", "metrics", "by", "no_difference", "subject", "historical"}
    left_out = {"format", "id", "sources", "checked", "notes", *shown}
    return study.model_dump(mode="json", exclude=left_out)


def resolve(source: StudyFile, *, today: str) -> Resolved:
    """Return a study with everything that it names resolved.

    Parameters
    ----------
    source
        The study and its file.
    today
        ISO date to use if the study gives none.

    Raises
    ------
    UsageError
        With all unknown names: architectures, metrics, factors, levels, data; each at its line.
    """
    resolved, problems = examined(source, today=today)
    if problems:
        raise UsageError(problems)
    return resolved


def examined(source: StudyFile, *, today: str) -> tuple[Resolved, list[Problem]]:
    """Return a study with its readable names resolved, and every problem; parameters as in `resolve`.

    If a name cannot be read, the others are still checked, so that one mistake does not hide another.
    """
    discover.look_again()
    read = read_names(source, today)
    resolved = Resolved(read.study, read.architectures, read.status_quo, read.world)
    found = list(problems_of(resolved, source, in_part=bool(read.problems)))
    if not read.problems:
        found += problems_of_readings(source, (read.status_quo, *read.architectures))
    return resolved, [*read.problems, *found]


def _set(factor: Factor, setting: Mapping[str, Any] | None) -> Factor:
    """Return a factor with a study's setting; a setting without a source is recorded as the user's assumption."""
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
    """Return the study of a run from its settings; cached, so that a process reads and builds everything once."""
    return _OPEN.get(_word_of(settings), make=lambda: _read_again(settings))


def _word_of(settings: Mapping[str, Any]) -> str:
    return json.dumps(settings, sort_keys=True)


def _study_of(settings: Mapping[str, Any]) -> Study:
    return Study.model_validate({"format": 1, "id": "run"} | settings["study"])


def _read_again(settings: Mapping[str, Any]) -> Resolved:
    study = _study_of(settings)
    read = read_names(StudyFile(study, None, Path()), str(study.date))
    if read.problems:
        raise UsageError(read.problems)
    # its names were checked when the run began
    return Resolved(read.study, read.architectures, read.status_quo, read.world, tuple(settings["models"]))


def study_of(run: Run) -> Resolved:
    """Return the study of a finished run.

    Raises
    ------
    RunError
        If the run's inputs have changed since: its results would be explained by other files.
    """
    spec = run.spec
    if spec.function != FUNCTION:
        raise RunError(Problem(str(run.folder), "was not made by a comparison of architectures."))
    found = reopened(spec.settings)
    if run.is_of_this_program and spec.files == found.files_of(found.only or ()):
        # nothing that determines the factors has changed, so no model has to be built to find the same ones
        vars(found).update(factors=spec.design.factors, design=spec.design)
        return found
    refuse_changed(run, found)
    return found


def _without_words(spec: RunSpec) -> dict[str, Any]:
    """Return a description without its title and the sources of factors, whose words change no figure."""
    found = spec.to_dict() | {"title": ""}
    factors = [{k: v for k, v in f.items() if k != "source"} for f in found["design"]["factors"]]
    return found | {"design": found["design"] | {"factors": factors}}


def refuse_changed(run: Run, now: Resolved) -> None:
    """Raise RunError if treaties, data or estimates differ from those from which a run was computed."""
    changed = list(differences("", _without_words(run.spec), _without_words(now.spec())))
    if changed:
        shown = "; ".join(changed[:5]) + (f"; and {len(changed) - 5} more" if len(changed) > 5 else "")
        fix = "Compare the study anew to see what the change does."
        raise RunError(Problem(str(run.folder), f"what it was computed from has changed: {shown}.", fix))
