"""Frequency with which allies fought, observed and expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from pato.estimate.joining.fit import JoiningFit

_SPANS = (("to 1944", 1816, 1944), ("after 1945", 1946, 2010), ("all years", 1816, 2010))


def reliability(result: JoiningFit) -> list[dict[str, Any]]:
    """Return observed and expected shares of defence-pledged allies that joined war-level disputes.

    ``unit`` is an ally (all of them; or in reach: a major power, or with a border to one of the two sides) or a dispute
    in which the target had an ally (any of whom may join). Expected shares are the fitted ones, in the sample.
    """
    found = {"dispute": result.rows.dispute, "state": result.rows.state, "p": result.main.fit.probabilities}
    allies = result.frame.join(pl.DataFrame(found), on=["dispute", "state"]).filter(
        (pl.col("defence") == 1) & (pl.col("war") == 1)
    )
    near = allies.filter(
        (pl.col("major") == 1) | (pl.col("near_target") == 1) | (pl.col("land_challenger") == 1)
    )
    any_of_them = allies.group_by("dispute", "year").agg(
        joins=pl.col("joins").max(), p=1 - (1 - pl.col("p")).product()
    )
    units = (("ally", allies), ("ally in reach", near), ("dispute: any ally", any_of_them))
    return [row for unit, frame in units for row in _by_span(unit, frame)]


def _by_span(unit: str, frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for label, first, last in _SPANS:
        chosen = frame.filter(pl.col("year").is_between(first, last))
        if chosen.height:
            joined, expected = float(chosen["joins"].mean()), float(chosen["p"].mean())  # type: ignore[arg-type]
            yield {
                "unit": unit,
                "years": label,
                "cases": chosen.height,
                "joined": joined,
                "expected": expected,
            }
