"""The format of an architecture file: which instruments are in force, for whom."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from pato.treaties.schema.base import Date, FactFile, Slug, States


class Architecture(FactFile):
    """A set of instruments, built on another or from all that is in force on a date.

    `extends` names an architecture to take over; `all_in_force` takes every shipped instrument in force on the
    requested date; `add` and `drop` then change the set. `parties` replaces the parties of an instrument, as for a
    proposed treaty with another membership. `date` is the default date of answers.
    """

    extends: Slug | None = None
    all_in_force: bool = False
    add: list[str] = Field(default_factory=list)
    """Identifiers of shipped treaties, or paths of treaty files relative to this one."""
    drop: list[str] = Field(default_factory=list)
    parties: dict[str, States] = Field(default_factory=dict)
    associates: dict[str, States] = Field(default_factory=dict)
    date: Date | None = None

    @model_validator(mode="after")
    def _not_both(self) -> Architecture:
        if self.extends and self.all_in_force:
            raise ValueError("'extends' and 'all_in_force' exclude each other. || Keep one.")
        if not (self.extends or self.all_in_force or self.add):
            raise ValueError(
                "the architecture holds no instrument. || Add 'extends', 'all_in_force: true' or 'add: [...]'."
            )
        return self

    def inconsistencies(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Yield instruments that name a state twice, in one role or in both: path, what, repair."""
        for key, named in (("parties", self.parties), ("associates", self.associates)):
            for name, states in named.items():
                if twice := sorted({s for s in states if states.count(s) > 1}):
                    told = f"{', '.join(twice)} {'are' if len(twice) > 1 else 'is'} named twice for {name}."
                    yield (key, name), told, "Name each state once."
        for name, states in self.associates.items():
            if both := [s for s in dict.fromkeys(states) if s in self.parties.get(name, ())]:
                told = f"{', '.join(both)} would be both {'parties' if len(both) > 1 else 'a party'} and {'associates' if len(both) > 1 else 'an associate'} of {name}."
                yield ("associates", name), told, "Name each state under 'parties' or under 'associates'."
