"""The evaluation functions of these tests must be importable by name, in spawned processes too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
import two_state_world as world

from pato.futures import run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run(world.spec(100), tmp_path_factory.mktemp("runs") / "whole", chunk_size=100)
