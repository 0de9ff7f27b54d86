"""Provenance: the information needed to trust a result or reproduce it, written by one function (C7)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pato.errors import Problem, RunError
from pato.files.storage import hash_of_file
from pato.kernels import processor

_PACKAGES = ("numpy", "scipy", "xarray", "numba", "h5netcdf")


def sha256_of(value: Any) -> str:
    """Return the hash of plain values, independent of the order of keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


CHECKSUM = "sha256"
"""Key under which a description carries the hash of everything else in it."""


def with_checksum(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a description with the hash of all that it says, so that a change of it is noticed."""
    rest = {key: value for key, value in body.items() if key != CHECKSUM}
    return rest | {CHECKSUM: sha256_of(rest)}


def is_unchanged(body: Mapping[str, Any]) -> bool:
    """Return whether a description is the one that was written; those of pato 0.1 carry no hash and pass."""
    return CHECKSUM not in body or bool(with_checksum(body)[CHECKSUM] == body[CHECKSUM])


def versions() -> dict[str, str]:
    """Return the versions that can change a figure: pato and its source, Python, libraries, platform, kernels, processor."""
    found = {"pato": _own_version(), "pato_source": source_fingerprint(), "python": platform.python_version()}
    found |= {name: version(name) for name in _PACKAGES}
    return found | {"platform": f"{platform.system()}-{platform.machine()}"} | processor.versions()


def program() -> dict[str, str]:
    """Return the versions that can change a figure, and a hash of the data that pato ships."""
    return versions() | {"pato_data": data_fingerprint()}


@lru_cache(maxsize=1)
def source_fingerprint() -> str:
    """Return the head of a hash over pato's own modules: between releases the version alone is not sufficient."""
    return _hash_of_package(lambda name: name.endswith(".py"))


@lru_cache(maxsize=1)
def data_fingerprint() -> str:
    """Return the head of a hash over all else that pato ships: figures, estimates, treaties, assumptions."""
    return _hash_of_package(lambda name: not name.endswith((".py", ".pyc")))


def _hash_of_package(wanted: Callable[[str], bool]) -> str:
    root = Path(__file__).resolve().parent.parent
    total = hashlib.sha256()
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(d for d in inner if d not in {"__pycache__", "_compiled"})
        for name in sorted(n for n in names if wanted(n)):
            path = Path(folder, name)
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def refuse_other_files(known: Mapping[str, str]) -> None:
    """Raise RunError where a worker sees another content of a user's file than the machine that asks, or none.

    Parameters
    ----------
    known
        SHA-256 of files by full path; other names belong to shipped files, which a cluster compares separately.
    """
    fix = "Let all machines see the same file under this path."
    for name, digest in known.items():
        if not Path(name).is_absolute():
            continue
        if not Path(name).is_file():
            raise RunError(Problem(name, "is not seen by a worker of the cluster.", fix))
        if hash_of_file(Path(name)) != digest:
            raise RunError(Problem(name, "has another content where a worker of the cluster reads it.", fix))


def _own_version() -> str:
    from importlib.metadata import PackageNotFoundError

    try:
        return version("pato")
    except PackageNotFoundError:
        return "not installed"


def provenance(
    *, seed: int, assumptions_hash: str, files: Mapping[str, str], vintage: str, title: str
) -> dict[str, str | int]:
    """Return the attributes that every results file carries.

    Parameters
    ----------
    seed
        Seed of the design.
    assumptions_hash
        Hash over all factors with their ranges, sources and estimates.
    files
        SHA-256 of each treaty, study and data file that was read, by name.
    vintage
        Vintage of the data, such as "2023".
    title
        Title of the run, in one line.
    """
    attrs: dict[str, str | int] = {
        "title": title,
        "seed": seed,
        "assumptions_hash": assumptions_hash,
        "data_vintage": vintage,
    }
    attrs |= {f"version_{name}": text for name, text in versions().items()}
    attrs["files_sha256"] = json.dumps(dict(sorted(files.items())))
    attrs["created"] = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    attrs["Conventions"] = "CF-1.11"
    return attrs
