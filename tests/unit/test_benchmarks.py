"""Every benchmark runs to its end at its smallest size, and the last lines are its ratios."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if p.stem not in {"run", "timing"})
WITHOUT_RATIO = {"panel", "scaling"}
"""What is measured elsewhere, or needs data that are not here."""


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs(name):
    command = [sys.executable, "benchmarks/run.py", "--small", name]
    more = {"PYTHONPATH": str(ROOT / "src"), "PATO_GEGRAVITY": ""}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=os.environ | more, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    _, _, ratios = done.stdout.partition("== ratios\n")
    assert ratios or name in WITHOUT_RATIO, done.stdout
    assert all(float(line.split()[-1]) > 0 for line in ratios.splitlines())


def test_a_benchmark_that_does_not_exist_is_named():
    command = [sys.executable, "benchmarks/run.py", "whoo"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert "no benchmark whoo: there are bargaining" in done.stderr
