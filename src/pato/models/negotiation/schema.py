"""The format of a negotiation that is built from the world's figures and from assumption ranges (C2, C7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from pato.errors import PatoError, unknown
from pato.files.domains import POSITIVE, SHARE
from pato.files.strict import Strict
from pato.futures.distributions import Distribution, distribution
from pato.models.negotiation import PATRON, covariates
from pato.models.negotiation.switches import switch
from pato.treaties.schema.base import FactFile, State, Text

_BODY = "source"
_DOMAINS = {"half_distance_km": POSITIVE, "gdp_weight": SHARE, "outside_influence": SHARE}


def _range(given: dict[str, Any]) -> dict[str, Any]:
    """Check ``{range: [low, high], source: …}`` or another distribution."""
    try:
        distribution({k: v for k, v in given.items() if k != _BODY})
    except PatoError as error:
        found = error.problems[0]
        raise ValueError(f"{found.what} || {found.fix}".strip()) from None
    if not str(given.get(_BODY, "")).strip():
        raise ValueError("an assumption has no source. || Say why the range is what it is: source: ….")
    return given


Range = Annotated[dict[str, Any], AfterValidator(_range)]
"""``{range: [low, high], source: …}``, or another distribution, with where it comes from."""


def spec_of(given: dict[str, Any]) -> Distribution:
    """Return the distribution of a `Range`."""
    return distribution({k: v for k, v in given.items() if k != _BODY})


def _by_our_names(vary: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return switches and their values by our words, whether a file has ours or KTAB's; unknown ones as they are."""
    found: dict[str, list[str]] = {}
    for name, words in vary.items():
        if not words:
            raise ValueError(
                f"'{name}' names no value. || Name the values that vary, or leave the switch out."
            )
        try:
            known = switch(name)
            name, words = known.name, [known.values[known.number(word)].word for word in words]  # noqa: PLW2901
        except PatoError:
            pass  # told with its place, see `_wrong_switches`
        if name in found:
            raise ValueError(f"'{name}' is there twice. || Keep one.")
        found[name] = list(dict.fromkeys(words))
    return found


class Dimension(Strict):
    """The issue: its name, and the meaning of positions on 0 to 100."""

    name: Text
    points: dict[Annotated[int, Field(ge=0, le=100)], Text]


class Built(Strict):
    """A number built from data: base + sum of slope times covariate (0 to 1) + an actor's own spread; times 100."""

    base: Range
    slopes: dict[str, Range] = Field(default_factory=dict)
    spread: Range | None = None
    actors: dict[State, Range] = Field(default_factory=dict)
    """Actors with a given number instead of a built one, on 0 to 100."""


class Band(Strict):
    """An outcome, from a place on 0 to 100 upwards to the next band."""

    label: Text
    from_: Range | Annotated[int, Field(ge=0, le=0)] = Field(alias="from")


class NegotiationFile(FactFile):
    """A negotiation among states, with inputs from data and ranges for the rest.

    `outside` names actors who are not at the table and bargain with a fraction of their capability. `decisive` names
    actors that can block any agreement: the outcome is the lowest of the expected position and theirs.
    """

    question: Text
    dimension: Dimension
    actors: Annotated[list[State], Field(min_length=2)]
    outside: list[State] = Field(default_factory=list)
    outside_influence: Range | None = None
    threat: State
    half_distance_km: Range
    gdp_weight: Range
    alignment: dict[State, Range] = Field(default_factory=dict)
    positions: Built
    salience: Built
    decisive: list[State] = Field(default_factory=list)
    bands: Annotated[list[Band], Field(min_length=1)]
    vary: Annotated[dict[str, list[str]], AfterValidator(_by_our_names)] = Field(default_factory=dict)
    limits: list[Text] = Field(default_factory=list)

    def inconsistencies(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Yield mistakes that no single field shows."""
        known = set(self.actors)
        for i, actor in enumerate(self.actors):
            if actor in self.actors[:i]:
                yield ("actors", i), f"{actor} is there twice.", "Name each actor once."
        for key in ("outside", "decisive"):
            for i, actor in enumerate(getattr(self, key)):
                if actor not in known:
                    yield (key, i), f"{actor} is no actor.", "Add it to actors."
        if self.outside and self.outside_influence is None:
            yield (
                ("outside",),
                "the influence of actors outside the table is not given.",
                "Add outside_influence: {range: [0, 0.5], source: …}.",
            )
        for state in sorted(set(self.alignment) - known):
            yield ("alignment", state), f"{state} is no actor.", "Add it to actors, or leave it out."
        if self.threat == PATRON and "alignment" in {*self.positions.slopes, *self.salience.slopes}:
            yield (
                ("threat",),
                f"{PATRON} is the state to whose ideal point alignment is measured.",
                "Leave the slope of alignment out, or name another threat.",
            )
        yield from self._wrong_ranges()
        yield from self._wrong_bands()
        yield from _wrong_names("positions", self.positions, known)
        yield from _wrong_names("salience", self.salience, known)
        yield from _wrong_switches(self.vary)

    def _wrong_ranges(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        for key, domain in _DOMAINS.items():
            given: dict[str, Any] | None = getattr(self, key)
            low, high = (0.5, 0.5) if given is None else spec_of(given).support
            if not domain.holds(low, high):
                told = f"{key} runs from {low:g} to {high:g}; it can be {domain.words()}."
                yield (key,), told, "Write a range within that."

    def _wrong_bands(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        for i, band in enumerate(self.bands):
            if isinstance(band.from_, int) != (i == 0):
                what = "the first band, and it alone, begins at 0: every outcome lies in one band."
                yield ("bands", i, "from"), what, "Write from: 0 in the first, and a range in the others."


def _wrong_names(key: str, built: Built, known: set[str]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for actor in sorted(set(built.actors) - known):
        yield (key, "actors", actor), f"{actor} is no actor.", "Add it to actors."
    for name in sorted(set(built.slopes) - set(covariates.names())):
        told = unknown("covariate", name, covariates.names())
        yield (key, "slopes", name), told.what, told.fix


def _wrong_switches(vary: dict[str, list[str]]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for name, words in vary.items():
        try:
            for word in words:
                switch(name).number(word)
        except PatoError as error:
            yield ("vary", name), error.problems[0].what, error.problems[0].fix
