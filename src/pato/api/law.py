"""Questions about treaty law: who owes what, what conflicts, what changes, and the texts themselves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pato.api.given import (
    Named,
    Words,
    architecture_of,
    day_of,
    event_of,
    layer,
    one_of,
    state_of,
    states_of,
    treaty_of,
    words_of,
)
from pato.treaties.architecture import IN_FORCE, Architecture

if TYPE_CHECKING:
    from pato.table import Table
    from pato.treaties.atop import Coding
    from pato.treaties.cascade import Answer
    from pato.treaties.diff import Difference
    from pato.treaties.draft.version import Version
    from pato.treaties.events import Event
    from pato.treaties.relations import DutyMatrix
    from pato.treaties.schema.treaty import Treaty

ESCALATIONS = ("forces", "territory")


def who_must_act(
    architecture: Named,
    event: Event | str | os.PathLike[str],
    *,
    escalation: Words = ("forces",),
    cascade: bool = True,
    world: bool = True,
) -> Answer:
    """Return who must help whom, by which article, when an event happens (``pato who``).

    Parameters
    ----------
    architecture
        The instruments that count: a name, NAME@DATE, a file, or an object.
    event
        The name of a shipped event, an event file, or what `make_event` returns.
    escalation
        How combatants are attacked in turn: ``forces``, ``territory``, or both.
    cascade
        False for only the obligations that the event itself triggers.
    world
        Whether to add the alliances coded by ATOP to those of the library, if the data store has them.

    Returns
    -------
    Answer
        With ``duties``, ``traces``, ``to_table()`` and ``to_pandas()``.

    Raises
    ------
    UnknownNameError, FileError, UsageError
        If a name is unknown, a file has mistakes, or an argument has the wrong type.
    """
    from pato.treaties import cascade as engine

    ways = tuple(one_of(w, ESCALATIONS, where="escalation") for w in words_of(escalation, where="escalation"))
    return engine.who_must_act(
        architecture_of(architecture),
        event_of(event),
        escalation=ways,
        cascade=cascade,
        world=layer(wanted=world),
    )


def duty_matrix(
    architecture: Named = IN_FORCE,
    date: str | None = None,
    kind: str = "defence",
    *,
    group: Words | None = None,
    world: bool = True,
) -> DutyMatrix:
    """Return who owes whom an obligation of a kind: rows owe, columns are owed (``pato matrix``).

    Parameters
    ----------
    architecture
        A name, NAME@DATE, a file, or an object.
    date
        ISO date; the architecture's own, or today.
    kind
        ``defence``, ``consultation``, ``access`` …
    group
        States to show, by code or name; by default all that owe or are owed an obligation.
    world
        As in `who_must_act`.

    Returns
    -------
    DutyMatrix
        With ``to_table()``, ``to_pandas()`` (square, boolean), ``to_xarray()`` and ``to_networkx()``.

    Raises
    ------
    UnknownNameError, UsageError
        If a name or kind is unknown, or an argument has the wrong type.
    """
    from pato.treaties import relations

    system = architecture_of(architecture)
    states = None if group is None else states_of(group, where="group")
    return relations.duty_matrix(system, day_of(date, system), kind, group=states, world=layer(wanted=world))


def gaps(
    architecture: Named,
    group: Words,
    date: str | None = None,
    *,
    kind: str = "defence",
    by: str = "pair",
    challenger: str | None = None,
    world: bool = True,
) -> Table:
    """Return pairs of a group without an obligation either way, and what they have instead (``pato gaps``).

    A gap can be partial: covered at home but not at sea. ``meta["in_part"]`` lists partial gaps by contingency.

    Parameters
    ----------
    architecture
        A name, NAME@DATE, a file, or an object.
    group
        At least two states, by code or name.
    date
        ISO date; the architecture's own, or today.
    kind
        The kind of obligation that is missing.
    by
        ``pair``: pairs without any obligation; ``contingency``: pairs covered in some contingencies of armed attack
        but not in others.
    challenger
        The attacker, by contingency; by default the first of China, North Korea and Russia outside the group.
    world
        As in `who_must_act`.

    Raises
    ------
    UsageError
        If fewer than two states are given.
    """
    from pato.treaties.standing import gaps_table, partial_table

    system = architecture_of(architecture)
    states = states_of(group, where="group", least=2)
    day = day_of(date, system)
    if one_of(by, ("pair", "contingency"), where="by") == "contingency":
        return partial_table(system, states, day, kind=kind, challenger=challenger)
    return gaps_table(system, states, day, kind=kind, challenger=challenger, world=layer(wanted=world))


def duties(
    state: str, architecture: Named = IN_FORCE, date: str | None = None, *, world: bool = True
) -> Table:
    """Return every obligation that a state owes and is owed, by instrument and article (``pato duties``)."""
    from pato.treaties.standing import duties_table

    system = architecture_of(architecture)
    return duties_table(system, state_of(state), day_of(date, system), world=layer(wanted=world))


def exposure(
    state: str, architecture: Named = IN_FORCE, date: str | None = None, *, world: bool = True
) -> Table:
    """Return the instruments under which a state would have to fight for others (``pato exposure``)."""
    from pato.treaties.standing import exposure_table

    system = architecture_of(architecture)
    return exposure_table(system, state_of(state), day_of(date, system), world=layer(wanted=world))


def conflicts(architecture: Named = IN_FORCE, date: str | None = None) -> Table:
    """Return incompatible obligations, standards that parties fail, and places left out (``pato conflicts``).

    One row per finding. Standards are tested with the latest data; without data the result is unknown.
    """
    from pato.treaties.conflicts import conflicts_table

    system = architecture_of(architecture)
    day = day_of(date, system)
    return conflicts_table(system, day, _measures(system, day))


def diff(first: Named, second: Named, date: str | None = None) -> Difference:
    """Return the changes between two treaties or architectures, by state (``pato diff``).

    Two treaties without a date are compared as texts.
    """
    from pato.treaties import diff as engine

    return engine.diff(architecture_of(first, where="first"), architecture_of(second, where="second"), date)


def draft(
    treaty: Treaty | str | os.PathLike[str],
    fmt: str = "md",
    *,
    commentary: bool = False,
    annex: bool = False,
    other: Treaty | str | os.PathLike[str] | None = None,
    instrument: str | None = None,
    choices: Mapping[str, str] | None = None,
) -> str | bytes:
    """Return a treaty as readable text, or two side by side (``pato draft``).

    Parameters
    ----------
    treaty
        A treaty or its file; or an architecture by name or file, for its treaty with the architecture's members.
    fmt
        ``md`` (Markdown), ``akn`` (Akoma Ntoso 3.0) or ``docx``; for a comparison ``md``, ``docx`` or ``html``.
    commentary, annex
        Whether to add reasons, alternatives, readings, notes and sources; whether to add a table of obligations.
    other
        The treaty to compare it with, if any.
    instrument
        The treaty, where an architecture sets the members of several.
    choices
        Options chosen for the file's switches, by name.

    Returns
    -------
    str | bytes
        Text, or the bytes of the file for ``docx``.

    Raises
    ------
    UsageError, UnknownNameError, FileError, MissingExtraError
        If a format or name is unknown, a file has mistakes, or python-docx is not installed.
    """
    from pato.treaties import draft as engine

    version = _version(treaty, instrument).choosing(dict(choices or {}))
    if other is not None:
        return engine.compare(version, _version(other, None), fmt)
    return engine.draft(version, fmt, commentary=commentary, annex=annex)


def _version(given: Any, instrument: str | None) -> Version:
    """Return the text of a treaty given as a name, a file or a loaded treaty."""
    import pato.kinds  # noqa: F401  registers every kind of file
    from pato.treaties.draft.load import load_version
    from pato.treaties.draft.version import Version

    if isinstance(given, (str, os.PathLike)):
        return load_version(os.fspath(given), instrument)
    return Version.of(treaty_of(given))


def atop(*treaties: Treaty | str | os.PathLike[str]) -> Coding | Table:
    """Return a treaty coded in the variables of ATOP 5.1, or a table with a row for each of several (``pato atop``)."""
    from pato.errors import Problem, UsageError
    from pato.treaties import atop as engine

    if not treaties:
        raise UsageError(Problem("treaties", "names none.", "Give one or more, such as pato.atop('anzus')."))
    texts = [treaty_of(t) for t in treaties]
    return engine.atop(texts[0]) if len(texts) == 1 else engine.atop_table(texts)


def commitments(
    architecture: Named,
    date: str | None = None,
    *,
    targets: Words = (),
    defenders: Words = (),
    challengers: Words = ("CHN",),
    contingencies: Words = (),
    by: str = "pair",
    against: Named | None = None,
    all_kinds: bool = False,
) -> Table:
    """Return the commitments that an architecture creates, contingency by contingency (``pato commitments``).

    Parameters
    ----------
    architecture, date
        As in `duty_matrix`.
    targets, defenders, challengers
        Possible victims (by default the parties of the architecture's pacts), committed states, and attackers.
    contingencies
        Only these, by id or file; by default all of the library.
    by
        Unit of a row: ``pair`` or ``contingency``.
    against
        Show only differences from this architecture.
    all_kinds
        Whether to include commitments to consult or to assist.
    """
    from pato.report.commitments import commitments_table

    system = architecture_of(architecture)
    return commitments_table(
        system,
        day_of(date, system),
        targets=states_of(targets, where="targets"),
        defenders=states_of(defenders, where="defenders"),
        challengers=states_of(challengers, where="challengers"),
        contingencies=words_of(contingencies, where="contingencies"),
        by=one_of(by, ("pair", "contingency"), where="by"),
        against=None if against is None else architecture_of(against, where="against"),
        all_kinds=all_kinds,
    )


def legal_memo(
    architecture: Named, event: Event | str | os.PathLike[str], fmt: str = "md", *, world: bool = True
) -> str | bytes:
    """Return a legal adviser's one-page note on an event (``pato memo``).

    Parameters
    ----------
    architecture, event
        As in `who_must_act`.
    fmt
        ``md``, or ``docx`` (returned as bytes).
    world
        As in `who_must_act`.
    """
    from pato.report import legal_memo as engine

    one_of(fmt, ("md", "docx"), where="format")
    system = architecture_of(architecture)
    blocks = engine.memo(who_must_act(system, event, cascade=False, world=world), system)
    return engine.markdown(blocks) if fmt == "md" else engine.docx(blocks)


def incidents(architecture: Named = IN_FORCE) -> Table:
    """Return the library's real incidents and the strongest obligation that each triggers (``pato incidents``)."""
    from pato.treaties.incidents import to_table

    return to_table(architecture_of(architecture))


def _measures(system: Architecture, day: str) -> dict[tuple[str, str], float | None]:
    """Return the latest data for the standards; missing from the snapshot means unknown."""
    from pato.errors import CoverageError, UnknownNameError
    from pato.treaties.conflicts import measures_needed

    needed = measures_needed(system, day)
    if not needed:
        return {}
    from pato import world

    figures = world.load()
    found: dict[tuple[str, str], float | None] = {}
    for state, measure in sorted(needed):
        try:
            value = figures.state(state).value(measure)
        except (CoverageError, UnknownNameError):
            value = None
        found[state, measure] = float(value) if isinstance(value, (int, float)) else None
    return found
