"""What machine code is valid for: the sources of all compiled kernels, however deep."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pato.kernels import processor


def test_a_changed_kernel_in_a_folder_below_changes_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "kernels"
    shutil.copytree(Path(processor.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(processor, "__file__", str(copy / "processor.py"))
    before = processor.sources_digest.__wrapped__()
    assert before == processor.sources_digest()
    deep = copy / "membership" / "fill.py"
    deep.write_text(deep.read_text("utf-8") + "\n# another kernel\n", "utf-8")
    assert processor.sources_digest.__wrapped__() != before


KERNEL = """
import numpy as np
from pato.kernels.jit import compiled

@compiled
def doubled(x):
    for i in range(len(x)):
        x[i] = 2 * x[i]

values = np.ones(3)
doubled(values)
print(values.sum())
"""


def harmed(content: bytes, harm: str) -> bytes:
    if harm == "cut short":
        return content[: len(content) // 2]
    if harm == "one bit":
        return content[:-200] + bytes([content[-200] ^ 4]) + content[-199:]
    return b"" if harm == "empty" else b"no pickle at all"


@pytest.mark.parametrize(
    ("harm", "ending"),
    [("cut short", ".nbc"), ("one bit", ".nbc"), ("another thing", ".nbi"), ("empty", ".nbi")],
)
def test_a_damaged_cache_of_compiled_code_is_compiled_anew(tmp_path: Path, harm: str, ending: str) -> None:
    script, cache = tmp_path / "kernel.py", tmp_path / "cache"
    script.write_text(KERNEL, "utf-8")
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}

    def answer() -> str:
        done = subprocess.run(
            [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert answer() == "6.0"
    kept = sorted(cache.rglob(f"*{ending}"))
    assert kept
    good = {file: file.read_bytes() for file in kept}
    for file, content in good.items():
        file.write_bytes(harmed(content, harm))
    assert answer() == "6.0"
    assert all(file.read_bytes() != harmed(content, harm) for file, content in good.items())
