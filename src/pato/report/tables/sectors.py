"""Trade with sectors as a table: what changes for each country."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.models.sectors.answers import Answer, Question
from pato.models.sectors.model import ILLUSTRATION
from pato.table import Table

_PERCENT = 100.0


def sectors_table(answer: Answer) -> Table:
    """Return one row per country: the median equilibrium, and the range of real spending over all of them."""
    centre, outcomes = answer.centre, answer.outcomes
    notes = [*_said(answer.question, len(outcomes), answer.effect), *centre.world.notes]
    if answer.question.file == ILLUSTRATION:
        notes.insert(0, "An illustration: every number of this table is invented.")
    spending = np.stack([_percent(o.equilibrium.real_spending_hat) for o in outcomes])
    middle = _percent(centre.equilibrium.real_spending_hat)
    wages = _percent(centre.equilibrium.real_wage_hat)
    first = centre.first_order
    exports, imports = _percent(centre.exports), _percent(centre.imports)
    rows = [
        (
            name,
            float(middle[n]),
            float(spending[:, n].min()),
            float(spending[:, n].max()),
            float(_PERCENT * first.terms_of_trade[n]),
            float(_PERCENT * first.volume_of_trade[n]),
            float(wages[n]),
            None if np.isnan(exports[n]) else float(exports[n]),
            None if np.isnan(imports[n]) else float(imports[n]),
        )
        for n, name in enumerate(centre.world.countries)
    ]
    found = centre.equilibrium
    return Table(
        ("country", "real_spending_percent", "real_spending_low", "real_spending_high", "terms_of_trade_percent", "volume_of_trade_percent", "real_wage_percent", "exports_percent", "imports_percent"),
        rows,
        title=f"Trade with {len(centre.world.sectors)} sectors: change against {centre.world.source}",
        notes=notes,
        meta={"status": str(found.status), "residual": found.residual, "source": centre.world.source},
    )  # fmt: skip


def _said(question: Question, runs: int, told: str) -> list[str]:
    lines = [
        f"Low and high: of {runs} equilibria."
        if runs > 1
        else "One equilibrium: no range was given for the elasticity.",
        f"Elasticity (yours, an assumption): {question.elasticity}. Deficits: {question.deficits}.",
        "Real spending: final spending over the price of final use, exactly. Terms and volume of trade: its first order, whose sum Caliendo and Parro (2015) call welfare; the two differ where changes are large.",
        "Numeraire of exports and imports: value added of the world.",
        "Static: no investment, no migration, labour mobile between sectors; an agreement's effect holds for services as for goods.",
    ]
    return [told, *lines] if told else lines


def _percent(ratio: FloatArray) -> FloatArray:
    return np.asarray(_PERCENT * (ratio - 1.0))
