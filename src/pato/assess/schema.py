"""Formats of study and claim files: frozen models without undefined keys (C7)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from pato.assess.no_difference import Width
from pato.errors import PatoError
from pato.files.renamed import level_now, levels_now
from pato.files.strict import Strict
from pato.futures.distributions import distribution
from pato.models.risk.baseline_names import Baseline
from pato.treaties.architecture import IN_FORCE
from pato.treaties.schema.base import Date, FactFile, State, States, Text

NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]


def _factor_setting(given: dict[str, Any]) -> dict[str, Any]:
    """Check a factor's setting: one distribution, or the levels to keep, with an optional source."""
    body = {name: value for name, value in given.items() if name != "source"}
    if set(body) == {"values"}:
        kept = body["values"]
        if not isinstance(kept, list) or not kept or not all(isinstance(v, str) for v in kept):
            raise ValueError(
                f"values must be a list of levels, found {kept!r}. || Write values: [patron, no_effect]."
            )
        return given
    try:
        distribution(body)
    except PatoError as error:
        found = error.problems[0]
        raise ValueError(f"{found.what} || {found.fix}".strip()) from None
    if not str(given.get("source", "the study's own")).strip():
        raise ValueError("source is empty. || Say where the range comes from, or leave the key out.")
    return given


def _mapped(given: Any) -> Any:
    """Explain how to write a bare number or list as a setting."""
    if isinstance(given, list):
        key = "range" if len(given) == 2 and not any(isinstance(v, str) for v in given) else "values"
        raise ValueError(  # noqa: TRY004  pydantic tells ValueErrors alone
            f"found the list {given}. || Write {{{key}: {given}}}."
        )
    if isinstance(given, int | float) and not isinstance(given, bool):
        raise ValueError(  # noqa: TRY004  pydantic tells ValueErrors alone
            f"found the number {given:g}. || Write a fixed value as {{value: {given:g}}}."
        )
    return given


FactorSetting = Annotated[dict[str, Any], BeforeValidator(_mapped), AfterValidator(_factor_setting)]
"""``{range: [low, high]}``, ``{value: x}`` or another distribution; ``{values: [...]}`` keeps some levels."""


def _width(given: float | str) -> float | str:
    Width.read(given)
    return given


NoDifference = Annotated[float | str, BeforeValidator(_width)]
"""A number in the metric's unit, or ``'2 %'`` of the baseline's level."""


class FigureSetting(Strict):
    """A state's value set by the user, and shown as the user's own."""

    value: float | str
    source: Text
    year: int | None = None
    low: float | None = None
    high: float | None = None


class Study(FactFile):
    """A study: the architectures to compare, over which futures.

    The first architecture is the baseline. `status_quo` is the architecture in force, to which the estimated risk
    applies. `subject` is the architecture that answers are about (by default the user's own file, else the first
    compared that adds a pact). `rivals` are the states whose attacks count, in every model; `challengers` limits the
    totals over all challengers. `rival` is the state whose reaction (coercion, arming) is modelled: by default the
    first of `rivals`. `baseline` selects the level of risk: estimated, elicited, recent_record, or both of these with
    the estimate. `by` names factors by which results are broken down besides assumptions about deterrence. `factors`
    changes ranges. `weights` gives weights of theories and levels (without them results are shown by theory).
    `readings` gives the probability that each reading of a disputed clause prevails, by instrument and reading, 0 to
    1 (without it, drawn between 0 and 1). `no_difference` gives the largest difference in a metric that counts as
    none. `world` sets data. `historical` names architectures with a date of their own that are not compared in the
    runs: the report evaluates each on its date, with the data of that date.
    """

    title: str = ""
    architectures: Annotated[list[str], Field(min_length=1)]
    status_quo: str = IN_FORCE
    subject: str | None = None
    historical: list[str] = Field(default_factory=list)
    futures: Annotated[int, Field(ge=1, le=10_000_000)] = 2000
    seed: int = 1
    horizon_years: Annotated[int, Field(ge=1, le=100)] = 10
    date: Date | None = None
    metrics: list[str] = Field(default_factory=list)
    members: States | None = None
    rivals: Annotated[States, Field(min_length=1)] | None = None
    challengers: Annotated[States, Field(min_length=1)] | None = None
    rival: State | None = None
    baseline: Baseline = "estimated"
    by: list[str] = Field(default_factory=list)
    sampler: Literal["philox", "sobol"] = "philox"
    crossed: list[list[str]] = Field(default_factory=list)
    factors: dict[str, FactorSetting] = Field(default_factory=dict)
    weights: dict[str, dict[str, NonNegative]] = Field(default_factory=dict)
    readings: dict[str, dict[str, Share]] = Field(default_factory=dict)
    no_difference: dict[str, NoDifference] = Field(default_factory=dict)
    world: dict[State, dict[str, FigureSetting]] = Field(default_factory=dict)

    @field_validator("factors")
    @classmethod
    def _levels_of_now(cls, given: dict[str, FactorSetting]) -> dict[str, FactorSetting]:
        return {
            name: s | {"values": levels_now(name, s["values"])} if "values" in s else s
            for name, s in given.items()
        }

    @field_validator("weights")
    @classmethod
    def _weights_of_now(cls, given: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        return {name: {level_now(name, k): w for k, w in of.items()} for name, of in given.items()}

    @model_validator(mode="after")
    def _each_once(self) -> Study:
        twice = sorted({a for a in self.architectures if self.architectures.count(a) > 1})
        if twice:
            raise ValueError(f"architecture '{twice[0]}' is named twice. || Name each once.")
        return self


class Condition(Strict):
    """A condition in a future: the metric of architecture `in`, compared with a number or another architecture.

    Architectures are given by their names in the comparison or by their role: ``design`` is its subject, ``baseline``
    its first architecture. `better_than`, `worse_than` and `no_worse_than` follow the metric's direction,
    `lower_than` and `higher_than` compare the values; `of` names the state for a metric by state. Equal values
    satisfy only `no_worse_than`.
    """

    in_: str = Field(alias="in")
    of: State | None = None
    below: float | None = None
    above: float | None = None
    better_than: str | None = None
    worse_than: str | None = None
    no_worse_than: str | None = None
    lower_than: str | None = None
    higher_than: str | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> Condition:
        names = ("below", "above", "better_than", "worse_than", "no_worse_than", "lower_than", "higher_than")
        if sum(getattr(self, name) is not None for name in names) != 1:
            raise ValueError(
                f"a condition has one of {', '.join(names)}. || Write holds_if: {{below: 0.8, in: pato-7}}."
            )
        return self


class Statement(Strict):
    """A metric, and the condition on it."""

    metric: str
    holds_if: Condition
    text: Text | None = None


class Unanswered(Strict):
    """Part of a claim that no available data can answer, and the reason."""

    text: Text
    why: Text


def _of_set(value: Any) -> Any:
    return {"format": 1, **value} if isinstance(value, dict) else value


class Claim(FactFile):
    """A statement that a comparison can test, or that it cannot, with the reason.

    It holds in a future if its condition does, or all its `parts` do. `not_answerable` lists the parts that no data
    can answer; such a claim is shown part by part. `identified` says how well the claim's key quantity is known, and
    is never derived from a share of futures: ``identified``, ``suggestive``, ``assumption`` (driven by assumptions)
    or ``not_answerable``. `break_even` names the factors, or coefficients of an estimate, for which break-evens are
    computed; by default the one that the claim depends on most. `by` names factors by which it is broken down.
    `beside` lists statements shown with it that do not count. `evidence` names evidence from estimates (see
    `pato.assess.claim_evidence`). `review` says how the test could miss the meaning of the claim.
    """

    id: Id
    title: str = ""
    text: Text
    metric: str | None = None
    holds_if: Condition | None = None
    parts: list[Statement] = Field(default_factory=list)
    not_answerable: list[Unanswered] = Field(default_factory=list)
    beside: list[Statement] = Field(default_factory=list)
    evidence: list[str] = Field(default_factory=list)
    by: list[str] = Field(default_factory=list)
    review: Text | None = None
    break_even: list[Text] = Field(default_factory=list)
    identified: Literal["identified", "suggestive", "assumption", "not_answerable"]
    why: Text | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that must hold together."""
        if self.metric is not None and self.holds_if is not None:
            return (Statement(metric=self.metric, holds_if=self.holds_if), *self.parts)
        return tuple(self.parts)

    @model_validator(mode="after")
    def _answerable_or_why(self) -> Claim:
        if (self.metric is None) != (self.holds_if is None):
            raise ValueError(
                "the claim has a metric or a condition alone. || Give 'metric: …' and 'holds_if: …'."
            )
        if self.identified == "not_answerable":
            if not self.why:
                raise ValueError("a claim that cannot be answered says why. || Add 'why: …'.")
        elif not self.statements and not self.evidence:
            raise ValueError(
                "the claim has no metric and condition. || Add 'metric: …' and 'holds_if: …', or 'identified: not_answerable' with 'why: …'."
            )
        return self


class ClaimSet(FactFile):
    """The claims of one document, each as in a claim file; `format` and `sources` are given once for all of them."""

    document: Text
    author: Text | None = None
    claims: Annotated[list[Annotated[Claim, BeforeValidator(_of_set)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_its_own_id(self) -> ClaimSet:
        ids = [claim.id for claim in self.claims]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"claim '{twice[0]}' stands twice. || Give each claim an id of its own.")
        return self
