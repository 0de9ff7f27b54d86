"""A study's assumptions about commitments: weights of readings of disputed clauses, their validity, and both in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pato.assess.load import StudyFile
from pato.assess.schema import Study
from pato.errors import Problem, unknown
from pato.futures import Factor
from pato.futures.distributions import Distribution
from pato.models.commitments.worth import factors as commitment_factors
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument, Reading

_TOLERANCE = 1e-6


def readings_of(study: Study) -> dict[str, float]:
    """Return a study's weights of readings by ``INSTRUMENT/READING``."""
    return {f"{i}/{name}": w for i, weights in study.readings.items() for name, w in weights.items()}


def in_words(study: Study) -> str:
    """Return a study's weights of readings in a sentence; empty if it gives none."""
    given = ", ".join(f"{name} {weight:g}" for name, weight in readings_of(study).items())
    return f"Weights of readings, as the study gives them: {given}." if given else ""


def assumed_in_words(factors: Iterable[Factor]) -> str:
    """Return a study's sampled inputs on commitments, in a sentence: ranges of obligation strengths and contingency weights."""
    own = {f.id for f in commitment_factors()}
    drawn = {f.id: f.spec.support for f in factors if f.id in own and isinstance(f.spec, Distribution)}
    said = {
        name: f"{low:g} to {high:g}" if low != high else f"{low:g}" for name, (low, high) in drawn.items()
    }
    if not said:
        return ""
    mark = "weight_"
    weights = ", ".join(f"{n.removeprefix(mark)} {v}" for n, v in said.items() if n.startswith(mark))
    others = ", ".join(f"{n} {v}" for n, v in said.items() if not n.startswith(mark))
    return f"Assumed of commitments and drawn in every run: {others}; weights of contingencies: {weights}."


def problems_of_readings(source: StudyFile, systems: Iterable[Architecture]) -> Iterator[Problem]:
    """Yield unknown instruments and readings, and weights that do not sum to 1, each at its line."""
    weights = source.study.readings
    held = {i.id: i for system in systems for i in system.instruments} if weights else {}
    for name, given in weights.items():
        if name not in held:
            read = [i for i, one in held.items() if any(_questions(one))]
            yield source.problem(("readings", name), unknown("instrument with readings", name, read))
            continue
        yield from _of_instrument(source, held[name], given)


def _of_instrument(
    source: StudyFile, instrument: Instrument, given: Mapping[str, float]
) -> Iterator[Problem]:
    questions = list(_questions(instrument))
    known = {reading for question in questions for reading in question}
    if not known:
        told = f"no clause of {instrument.id} has readings."
        fix = "Leave it out, or add 'readings:' to an obligation of a copy of the treaty."
        yield source.problem(("readings", instrument.id), Problem("", told, fix))
        return
    for name in (n for n in given if n not in known):
        missing = unknown(f"reading of {instrument.id}", name, known)
        yield source.problem(("readings", instrument.id, name), missing)
    for question in questions:
        weighed = [name for name in question if name in given]
        total = sum(given[name] for name in weighed)
        whole = len(weighed) == len(question) > 1
        if total > 1.0 + _TOLERANCE or (whole and total < 1.0 - _TOLERANCE):
            names = " and ".join(f"'{name}'" for name in weighed)
            told = f"the weights of {names}, which answer one question, sum to {total:g}."
            fix = "Let them sum to 1; each says how likely its reading is to prevail."
            yield source.problem(("readings", instrument.id, weighed[-1]), Problem("", told, fix))


def _questions(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Yield the readings of an instrument, grouped by the question that they answer."""
    for obligation in instrument.obligations:
        found: dict[object, list[str]] = {}
        for reading in obligation.readings:
            found.setdefault(_about(reading), []).append(reading.id)
        yield from (tuple(dict.fromkeys(names)) for names in found.values())
    yield from ((d.id,) for d in instrument.declarations if d.effect == "interprets")


def _about(reading: Reading) -> object:
    """Return the events that a reading concerns, whenever it was given."""
    asked = reading.about
    return asked.act, asked.on, asked.area, asked.by, asked.place, asked.owed_by, asked.owed_to, asked.author
