"""The first-order gains of Caliendo and Parro (2015, equation 17), by terms of trade and by volume of trade.

    W_n = 1/I_n sum over j, i of (E_jni c_nj - M_jin c_ij)            terms of trade
        + 1/I_n sum over j, i of t_jin M_jin (M_jin^ - c_ij)          volume of trade

I is final spending, E what n sells to i, M what it buys of i before tariffs, t the tariff: values at the start; c and M^ are the relative
changes (new over old, less one) of the cost of a bundle and of what is bought. It is what their tables call welfare. The exact change of real
final spending holds all orders and differs where changes are large: by their tariffs Mexico's trade doubles, and of 1.31 per cent to the
first order .01 is left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.kernels.sectors.input import SectorEconomy
from pato.kernels.sectors.solve import SectorEquilibrium


class Decomposition(NamedTuple):
    """First-order gains, shares of final spending, each of shape (country,)."""

    terms_of_trade: FloatArray
    volume_of_trade: FloatArray

    @property
    def total(self) -> FloatArray:
        """Both together."""
        return self.terms_of_trade + self.volume_of_trade


def decompose(economy: SectorEconomy, found: SectorEquilibrium) -> Decomposition:
    """Return the first-order gains of a counterfactual.

    Parameters
    ----------
    economy
        The start.
    found
        The counterfactual, from `pato.kernels.sectors.solve.solve_sectors`.
    """
    paid = economy.share * economy.spending[:, None, :]
    flows = paid / (1.0 + economy.tariff)
    revenue = (paid - flows).sum(axis=(0, 1))
    income = economy.value_added + economy.deficit + revenue
    cost = economy.value_added_share * np.log(found.wage_hat)[:, None]
    cost = cost + np.einsum("ikj,ki->ij", economy.input_share, np.log(found.price_hat))
    dearer = np.expm1(cost.T)  # sector, country
    sold = (flows.sum(axis=2) * dearer).sum(axis=0)  # sales at home are bought as dear as they are sold
    terms = sold - (flows * dearer[:, :, None]).sum(axis=(0, 1))
    moved = np.divide(found.flows, flows, out=np.ones_like(flows), where=flows > 0) - 1.0
    volume = (economy.tariff * flows * (moved - dearer[:, :, None])).sum(axis=(0, 1))
    return Decomposition(np.asarray(terms / income), np.asarray(volume / income))
