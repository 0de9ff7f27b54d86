"""Format of the file of specifications of the evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pato.estimate.specification import TermSpec, Years, load_as
from pato.files.strict import Strict

Outcome = Literal["initiation", "initiation_force", "initiation_war", "war_initiation", "war_onset"]
UnderWay = Literal["dispute_continuing", "war_continuing"]


class PledgeModel(Strict):
    """One specification of the effect of pledges on initiation."""

    id: str
    label: str
    controls: Literal["peace", "all", "within"]
    effects: tuple[Literal["region", "decade"], ...] = ()
    by_pair: bool = False
    lead: Annotated[int, Field(ge=0)] = 0
    years: Years | None = None


class Pledge(Strict):
    """Doses, outcomes and specifications of the effect of pledges on initiation.

    ``under_way`` names, by outcome, what marks the rows in which it cannot begin because it goes on.
    """

    rows: Literal["politically_relevant"]
    years: Years
    outcomes: dict[str, Outcome]
    under_way: dict[str, UnderWay] = {}  # noqa: RUF012  pydantic copies it
    doses: dict[str, tuple[str, ...]]
    controls: tuple[TermSpec, ...]
    within: tuple[str, ...]
    peace: tuple[str, ...]
    assume: dict[str, float]
    ridge: Annotated[float, Field(ge=0)]
    specifications: tuple[PledgeModel, ...]

    def going_on(self, outcome: str) -> UnderWay:
        """Return the column that marks the rows in which an outcome is under way."""
        return self.under_way.get(outcome, "dispute_continuing")

    def terms(self, model: PledgeModel) -> tuple[TermSpec, ...]:
        """Return the controls of a specification."""
        if model.controls == "all":
            return self.controls
        chosen = self.within if model.controls == "within" else self.peace
        return tuple(t for t in self.controls if t.name in chosen)


class ProvocationModel(Strict):
    """One specification of what follows a new pledge."""

    id: str
    label: str
    pairs: Literal["rivals", "relevant", "all"]
    years: Years
    outcome: Outcome = "initiation"
    pledger: Literal["any", "major"] = "any"


class Provocation(Strict):
    """Window and specifications of what follows a new pledge."""

    window: Annotated[int, Field(ge=1)]
    specifications: tuple[ProvocationModel, ...]


class ArmingModel(Strict):
    """One specification of arming after a rival's new pledge."""

    id: str
    label: str
    outcome: Literal["milper", "milex"]
    years: Years
    states: bool = False
    before: bool = False


class Arming(Strict):
    """Spans and specifications of arming."""

    ahead: Annotated[int, Field(ge=0)]
    behind: Annotated[int, Field(ge=1)]
    specifications: tuple[ArmingModel, ...]


class Selection(Strict):
    """Specification of the analysis of selection into commitments.

    ``model`` is a specification of risk; ``lead``, how many years later the dose is read again; ``benchmark``, the covariate an unseen
    cause is measured by; ``oster_highest``, the R squared of a full model over the fitted one's.
    """

    model: str
    lead: Annotated[int, Field(ge=1)]
    benchmark: str
    oster_highest: Annotated[float, Field(gt=1)]
    doubt: str


class Published(Strict):
    """Published findings."""

    question: Literal["pledge", "provocation", "arming", "reliability", "design", "burden"]
    finding: str
    source: str
    direction: Literal["fewer", "more", "none", "both"] | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None


class EvidenceSpecification(Strict):
    """All estimates, and the published findings shown with them."""

    format: Literal[1]
    id: str
    pledge: Pledge
    provocation: Provocation
    arming: Arming
    selection: Selection
    published: tuple[Published, ...]


def load_evidence() -> EvidenceSpecification:
    """Read the specifications of the evidence."""
    return load_as(EvidenceSpecification, "evidence")
