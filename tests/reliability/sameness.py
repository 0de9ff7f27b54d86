"""One study, however it is computed: chunks, workers, threads and hash seeds change no bit, another processor no digit that counts.

``PATO_OTHER_PYTHON`` names interpreters of other versions in which pato is installed; without it that part is left out.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from campaign import Part
from kill import _COMPARE, _undisturbed

_PROGRAM = """
import sys
from pato.assess.load import from_options
from pato.assess.study import resolve
from pato.futures import run
if __name__ == "__main__":
    study = resolve(from_options(["in-force", "pato-7"], {"futures": 120, "date": "2026-11-21"}), today="2026-11-21")
    found = run(study.spec(), sys.argv[1], chunk_size=int(sys.argv[2]), workers=int(sys.argv[3]))
    print(found.content_hash)
"""
_CLOSE = 1e-9


def _computed(folder: Path, chunk: int, workers: int, environment: dict[str, str], python: str) -> str:
    program = folder / "program.py"
    program.write_text(_PROGRAM, encoding="utf-8")
    command = [python, str(program), str(folder / "run"), str(chunk), str(workers)]
    known = os.environ | environment
    done = subprocess.run(command, env=known, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout.strip()


def _same(number: int, folder: Path) -> str | None:
    rng = random.Random(f"same {number}")
    threads = str(rng.choice([1, 2, 3, 8]))
    environment = {
        "PYTHONHASHSEED": str(rng.randrange(2**32)),
        **dict.fromkeys(
            ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), threads
        ),
        "TZ": rng.choice(["UTC", "Asia/Tokyo", "America/Los_Angeles"]),
    }
    chunk, workers = rng.choice([1, 7, 40, 59, 120, 1250]), rng.choice([1, 1, 2, 3])
    if chunk == 1:
        chunk = 13
    found, expected = (
        _computed(folder, chunk, workers, environment, sys.executable),
        _undisturbed("compare", *_COMPARE).hash,
    )
    return (
        None
        if found == expected
        else f"chunks of {chunk}, {workers} workers, {environment}: {found} for {expected}"
    )


def _near(environment: dict[str, str], folder: Path, python: str) -> str | None:
    """Compute on another processor or Python, whose roundings may differ; figures agree within 1e-9 of their size."""
    from pato.assess.rerun import _largest_difference
    from pato.futures import Run

    undisturbed = Run.open(_undisturbed("compare", *_COMPARE).folder)
    _computed(folder, 120, 1, environment, python)
    difference = _largest_difference(undisturbed, Run.open(folder / "run"))
    return (
        None if difference <= _CLOSE else f"{environment}: figures differ by {difference:.1e} of their size"
    )


_OTHERS = [python for python in os.environ.get("PATO_OTHER_PYTHON", "").split(os.pathsep) if python]
_PROCESSORS = [
    {"NUMBA_CPU_NAME": "generic"},
    {"NUMBA_CPU_NAME": "x86-64-v2"},
    {"NUMBA_CPU_NAME": "x86-64-v3"},
    {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"},
    {"OPENBLAS_CORETYPE": "Nehalem"},
    {"NUMBA_OPT": "0"},
]


def _processor(number: int, folder: Path) -> str | None:
    told = _PROCESSORS[number % len(_PROCESSORS)]
    return _near(told | {"NUMBA_CACHE_DIR": str(folder / "numba")}, folder, sys.executable)


def _python(number: int, folder: Path) -> str | None:
    return _near({}, folder, _OTHERS[number])


PARTS = [
    Part("same-bits", "other chunks, workers, threads, hash seed and time zone: the same hash", 100, _same),
    Part(
        "same-digits",
        "kernels and numpy for another processor: figures within 1e-9 of their size",
        6,
        _processor,
    ),
]
if _OTHERS:
    PARTS.append(
        Part(
            "other-python",
            "another version of Python: figures within 1e-9 of their size",
            len(_OTHERS),
            _python,
        )
    )
