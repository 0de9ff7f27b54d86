"""The specification of joining: a file, fixed before anything is fitted."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pato.compiled.reader import read_file
from pato.errors import FileError, Problem
from pato.estimate.specification import FOLDER, TermSpec

ERA_TERMS = (
    TermSpec(name="after_1945", column="after_1945"),
    TermSpec(name="defence_after_1945", column="defence_after_1945"),
    TermSpec(name="world_war", column="world_war"),
)
FEEDBACK = TermSpec(name="other_joiners", column="other_joiners")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Choice(_Strict):
    """One sample and set of covariates; what it leaves out is as the specification says."""

    id: str
    first: int | None = Field(default=None, alias="from", ge=1816)
    era: bool = False
    benchmark: bool = False
    one_on_one: bool = False
    war_only: bool = False
    feedback: bool = False
    side: Literal["target", "challenger"] = "target"
    ridge: float | None = Field(default=None, ge=0)
    assume: dict[str, float] = {}
    leave_out: tuple[str, ...] = ()
    without: tuple[int, ...] = ()


class Test(_Strict):
    """Years that are forecast from the years before each of ``test``."""

    test: tuple[int, ...]
    last: int


class JoiningSpecification(_Strict):
    """What is estimated, what it is chosen among, and by which rule."""

    format: Literal[1]
    id: str
    question: str
    outcome: Literal["joins_target"]
    terms: tuple[TermSpec, ...]
    ridge: float = Field(ge=0)
    last: int
    selection: Test
    final: Test
    together: Test
    candidates: tuple[Choice, ...]
    variants: tuple[Choice, ...]

    def terms_of(self, choice: Choice) -> tuple[TermSpec, ...]:
        """Return the covariates of a choice."""
        kept = tuple(t for t in self.terms if t.name not in choice.leave_out)
        return kept + (ERA_TERMS if choice.era else ()) + ((FEEDBACK,) if choice.feedback else ())


def load_joining(name: str = "joining") -> JoiningSpecification:
    """Read the specification that ships with pato.

    Raises
    ------
    FileError
        If the file is not a specification.
    """
    document = read_file(FOLDER / f"{name}.yaml")
    try:
        return JoiningSpecification.model_validate(document.data)
    except ValidationError as error:
        raise FileError(
            Problem(document.where(tuple(e["loc"])), f"{e['msg']} (found {e['input']!r}).")
            for e in error.errors()
        ) from error
