"""The house: arrows between modules point one way, whatever form they take."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import pato

ROOT = Path(pato.__file__).parent
_NAMED = re.compile(r"pato(?:\.[a-z_0-9]+)+")


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax of every module by its name; files of the library are no modules."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = list(path.relative_to(ROOT.parent).with_suffix("").parts)
        if "library" in parts[:2] or "snapshot" in parts[:3]:
            continue
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(name: str, tree: ast.Module) -> Iterator[str]:
    """Yield the modules that one imports, at its top, within functions or for types alone."""
    known = modules()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name} imports relatively, which this test does not follow"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                target = inner if inner in known else node.module
                if target in known and target != name:
                    yield target


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield the strings of a module that are no documentation."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@cache
def layers() -> dict[str, int]:
    """Return the height of each package, from the contract that lint-imports keeps; siblings are equally high."""
    project = ROOT.parents[1] / "pyproject.toml"
    if not project.is_file():
        pytest.skip("the contract of layers stands in the source tree")
    contract = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
    return {name.strip(): -depth for depth, line in enumerate(contract["layers"]) for name in line.split("|")}


def layer_of(module: str) -> int | None:
    """Return the height of the package that a module belongs to."""
    return layers().get(".".join(module.split(".")[:2]))


def test_no_circle_of_imports_of_any_kind():
    graph = nx.DiGraph()
    for name, tree in modules().items():
        graph.add_edges_from((name, target) for target in imported(name, tree))
    circles = [sorted(c) for c in nx.strongly_connected_components(graph) if len(c) > 1]
    assert len(graph) > 400, "the graph is that of the whole package"
    assert not circles, f"modules that import each other in the end: {circles}"


def test_every_package_has_its_layer():
    unknown = {m for m in modules() if layer_of(m) is None} - {"pato", "pato.__main__"}
    assert not unknown, f"in no layer of the contract in pyproject.toml: {sorted(unknown)[:9]}"


def test_no_lower_layer_names_an_upper_one_in_a_string():
    wrong = []
    for name, tree in modules().items():
        here = layer_of(name)
        for text in strings(tree):
            for said in _NAMED.findall(text):
                target = next((t for t in (said, said.rpartition(".")[0]) if t in modules()), None)
                above = None if target is None else layer_of(target)
                if here is not None and above is not None and above > here:
                    wrong.append(f"{name} names {said}")
    assert not wrong, wrong


def test_kernels_import_nothing_else_of_pato():
    for name, tree in modules().items():
        if name.startswith("pato.kernels"):
            assert [t for t in imported(name, tree) if not t.startswith("pato.kernels")] == [], name


def test_models_return_numbers_and_lay_out_no_tables():
    laid_out = [
        f"{name} imports {target}"
        for name, tree in modules().items()
        if name.startswith("pato.models")
        for target in imported(name, tree)
        if target in {"pato.table", "pato.result", "pato.cells"}
    ]
    assert not laid_out, "a table is made beside what prints it: pato.report.tables"


@pytest.mark.parametrize(
    ("name", "home"), [("NDArray", "pato.kernels.arrays"), ("BaseModel", "pato.files.strict")]
)
def test_what_all_use_stands_in_one_place(name, home):
    others = {m for m, tree in modules().items() if m != home and name in bases_and_types(tree)}
    assert not others, f"{name} belongs to {home}: import what stands there"


def bases_and_types(tree: ast.Module) -> set[str]:
    """Return what classes are made from, and what types are spelt with brackets."""
    used = [base for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]
    used += [node.value for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    return {u.attr if isinstance(u, ast.Attribute) else getattr(u, "id", "") for u in used}
