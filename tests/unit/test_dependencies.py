"""What is imported is declared, and what is declared is used."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BY_NAME = {"h5netcdf": "the engine of xarray.open_datatree, chosen by name"}
"""Packages that are used without an import."""


def _name(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


REQUIRED = {_name(r) for r in PROJECT["dependencies"]}
EXTRAS = {_name(r) for some in PROJECT["optional-dependencies"].values() for r in some}


def _imports():
    """Return the packages that the program's modules import, at any depth, and where."""
    found = {}
    for file in (ROOT / "src" / "pato").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                found.setdefault(name.split(".")[0], file.relative_to(ROOT))
    own = {"pato", "_sha2", "_sha256"}  # the last two are the interpreter's, by its version
    return {k: v for k, v in found.items() if k not in sys.stdlib_module_names | own}


def _packages(module):
    return {_name(p) for p in packages_distributions().get(module, [module])}


def test_every_import_is_declared():
    missing = {m: str(at) for m, at in _imports().items() if not _packages(m) & (REQUIRED | EXTRAS)}
    assert not missing


def test_everything_declared_is_imported():
    used = {p for module in _imports() for p in _packages(module)} | set(BY_NAME)
    assert not (REQUIRED | EXTRAS) - used


@pytest.mark.parametrize("package", sorted(BY_NAME))
def test_what_is_used_by_name_is_named(package):
    assert any(f'"{package}"' in f.read_text("utf-8") for f in (ROOT / "src" / "pato").rglob("*.py"))
