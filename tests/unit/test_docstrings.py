"""Examples in docstrings say what the code does."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import pato

ROOT = Path(pato.__file__).parent
WITH_EXAMPLES = [
    ".".join(("pato", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_are_what_it_does(name):
    tried = doctest.testmod(import_module(name))
    assert tried.attempted
    assert not tried.failed
