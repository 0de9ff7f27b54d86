"""What each clause of a treaty does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pato.api.given import Words, name_of, states_of, words_of
from pato.registry.dates import today

if TYPE_CHECKING:
    from pato.table import Table


def clauses(
    architecture: str | os.PathLike[str],
    *,
    futures: int = 500,
    seed: int = 1,
    date: str | None = None,
    rivals: Words = (),
    metrics: Words = (),
    treaty: str | None = None,
) -> Table:
    """Return what every clause of a treaty does, in law and in each metric (``pato clauses``).

    Each obligation, area, exception, condition, reading, rule of decision, standard, chapter and rule of burden is left out or put in
    place by its neighbour, one at a time, in the same runs.

    Parameters
    ----------
    architecture
        A treaty or architecture, by name or file; a treaty is taken apart on top of all that is in force, or among it.
    futures, seed, date
        Draws, their seed, and the day (today).
    rivals
        States whose attacks count; China, North Korea and Russia where none are named.
    metrics
        All but those of memberships and of attacks by anybody where none are named: those take seconds for every clause.
    treaty
        Which of its instruments is taken apart; the pact that it adds where None.

    Raises
    ------
    UsageError, UnknownNameError, FileError
        If a name is not known, a file has mistakes, the architecture adds no pact, or the treaty binds nobody on the day of whom there are
        figures.
    """
    from pato.assess.clauses import clauses_table, parties_known, quick_metrics, taken_apart
    from pato.assess.load import from_options
    from pato.assess.metrics import metrics as metrics_known
    from pato.assess.study import resolve
    from pato.models.rivals import PACIFIC
    from pato.treaties.architecture import IN_FORCE

    day = date or today()
    system, instrument = taken_apart(os.fspath(name_of(architecture, where="architecture")), day, treaty)
    named = words_of(metrics, where="metrics") or quick_metrics()
    attackers = states_of(rivals, where="rivals") or PACIFIC
    known = metrics_known()
    own = {
        "futures": futures,
        "seed": seed,
        "date": day,
        "rivals": list(attackers),
        # pairs with states that no metric counts would only take time
        "challengers": None if any(known[m].by_anybody for m in named if m in known) else list(attackers),
        "metrics": named,
        "members": list(parties_known(instrument, system.date or day)),
    }
    asked = from_options([IN_FORCE], {name: value for name, value in own.items() if value is not None})
    return clauses_table(resolve(asked, today=day), system, instrument)
