"""From chunks to one ``results.nc``, chunk after chunk, in constant memory.

Results are kept for every future: the file grows with their number, memory does not.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h5py
import xarray as xr

from pato.errors import Problem, RunError
from pato.files.storage import hash_of_file, replace
from pato.futures.netcdf import OVERVIEW, Appender, overview
from pato.futures.results import ContentHash

Summary = Callable[[Mapping[str, xr.Dataset]], xr.Dataset]


class _Stream(io.FileIO):
    """A file that hides write failures from HDF5, which would crash the process; the failure is raised later."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        sent = 0
        while self.failure is None and sent < view.nbytes:
            try:
                sent += super().write(view[sent:])
            except OSError as error:
                self.failure = error
        return view.nbytes

    def truncate(self, size: int | None = None) -> int:
        if self.failure is None:
            try:
                return super().truncate(size)
            except OSError as error:
                self.failure = error
        return size or 0


def consolidate(
    parts: Iterable[Mapping[str, xr.Dataset]],
    target: Path,
    *,
    n_futures: int,
    attrs: Mapping[str, Any],
    summary: Summary | None = None,
) -> dict[str, Any]:
    """Write the results file from ranges of futures in order.

    Returns
    -------
    dict
        ``content_hash``, ``results_sha256`` of the file, and ``digests`` of its variables, for ``run.json``.

    Parameters
    ----------
    parts
        Groups of each range of futures; one is held at a time.
    target
        The file to write, atomically.
    n_futures
        Futures of all ranges together.
    attrs
        Provenance, written on the root; the content hash is added.
    summary
        Makes of the groups of a range further variables for the root of the file, which are no part of the hash.

    Raises
    ------
    RunError
        If the disk is full, or ranges do not fit together; the old file, if any, is untouched.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with _Stream(temporary, "w+") as stream:
            try:
                total, done = _fill(stream, parts, n_futures, attrs, summary)
            except Exception:
                if stream.failure is None:
                    raise  # otherwise HDF5 only stumbled over what could not be written
            if stream.failure:
                raise stream.failure
            with ThreadPoolExecutor(1) as beside:  # the disk is waited for while the file is read again
                reading = beside.submit(hash_of_file, temporary)
                os.fsync(stream.fileno())
                sealed = reading.result()
        if done != n_futures:
            raise RunError(Problem(str(target), f"would hold {done} runs of {n_futures}."))
        replace(temporary, target)
    except OSError as error:
        fix = "Free some space and go on with --resume; nothing that was there has been changed."
        raise RunError(Problem(str(target), f"cannot be written: {error.strerror or error}.", fix)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return {"content_hash": total.hexdigest(), "results_sha256": sealed, "digests": total.digests()}


def _fill(
    stream: _Stream,
    parts: Iterable[Mapping[str, xr.Dataset]],
    n_futures: int,
    attrs: Mapping[str, Any],
    summary: Summary | None,
) -> tuple[ContentHash, int]:
    """Write all ranges; return the content hash and the number of futures."""
    total = ContentHash()
    with h5py.File(stream, "w", track_order=True) as file:
        file.attrs.update(attrs)
        written = Appender(file, n_futures)
        for part in parts:
            total.update(part)
            more = summary(part) if summary else xr.Dataset()
            written.append({OVERVIEW: overview(part, more), **part})
            if stream.failure:
                break
        file.attrs["content_hash"] = total.hexdigest()
    return total, written.done
