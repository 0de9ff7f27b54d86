"""What the trade model assumes, from its file in the library (C2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from pato.errors import DataError, Problem
from pato.files.yaml import read_file
from pato.futures import Draws, Factor, Levels, Posterior, distribution
from pato.kernels.arrays import FloatArray

LIBRARY = Path(str(files("pato"))) / "library"
ESTIMATE, EFFECTS = "agreements", "agreement_effects"
DEPTHS = ("shallow", "medium", "deep")
"""Depths of agreements, from the least; a pair's level of integration runs from 0 (none) to 3 along them."""
BASELINE, SNAPSHOT, TARIFFS = "trade_baseline", "snapshot", "april_2025"
ELASTICITY, SEVERITY, MISSING = "trade_elasticity", "coercion_severity", "missing_flows"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The file's content.

    Attributes
    ----------
    factors
        What is drawn; where effects have been estimated, they and the published ones are two readings.
    replicates, coding, effects_from
        Ids of the factors of data error, of the reading of depth, and of whose effects are used.
    base
        Instruments that all others come on top of.
    estimated
        Whether there are effects that `pato fit agreements` wrote.
    tariffs
        Importer and its rates by exporter, share of value, in the baseline with tariffs.
    """

    factors: tuple[Factor, ...]
    replicates: str
    coding: str
    effects_from: str
    base: tuple[str, ...]
    estimated: bool
    tariffs: tuple[str, Mapping[str, float]]

    def effects(self, draws: Draws) -> FloatArray:
        """Return the effects of no agreement and of each depth, shape (future, 1 + depth)."""
        published = [draws[f"effect_{d}"] for d in DEPTHS]
        if self.estimated:
            ours = draws.labels(self.effects_from) == "estimate"
            published = [np.where(ours, draws[EFFECTS][:, k], p) for k, p in enumerate(published)]
        return np.column_stack([np.zeros(draws.n_futures), *published])

    def readings(self, draws: Draws) -> list[str]:
        """Return in words whose effects and which depth each future uses."""
        depth = draws.labels(self.coding)
        if not self.estimated:
            return [str(d) for d in depth]
        return [f"{e}, {d}" for e, d in zip(draws.labels(self.effects_from), depth, strict=True)]


@cache
def load() -> Assumptions:
    """Return what the trade model assumes.

    Raises
    ------
    DataError
        If the file or the estimate is not what it should be.
    """
    data = read_file(LIBRARY / "assumptions" / "trade.yaml", name="library/assumptions/trade.yaml").data
    estimate = _estimate()
    factors = [_factor(entry) for entry in data["factors"]]
    words = data["replicates"]
    replicates = Levels(tuple(f"r{k:03d}" for k in range(words["count"])), "replicate")
    factors += [
        Factor(words["id"], replicates, _line(words["source"]), "assumption"),
        _reading(data["coding"]),
        _reading(data["baseline"]),
    ]
    if estimate is not None:
        factors += [estimate, _reading(data["effects_from"])]
    return Assumptions(
        tuple(factors),
        words["id"],
        data["coding"]["id"],
        data["effects_from"]["id"],
        tuple(data["base"]),
        estimate is not None,
        (data["baseline"]["importer"], data["baseline"]["rates"]),
    )


def _reading(entry: dict[str, Any]) -> Factor:
    return Factor(
        entry["id"], Levels(tuple(entry["levels"]), "reading"), _line(entry["source"]), "assumption"
    )


def described() -> list[dict[str, Any]]:
    """Return symbol, meaning, unit, range and source of each number, for documents."""
    data = read_file(LIBRARY / "assumptions" / "trade.yaml", name="library/assumptions/trade.yaml").data
    return [dict(entry) for entry in data["factors"]]


def _factor(entry: dict[str, Any]) -> Factor:
    where = f"library/assumptions/trade.yaml, {entry['id']}"
    return Factor(
        entry["id"],
        distribution(entry["distribution"], where=where),
        _line(entry["source"]),
        "assumption",
        entry["unit"],
    )


def _estimate() -> Factor | None:
    """Return the joint posterior of the effects by depth, or None where nothing has been estimated."""
    path = LIBRARY / "estimates" / f"{ESTIMATE}.json"
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    names = found["names"]
    if lacking := [d for d in DEPTHS if d not in names]:
        raise DataError(
            Problem(
                str(path),
                f"has no effect of {', '.join(lacking)} agreements.",
                f"Estimate it anew with: pato fit {ESTIMATE}.",
            )
        )
    chosen = [names.index(d) for d in DEPTHS]
    coefficients, covariance = np.array(found["coefficients"]), np.array(found["covariance"])
    posterior = Posterior.of(DEPTHS, coefficients[chosen], covariance[np.ix_(chosen, chosen)])
    return Factor(EFFECTS, posterior, f"pato fit {ESTIMATE}", "estimate", "log points")


def _line(text: str) -> str:
    return " ".join(str(text).split())
