"""The specification of joining: a file, fixed before anything is fitted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pato.estimate.joining.conditions import TERMS as CONDITIONS
from pato.estimate.specification import TermSpec, load_as
from pato.files.strict import Strict

ERA_TERMS = (
    TermSpec(name="after_1945", column="after_1945"),
    TermSpec(name="defence_after_1945", column="defence_after_1945"),
    TermSpec(name="world_war", column="world_war"),
)
FEEDBACK = TermSpec(name="other_joiners", column="other_joiners")


class Choice(Strict):
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
    assume: dict[str, float] = {}  # noqa: RUF012  pydantic copies it
    leave_out: tuple[str, ...] = ()
    without: tuple[int, ...] = ()
    also: tuple[str, ...] = ()


class Device(Strict):
    """Ways of giving recent years more weight: rows weighted by age, or an intercept shifted by the last decade.

    ``half_life`` in years before the end of the training years; ``last_decade``: the shift with which forecasts of the ten
    years before a window, made from the years before those, would have summed to the joins; ``shifted_since``: the same of all
    decades from that year to the window.
    """

    id: str
    half_life: float | None = Field(default=None, gt=0)
    last_decade: bool = False
    shifted_since: int | None = Field(default=None, ge=1816)


class Test(Strict):
    """Years that are forecast from the years before each of ``test``."""

    test: tuple[int, ...]
    last: int


class JoiningSpecification(Strict):
    """The estimate, its candidates, and the rule of choice."""

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
    devices: tuple[Device, ...]
    candidates: tuple[Choice, ...]
    variants: tuple[Choice, ...]

    def terms_of(self, choice: Choice) -> tuple[TermSpec, ...]:
        """Return the covariates of a choice."""
        kept = tuple(t for t in self.terms if t.name not in choice.leave_out)
        added = tuple(CONDITIONS[name] for name in choice.also)
        return kept + (ERA_TERMS if choice.era else ()) + ((FEEDBACK,) if choice.feedback else ()) + added


def load_joining() -> JoiningSpecification:
    """Read the specification that ships with pato."""
    return load_as(JoiningSpecification, "joining")
