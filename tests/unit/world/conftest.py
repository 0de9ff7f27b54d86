"""Owners' files in small, for the tests of the loaders."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def owners():
    """The module that writes small files in the owners' formats."""
    spec = importlib.util.spec_from_file_location("owner_files", Path(__file__).with_name("owner_files.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
