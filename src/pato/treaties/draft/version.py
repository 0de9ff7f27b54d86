"""Version of a drafted text: its members, founders, and the options of its switches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from pato.errors import UsageError, unknown
from pato.treaties.draft import wording

if TYPE_CHECKING:
    from pato.treaties.schema import articles
    from pato.treaties.schema.treaty import Treaty


class Version(NamedTuple):
    """One version of a text.

    Attributes
    ----------
    treaty
        The instrument with the members of this version.
    founders
        The parties of the file itself.
    choices
        The option of each switch.
    name
        The architecture that sets the members, or empty for the file itself.
    """

    treaty: Treaty
    founders: tuple[str, ...]
    choices: Mapping[str, str]
    name: str = ""

    @classmethod
    def of(cls, treaty: Treaty, founders: tuple[str, ...] | None = None, name: str = "") -> Version:
        """Return the version that a file itself gives."""
        own = tuple(p.state for p in treaty.parties if p.role == "member")
        return cls(treaty, founders or own, {key: c.value for key, c in treaty.choices.items()}, name)

    def choosing(self, options: Mapping[str, str]) -> Version:
        """Return the version with other options of the file's switches.

        Raises
        ------
        UsageError
            If the file has no such switch, or the switch no such option.
        """
        switches = dict(self.treaty.choices)
        problems = []
        for key, option in options.items():
            if key not in switches:
                problems.append(unknown("choice", key, switches, where=self.treaty.id))
            elif option not in switches[key].options:
                problems.append(
                    unknown(f"option of '{key}'", option, switches[key].options, where=self.treaty.id)
                )
            else:
                switches[key] = switches[key].model_copy(update={"value": option})
        if problems:
            raise UsageError(problems)
        changed = self.treaty.model_copy(update={"choices": switches})
        said = ", ".join(filter(None, (self.name, *(f"{k} {v}" for k, v in options.items()))))
        return Version.of(changed, self.founders, said)

    def members(self, role: str) -> tuple[str, ...]:
        """Return the codes of the members of a role, each once."""
        return tuple(dict.fromkeys(p.state for p in self.treaty.parties if p.role == role))

    def has(self, only: articles.Only | None) -> bool:
        """Return whether a part limited to some versions belongs to this one."""
        if only is None:
            return True
        parties, participants = set(self.members("member")), set(self.members("associate"))
        asked = (
            (only.party, parties.issuperset),
            (only.participant, participants.issuperset),
            (only.absent, (parties | participants).isdisjoint),
        )
        return (
            all(states is None or held(states) for states, held in asked)
            and (only.any_participant is None or only.any_participant == bool(participants))
            and all(self.choices.get(name) == option for name, option in only.choice.items())
        )

    def values(self) -> dict[str, str]:
        """Return the values of the names in braces of a text."""
        lists = {
            "parties": self.members("member"),
            "participants": self.members("associate"),
            "observers": self.members("observer"),
            "founders": self.founders,
        }
        return {name: wording.names(codes) for name, codes in lists.items()} | {
            name: number.words() for name, number in self.treaty.numbers.items()
        }
