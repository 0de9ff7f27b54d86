"""The defence pact that an architecture adds to the status quo: whose members decide, pay and must qualify."""

from __future__ import annotations

from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument


def added_pact(architecture: Architecture, status_quo: Architecture, date: str) -> Instrument | None:
    """Return the defence pact that is not in the status quo, or whose members differ there; None where there is none.

    Parameters
    ----------
    architecture, status_quo
        What is compared; each on its own date, where it fixes one.
    date
        ISO date of the others.

    Notes
    -----
    Where several are added, it is the one with most members, by id where they tie. Instruments without a duty of
    defence are no pact: the Quad decides nothing on an invocation and pledges nothing.
    """
    before = {i.id: i for i in status_quo.on(status_quo.date or date).instruments}
    day = architecture.date or date
    found = [
        instrument
        for instrument in architecture.on(day).instruments
        if any(o.kind == "defence" for o in instrument.obligations)
        and (instrument.id not in before or before[instrument.id].members != instrument.members)
    ]
    return min(found, key=lambda i: (-len(i.parties_on(day)), i.id), default=None)
