"""Test claims on a comparison: share of futures in which each holds, by theory, its drivers, and how well it is identified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from pato.assess.breakeven import FEWEST, BreakEven, break_even
from pato.assess.claim_evidence import evidence
from pato.assess.compare import Comparison
from pato.assess.conditions import compared, holds, with_names, words_of
from pato.assess.indices import Index, first_order, largest_column
from pato.assess.inputs import Input, inputs_for, varying
from pato.assess.metrics import Metric
from pato.assess.schema import Claim, Statement
from pato.assess.sizes import Size, sizes, span
from pato.assess.strata import ANY, POOLED, Stratum
from pato.assess.study import Resolved
from pato.brief import brief
from pato.errors import PatoError
from pato.futures import weighted_share
from pato.kernels.arrays import BoolArray
from pato.table import Table

LABELS = {
    "identified": "identified",
    "suggestive": "suggestive",
    "assumption": "driven by assumptions",
    "not_answerable": "not answerable with these data",
}
_NOWHERE = LABELS["not_answerable"]
_MOST_DEPENDS_ON = 2
_MOST_THEORIES = 10
"""Largest number of theories that a short table lists; for more it gives the range."""
_LABEL = "The label reflects how well the key quantity is identified, never a share of runs."
_DEPENDS_ON = "Depends on: share of the variance of the claim's truth explained by one factor alone, all assumptions about deterrence weighted equally."
_HOW_MUCH = "How much: the ratio of the two figures in the same run, their difference if the baseline's is 0, or the figure itself; median and interval of 90 per cent."
_MOST_REVIEWED = 3
_BREAK_EVEN = "Break-even: where along a factor the share of runs in which the claim holds crosses one half, all else as drawn (interval of 90 per cent)."
_FUTURES, _FUTURES_OF_TURNS = 4000, 50_000
"""Largest number of futures used for indices and break-evens; more would change no digit shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several statements of a claim, tested separately.

    Attributes
    ----------
    words
        The statement.
    shares
        Share of futures in which it holds, by theory.
    why
        Reason why it cannot be tested here, or at all; empty if it can.
    sizes
        Size of the effect, by theory.
    counts
        Whether the claim requires it; otherwise it is shown for information.
    """

    words: str
    shares: dict[str, float]
    why: str = ""
    sizes: dict[str, Size] = field(default_factory=dict)
    counts: bool = True

    @property
    def label(self) -> str:
        """Name of the statement in tables."""
        return f"{'part' if self.counts else 'beside'}: {self.words}"


@brief("claim.id", "label", "shares")
@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Verdict of a comparison on a claim.

    Attributes
    ----------
    shares
        Share of futures in which it holds, by theory; empty where it cannot be tested.
    label
        How well its key quantity is identified; read from the claim's file, never derived from a share.
    why
        Reason why it cannot be tested here; empty if it can.
    depends_on
        Factors with the largest first-order indices of whether the claim holds, over all theories; only those with a
        90 per cent interval above 0.
    break_evens
        Break-evens along a factor, by theory.
    parts
        Its statements if it has several, those that no metric answers, and those shown for information.
    sizes
        Size of the effect, by theory, if it has one statement.
    evidence
        Evidence from estimates.
    """

    claim: Claim
    shares: dict[str, float]
    label: str
    why: str
    depends_on: tuple[Index, ...] = ()
    break_evens: dict[str, tuple[BreakEven, ...]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    sizes: dict[str, Size] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


def verdict(claim: Claim, comparison: Comparison) -> Verdict:
    """Return the verdict of a comparison on a claim.

    A metric or architecture missing from the comparison is not an error: the verdict says what is missing.
    """
    study = comparison.study
    said = evidence(claim.evidence, study)
    found = replace(_verdict(_named(claim, study), comparison), evidence=said)
    return replace(found, claim=claim)


def _named(claim: Claim, study: Resolved) -> Claim:
    """Return a claim with the architectures of a study in its statements."""
    several = {name: [with_names(s, study) for s in getattr(claim, name)] for name in ("parts", "beside")}
    if claim.metric is not None and claim.holds_if is not None:
        one = with_names(Statement(metric=claim.metric, holds_if=claim.holds_if), study)
        several["holds_if"] = one.holds_if  # type: ignore[assignment]
    return claim.model_copy(update=several)


def _verdict(claim: Claim, comparison: Comparison) -> Verdict:
    label = LABELS[claim.identified]
    open_parts = tuple(Part(p.text, {}, p.why) for p in claim.not_answerable)
    beside = tuple(
        replace(_part(s, _tested(s, comparison), claim, comparison), counts=False) for s in claim.beside
    )
    if not claim.statements:
        return Verdict(claim, {}, label, claim.why or "", parts=(*open_parts, *beside))
    tested = [_tested(s, comparison) for s in claim.statements]
    parts = tuple(
        _part(s, holds, claim, comparison) for s, holds in zip(claim.statements, tested, strict=True)
    )
    several = (*(parts if len(parts) + len(open_parts) > 1 else ()), *open_parts, *beside)
    if open_parts:  # a statement that no metric answers cannot be added to those computed
        return Verdict(claim, {}, f"{label}, and in part {_NOWHERE}", claim.why or "", parts=several)
    missing = "; ".join(str(t) for t in tested if isinstance(t, PatoError))
    if missing:
        return Verdict(claim, {}, label, missing, parts=several)
    holds = reduce(np.logical_and, [t for t in tested if not isinstance(t, PatoError)])
    metrics = _metrics(claim.statements, comparison)
    shares = _shares(holds, metrics, claim, comparison)
    size = parts[0].sizes if len(parts) == 1 else {}
    if holds.ndim == 0:
        return Verdict(claim, shares, label, claim.why or "", parts=several, sizes=size)
    holds = holds[:_FUTURES_OF_TURNS]
    inputs = inputs_for(comparison.study, metrics, _FUTURES_OF_TURNS)
    return Verdict(
        claim,
        shares,
        label,
        claim.why or "",
        tuple(_depends_on(holds, inputs)),
        dict(_break_evens(claim, holds, inputs, _strata(metrics, claim, comparison))),
        several,
        size,
    )


def _tested(statement: Statement, comparison: Comparison) -> BoolArray | PatoError:
    """Return whether a statement holds, shape (future,) or (), or the reason why it cannot be tested."""
    try:
        return holds(statement, comparison)
    except PatoError as error:
        return error


def _part(statement: Statement, holds: BoolArray | PatoError, claim: Claim, comparison: Comparison) -> Part:
    words = statement.text or words_of(statement)
    if isinstance(holds, PatoError):
        return Part(words, {}, str(holds))
    metrics = _metrics([statement], comparison)
    strata = _strata(metrics, claim, comparison)
    size = sizes(*compared(statement, comparison), metrics[0].unit, strata)
    return Part(words, _shares(holds, metrics, claim, comparison), sizes=size)


def _metrics(statements: Sequence[Statement], comparison: Comparison) -> list[Metric]:
    return [comparison.tested(name)[0] for name in dict.fromkeys(s.metric for s in statements)]


def _strata(metrics: Sequence[Metric], claim: Claim, comparison: Comparison) -> tuple[Stratum, ...]:
    """Return the strata of these metrics taken together, and the strata of the claim."""
    return comparison.strata_of(*metrics, by=claim.by)


def _shares(
    holds: BoolArray, metrics: Sequence[Metric], claim: Claim, comparison: Comparison
) -> dict[str, float]:
    if holds.ndim == 0:
        return {ANY: float(holds)}
    strata = _strata(metrics, claim, comparison)
    return {c.label: float(weighted_share(holds[c.futures], c.weight)) for c in strata}


def _depends_on(holds: BoolArray, inputs: Sequence[Input]) -> Iterator[Index]:
    """Yield the two factors most associated with whether a claim holds, with equal weight on each level of a theory."""
    few = np.arange(min(len(holds), _FUTURES))
    for found in first_order(holds[few], varying(inputs, few), most=_MOST_DEPENDS_ON):
        if found.low90 > 0:
            yield found


def _break_evens(
    claim: Claim, holds: BoolArray, inputs: Sequence[Input], strata: Sequence[Stratum]
) -> Iterator[tuple[str, tuple[BreakEven, ...]]]:
    """Yield break-evens of a claim, by theory: along the factors named in its file, or the one it depends on most."""
    for stratum in strata:
        drawn = stratum.futures < len(holds)
        futures, weight = stratum.futures[drawn], None if stratum.weight is None else stratum.weight[drawn]
        here = holds[futures]
        if len(here) < FEWEST or here.all() or not here.any():
            continue
        numbers = [i for i in varying(inputs, futures) if not i.levels]
        wanted = [i for i in numbers if {i.id, i.id.removeprefix(f"{i.factor}.")} & set(claim.break_even)]
        columns = wanted if claim.break_even else _strongest(here, numbers)
        found = tuple(break_even(here, column, weight) for column in columns)
        if told := tuple(b for b in found if claim.break_even or b.value is not None):
            yield stratum.label, told


def _strongest(holds: BoolArray, numbers: Sequence[Input]) -> list[Input]:
    few = np.arange(min(len(holds), _FUTURES))
    inputs = varying(numbers, few)
    found = [i for i in first_order(holds[few], inputs, most=1) if i.low90 > 0]
    return [largest_column(holds[few], [i for i in inputs if i.factor == f.name]) for f in found]


def claims_summary(verdicts: list[Verdict], comparison: Comparison) -> Table:
    """Return one row per claim and one for each of its parts; reasons, evidence and reviewers' notes go into notes below."""
    rows = [row for v in verdicts for row in _short_rows(v)]
    told = [*(f"{v.claim.id}: {_brief(v.why)}" for v in verdicts if v.why)]
    told += [f"{v.claim.id}, beside: {one}" for v in verdicts for one in v.evidence]
    if len(verdicts) <= _MOST_REVIEWED:
        told += [f"{v.claim.id}, a reviewer: {v.claim.review}" for v in verdicts if v.claim.review]
    elif any(v.claim.review for v in verdicts):
        told.append(
            "How each test could miss the meaning of its claim: name a claim, as in 'pato claims RUN A1'."
        )
    columns = ("claim", "statement", "holds in share of runs", "how much", "break-even", "depends on")
    notes = (_roles(comparison), _LABEL, _HOW_MUCH, _BREAK_EVEN, _DEPENDS_ON, *told)
    return Table(columns, rows, title="Claims", notes=notes, meta=comparison.meta(), group=1)


def _roles(comparison: Comparison) -> str:
    study = comparison.study
    return f"The design is {study.subject}, the baseline {study.labels[0]}; --for asks about another design of the run."


def _short_rows(v: Verdict) -> Iterator[tuple[str | None, ...]]:
    head = f"{v.claim.id} {v.claim.title or v.claim.text} [{v.label}]"
    yield (
        head,
        v.claim.text,
        _shown(v.shares) or ("no model: see what estimates say, below" if _by_estimates(v) else None),
        span(v.sizes),
        "; ".join(_turns(v)) or None,
        depends_on(v),
    )
    for part in v.parts:
        yield (
            head,
            part.label,
            _shown(part.shares) or _brief(part.why) or None,
            span(part.sizes),
            None,
            None,
        )


def _by_estimates(v: Verdict) -> bool:
    return bool(v.evidence) and not v.claim.statements


def _turns(v: Verdict) -> Iterator[str]:
    """Yield the break-evens that are reached, by theory, then those that are reached under no theory."""
    found = [(theory, b) for theory, several in v.break_evens.items() for b in several]
    yield from (f"{theory}: {b.words()}" for theory, b in found if b.value is not None)
    reached = {b.input for _, b in found if b.value is not None}
    if missed := [b.input for _, b in found if b.input not in reached]:
        yield f"not reached within the drawn range: {', '.join(dict.fromkeys(missed))}"


def _shown(shares: Mapping[str, float]) -> str | None:
    if not shares:
        return None
    if len(set(shares.values())) == 1:
        return f"{next(iter(shares.values())):.0%}"
    if len(shares) <= _MOST_THEORIES:
        return ", ".join(f"{theory} {share:.0%}" for theory, share in shares.items())
    told = f"{min(shares.values()):.0%} to {max(shares.values()):.0%} by theory"
    return f"{told}; {POOLED} {shares[POOLED]:.0%}" if POOLED in shares else told


def _brief(why: str) -> str:
    """Return a reason without its list of all known names."""
    return "; ".join(part.split(" Allowed:")[0] for part in why.split("; "))


def depends_on(v: Verdict) -> str | None:
    """Return the factors that a claim depends on, in words."""
    if v.depends_on:
        return ", ".join(f"{i.name} ({i.value:.2f})" for i in v.depends_on)
    told = {share for theory, share in v.shares.items() if theory != POOLED}
    return "nothing drawn" if told in ({0.0}, {1.0}) else None


def claims_table(verdicts: list[Verdict], comparison: Comparison) -> Table:
    """Return one row per claim and theory, followed by one for each of its parts."""
    columns = (
        "claim",
        "text",
        "theory",
        "holds in share of runs",
        "how much",
        "break-even",
        "depends on",
        "how well identified",
        "why",
        "beside",
        "reviewer",
    )
    rows = [row for v in verdicts for row in _rows(v)]
    notes = (_roles(comparison), _LABEL, _HOW_MUCH, _BREAK_EVEN, _DEPENDS_ON)
    return Table(columns, rows, title="Claims", notes=notes, meta=comparison.meta())


def _rows(v: Verdict) -> Iterator[tuple[str | float | None, ...]]:
    told = "; ".join(v.evidence) or None
    for theory, share in v.shares.items() or [("-", None)]:
        turns = "; ".join(b.words() for b in v.break_evens.get(theory, ())) or None
        much = v.sizes[theory].words() if theory in v.sizes else None
        last = (depends_on(v), v.label, v.why or None, told, v.claim.review)
        yield v.claim.id, v.claim.text, theory, share, much, turns, *last
    for part in v.parts:
        for theory, share in part.shares.items() or [("-", None)]:
            much = part.sizes[theory].words() if theory in part.sizes else None
            why = part.why or None
            yield v.claim.id, part.label, theory, share, much, None, None, None, why, None, None
