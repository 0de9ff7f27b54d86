"""Format of an assumption about deterrence: its statistic of pledged capability, and its numbers (M4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pato.files.assumptions import Assumption
from pato.treaties.schema.base import FactFile, Text

Number = Annotated[float, Field(allow_inf_nan=False)]
Symbol = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Figure = Number | Symbol
"""A number, or the symbol of a range or of an estimated coefficient."""


class TheoryFile(FactFile):
    """A theory of what pledges do to the risk of war.

    With s the `statistic` of the capability pledged to a target against a challenger, and [..] 1 where it holds, the
    log-odds of war change by ``slope * (min(s1, cap) - min(s0, cap)) + step * [s rises]`` permanently, and by `surge`
    for `years` after any new commitment.

    `statistic` is ``largest`` (capability of the largest pledger), ``total`` (of all together), ``any`` (1 where anybody is pledged,
    else 0) or ``support`` (what the target can expect in a war). Capability and support are in per cent of the world's, counted as
    log(1 + s) unless `scale` is ``percent``. `ratio` is a step written as a factor on the odds. With `first_only`
    only a first commitment counts. Each entry is a number, or the symbol of one of `ranges`, of a range of
    ``assumptions/deterrence.yaml``, or of an estimated coefficient.

    `title` is its name in tables, `says` its name in sentences, `claim` what it claims and on what evidence; `basis` says whether its
    figures are estimated.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
    says: Text
    claim: Text
    basis: Literal["estimate", "assumption"]
    statistic: Literal["largest", "total", "any", "support"]
    scale: Literal["log", "percent"] = "log"
    slope: Figure = 0.0
    cap: Figure | None = None
    step: Figure | None = None
    ratio: Figure | None = None
    surge: Figure | None = None
    years: Figure | None = None
    first_only: bool = False
    ranges: list[Assumption] = Field(default_factory=list)

    @model_validator(mode="after")
    def _figures_go_together(self) -> TheoryFile:
        if self.step is not None and self.ratio is not None:
            raise ValueError(
                "step and ratio are both given. || A ratio is a step written as a factor: keep one."
            )
        if isinstance(self.ratio, float) and self.ratio <= 0:
            raise ValueError(
                f"ratio is {self.ratio:g}, but a factor on odds is above 0. || Write ratio: 0.8, or a step in log-odds."
            )
        if isinstance(self.years, float) and self.years < 0:
            raise ValueError(f"years is {self.years:g}. || Write 0 or more.")
        if (self.surge is None) != (self.years is None):
            raise ValueError(
                "surge and years are given together or not at all. || Say by how much the log-odds rise, and for how many years."
            )
        symbols = [r.symbol for r in self.ranges]
        if twice := sorted({s for s in symbols if symbols.count(s) > 1}):
            raise ValueError(f"the range '{twice[0]}' is given twice. || Keep one.")
        return self
