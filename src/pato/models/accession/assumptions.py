"""What is assumed where eligibility is computed: a file of ranges that the user can copy and change (C2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from pato.files.problems import validated
from pato.files.yaml import read_file
from pato.futures.distributions import Constant, Distribution, Uniform
from pato.futures.factor import Factor
from pato.futures.streams import unit_interval, words
from pato.kernels.arrays import FloatArray

SHIPPED = Path(__file__).parent / "assumptions.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Ranged(_Strict):
    meaning: Annotated[str, Field(min_length=1)]
    range: tuple[float, float]
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _ordered(self) -> _Ranged:
        low, high = self.range
        if not (np.isfinite(low) and np.isfinite(high) and low <= high):
            raise ValueError(
                f"a range runs from low to high, found {list(self.range)}. || Write range: [0.5, 1.0]."
            )
        return self


class _Ranges(_Strict):
    unpublished_sd: _Ranged
    error_correlation_years: _Ranged
    error_correlation_measures: _Ranged
    world_tide_a_year: _Ranged

    @model_validator(mode="after")
    def _possible(self) -> _Ranges:
        if self.unpublished_sd.range[0] < 0:
            raise ValueError(
                "a standard deviation is not below 0. || Begin the range of unpublished_sd at 0 or above."
            )
        for name in ("error_correlation_years", "error_correlation_measures"):
            low, high = getattr(self, name).range
            if low < 0 or high > 1:
                raise ValueError(f"{name} lies between 0 and 1. || Write for example range: [0.5, 1.0].")
        return self


class _File(_Strict):
    format: Literal[1]
    assumptions: _Ranges


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The ranges, as factors.

    Attributes
    ----------
    factors
        One a range, in the order of the file.
    file, digest
        Where they stand, and the SHA-256 of that file: results carry it.
    """

    factors: tuple[Factor, ...]
    file: str
    digest: str

    def range_of(self, name: str) -> tuple[float, float]:
        """Return the ends of a range."""
        ends = np.array([1e-300, 1 - 1e-16])
        low, high = self._spec(name).inverse(ends)
        return float(low), float(high)

    def draw(self, name: str, futures: int, seed: int) -> FloatArray:
        """Return values of one assumption by index, shape (future,)."""
        return self._spec(name).inverse(unit_interval(words(seed, f"accession.{name}", 0, futures)))

    def _spec(self, name: str) -> Distribution:
        spec = next(f.spec for f in self.factors if f.id == name)
        assert isinstance(spec, Distribution)
        return spec


def load_assumptions(file: str | None = None) -> Assumptions:
    """Read the assumptions that ship, or a user's copy.

    Raises
    ------
    FileError
        With every problem of the file.
    """
    path = Path(file) if file is not None else SHIPPED
    found = validated(_File, read_file(path, name=path.name if file is None else None))
    assert isinstance(found, _File)
    factors = tuple(
        Factor(name, _drawn(*entry.range), entry.source, "assumption")
        for name, entry in ((n, getattr(found.assumptions, n)) for n in _Ranges.model_fields)
    )
    return Assumptions(factors, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _drawn(low: float, high: float) -> Distribution:
    return Constant(low) if low == high else Uniform(low, high)
