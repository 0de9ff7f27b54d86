"""Questions about what was signed: who owes what, what conflicts, what changes, and the texts themselves."""

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
        How those who fight are struck in turn: ``forces``, ``territory``, or both.
    cascade
        False for what the event itself triggers.
    world
        Whether the alliances that ATOP codes are asked below the library, where the data store has them.

    Returns
    -------
    Answer
        With ``duties``, ``traces``, ``to_table()`` and ``to_pandas()``.

    Raises
    ------
    UnknownNameError, FileError, UsageError
        If a name is not known, a file has mistakes, or an argument is of another type.
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
    """Return who owes whom a duty of a kind: rows owe, columns are owed (``pato matrix``).

    Parameters
    ----------
    architecture
        A name, NAME@DATE, a file, or an object.
    date
        ISO date; the architecture's own, or today.
    kind
        ``defence``, ``consultation``, ``access`` …
    group
        States to show, by code or name; all that owe or are owed something where None.
    world
        As in `who_must_act`.

    Returns
    -------
    DutyMatrix
        With ``to_table()``, ``to_pandas()`` (square, boolean), ``to_xarray()`` and ``to_networkx()``.

    Raises
    ------
    UnknownNameError, UsageError
        For an unknown name or kind, or an argument of another type.
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
    """Return the pairs of a group in which neither owes the other a duty, and what they have instead (``pato gaps``).

    A gap can be partial: covered at home, not at sea. ``meta["in_part"]`` holds those by contingency.

    Parameters
    ----------
    architecture
        A name, NAME@DATE, a file, or an object.
    group
        Two states or more, by code or name.
    date
        ISO date; the architecture's own, or today.
    kind
        The kind of duty that is missing.
    by
        ``pair``: pairs without any duty; ``contingency``: where duties cover some contingencies of armed attack and not others.
    challenger
        Who attacks, by contingency; the first of China, North Korea and Russia that is not of the group where None.
    world
        As in `who_must_act`.

    Raises
    ------
    UsageError
        If fewer than two states are named.
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
    """Return all that a state owes and is owed, by instrument and article (``pato duties``)."""
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
    """Return incompatible duties, standards that parties fail and places left out (``pato conflicts``).

    One row a finding; the latest figures decide on standards, and what has no figure stays unknown.
    """
    from pato.treaties.conflicts import conflicts_table

    system = architecture_of(architecture)
    day = day_of(date, system)
    return conflicts_table(system, day, _measures(system, day))


def diff(first: Named, second: Named, date: str | None = None) -> Difference:
    """Return what changes for whom from one treaty or architecture to another (``pato diff``).

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
    """Return a treaty as a readable text, or two of them side by side (``pato draft``).

    Parameters
    ----------
    treaty
        A treaty or its file, or an architecture by name or file: then its treaty with the members that it gives it.
    fmt
        ``md`` (Markdown), ``akn`` (Akoma Ntoso 3.0) or ``docx``; of a comparison ``md``, ``docx`` or ``html``.
    commentary, annex
        Also reasons, alternatives, readings, notes and sources; also a table of the obligations.
    other
        The text that it is compared with; none where None.
    instrument
        The treaty, where an architecture sets the members of several.
    choices
        Other options of the switches of the file, by name.

    Returns
    -------
    str | bytes
        Text, or for ``docx`` the bytes of the file.

    Raises
    ------
    UsageError, UnknownNameError, FileError, MissingExtraError
        If a format or name is not known, a file has mistakes, or python-docx is not installed.
    """
    from pato.treaties import draft as engine

    version = _version(treaty, instrument).choosing(dict(choices or {}))
    if other is not None:
        return engine.compare(version, _version(other, None), fmt)
    return engine.draft(version, fmt, commentary=commentary, annex=annex)


def _version(given: Any, instrument: str | None) -> Version:
    """Return the text that a name, a file or a loaded treaty means."""
    import pato.kinds  # noqa: F401  registers every kind of file
    from pato.treaties.draft.load import load_version
    from pato.treaties.draft.version import Version

    if isinstance(given, (str, os.PathLike)):
        return load_version(os.fspath(given), instrument)
    return Version.of(treaty_of(given))


def atop(*treaties: Treaty | str | os.PathLike[str]) -> Coding | Table:
    """Return one treaty's coding in variables of ATOP 5.1, or a table with a row for each of several (``pato atop``)."""
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
        States that could be attacked (the parties of its pacts where none are named), that are committed, that attack.
    contingencies
        Only these, by id or file; all of the library where none are named.
    by
        ``pair`` or ``contingency``: what a row is.
    against
        Show only what differs from this architecture.
    all_kinds
        Also commitments to consult or to assist.
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


def legal_memo(architecture: Named, event: Event | str | os.PathLike[str], fmt: str = "md") -> str | bytes:
    """Return the one-page note that a legal adviser sends on an event (``pato memo``).

    Parameters
    ----------
    architecture, event
        As in `who_must_act`.
    fmt
        ``md``, or ``docx``, which is bytes.
    """
    from pato.report import legal_memo as engine
    from pato.treaties import cascade

    one_of(fmt, ("md", "docx"), where="format")
    system = architecture_of(architecture)
    blocks = engine.memo(cascade.who_must_act(system, event_of(event), cascade=False), system)
    return engine.markdown(blocks) if fmt == "md" else engine.docx(blocks)


def incidents(architecture: Named = IN_FORCE) -> Table:
    """Return the library's real incidents and the most that each calls (``pato incidents``)."""
    from pato.treaties.incidents import to_table

    return to_table(architecture_of(architecture))


def _measures(system: Architecture, day: str) -> dict[tuple[str, str], float | None]:
    """Return the latest figures for the standards; what the snapshot does not have stays unknown."""
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
