"""The start of a many-sector trade equilibrium: shares and values from flows, input use and tariffs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray
from pato.kernels.gravity.input import TradeInputError


@dataclass(frozen=True, slots=True)
class SectorEconomy:
    """The shares and values of a world at the start, from `economy_of`.

    Attributes
    ----------
    share
        Of an exporter in what an importer spends on a sector, tariffs included, shape (sector, exporter, importer).
    tariff
        Ad valorem, shape (sector, exporter, importer).
    spending
        On a sector, tariffs included, shape (sector, importer).
    value_added_share
        In gross output, shape (country, sector).
    input_share
        Of input k in the gross output of sector j, tariffs included, shape (country, k, j).
    final_share
        Of a sector in final spending, shape (country, sector).
    value_added, deficit
        Of a country; a deficit is imports less exports before tariffs, shape (country,).
    theta
        Trade elasticity, shape (sector,).
    """

    share: FloatArray
    tariff: FloatArray
    spending: FloatArray
    value_added_share: FloatArray
    input_share: FloatArray
    final_share: FloatArray
    value_added: FloatArray
    deficit: FloatArray
    theta: FloatArray


def economy_of(
    flows: npt.ArrayLike,
    theta: npt.ArrayLike,
    *,
    use: npt.ArrayLike | None = None,
    tariff: npt.ArrayLike | float = 0.0,
) -> SectorEconomy:
    """Return the shares of a world from its flows.

    Parameters
    ----------
    flows
        Before tariffs, sales at home included, shape (sector, exporter, importer).
    theta
        Trade elasticity, above zero, shape (sector,).
    use
        Of input k by sector j, before tariffs, shape (country, k, j); none by default.
    tariff
        Ad valorem, 0.05 for five per cent; broadcasts to (sector, exporter, importer).

    Raises
    ------
    TradeInputError
        If a flow, use or tariff is negative or unknown, an elasticity not above zero, a country makes or spends
        nothing, inputs exceed a sector's output or a country's spending, or shapes do not fit.
    """
    X = np.asarray(flows, np.float64)
    if X.ndim != 3 or X.shape[1] != X.shape[2]:
        raise TradeInputError([f"flows must have the shape (sector, country, country), not {X.shape}"])
    sectors, countries = X.shape[0], X.shape[1]
    elasticity = np.asarray(theta, np.float64)
    U = np.zeros((countries, sectors, sectors)) if use is None else np.asarray(use, np.float64)
    t = np.broadcast_to(np.asarray(tariff, np.float64), X.shape)
    if elasticity.shape != (sectors,) or U.shape != (countries, sectors, sectors):
        raise TradeInputError(
            [
                (
                    f"theta must have the shape ({sectors},) and use ({countries}, {sectors}, {sectors}), "
                    f"not {elasticity.shape} and {U.shape}"
                )
            ]
        )
    problems = [
        f"{name} must be known and not negative"
        for name, array in (("flows", X), ("use", U), ("tariff", t))
        if not np.isfinite(array).all() or (array < 0).any()
    ]
    if not (elasticity > 0).all() or not np.isfinite(elasticity).all():
        problems.append("every elasticity must be above zero and finite")
    if problems:
        raise TradeInputError(problems)
    return _shares(X, elasticity, U, np.array(t))


def _shares(X: FloatArray, theta: FloatArray, U: FloatArray, t: FloatArray) -> SectorEconomy:
    output = X.sum(axis=2)
    paid = X * (1 + t)
    spending = paid.sum(axis=1)
    before = X.sum(axis=1)
    # inputs are bought at the sector's average tariff of their buyer's country
    markup = np.divide(spending, before, out=np.ones_like(before), where=before > 0)
    inputs = U * markup.T[:, :, None]
    made = output.T[:, None, :]
    if (inputs.sum(axis=1) > output.T * (1 + 1e-12)).any():
        raise TradeInputError(["a sector's inputs exceed its output: its value added would be negative"])
    final = spending.T - inputs.sum(axis=2)
    if (final < -1e-9 * np.maximum(spending.T, 1e-300)).any():
        raise TradeInputError(["the inputs used of a sector exceed what its country spends on it"])
    final = np.maximum(final, 0.0)
    added = (output.T - inputs.sum(axis=1)).clip(min=0.0)
    if not (added.sum(axis=1) > 0).all() or not (final.sum(axis=1) > 0).all():
        raise TradeInputError(["every country must make and finally use something"])
    input_share = np.divide(inputs, made, out=np.zeros_like(inputs), where=made > 0)
    return SectorEconomy(
        share=np.divide(paid, spending[:, None, :], out=np.zeros_like(paid), where=spending[:, None, :] > 0),
        tariff=t,
        spending=spending,
        value_added_share=np.where(output.T > 0, 1.0 - input_share.sum(axis=1), 1.0),
        input_share=input_share,
        final_share=final / final.sum(axis=1, keepdims=True),
        value_added=added.sum(axis=1),
        deficit=before.sum(axis=0) - output.sum(axis=0),
        theta=theta,
    )
