"""The formats of files load no numbers' library: the wheel is compiled where none is installed."""

import os
import pkgutil
import subprocess
import sys

from pato import futures
from pato.kinds import KINDS
from pato.models import negotiation

_HEAVY = ("numpy", "scipy", "pandas", "polars", "xarray", "numba", "h5py", "jinja2", "altair", "networkx")


def test_every_format_and_the_whole_library_are_compiled_without_a_library_for_numbers(tmp_path):
    program = f"""
import sys
sys.modules.update(dict.fromkeys({_HEAVY!r}))  # importing one of them fails
from pato import futures
from pato.kinds import KINDS
from pato.models import negotiation
from pato.registry import source
from pato.treaties import compiling
for kind in KINDS.values():
    kind.model()
from pathlib import Path
source.build(Path({str(tmp_path)!r}))
compiling.build(Path({str(tmp_path)!r}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {f"{name}.jsonl" for name in KINDS} <= {file.name for file in tmp_path.iterdir()}


def test_no_name_of_a_lazy_package_is_that_of_one_of_its_modules():
    for package in (futures, negotiation):
        modules = {m.name for m in pkgutil.iter_modules(package.__path__)}
        assert not modules & set(package._HOMES), package.__name__
        assert all(hasattr(package, name) for name in package._HOMES)


def test_what_is_compiled_is_the_same_whatever_the_order_of_sets(tmp_path):
    program = """
import sys
from pathlib import Path
import pato.kinds
from pato.registry import source
from pato.treaties import compiling
source.build(Path(sys.argv[1]))
compiling.build(Path(sys.argv[1]))
"""
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        more = {"PYTHONHASHSEED": seed, "PATO_CACHE": str(tmp_path / f"cache{seed}")}
        command = [sys.executable, "-c", program, str(tmp_path / seed)]
        subprocess.run(command, check=True, env=os.environ | more)
    for file in (tmp_path / "1").iterdir():
        assert file.read_bytes() == (tmp_path / "2" / file.name).read_bytes(), file.name
