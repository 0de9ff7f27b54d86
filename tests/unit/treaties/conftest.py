"""Small worlds of treaties made in the tests, so that each rule can be seen alone."""

from pathlib import Path

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.files import library
from pato.files.load import load_file
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.treaties.architecture import Architecture, assumed
from pato.treaties.compiling import norm
from pato.treaties.norm_parts import instrument
from pato.treaties.schema.consistency import inconsistencies
from pato.treaties.schema.treaty import Treaty

HEAD = "format: 1\nid: {id}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n"


@pytest.fixture
def treaty():
    """Make an instrument from the body of a treaty file."""

    def make(body, identifier="test-pact", head=HEAD):
        document = read_text(head.format(id=identifier) + body, name=f"{identifier}.yaml")
        return assumed(instrument(norm(validated(Treaty, document, inconsistencies), document)))

    return make


@pytest.fixture
def system():
    """Make an architecture of some instruments."""

    def make(*instruments, identifier="test"):
        return Architecture(identifier, identifier, tuple(sorted(instruments, key=lambda i: i.id)), None, ())

    return make


@pytest.fixture(scope="session")
def treaties():
    """Return every treaty of the library."""
    return [Treaty.model_validate(entry["data"]) for entry in library.entries("treaty").values()]


@pytest.fixture(scope="session")
def strait():
    """Return a treaty with parts, annexes and versions, from the tests' own files."""
    return load_file(Path(__file__).parent / "files" / "strait.yaml", kind="treaty")[0]
