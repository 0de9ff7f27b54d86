"""States that could join: whether they would seek accession, and which member objects."""

from __future__ import annotations

from typing import Any

import numpy as np

from pato.errors import Problem, UsageError
from pato.models.membership.backtest import record
from pato.models.membership.model import Membership
from pato.models.membership.standing import stand
from pato.report.wording import state_name
from pato.workbench.asked import Asked
from pato.workbench.designs import design_of
from pato.workbench.engine import Engine


def entry(engine: Engine, asked: Asked) -> dict[str, Any]:
    """Return of each state that could join how often it would seek accession, how often a member objects, and who most often.

    Raises
    ------
    UsageError
        If no state could join, or a party has no figures.
    """
    if not asked.candidates:
        raise UsageError(Problem("may", "names no state.", "Mark a state as 'Could join'."))
    proposal = design_of(asked, engine.folder)
    models = engine.models(asked, proposal.baseline)
    membership = models["membership"]
    assert isinstance(membership, Membership)
    associates = [s for s in asked.associates if s in membership.states]
    pool = membership.pool(proposal.pact, asked.date, associates)
    if unknown := [s for s in (*asked.parties, *asked.candidates) if s not in pool.states]:
        raise UsageError(Problem(unknown[0], "is not covered by the data on gains.", "Leave it out."))
    draws = engine.draws(models, asked.guarantor)
    found = stand(pool, draws, pool.mask(asked.parties, associates), wars=pool.wars(draws))
    rows = []
    for state in asked.candidates:
        j = pool.states.index(state)
        objects = found.objects[:, list(found.members), j]
        often = objects.mean(axis=0)
        most = found.members[int(often.argmax())]
        rows.append(
            {
                "state": state,
                "name": state_name(state),
                "seeks": float(found.wants_in[:, j].mean()),
                "gain": float(f"{np.median(found.enters[:, j]):.3g}"),
                "objects": float(objects.any(axis=1).mean()),
                "objector": state_name(pool.states[most], article=True) if often.max() > 0 else "",
                "why": pool.mistrust.reasons(most, j),
                "admitted": float(found.let_in("unanimity")[:, j].mean()),
            }
        )
    return {"rows": rows, "caution": record().briefly}
