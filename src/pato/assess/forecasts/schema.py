"""Format of a file of frozen forecasts, with a seal that shows whether it was changed afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from pato.errors import FileError, Problem, UnknownNameError, unknown
from pato.files import library
from pato.files.problems import validated
from pato.files.strict import Strict
from pato.files.yaml import read_file

FOLDER = "forecasts"
Event = Literal["war", "dispute", "pact"]
Share = Annotated[float, Field(ge=0, le=1)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
WORDS: Mapping[str, str] = {
    "war": "{first} starts a militarized dispute with {second} that reaches the level of war between them (hostility 5)",
    "dispute": "{first} starts a militarized dispute with {second}: a threat, display or use of force (hostility 2 or more)",
    "pact": "{first} and {second} become bound, one way or both, to defend the other",
}
RESOLVED: Mapping[str, str] = {
    "war": "Militarized Interstate Events or Disputes of the release that covers the years; until there is one, UCDP: 1,000 deaths in battles between the two states in a year",
    "dispute": "Militarized Interstate Events or Disputes of the release that covers the years; until there is one, no.",
    "pact": "a treaty with an obligation of defence in force, as ATOP codes it; until ATOP covers the years, the text",
}


class Probability(Strict):
    """A forecast: the chance, and the 90 per cent interval over its futures."""

    probability: Share
    low: Share | None = None
    high: Share | None = None


class Statement(Strict):
    """One statement that will turn out true or false.

    ``forecasts`` are chances by forecaster; ``percentile`` is for events with an unidentified level: the rank of the
    pair among all candidates, 0 to 100.
    """

    id: str
    event: Event
    first: str
    second: str
    since: Day
    until: Day
    forecasts: dict[str, Probability] = Field(default_factory=dict)
    percentile: dict[str, Annotated[float, Field(ge=0, le=100)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sensible(self) -> Statement:
        if self.since > self.until:
            raise ValueError(f"'since' ({self.since}) is after 'until' ({self.until}).")
        if not self.forecasts and not self.percentile:
            raise ValueError("says neither a chance nor a place: give 'forecasts' or 'percentile'.")
        return self

    def words(self) -> str:
        """Return the statement in a sentence."""
        told = WORDS[self.event].format(first=self.first, second=self.second)
        return f"{told}, from {self.since} to {self.until}"


class ForecastFile(Strict):
    """Statements, the time and version of their making, and the seal over them."""

    format: Literal[1]
    id: str
    title: str
    frozen: Day
    made_by: dict[str, str]
    statements: tuple[Statement, ...]
    seal: str

    @model_validator(mode="after")
    def _once(self) -> ForecastFile:
        ids = [s.id for s in self.statements]
        if again := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"statement '{again[0]}' is there twice.")
        return self


def seal_of(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything in a file except the seal, with keys in alphabetical order."""
    open_ = {k: v for k, v in body.items() if k != "seal"}
    return hashlib.sha256(json.dumps(open_, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def shipped() -> list[str]:
    """Return the names of the forecasts in the library."""
    return sorted(f.stem for f in (library.root() / FOLDER).glob("*.yaml"))


def load_forecasts(name: str) -> ForecastFile:
    """Read frozen forecasts: a file, or one of the library by its name.

    Raises
    ------
    UnknownNameError, FileError
        If there is none, the file is of another kind, or it was changed after it was frozen.
    """
    path = Path(name)
    if not path.is_file():
        if name not in shipped():
            raise UnknownNameError(unknown("set of forecasts", name, shipped(), where="FILE"))
        path = library.root() / FOLDER / f"{name}.yaml"
    found = validated(ForecastFile, read_file(path))
    assert isinstance(found, ForecastFile)
    if seal_of(plain(found)) != found.seal:
        told = "was changed after it was frozen: its seal does not fit."
        raise FileError(
            Problem(str(path), told, "Take the file as it was frozen; write what happened into another one.")
        )
    return found


def plain(found: ForecastFile) -> dict[str, Any]:
    """Return the plain values of a file, as they are sealed."""
    body: dict[str, Any] = found.model_dump(mode="json", exclude_defaults=True)
    return body
