"""Standards that an instrument sets, and the states to which they apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from pato.brief import brief
from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.files import library
from pato.files.problems import validated
from pato.files.strict import Strict
from pato.files.yaml import read_file
from pato.kernels.arrays import BoolArray
from pato.registry import states as registry
from pato.treaties.architecture import Architecture
from pato.treaties.associates import ASSOCIATE, applies_to_associates
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument
from pato.treaties.schema.consistency import Inconsistency
from pato.treaties.schema.provisions import Standard, StandardsRule
from pato.world import World

Role = Literal["founder", "party", "associate", "candidate", "other"]
ALL = StandardsRule()


@brief("instrument", "title", "standards")
@dataclass(frozen=True, slots=True)
class Requirements:
    """The standards of one instrument on a date.

    Attributes
    ----------
    instrument, title, file
        The instrument that sets them; `file` is its file.
    standards
        In the order of the file.
    rule
        How they count together.
    parties
        Its members and associates; the founders, where it is proposed.
    open_to
        States that its accession clause names and that are not in.
    proposed
        Whether it is not in force yet: the founders must then qualify as anyone who accedes.
    associates
        Those of the parties that are associates.
    binds_associates
        Whether the part that holds the standards applies to them.
    """

    instrument: str
    title: str
    file: str
    standards: tuple[Standard, ...]
    rule: StandardsRule
    parties: tuple[str, ...]
    open_to: tuple[str, ...]
    proposed: bool
    associates: tuple[str, ...] = ()
    binds_associates: bool = True

    def role(self, state: str) -> Role:
        """Return a state's role towards the instrument."""
        if state in self.associates:
            return "associate"
        if state in self.parties:
            return "founder" if self.proposed else "party"
        return "candidate" if state in self.open_to else "other"

    def on_accession(self) -> tuple[Standard, ...]:
        """Return the standards that a state must meet to join."""
        return tuple(s for s in self.standards if s.applies_to in {"accession", "both"})

    def in_membership(self) -> tuple[Standard, ...]:
        """Return the standards that a member must keep."""
        return tuple(s for s in self.standards if s.applies_to in {"membership", "both"})


class StandardsFile(Strict):
    """A user's own standards, in place of those of the instrument."""

    format: Literal[1]
    standards: Annotated[list[Standard], Field(min_length=1)]
    standards_rule: StandardsRule | None = None

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Yield duplicate ids, and weights of missing standards."""
        ids = [s.id for s in self.standards]
        for i, identifier in enumerate(ids):
            if identifier in ids[:i]:
                yield (
                    ("standards", i, "id"),
                    f"id '{identifier}' stands twice.",
                    "Give each standard its own id.",
                )
        for name in self.standards_rule.weights if self.standards_rule else ():
            if name not in ids:
                yield (
                    ("standards_rule", "weights", name),
                    f"there is no standard '{name}'.",
                    f"Name one of: {', '.join(ids)}.",
                )


def requirements(architecture: Architecture, date: str) -> Requirements:
    """Return the standards that an architecture holds on a date.

    Raises
    ------
    UsageError
        If none of its instruments has standards, or if several have and none is named.
    """
    found = all_requirements(architecture, date)
    if len(found) == 1:
        return found[0]
    if not found:
        having = [i for i, e in library.entries("treaty").items() if e["data"].get("standards")]
        raise UsageError(
            Problem(
                architecture.id,
                f"holds no governance standards on {date}.",
                f"Name an instrument that does ({', '.join(having)}), or write standards into a treaty file: docs/how-to/standards.md.",
            )
        )
    names = ", ".join(r.instrument for r in found)
    raise UsageError(
        Problem(architecture.id, f"holds several instruments with standards: {names}.", "Name one of them.")
    )


def all_requirements(architecture: Architecture, date: str) -> tuple[Requirements, ...]:
    """Return the standards of every instrument of an architecture that has some."""
    held = (requirements_of(i, date) for i in architecture.on(date).instruments)
    return tuple(found for found in held if found is not None)


def requirements_of(instrument: Instrument, date: str) -> Requirements | None:
    """Return the standards of an instrument on a date; None where it has none."""
    text = text_of(instrument)
    return _of(instrument, text, date) if text.get("standards") else None


def _of(instrument: Instrument, text: Mapping[str, object], date: str) -> Requirements:
    standards = text["standards"]
    rule, accession = text.get("standards_rule"), text.get("accession")
    assert isinstance(standards, list)
    associates = instrument.parties_on(date, ASSOCIATE)
    parties = (*instrument.parties_on(date), *associates)
    open_to = accession.get("open_to", []) if isinstance(accession, dict) else []
    return Requirements(
        instrument.id,
        instrument.title,
        instrument.file,
        tuple(Standard.model_validate(s) for s in standards),
        StandardsRule.model_validate(rule) if rule else ALL,
        parties,
        tuple(s for s in open_to if s not in parties),
        instrument.start is None or instrument.start > date,
        associates,
        applies_to_associates(instrument, "standards"),
    )


def with_file(asked: Requirements, file: str) -> Requirements:
    """Return the requirements with a user's standards in place of the instrument's.

    Raises
    ------
    FileError
        With every problem of the file.
    """
    document = read_file(file)
    found = validated(StandardsFile, document)
    assert isinstance(found, StandardsFile)
    return replace(
        asked, standards=tuple(found.standards), rule=found.standards_rule or ALL, file=document.name
    )


def candidates(
    asked: Requirements, world: World, named: Iterable[str] = (), *, everyone: bool = False
) -> tuple[str, ...]:
    """Return the states that are tried: those named, or parties and those the instrument is open to, or all of the snapshot.

    Raises
    ------
    UnknownNameError
        With every name that is no state.
    """
    chosen, problems = [], []
    for name in named:
        try:
            chosen.append(registry.state(name).iso3)
        except (UnknownNameError, UsageError):
            problems.append(unknown("state", name, world.states, where="--state"))
    if problems:
        raise UnknownNameError(problems)
    if chosen:
        return tuple(dict.fromkeys(chosen))
    rest = tuple(world.states) if everyone else ()
    return tuple(dict.fromkeys((*asked.parties, *asked.open_to, *rest)))


def combined(
    rule: StandardsRule, met: Mapping[str, BoolArray | None], futures: int
) -> tuple[BoolArray, BoolArray]:
    """Return whether the standards are met together, shape (future,): if unknown ones fail, and if they pass.

    Parameters
    ----------
    rule
        How they count together.
    met
        In which futures each is met, by its id; None where it is not known (T6).
    futures
        How many futures there are.
    """
    return _combined(rule, met, futures, unknown_passes=False), _combined(
        rule, met, futures, unknown_passes=True
    )


def _combined(
    rule: StandardsRule, met: Mapping[str, BoolArray | None], futures: int, *, unknown_passes: bool
) -> BoolArray:
    if not met:
        return np.ones(futures, bool)
    rows = np.array([np.full(futures, unknown_passes) if m is None else m for m in met.values()])
    if rule.combine == "all":
        return np.asarray(rows.all(axis=0))
    if rule.combine == "any":
        return np.asarray(rows.any(axis=0))
    assert rule.share is not None
    exact_weights = [Fraction(str(rule.weights.get(name, 1))) for name in met]
    scale = lcm(*(w.denominator for w in exact_weights))
    weights = np.array([int(w * scale) for w in exact_weights], object)
    return np.asarray((weights @ rows) >= rule.share * sum(weights), bool)


UNASKED = "curve"
"""Id of a standard on a measure of which the file asks nothing."""
CURVE_MEASURE = "v2x_libdem"


def for_curve(asked: Requirements, measure: str | None = None) -> tuple[Requirements, Standard]:
    """Return the requirements with one standard on a measure, and that standard: what a curve over thresholds is drawn for.

    The instrument's own standard on the measure keeps its years; a measure that it does not name is asked of one year.
    """
    named = measure or (
        CURVE_MEASURE
        if any(s.measure == CURVE_MEASURE for s in asked.standards)
        else asked.standards[0].measure
    )
    own = next((s for s in asked.standards if s.measure == named), None)
    chosen = own or Standard.model_validate(
        {"id": UNASKED, "article": "none", "measure": named, "at_least": 0.5}
    )
    return replace(asked, standards=(chosen,), rule=ALL), chosen
