"""The shape of the registry's files: what a state, a place, an act may say. Imported only when YAML is compiled."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from pato.errors import UsageError
from pato.files.strict import Strict
from pato.registry.dates import iso_date

Region = Literal[
    "north_america",
    "central_america",
    "caribbean",
    "south_america",
    "europe",
    "north_africa",
    "sub_saharan_africa",
    "middle_east",
    "central_asia",
    "south_asia",
    "east_asia",
    "southeast_asia",
    "oceania",
]
Checked = Literal["recalled", "text", "second_source"]


def _date(text: str) -> str:
    try:
        return iso_date(text)
    except UsageError as error:
        raise ValueError(str(error)) from error


Date = Annotated[str, AfterValidator(_date)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Text = Annotated[str, Field(min_length=1)]


class Entry(Strict):
    """Anything in a registry file: fixed once read, and no unknown words."""

    model_config = ConfigDict(strict=True)


class Dated(Entry):
    """Something that holds in ``[from, until)``."""

    start: Date | None = Field(default=None, alias="from")
    until: Date | None = None

    @model_validator(mode="after")
    def _forward(self) -> Dated:
        if self.start and self.until and self.until <= self.start:
            raise ValueError(f"ends on {self.until}, which is not after its start on {self.start}.")
        return self


class CowEntry(Dated):
    """A spell of COW system membership."""

    code: Annotated[int, Field(ge=1, le=999)]
    abb: Code


class CapitalEntry(Dated):
    """A capital, or a former one."""

    name: Text
    lat: Latitude
    lon: Longitude


class HolderEntry(Dated):
    """The state to which a territory belongs."""

    state: Code


class AliasEntry(Dated):
    """A name that meant this state only in ``[from, until)``."""

    name: Text


class StateEntry(Entry):
    """A state or territory."""

    iso3: Code
    name: Text
    kind: Literal["state", "territory", "associated_state", "observer"] = "state"
    region: Region
    of: list[HolderEntry] = Field(default_factory=list)
    cow: list[CowEntry] = Field(default_factory=list)
    exists: list[Dated] | None = None
    un: Dated | None = None
    capital: list[CapitalEntry] = Field(default_factory=list)
    aliases: list[str | AliasEntry] = Field(default_factory=list)
    recognised_by: list[Code] | None = None
    not_recognised_by: list[Code] = Field(default_factory=list)
    note: str = ""
    checked: Checked | None = None


class SourceEntry(Entry):
    """Source of the facts of a file."""

    title: Text
    url: str = ""


class PartyEntry(Dated):
    """A party to an alliance that came later or left earlier than the others."""

    state: Code


class AllianceEntry(Dated):
    """An alliance that is known to have existed."""

    id: Slug
    title: Text
    parties: Annotated[list[Code | PartyEntry], Field(min_length=2)]
    kinds: Annotated[
        list[Literal["defence", "offence", "neutrality", "non_aggression", "consultation"]],
        Field(min_length=1),
    ]
    atop: int | None = None
    held_as: list[Slug] = Field(default_factory=list)
    start: Date = Field(alias="from")


class AlliancesFile(Entry):
    """``alliances.yaml``."""

    format: Literal[1]
    checked: Checked
    sources: list[SourceEntry]
    alliances: list[AllianceEntry]


class StatesFile(Entry):
    """``states.yaml``."""

    format: Literal[1]
    checked: Checked
    sources: list[SourceEntry]
    iso: dict[Code, Annotated[list[str | int | None], Field(min_length=2, max_length=2)]] = Field(
        default_factory=dict
    )
    states: list[StateEntry]


class ActEntry(Entry):
    """An act."""

    id: Word
    name: Text
    aliases: list[Text] = Field(default_factory=list)
    hostility: Annotated[int, Field(ge=1, le=5)]
    may_reach: Annotated[int, Field(ge=1, le=5)]
    class_: Literal["armed_attack", "use_of_force_below_threshold", "threat", "coercion", "other"] = Field(
        alias="class"
    )
    mid_action: Annotated[int, Field(ge=0, le=21)] | None = None
    description: Text
    threshold: Text

    @model_validator(mode="after")
    def _levels(self) -> ActEntry:
        if self.may_reach < self.hostility:
            raise ValueError(f"may_reach {self.may_reach} is below hostility {self.hostility}.")
        return self


class TargetEntry(Entry):
    """A target of acts."""

    id: Word
    name: Text
    aliases: list[Text] = Field(default_factory=list)
    part_of: list[Word] = Field(default_factory=list)
    description: Text


class ActsFile(Entry):
    """``acts.yaml``."""

    format: Literal[1]
    checked: Checked
    sources: list[SourceEntry]
    acts: list[ActEntry]
    targets: list[TargetEntry]


class TenureEntry(Entry):
    """Holder of a place until a date; the tenure begins where the previous entry ends."""

    until: Date
    sovereign: Code | None = None
    administrator: Code | None = None
    metropolitan: bool | None = None
    by_agreement: bool = False
    """Whether the administrator holds it by a lease or treaty with the sovereign, not by force."""


class PlaceEntry(Entry):
    """A place."""

    id: Slug
    name: Text
    aliases: list[Text] = Field(default_factory=list)
    kind: Literal["capital", "city", "island", "feature", "base", "border", "territory", "region", "waters"]
    zone: Literal["land", "port", "territorial_sea", "eez", "high_seas", "air"] | None = None
    lat: Latitude
    lon: Longitude
    sovereign: Code | None = None
    administrator: Code | None = None
    claimed_by: list[Code] = Field(default_factory=list)
    contested_by: list[Code] = Field(default_factory=list)
    eez_of: Code | None = None
    region: Region
    ocean: Literal["pacific", "atlantic", "indian", "arctic", "mediterranean"] | None = None
    sea: Slug | None = None
    island: bool = False
    metropolitan: bool = False
    history: list[TenureEntry] = Field(default_factory=list)
    taken_from: list[Code] = Field(default_factory=list)
    by_agreement: bool = False
    note: str = ""
    checked: Checked | None = None


class PlacesFile(Entry):
    """One file of ``places/``."""

    format: Literal[1]
    checked: Checked
    sources: list[SourceEntry]
    places: list[PlaceEntry]
