"""Requests of a study that cannot be computed, reported all at once, each at its line, before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from pato.assess.load import StudyFile
from pato.assess.metrics import metrics
from pato.assess.schema import Study
from pato.assess.subject import label_of
from pato.errors import Problem, unknown
from pato.futures import Factor, distribution
from pato.futures.distributions import Distribution
from pato.models.base import Model
from pato.registry.names import listed
from pato.registry.states import state


class Asked(Protocol):
    """Protocol of a study with its names resolved, implemented by `pato.assess.study.Resolved`."""

    @property
    def study(self) -> Study:
        """The study."""

    @property
    def labels(self) -> Sequence[str]:
        """The architectures' names in results."""

    @property
    def unmet(self) -> Mapping[str, str]:
        """Metrics that cannot be computed here, and the reasons."""

    @property
    def models(self) -> Sequence[Model]:
        """The models involved."""

    @property
    def not_drawn(self) -> Mapping[str, Factor]:
        """Factors of models that the study's metrics do not need, by id."""


def problems_of(asked: Asked, source: StudyFile, *, in_part: bool = False) -> Iterator[Problem]:
    """Yield unknown names, metrics that lack their inputs, and settings without effect.

    Parameters
    ----------
    asked
        The study.
    source
        The study and its file.
    in_part
        Whether some of its names could not be read: problems that these might explain are then not reported.
    """
    study = asked.study
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("metrics", i), name) for i, name in enumerate(study.metrics)),
        *((("no_difference", name), name) for name in study.no_difference),
    ]
    for path, name in named:
        if name not in metrics():
            yield source.problem(path, unknown("metric", name, metrics()))
    if not in_part:
        yield from _of_the_whole(asked, source)
    yield from _factor_problems(asked, source, in_part=in_part)


def _of_the_whole(asked: Asked, source: StudyFile) -> Iterator[Problem]:
    study = asked.study
    day = study.date or ""
    if gone := [s for s in study.members or () if not state(s).existed_on(day)]:
        what = f"{listed(gone)} {'was no state' if len(gone) == 1 else 'were no states'} on {day}, the day of this study."
        yield source.problem(("members",), Problem("", what, "Leave them out, or give another date."))
    for i, label in enumerate(asked.labels):
        if label in asked.labels[:i]:
            told = Problem(
                "", f"the id '{label}' is also that of another architecture.", "Give each its own id."
            )
            yield source.problem(("architectures", i), told)
    if study.subject is not None and not label_of(study.subject, asked.labels, study.architectures):
        told = unknown("architecture compared", study.subject, asked.labels)
        yield source.problem(("subject",), told)
    for i, name in enumerate(study.metrics):
        if name in asked.unmet:
            told = Problem("", f"'{name}' cannot be computed: {asked.unmet[name]}", "Or leave it out.")
            yield source.problem(("metrics", i), told)


def _factor_problems(asked: Asked, source: StudyFile, *, in_part: bool) -> Iterator[Problem]:
    study = asked.study
    factors = {f.id: f for model in asked.models for f in model.factors()}
    known = {*study.by, *study.factors, *study.weights} <= set(factors)
    if in_part and not known:  # the unreadable part may be what draws them
        factors = {**asked.not_drawn, **factors}
    categorical = {f.id: f.levels for f in factors.values() if f.levels}
    for i, name in enumerate(study.by):
        if name not in categorical:
            yield source.problem(("by", i), _no_factor(asked, "categorical factor", name, categorical))
    for name, setting in study.factors.items():
        if name not in factors:
            yield source.problem(("factors", name), _no_factor(asked, "factor", name, factors))
        else:
            yield from (
                source.problem(("factors", name), p) for p in _setting_problems(factors[name], setting)
            )
    for name, given in study.weights.items():
        if name not in categorical:
            yield source.problem(
                ("weights", name), _no_factor(asked, "categorical factor", name, categorical)
            )
            continue
        drawn = tuple(study.factors.get(name, {}).get("values", categorical[name]))
        unknown_ = [level for level in given if level not in drawn]
        for level in unknown_:
            yield source.problem(("weights", name, level), unknown(f"level of {name}", level, drawn))
        if not unknown_ and not any(given.values()):
            told = Problem("", "all weights are 0.", f"Give some level of {name} a weight above 0.")
            yield source.problem(("weights", name), told)


def _no_factor(asked: Asked, kind: str, name: str, known: Collection[str]) -> Problem:
    """Return the reason why a factor cannot be set: unknown name, or not needed by these metrics."""
    if name in asked.not_drawn and name not in known:
        told = f"factor '{name}' is not drawn by these metrics."
        fix = (
            "Add a metric that needs it, or leave it out; 'pato list --factors' shows what each model draws."
        )
        return Problem("", told, fix)
    return unknown(kind, name, known)


def _setting_problems(factor: Factor, setting: Mapping[str, Any]) -> Iterator[Problem]:
    if factor.kind == "posterior":
        yield Problem(
            "",
            f"'{factor.id}' is an estimate with its covariance; it has no range to set.",
            "Estimate it again with: pato fit.",
        )
    elif ("values" in setting) != (factor.kind == "categorical"):
        wanted = "values: [...]" if factor.levels else "a distribution such as range: [low, high]"
        yield Problem("", f"'{factor.id}' is {factor.kind}: it takes {wanted}.")
    elif factor.levels:
        for i, v in enumerate(setting["values"]):
            if v not in factor.levels:
                yield unknown(f"level of {factor.id}", v, factor.levels)
            elif v in setting["values"][:i]:
                yield Problem("", f"the level '{v}' is named twice.", "Name each once.")
    else:
        yield from _outside_the_domain(factor, setting)


def _outside_the_domain(factor: Factor, setting: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem if a distribution gives values that the factor cannot take."""
    spec = distribution({name: value for name, value in setting.items() if name != "source"})
    (low, high), domain = spec.support, factor.domain
    fits = domain.holds_value(low) if low == high else domain.holds(low, high)
    if fits:
        return
    if low == high:
        ends = f"is {low:g}"
    elif math.isfinite(low) and math.isfinite(high):
        ends = f"runs from {low:g} to {high:g}"
    else:
        ends = f"has no end on one side ({spec.written()})"
    told = f"'{factor.id}' {ends}; it can be {domain.words()} ({factor.unit})."
    yield Problem("", told, f"Write values within that, for example {_example(factor)}.")


def _example(factor: Factor) -> str:
    """Return the factor's default distribution."""
    assert isinstance(factor.spec, Distribution)
    word, _, values = factor.spec.written().partition(" ")
    return f"{{{word}: {values}}}"
