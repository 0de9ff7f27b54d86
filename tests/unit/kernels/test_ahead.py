"""Kernels compiled ahead: which there are, what makes them slow to compile, where they may be loaded from."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pato
from pato.kernels import ahead, jit, processor

FOLDER = Path(pato.__file__).parent / "kernels"
_COMPILE = """
from numba.core import event
class Names(event.Listener):
    def on_start(self, told): print(told.data["dispatcher"].py_func.__module__)
    def on_end(self, told): pass
event.register("numba:compile", Names())
from pato.kernels import ahead
for done in ahead.compile_all():
    pass
"""


def test_no_kernel_makes_strings_or_sorts_by_numba(tmp_path):
    """An assignment to a slice makes a message of its shapes, a median sorts: each takes two seconds to compile."""
    more = {
        "NUMBA_CACHE_DIR": str(tmp_path),
        "NUMBA_OPT": "0",
        "PYTHONPATH": str(FOLDER.parents[1]),
    }
    command = [sys.executable, "-c", _COMPILE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | more)
    assert done.returncode == 0, done.stderr[-2000:]
    modules = set(done.stdout.split())
    assert {name.rpartition(".")[0] for name, _ in ahead.signatures()} <= modules
    assert not modules & {"numba.cpython.unicode", "numba.np.arraymath"}


def test_signatures_are_read_as_they_are_written():
    for _, signature in ahead.signatures():
        assert ahead.written(ahead.read(signature)) == signature


def test_no_compiled_kernel_sets_a_slice():
    """The same for kernels that no command of the list calls."""
    found = []
    for file in FOLDER.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef) or not _is_kernel(function):
                continue
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                targets += [node.target] if isinstance(node, ast.AugAssign) else []
                found += [f"{file.name}:{node.lineno}" for t in targets if _slices(t)]
    assert not found


def _is_kernel(function):
    return any(isinstance(d, ast.Name) and d.id in {"compiled", "inner"} for d in function.decorator_list)


def _slices(target):
    return isinstance(target, ast.Subscript) and any(isinstance(n, ast.Slice) for n in ast.walk(target.slice))


def test_a_folder_that_others_can_write_is_never_read(tmp_path):
    tmp_path.chmod(0o700)
    assert jit.private(tmp_path)
    for mode in (0o770, 0o707, 0o720):
        tmp_path.chmod(mode)
        assert not jit.private(tmp_path)


def test_kernels_of_a_release_are_taken_only_where_all_of_it_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(processor, "SHIPPED", tmp_path)
    fits = processor.shipped_fit.__wrapped__
    told = tmp_path / processor.MADE_FOR
    monkeypatch.setattr(
        processor.binding, "get_host_cpu_features", lambda: dict.fromkeys(processor._NEEDED, 1)
    )
    told.write_text(json.dumps(processor.made_for()))
    assert fits()
    for key in processor.made_for():
        told.write_text(json.dumps(processor.made_for() | {key: "another"}))
        assert not fits(), key
    told.write_text(json.dumps(processor.made_for()))
    monkeypatch.setattr(processor.binding, "get_host_cpu_features", lambda: {"avx": True})
    assert not fits()


def test_a_run_says_what_its_roundings_depend_on():
    told = processor.versions()
    assert told["kernels"].startswith(processor.sources_digest()[:16])
    assert told["cpu"]
    assert set(told["cpu_features"].split()) <= {"avx", "avx2", "avx512f", "fma", "neon", "sve"}
