"""Arrays for kernels, with the labels of their axes (C3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pato.brief import brief

if TYPE_CHECKING:
    import xarray as xr

    from pato.kernels.arrays import FloatArray


@brief("name", "unit", "dims")
@dataclass(frozen=True, slots=True, eq=False)
class LabelledArray:
    """Plain numbers and the states they belong to.

    Attributes
    ----------
    name, unit
        The figure.
    dims
        Names of the axes: ``state``; ``state, partner`` (rows act on, pledge to or export to columns).
    labels
        ISO codes along every axis: the same list for each.
    values
        Shape (state,) or (state, partner), float64; NaN where missing.
    missing
        (labels, reason) of every NaN off the diagonal.
    """

    name: str
    unit: str
    dims: tuple[str, ...]
    labels: tuple[str, ...]
    values: FloatArray
    missing: tuple[tuple[tuple[str, ...], str], ...]

    def to_xarray(self) -> xr.DataArray:
        """Return it as a labelled `xarray.DataArray`; unit and missing cells are in its ``attrs``."""
        import xarray as xr

        attrs = {"unit": self.unit, "missing": [f"{'-'.join(where)}: {why}" for where, why in self.missing]}
        coords = {dim: list(self.labels) for dim in self.dims}
        return xr.DataArray(self.values, dims=self.dims, coords=coords, name=self.name, attrs=attrs)
