"""Effect of each clause of a treaty."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pato.api.given import Words, day_of, name_of, states_of, words_of
from pato.treaties.architecture import load_architecture

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
    """Return the effect of every clause of a treaty, in law and on each metric (``pato clauses``).

    Each obligation, area, exception, condition, reading, rule of decision, standard, chapter and rule of burden is
    left out or replaced by a neighbouring option, one at a time, in the same runs.

    Parameters
    ----------
    architecture
        A treaty or architecture, by name or file; a treaty is analysed in addition to everything in force, or as part
        of it.
    futures, seed, date
        Number of draws, their seed, and the date (the architecture's own or today by default).
    rivals
        States whose attacks count; China, North Korea and Russia where none are named.
    metrics
        Metrics to report. By default all except those of memberships and of attacks by any state, which take seconds
        for each clause.
    treaty
        Instrument to analyse; the pact that the architecture adds where None.

    Raises
    ------
    UsageError, UnknownNameError, FileError
        If a name is not known, a file has mistakes, the architecture adds no pact, or the treaty binds nobody on the day of whom there are
        figures.
    """
    from pato.assess.clauses import clauses_table, default_metrics, parties_known, taken_apart
    from pato.assess.metrics import metrics as metrics_known
    from pato.models.rivals import PACIFIC

    name = name_of(architecture, where="architecture")
    day = day_of(date, load_architecture(name))
    system, instrument = taken_apart(name, day, treaty)
    named = words_of(metrics, where="metrics") or default_metrics()
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
    return clauses_table(name, {field: value for field, value in own.items() if value is not None}, treaty)
