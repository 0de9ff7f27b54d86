"""The specification of the backtests of memberships: a file, fixed before anything was run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pato.estimate.formation.decomposition import Group
from pato.estimate.specification import load_as
from pato.files.strict import Strict

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Estimates = Literal["before", "shipped"]
Members = Annotated[tuple[Code, ...], Field(min_length=2)]


class Pact(Strict):
    """A pact or a proposal: its members, the year of the figures, the year of the pledges it is added to, and whether it was concluded."""

    id: str
    title: str
    year: int
    pledges: int
    members: Members
    concluded: bool
    source: str
    url: str = ""


class Day(Strict):
    """A day on which accession is asked about, and the year of its figures."""

    id: str
    date: str
    year: int
    pledges: Literal["library"]


class WhatIf(Strict):
    """Figures of pairs of rival and candidate, set by hand."""

    id: str
    title: str
    figures: dict[str, float]
    onset: int | None = None


class Accessions(Strict):
    """Candidates before and after a year, through a pool with the members they would join."""

    members: Members
    candidates: tuple[Code, ...]
    challengers: tuple[Code, ...]
    futures: int = Field(gt=0)
    estimates: tuple[Literal["shipped"], ...]
    dates: tuple[Day, ...]
    what_ifs: tuple[WhatIf, ...]
    source: str
    url: str


class GroupSpec(Strict):
    """States that form the pairs ranked in a year."""

    id: str
    year: int
    states: Members


class FormationSpec(Strict):
    """Questions to the formation model; the first group is the reference."""

    trained_before: int
    fought: tuple[int, int]
    seed: int
    groups: Annotated[tuple[GroupSpec, ...], Field(min_length=2)]

    @property
    def as_groups(self) -> tuple[Group, ...]:
        """Return the groups as the decomposition takes them."""
        return tuple(Group(g.id, g.year, g.states) for g in self.groups)


class BacktestSpecification(Strict):
    """The backtests to run."""

    format: Literal[1]
    id: str
    question: str
    futures: int = Field(gt=0)
    seed: int
    estimates: tuple[Estimates, ...]
    taiwan_credence: float = Field(ge=0, le=1)
    challengers: Literal["every"]
    terms: tuple[str, ...]
    absent: tuple[str, ...]
    pacts: Annotated[tuple[Pact, ...], Field(min_length=1)]
    accessions: Accessions
    weaker_than: str
    formation: FormationSpec

    @model_validator(mode="after")
    def _known(self) -> BacktestSpecification:
        names = [p.id for p in self.pacts]
        if self.weaker_than not in names:
            raise ValueError(f"weaker_than names '{self.weaker_than}', the pacts are {', '.join(names)}.")
        if len(set(names)) < len(names):
            raise ValueError("two pacts have the same id.")
        return self


def load_backtests() -> BacktestSpecification:
    """Read the specification that ships with pato.

    Raises
    ------
    FileError
        If the file is not a specification.
    """
    return load_as(BacktestSpecification, "membership_backtests")
