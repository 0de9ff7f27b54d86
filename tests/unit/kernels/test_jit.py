"""What machine code is valid for: the sources of all compiled kernels, however deep."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pato.kernels
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


ARRAYLESS = {"None", "bool", "int", "float", "np.uint64", "Any", "tuple[float, float]"}


def _kernels():
    """Yield of each function of the kernels its module, name, decorator, and syntax; and of each module what it imports from others."""
    root = Path(pato.kernels.__file__).parent
    for path in root.rglob("*.py"):
        module = ".".join(("pato.kernels", *path.relative_to(root).with_suffix("").parts))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            name.asname or name.name: (part.module, name.name)
            for part in ast.walk(tree)
            if isinstance(part, ast.ImportFrom)
            for name in part.names
        }
        for part in tree.body:
            if isinstance(part, ast.FunctionDef):
                kinds = [getattr(d, "id", "") for d in part.decorator_list]
                yield (
                    module,
                    names,
                    next((k for k in kinds if k in {"inner", "builder", "compiled"}), ""),
                    part,
                )


def test_what_counts_no_references_gets_and_returns_no_arrays():
    found = list(_kernels())
    returned = {(module, part.name): ast.unparse(part.returns) for module, _, kind, part in found if kind}
    lean = [(module, names, part) for module, names, kind, part in found if kind == "inner"]
    assert len(lean) > 50
    for module, names, part in lean:
        assert returned[module, part.name] in ARRAYLESS, part.name
        for call in ast.walk(part):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                called = names.get(call.func.id, (module, call.func.id))
                assert returned.get(called, "None") in ARRAYLESS, (
                    f"{part.name} gets an array from {called[1]}"
                )
