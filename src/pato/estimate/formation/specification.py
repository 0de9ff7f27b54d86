"""The specification of formation: a file, fixed before anything is fitted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pato.estimate.specification import Strict, TermSpec, load_as


class Backtest(Strict):
    """A treaty, or a system of bilateral ones: its founders, or its pairs."""

    id: str
    year: int
    founders: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @model_validator(mode="after")
    def _one_of_them(self) -> Backtest:
        if bool(self.founders) == bool(self.pairs):
            raise ValueError("give founders or pairs.")
        return self

    @property
    def all_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the founding pairs."""
        every = tuple((a, b) for i, a in enumerate(self.founders) for b in self.founders[i + 1 :])
        return self.pairs or every


class Variant(Strict):
    """A fit that is logged and scored beside the shipped one."""

    id: str
    first: int | None = Field(default=None, alias="from", ge=1816)
    weighted: bool = True
    ridge: float | None = Field(default=None, ge=0)
    leave_out: tuple[str, ...] = ()
    add: tuple[str, ...] = ()


class FormationSpecification(Strict):
    """What is estimated, and everything that is scored beside it."""

    format: Literal[1]
    id: str
    question: str
    years: tuple[int, int]
    no_training: tuple[tuple[int, int], ...]
    terms: tuple[TermSpec, ...]
    other_terms: tuple[TermSpec, ...]
    choosing: tuple[int, int]
    ridge: float = Field(ge=0)
    windows: tuple[int, ...]
    last: int
    backtests: tuple[Backtest, ...]
    variants: tuple[Variant, ...]

    def left_out(self, variant: Variant) -> tuple[str, ...]:
        """Return the covariates that a variant does without."""
        others = tuple(t.name for t in self.other_terms if t.name not in variant.add)
        return (*others, *variant.leave_out)


def load_formation() -> FormationSpecification:
    """Read the specification that ships with pato."""
    return load_as(FormationSpecification, "formation")
