"""Files of assumptions: those in ``library/assumptions/`` and the user's copies of them, each number a range (C2)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Generic, Literal, NamedTuple, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from pato.files import library
from pato.files.domains import domain_of
from pato.files.problems import validated
from pato.files.storage import read_bounded
from pato.files.strict import Strict
from pato.files.yaml import MAX_BYTES, read_bytes

_FOLDER = "assumptions"
F = TypeVar("F", bound=Strict)


def _ordered(ends: tuple[float, float]) -> tuple[float, float]:
    if not ends[0] <= ends[1]:
        raise ValueError(f"a range runs from low to high, found {list(ends)}. || Write range: [0.5, 1.0].")
    return ends


Finite = Annotated[float, Field(allow_inf_nan=False)]
Range = Annotated[tuple[Finite, Finite], AfterValidator(_ordered)]
Words = Annotated[str, Field(min_length=1)]


class Assumption(Strict):
    """One assumed number: symbol, meaning, unit, range, most plausible value where there is one, and reason."""

    symbol: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    meaning: Words
    unit: Words
    range: Range
    central: Finite | None = None
    source: Words

    @model_validator(mode="after")
    def _central_within(self) -> Self:
        low, high = self.range
        if self.central is not None and not low <= self.central <= high:
            raise ValueError(
                f"'central' lies within the range, found {self.central} beside {[low, high]}. || Write central: {(low + high) / 2:g}, or leave it out."
            )
        return self

    @model_validator(mode="after")
    def _inside_its_domain(self) -> Assumption:
        domain = domain_of(self.unit)
        low, high = self.range
        if domain is not None and not domain.holds(low, high):
            raise ValueError(
                f"{self.symbol} runs from {low:g} to {high:g}; it can be {domain.words()} ({self.unit}). || Write a range within that."
            )
        return self


class AssumptionsFile(Strict):
    """The content of a model's file of assumptions."""

    format: Literal[1]
    id: Words
    assumptions: Annotated[tuple[Assumption, ...], Field(min_length=1)]


class Read(NamedTuple, Generic[F]):
    """An assumptions file as read.

    Attributes
    ----------
    content
        The content.
    file, digest
        Its name and its SHA-256, which results carry.
    """

    content: F
    file: str
    digest: str


def read_assumptions(kind: type[F], name: str | Path) -> Read[F]:
    """Read the assumptions of a model by its name, or the user's copy by its path.

    Text counts as a path if it ends like a file name or names a folder.

    Raises
    ------
    FileError
        With every problem of the file.
    """
    own = isinstance(name, Path) or library.is_path(name)
    path = Path(name) if own else library.root() / _FOLDER / f"{name}.yaml"
    shown = str(path) if own else f"library/{_FOLDER}/{path.name}"
    content = read_bounded(path, MAX_BYTES + 1, name=shown)
    found = validated(kind, read_bytes(content, name=shown))
    assert isinstance(found, kind)
    return Read(found, path.name, hashlib.sha256(content).hexdigest())
