"""Dependencies of compiled kernels: their sources and the processor; and whether those of a release fit this one."""

from __future__ import annotations

import json
import platform
import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from llvmlite import binding

TARGET = "x86-64-v3"
"""The processor for which a release carries compiled kernels: what machines since about 2013 have in common."""
SHIPPED = Path(__file__).parent / "_compiled"
"""Folder of compiled kernels in an installed release."""
MADE_FOR = "made_for.json"
_NEEDED = ("avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe")


@cache
def sources_digest() -> str:
    """Return a hash of the sources of all kernels that are compiled."""
    found = sha256()
    here = Path(__file__).parent
    for file in sorted(here.rglob("*.py")):
        source = file.read_bytes()
        if b"@compiled" in source or b"@inner" in source:
            found.update(file.relative_to(here).as_posix().encode() + b"\0" + source + b"\0")
    return found.hexdigest()


@cache
def versions() -> dict[str, str]:
    """Return everything that can change rounding: the kernels, the processor for which they were compiled, this one and its features."""
    features, name = binding.get_host_cpu_features(), binding.get_host_cpu_name()
    rounding = sorted(f for f in ("avx", "avx2", "avx512f", "fma", "neon", "sve") if features.get(f))
    target = TARGET if shipped_fit() else name
    return {
        "kernels": f"{sources_digest()[:16]} for {target}",
        "cpu": name,
        "cpu_features": " ".join(rounding),
    }


@cache
def shipped_fit() -> bool:
    """Return whether a release carries kernels that can run here: made for this numba, Python and source, by a processor like it."""
    try:
        told = json.loads((SHIPPED / MADE_FOR).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    features = binding.get_host_cpu_features()
    return told == made_for() and all(features.get(name) for name in _NEEDED)


def made_for() -> dict[str, str]:
    """Return the target of compiled kernels built here for a release."""
    return {
        "target": TARGET,
        "machine": platform.machine().lower().replace("amd64", "x86_64"),
        "numba": version("numba"),
        "python": "{}.{}".format(*sys.version_info),
        "sources": sources_digest(),
    }
