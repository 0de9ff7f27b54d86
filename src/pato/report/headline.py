"""The answer first: the finding in a sentence or two, four numbers each with how sure it is, and what it means by assumption.

The report's first screen, the two-page brief, the terminal and the workbench all read it from here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pato.assess.compare import Comparison
from pato.assess.load import load_claims
from pato.assess.metrics import Metric
from pato.assess.strata import ANY, POOLED
from pato.futures.dims import FUTURE
from pato.kernels.digits import significant
from pato.models.membership.backtest import record
from pato.models.pledges import added_parties, gap_count, pledged
from pato.registry.names import listed
from pato.report.changes import Change, changes, direction, scale_of
from pato.report.wording import (
    assumption_name,
    baseline_name,
    design_names,
    is_of_old,
    of_the_day,
    state_name,
)

RISK = ("war_initiations_members",)
"""Metrics of members' risk of war, the first that a run holds is the headline's."""
CARDS = (
    "expected_support_members_us_absent",
    "stable",
    "expected_support_members",
    "welfare_members",
    "gain_members",
    "guarantor_share",
    "agreement_probability",
)
"""Further numbers of the first screen, in this order, until there are four."""
MOST_CARDS = 4
_DEPENDS = "depends on assumptions that the data do not settle."
OF_RISK = {
    (): "",
    ("no real change",): "It makes no real difference to how often war comes to them, under any assumption.",
    ("better",): "It makes war on them rarer, under every assumption.",
    ("worse",): "It makes war on them more frequent, under every assumption.",
    ("better", "no real change"): f"Whether it makes war rarer, or changes nothing, {_DEPENDS}",
    ("no real change", "worse"): f"Whether it makes war more frequent, or changes nothing, {_DEPENDS}",
    ("better", "worse"): f"Whether it makes war rarer or more frequent {_DEPENDS}",
    ("better", "no real change", "worse"): f"Whether it makes war rarer or more frequent {_DEPENDS}",
}
"""Sentences on members' risk of war, by the outcome across assumptions."""
SURE = {
    "certain": "follows from the texts of the treaties",
    "estimated": "an estimate from data, shown with its interval",
    "suggestive": "the data point this way, but do not settle it",
    "assumed": "driven by assumed ranges",
}
"""The four words for how sure a number is, and their meanings."""
_OF_CLAIMS = {"identified": "estimated", "suggestive": "suggestive", "assumption": "assumed"}


@dataclass(frozen=True, slots=True)
class Card:
    """One number of the first screen: its text, and how sure it is, in a word of `SURE`."""

    value: str
    text: str
    sure: str

    @property
    def why(self) -> str:
        """Return the meaning of the word."""
        return SURE[self.sure]


@dataclass(frozen=True, eq=False)
class Headline:
    """The headline of a comparison.

    Attributes
    ----------
    comparison
        The values of all metrics in all runs.
    """

    comparison: Comparison

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each design for readers, by label."""
        return design_names(self.comparison.study)

    @property
    def baseline(self) -> str:
        """The label of the design that the others are compared with."""
        return str(self.comparison.study.labels[0])

    @property
    def subject(self) -> str:
        """The label of the design that the answer is about."""
        return self.comparison.study.subject

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The members of the pact that the subject adds; the members of the study where it adds none."""
        study = self.comparison.study
        chosen = study.architectures[list(study.labels).index(self.subject)]
        return added_parties((chosen,), study.status_quo, study.date) or study.members

    @cached_property
    def risk(self) -> tuple[Metric, tuple[Change, ...]] | None:
        """The metric of members' risk of war, and how the subject changes it under each assumption; None without one."""
        for name in RISK:
            if name in self.comparison.values and self.subject != self.baseline:
                found = changes(self.comparison, name, [self.subject])
                return self.comparison.metric(name), tuple(found)
        return None

    @property
    def today(self) -> str:
        """The baseline's name within a sentence."""
        return baseline_name(self.comparison.study)

    @property
    def against(self) -> str:
        """The subject against the baseline, by name."""
        own = self.names[self.subject]
        return own if self.subject == self.baseline else f"{own} against {self.today}"

    @property
    def attacks(self) -> str:
        """The attacks that are counted, in words: by whom, on whom, how grave."""
        named = listed([state_name(r) for r in self.comparison.study.rivals], "or")
        return f"attacks that lead to war, by {named} on {self.counted or 'members'}"

    @property
    def counted(self) -> str:
        """The states counted as members, in words, if they differ from the subject's own; else empty."""
        study = self.comparison.study
        if set(study.members) == set(self.own):
            return ""
        kind = "states that the study names" if study.study.members else "states in any design"
        return f"the {len(study.members)} {kind}"

    @property
    def eyebrow(self) -> str:
        """The compared designs, in one line."""
        study = self.comparison.study
        return f"{self.against} · {study.study.futures:,} simulation runs of {study.study.horizon_years} years · {of_the_day(study)}"

    @cached_property
    def gaps(self) -> tuple[int, int, int] | None:
        """Pairs of the subject's members, and how many of them owe each other no defence today and under the subject."""
        study, group = self.comparison.study, self.own
        if len(group) < 2 or self.subject == self.baseline:
            return None
        before, after = (
            gap_count(pledged(a, study.date, group))
            for label, a in zip(study.labels, study.architectures, strict=True)
            if label in (self.baseline, self.subject)
        )
        if list(study.labels).index(self.subject) < list(study.labels).index(self.baseline):
            before, after = after, before
        return len(group) * (len(group) - 1) // 2, before, after

    @property
    def finding(self) -> str:
        """The finding, in one or two sentences."""
        told = [s for s in (self._said_of_gaps(), self._said_of_risk()) if s]
        return " ".join(told) or f"{self.names[self.subject]} stands alone: name a second design to compare."

    def _said_of_gaps(self) -> str:
        if self.gaps is None:
            return ""
        name, (_, before, after) = self.names[self.subject], self.gaps
        if before == after:
            return (
                f"{name} leaves the obligations among its members as they are."
                if before
                else f"Under {name}, as today, all members must defend one another."
            )
        if after == 0:
            return f"{name} closes every gap among its members on paper."
        if after < before:
            return f"{name} closes {before - after} of {before} gaps among its members on paper."
        return f"{name} opens {after - before} gaps among its members."

    def _said_of_risk(self) -> str:
        if self.risk is None:
            return ""
        metric, found = self.risk
        scale = scale_of(self.comparison, metric)
        ways = {direction(metric, c, scale) for c in found if c.assumption != POOLED}
        return OF_RISK[tuple(way for way in ("better", "no real change", "worse") if way in ways)]

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """Four numbers, each with how sure it is; fewer if the study has few metrics."""
        return tuple(self._cards())[:MOST_CARDS]

    def _cards(self) -> Iterator[Card]:
        if self.subject == self.baseline:
            return
        if self.gaps is not None:
            pairs, before, after = self.gaps
            yield Card(
                f"{before} → {after}",
                f"of {pairs} pairs of members without a mutual-defence obligation",
                "certain",
            )
        if self.risk is not None:
            metric, found = self.risk
            scale = scale_of(self.comparison, metric)
            none = all(abs(c.median) <= scale.band for c in found)
            yield Card(
                "No real change" if none else _from_to([c.median for c in found], scale.relative),
                f"in expected {self.attacks}"
                if none
                else f"change in expected {self.attacks}, by assumption",
                sure_of(self.comparison, metric),
            )
        for name in CARDS:
            if name in self.comparison.values:
                yield self._card(self.comparison.metric(name))

    def _card(self, metric: Metric) -> Card:
        found = changes(self.comparison, metric.id, [self.subject])
        sure = sure_of(self.comparison, metric)
        if metric.indicator:
            return Card(
                f"{ends([100 * c.after for c in found], '{:.0f}')} in 100",
                f"runs in which {CONDITIONS.get(metric.id, metric.label)}{_caution(metric)}",
                sure,
            )
        scale = scale_of(self.comparison, metric)
        if metric.better != "neither" and all(abs(c.median) <= scale.band for c in found):
            return Card("No real change", TEXTS.get(metric.id, metric.label), sure)
        levels = [ends([getattr(c, side) for c in found], None) for side in ("before", "after")]
        value = _from_to([c.median for c in found], scale.relative)
        text = f"{TEXTS.get(metric.id, metric.label)}{self._over(metric)}: {levels[0]} → {levels[1]} {metric.unit}"
        return Card(value if scale.relative else levels[1], text if scale.relative else _plain(metric), sure)

    def _over(self, metric: Metric) -> str:
        """Return the states over which a card about members is averaged, if they are not the subject's own."""
        return f" (mean over {self.counted})" if metric.id in TEXTS and self.counted else ""

    def by_direction(self) -> dict[str, list[str]]:
        """Return the assumptions under which members' risk of war is better, worse, or does not really change."""
        if self.risk is None:
            return {}
        metric, found = self.risk
        scale = scale_of(self.comparison, metric)
        groups: dict[str, list[str]] = {}
        for change in found:
            if change.assumption not in {POOLED, ANY}:
                groups.setdefault(direction(metric, change, scale), []).append(
                    assumption_name(change.assumption)
                )
        return groups

    def of_others(self) -> Iterator[str]:
        """Yield the effect of each further design on members' risk of war, one line each."""
        if self.risk is None:
            return
        metric, _ = self.risk
        for label in self.comparison.study.labels[1:]:
            if label != self.subject:
                found = changes(self.comparison, metric.id, [str(label)])
                told = _from_to([c.median for c in found], scale_of(self.comparison, metric).relative)
                yield f"{self.names[str(label)]} {told}"


def _caution(metric: Metric) -> str:
    """Return the result of the backtests of acceptance, if a card is about it."""
    told = "; acceptance does not discriminate in backtests"
    return told if metric.id in CONDITIONS and not record().discriminates else ""


CONDITIONS = {"stable": "all accept, none gains by leaving, no outsider would be admitted"}
"""The statement of a yes-or-no metric, following 'runs in which'."""
TEXTS = {
    "expected_support_members_us_absent": "support for an attacked member if the United States stays away",
    "expected_support_members": "support for an attacked member",
}
"""Labels that fit a card, where the metric's own is long."""


def _plain(metric: Metric) -> str:
    return f"{metric.label}, {metric.unit}"


def sure_of(comparison: Comparison, metric: Metric) -> str:
    """Return how sure a metric's value is, in a word of `SURE`: no surer than the claims that test it.

    A value that is the same in every run follows from the texts. Otherwise the verdict of the claims that test the
    metric counts; without such a claim, values are assumed.
    """
    if FUTURE not in comparison.values[metric.id].dims:
        return "certain"
    found = [
        _OF_CLAIMS[claim.identified]
        for claim in load_claims(())
        if claim.identified in _OF_CLAIMS and any(s.metric == metric.id for s in claim.statements)
    ]
    order = list(SURE)
    return max(found, key=order.index) if found else "assumed"


def signed(value: float, unit: str = "") -> str:
    """Return a change with its sign, two significant digits and a true minus; 'none' if it is zero.

    >>> signed(-13.21, " %"), signed(0.0), signed(4.0)
    ('−13 %', '0', '+4')
    """
    rounded = significant(value, 2)
    if rounded == 0 or not np.isfinite(rounded):
        return "0" + unit if rounded == 0 else "no value"
    text = f"{abs(rounded):,.0f}" if abs(rounded) >= 10 else f"{abs(rounded):g}"
    return f"{'−' if rounded < 0 else '+'}{text}{unit}"


def _from_to(values: Sequence[float], relative: bool) -> str:  # noqa: FBT001  what Scale says, passed on
    unit = " %" if relative else ""
    kept = [round(v) if relative and abs(v) >= 0.5 else (0.0 if relative else v) for v in values]
    known = [v for v in kept if np.isfinite(v)]
    if not known:
        return "no value"
    low, high = signed(min(known), unit), signed(max(known), unit)
    return low if low == high else f"{low} to {high}"


def ends(values: Sequence[float], form: str | None = None, to: str = " to ") -> str:
    """Return the lowest and the highest of some values, or the one where both read alike; values that are not numbers are left out.

    Parameters
    ----------
    values
        Results under several assumptions.
    form
        Format of each; two significant digits where None.
    to
        Words between them.

    >>> ends([0.123, 0.456]), ends([1.0, float("nan")], "{:.0f}"), ends([])
    ('0.12 to 0.46', '1', 'no value')
    """
    known = [v for v in values if np.isfinite(v)]
    if not known:
        return "no value"
    low, high = (form.format(v) if form else f"{significant(v, 2):g}" for v in (min(known), max(known)))
    return low if low == high else f"{low}{to}{high}"


MOST_LINES = 15
"""Lines of the verdict on a terminal of 80 columns."""


def verdict(comparison: Comparison, width: int = 80) -> list[str]:
    """Return the answer for a terminal, at most `MOST_LINES` lines of 80 columns: finding, numbers, how assumptions divide."""
    found = Headline(comparison)
    study = comparison.study
    runs = f"{study.study.futures:,} runs of {study.study.horizon_years} years"
    if is_of_old(study):
        runs += f"; {of_the_day(study)}"
    lines = [*textwrap.wrap(f"{found.against}, {runs}", width), "", *textwrap.wrap(found.finding, width), ""]
    wide = max((len(card.value) for card in found.cards), default=0) + 2
    for card in found.cards:
        start: dict[str, Any] = {"initial_indent": f"{card.value:<{wide}}", "subsequent_indent": " " * wide}
        lines += textwrap.wrap(f"{card.text} ({card.sure})", width, **start)
    if groups := found.by_direction():
        words = {"better": "fewer wars", "no real change": "no change", "worse": "more wars"}
        told = listed([f"{words[k]} under {len(groups[k])}" for k in words if k in groups])
        divided = textwrap.wrap(f"Of {sum(map(len, groups.values()))} assumptions: {told}.", width)
        lines += divided if len(lines) + len(divided) <= MOST_LINES else []  # long names leave no room
    return lines
