"""Small worlds of treaties made in the tests, so that each rule can be seen alone."""

import pytest

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
