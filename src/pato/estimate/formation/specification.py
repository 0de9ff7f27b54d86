"""The specification of formation: a file, fixed before anything is fitted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pato.errors import unknown
from pato.estimate.specification import TermSpec, load_as
from pato.files.strict import Strict


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
    """A variant logged and scored with the shipped fit."""

    id: str
    first: int | None = Field(default=None, alias="from", ge=1816)
    weighted: bool = True
    ridge: float | None = Field(default=None, ge=0)
    leave_out: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


class Candidate(Strict):
    """A forecaster of the third round: a logit, boosting, or the average of two of them.

    ``sets``: of covariates, beside those of ``add``. ``event_weight``: an event counts 1 / ties of its treaty, or the root of that. The settings from ``trees`` on are boosting's.
    """

    id: str
    kind: Literal["logit", "boosting", "average"] = "logit"
    ridge: float | None = Field(default=None, ge=0)
    leave_out: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    event_weight: Literal["treaty", "root"] = "treaty"
    of: tuple[str, ...] = ()
    trees: int = Field(default=0, ge=0)
    leaves: int = Field(default=0, ge=0)
    smallest_leaf: int = Field(default=0, ge=0)
    learning_rate: float = Field(default=0.05, gt=0)
    l2: float = Field(default=20, ge=0)


class Choosing(Strict):
    """Windows (first and last year) that are forecast from the years before; those from ``tested_from`` on are scored."""

    windows: tuple[tuple[int, int], ...]
    tested_from: int
    sets: dict[str, tuple[str, ...]]
    candidates: tuple[Candidate, ...]

    @model_validator(mode="after")
    def _known(self) -> Choosing:
        before: set[str] = set()
        for candidate in self.candidates:
            if candidate.kind == "average" and not (candidate.of and before.issuperset(candidate.of)):
                raise ValueError(f"'{candidate.id}' averages {list(candidate.of)}: name candidates above it.")
            lost = [n for n in candidate.sets if n not in self.sets]
            if lost:
                raise ValueError(f"'{candidate.id}': {unknown('set of covariates', lost[0], self.sets)}")
            before.add(candidate.id)
        if "plain" not in before:
            raise ValueError("'plain' must be among the candidates: the others are compared with it.")
        return self


class Fresh(Strict):
    """Candidates that are compared by pacts begun after the data end, to a day; the first is what the others are set against.

    ``named`` are pairs whose treaty was signed since and is not counted as a tie yet: their places are told, as what tests next.
    """

    until: str
    candidates: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()


class FormationSpecification(Strict):
    """The estimate, and all variants scored with it."""

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
    third_round: Choosing
    fourth_round: Fresh
    ships: Variant

    def left_out(self, variant: Variant | Candidate) -> tuple[str, ...]:
        """Return the covariates that a variant does without."""
        added = {*variant.add, *(n for s in variant.sets for n in self.third_round.sets[s])}
        others = tuple(t.name for t in self.other_terms if t.name not in added)
        return (*others, *variant.leave_out)


def load_formation() -> FormationSpecification:
    """Read the specification that ships with pato."""
    return load_as(FormationSpecification, "formation")
