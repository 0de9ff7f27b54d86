"""Format of check files: events with the expected answer and its source, written with the treaties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pato.treaties.schema.base import Date, FactFile, PlaceId, Slug, Source, State, Strict, Text
from pato.treaties.schema.event import EventCore
from pato.treaties.schema.treaty import DutyKind

DutyStatus = Literal[
    "obliged",
    "obliged_on_request",
    "obliged_on_decision",
    "disputed",
    "coded",
    "coded_if",
    "expected",
    "unilateral",
    "unknown",
]


class Expected(Strict):
    """An expected duty of a state, or its absence."""

    kind: DutyKind
    status: DutyStatus | None = None
    instrument: Slug | None = None
    article: str | None = None
    against: Annotated[list[Text], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)] | None = None
    """Attackers (or groups) against whom it must be owed (T17)."""
    victim: State | None = None
    """The victim, if there are several (T18)."""
    role: Literal["victim", "host"] = "victim"
    """``host``: duties owed to the holder of the land attacked, separate from those to the victim."""


def _expected(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    return [{"kind": item} if isinstance(item, str) else item for item in items]


def _not_expected(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if others := [state for state in value if not isinstance(state, str)]:
        raise ValueError(
            f"holds {others[0]!r}, which is no state. || Write a list of states (expect_not: [THA, CAN]), or a mapping of states to duties."
        )
    return {state: [] for state in value}


class Check(Strict):
    """One question with its answer.

    `expect` maps states to what each must owe in round 0; `expect_not` lists states that owe nothing, or maps states
    to duties that they do not owe. `only: true` means that no other state owes a defence duty.
    """

    id: Slug
    event: Slug | EventCore
    date: Date | None = None
    place: PlaceId | None = None
    architecture: Text | None = None
    expect: dict[State, Annotated[list[Expected], BeforeValidator(_expected)]] = Field(default_factory=dict)
    expect_not: Annotated[
        dict[State, Annotated[list[Expected], BeforeValidator(_expected)]], BeforeValidator(_not_expected)
    ] = Field(default_factory=dict)
    only: bool = False
    source: Annotated[Source, BeforeValidator(lambda v: {"title": v} if isinstance(v, str) else v)]
    note: str | None = None


class CheckFile(FactFile):
    """A file of checks."""

    checks: Annotated[list[Check], Field(min_length=1)]

    def inconsistencies(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Yield checks with a duplicate id: path, what, repair."""
        ids = [check.id for check in self.checks]
        for i, identifier in enumerate(ids):
            if identifier in ids[:i]:
                yield (
                    ("checks", i, "id"),
                    f"id '{identifier}' stands twice in this file.",
                    "Give each check its own id: results cite it.",
                )
