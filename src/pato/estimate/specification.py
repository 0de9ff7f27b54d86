"""Specifications of estimates: files, fixed before anything is fitted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, model_validator

from pato.errors import UnknownNameError, unknown
from pato.files.problems import validated
from pato.files.strict import Strict
from pato.files.yaml import read_file
from pato.kernels.transforms import TRANSFORMS

FOLDER = Path(__file__).parent / "specifications"
Years = tuple[Annotated[int, Field(ge=1816)], int]
Dose = Literal["split", "whole", "split_others_alone"]
Drop = Literal["nothing", "ongoing_without_initiation", "continuing"]


Rows = Literal["politically_relevant", "all"]
M = TypeVar("M", bound=BaseModel)


class TermSpec(Strict):
    """A covariate: the panel's column, its transformation, and its name where the model predicts."""

    name: str
    column: str
    covariate: str = ""
    transform: str = "identity"
    penalised: bool = True

    @model_validator(mode="after")
    def _known(self) -> TermSpec:
        if self.transform not in TRANSFORMS:
            raise ValueError(str(unknown("transform", self.transform, TRANSFORMS)))
        return self

    @property
    def predictor(self) -> str:
        """Name of the value at prediction time."""
        return self.covariate or self.name


class Variant(Strict):
    """A variant logged with the shipped fit; omitted settings are those of the main one."""

    id: str
    years: Years | None = None
    dose: Dose = "split"
    ridge: float | None = Field(default=None, ge=0)
    drop: Drop = "nothing"
    assume: dict[str, float] = Field(default_factory=dict)


class Windows(Strict):
    """Expanding windows: each decade of ``test`` is forecast from the years ``train_from`` to the one before it."""

    id: str
    train_from: int
    test: tuple[int, ...]
    last: int
    dose: Dose = "split"
    assume: dict[str, float] = Field(default_factory=dict)


class Specification(Strict):
    """One model: outcome, sample, covariates, and all variants scored with it."""

    format: Literal[1]
    id: str
    question: str
    unit: Literal["directed-dyad-year"]
    outcome: str
    rows: Rows
    years: Years
    why_these_years: str
    ridge: float = Field(ge=0)
    terms: tuple[TermSpec, ...]
    variants: tuple[Variant, ...]
    scores: tuple[Windows, ...]
    limits: tuple[str, ...] = ()

    def terms_of(self, dose: Dose) -> tuple[TermSpec, ...]:
        """Return the covariates with the pledged dose split as it ships, split with the others by themselves, or whole."""
        if dose == "split":
            return self.terms
        if dose == "split_others_alone":
            alone = TermSpec(name="dose_others", column="target_dose_others_lag1", penalised=False)
            return tuple(alone if t.name == "dose_rest" else t for t in self.terms)
        whole = TermSpec(name="dose", column="target_dose_lag1", penalised=False)
        return (whole, *(t for t in self.terms if not t.name.startswith("dose_")))


def load_specification(name: str) -> Specification:
    """Read a specification that ships with pato.

    Raises
    ------
    UnknownNameError
        If the name is unknown.
    """
    return load_as(Specification, name)


def load_as(kind: type[M], name: str) -> M:
    """Read a file of the folder of specifications as a kind of specification.

    Raises
    ------
    UnknownNameError
        If the name is unknown.
    FileError
        If the file is not of that kind.
    """
    known = sorted(file.stem for file in FOLDER.glob("*.yaml"))
    if name not in known:
        raise UnknownNameError(unknown("specification", name, known))
    found = validated(kind, read_file(FOLDER / f"{name}.yaml"))
    assert isinstance(found, kind)
    return found
