"""Results as netCDF-4: the groups, dimensions and attributes that any reader of the format finds.

Written with h5py, dimension scales and all, which takes a tenth of the time that the general writers need for
small files; `xarray.open_datatree` and the netCDF library read the same files.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import xarray as xr

from pato.futures.dims import ARCHITECTURE, FUTURE, INPUTS, OUTCOMES, flat_name
from pato.kernels.arrays import AnyArray

_TEXT = h5py.string_dtype()


OVERVIEW = ""
"""Name of the group at the root of a results file: what any program shows that opens it without asking for a group."""


_NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable."
"""netCDF-4's mark of a dimension without labels."""


def overview(part: Mapping[str, xr.Dataset], more: xr.Dataset) -> xr.Dataset:
    """Return the variables at the root: each input and outcome, and further values given, with one value per run, by architecture.

    The runs have no labels there: groups below the root would take them for their own.
    """
    found: dict[str, xr.Variable] = {}
    for group in (part.get(INPUTS, xr.Dataset()), more, part.get(OUTCOMES, xr.Dataset())):
        for key, array in group.data_vars.items():
            if array.dims == (FUTURE,):
                found.setdefault(str(key), array.variable)
            elif array.dims == (FUTURE, ARCHITECTURE):
                for i, label in enumerate(array[ARCHITECTURE].values):
                    found.setdefault(flat_name(str(key), str(label)), array.variable[:, i])
    return xr.Dataset(found)


class Appender:
    """Writes range after range of futures into a file.

    Parameters
    ----------
    file
        An empty file, open for writing.
    n_futures
        Futures of all ranges together.
    """

    def __init__(self, file: h5py.File, n_futures: int) -> None:
        self._file, self._n_futures = file, n_futures
        self._made: dict[str, dict[str, h5py.Dataset]] = {}
        self.done = 0

    def append(self, part: Mapping[str, xr.Dataset]) -> None:
        """Write a range behind those that are there.

        The first one creates the groups and variables, and fills those that do not vary over futures.
        """
        size = 0
        for name, data in part.items():
            if name not in self._made:
                group = self._file if name == OVERVIEW else self._file.create_group(name, track_order=True)
                _create(group, data, self._n_futures)
                self._made[name] = {k: v for k, v in group.items() if isinstance(v, h5py.Dataset)}
            for key, variable in data.variables.items():
                if FUTURE in variable.dims:
                    size = variable.sizes[FUTURE]
                    self._made[name][str(key)][self.done : self.done + size] = _stored(variable)
        self.done += size


def _create(group: h5py.Group, data: xr.Dataset, n_futures: int) -> None:
    """Create all variables of a group, labels first: they are the scales of the dimensions."""
    for name in (*data.dims, *data.data_vars):
        if name not in data.variables:
            size = n_futures if name == FUTURE else data.sizes[name]
            group.create_dataset(str(name), (size,), dtype=">f4").make_scale(f"{_NO_VARIABLE}{size:10d}")
            continue
        variable = data.variables[name]
        stored = _stored(variable)
        shape = tuple(n_futures if d == FUTURE else s for d, s in variable.sizes.items())
        made = group.create_dataset(str(name), shape, dtype=_TEXT if stored.dtype == object else stored.dtype)
        if FUTURE not in variable.dims:
            made[...] = stored
        if name in data.dims:
            made.make_scale(str(name))
        else:
            for axis, dim in enumerate(variable.dims):
                made.dims[axis].attach_scale(group[str(dim)])
        made.attrs.update({str(k): v for k, v in variable.attrs.items()})
        if variable.dtype == bool:
            made.attrs["dtype"] = "bool"  # xarray's mark of truth values


def _stored(variable: xr.Variable) -> AnyArray:
    values = np.asarray(variable.values)
    if values.dtype == bool:
        return values.astype(np.int8)
    return values.astype(object) if values.dtype.kind in "OUT" else values


def to_bytes(groups: Mapping[str, xr.Dataset], n_futures: int) -> bytes:
    """Return a netCDF-4 file of some futures.

    Laid out in memory: the HDF5 library brings the process down where a disk is full.
    """
    memory = io.BytesIO()
    with h5py.File(memory, "w", track_order=True) as file:
        Appender(file, n_futures).append(groups)
    return memory.getvalue()


def from_bytes(content: bytes, like: Mapping[str, xr.Dataset] | None = None) -> dict[str, xr.Dataset]:
    """Return the groups of a file that `to_bytes` made.

    Parameters
    ----------
    content
        The file.
    like
        Groups of a file of the same kind: where names and numbers of dimensions are the same, names of dimensions and
        attributes are taken from there, since looking them up takes most of the time. Labels and numbers are always read.
    """
    with h5py.File(io.BytesIO(content), "r") as file:
        return {name: _read(group, (like or {}).get(name)) for name, group in file.items()}


def read_group(path: Path, name: str) -> xr.Dataset:
    """Return one group of a results file, in memory."""
    with h5py.File(path, "r") as file:
        return _read(file[name], None)


def _read(group: h5py.Group, like: xr.Dataset | None) -> xr.Dataset:
    stored = dict(group.items())
    known = {} if like is None else like.variables
    if set(stored) != set(known) or any(d.ndim != known[n].ndim for n, d in stored.items()):
        known = {}
    data: dict[str, Any] = {}
    coords: dict[str, Any] = {}
    for name, found in stored.items():
        variable = known[name] if name in known else _described(found)
        values = found.asstr()[...] if found.dtype.kind == "O" else found[...]
        if variable.dtype == bool:
            values = values.astype(bool)
        part = coords if variable.dims == (name,) else data
        part[name] = (variable.dims, values, variable.attrs)
    return xr.Dataset(data, coords)


def _described(stored: h5py.Dataset) -> xr.Variable:
    """Return dimensions and attributes of a stored variable, with one number of its type in place of its values."""
    attrs = {
        k: v
        for k, v in stored.attrs.items()
        if k not in {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST"}
    }
    marked = attrs.pop("dtype", None) == "bool"
    names = (stored,) if stored.is_scale else (dim[0] for dim in stored.dims)
    dims = tuple(scale.name.rsplit("/", 1)[1] for scale in names)
    return xr.Variable(dims, np.zeros((1,) * len(dims), bool if marked else float), attrs)
