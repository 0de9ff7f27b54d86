"""Acts that events consist of, and what they can be directed at.

An act carries the hostility level of the Militarized Interstate Dispute data and its legal class, so that duties and
risk speak of the same thing. Whether an act is an armed attack is the lawyer's question: the class answers it as far
as practice does, and ``threshold`` says what remains open (T10).
"""

from functools import cache
from typing import NamedTuple

from pato.errors import UnknownNameError, unknown
from pato.registry import source
from pato.registry.names import fold


class Act(NamedTuple):
    """Something that one state does to another.

    Attributes
    ----------
    id, name, aliases
        Its word in files, its name for readers, and other words that are understood.
    hostility
        MID hostility level at which the act by itself is coded: 1 no militarised action, 2 threat to use force,
        3 display of force, 4 use of force, 5 war.
    may_reach
        The highest level to which disputes that consist of such acts have grown, by definition of the scale.
    legal_class
        ``armed_attack``, ``use_of_force_below_threshold``, ``threat``, ``coercion`` or ``other``.
    mid_action
        The MID action code that fits, or None where MID codes no such act.
    description
        One sentence.
    threshold
        What decides whether the act is, or becomes, an armed attack.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    hostility: int
    may_reach: int
    legal_class: str
    mid_action: int | None
    description: str
    threshold: str

    @property
    def is_armed_attack(self) -> bool:
        """Whether the act as such is an armed attack."""
        return self.legal_class == "armed_attack"

    @property
    def is_force(self) -> bool:
        """Whether the act uses force, above or below the threshold of armed attack."""
        return self.legal_class in {"armed_attack", "use_of_force_below_threshold"}


class Target(NamedTuple):
    """A target of acts.

    Attributes
    ----------
    id, name, aliases
        Its word in files, its name for readers, and other words that are understood.
    part_of
        The wider targets that it directly belongs to.
    covers
        Every target that it covers, itself among them.
    description
        One sentence.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    part_of: tuple[str, ...]
    covers: frozenset[str]
    description: str


def act(word: str) -> Act:
    """Return the act that an id or another word for it means.

    Raises
    ------
    UnknownNameError
        If the registry has no such act; the message names the nearest one.
    """
    document = source.load("acts")
    found = word if word in document["acts"] else document.index("act").get(fold(word))
    if found is None:
        raise UnknownNameError(unknown("act", word, document["acts"]))
    return _act(found)


def acts() -> tuple[Act, ...]:
    """Return all acts, sorted by id."""
    return tuple(_act(id_) for id_ in sorted(source.load("acts")["acts"]))


def target(word: str) -> Target:
    """Return the target that an id or another word for it means.

    Raises
    ------
    UnknownNameError
        If the registry has no such target; the message names the nearest one.

    >>> "warship" in target("forces").covers
    True
    """
    document = source.load("acts")
    found = word if word in document["targets"] else document.index("target").get(fold(word))
    if found is None:
        raise UnknownNameError(unknown("target", word, document["targets"]))
    return _target(found)


def targets() -> tuple[Target, ...]:
    """Return all targets, sorted by id."""
    return tuple(_target(id_) for id_ in sorted(source.load("acts")["targets"]))


@cache
def _act(id_: str) -> Act:
    record = source.load("acts")["acts"][id_]
    return Act(
        id=id_, aliases=tuple(record["aliases"]), **{k: v for k, v in record.items() if k != "aliases"}
    )


@cache
def _target(id_: str) -> Target:
    record = source.load("acts")["targets"][id_]
    return Target(
        id=id_,
        name=record["name"],
        aliases=tuple(record["aliases"]),
        part_of=tuple(record["part_of"]),
        covers=frozenset(record["covers"]),
        description=record["description"],
    )
