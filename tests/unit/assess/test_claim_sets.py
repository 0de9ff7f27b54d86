"""The claims of one document are one file: read as a whole, by id or by path."""

import pytest

from pato.assess.load import load_claims
from pato.errors import FileError
from pato.files import library

SET = "ratner-jimbo-2025"


def test_a_set_gives_all_its_claims_beside_single_ones():
    found = load_claims((SET, "A1"))
    assert [c.id for c in found] == ["R1", "R2", "R3", "R4", "J1", "J2", "J3", "J4", "A1"]
    assert all(c.why or c.identified == "identified" for c in found[:8])


def test_every_design_that_a_set_names_is_in_the_library():
    for claim in load_claims((SET,)):
        for statement in claim.statements:
            named = [statement.holds_if.in_, statement.holds_if.better_than, statement.holds_if.worse_than]
            for name in filter(None, named):
                assert name in {*library.entries("architecture"), "in-force"}


def test_a_template_is_valid_and_two_claims_of_one_id_are_refused(tmp_path):
    text = (library.root() / "templates" / "claims.yaml").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    assert [c.id for c in load_claims((str(path),))] == ["M1", "M2"]
    path.write_text(text.replace("id: M2", "id: M1"), "utf-8")
    with pytest.raises(FileError, match="claim 'M1' stands twice"):
        load_claims((str(path),))


def test_a_mistake_in_a_claim_of_a_set_is_told_at_its_line(tmp_path):
    text = (library.root() / "templates" / "claims.yaml").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("identified: identified", "identified: identifed"), "utf-8")
    with pytest.raises(FileError) as error:
        load_claims((str(path),))
    assert str(path) in str(error.value)
    assert "identifed" in str(error.value)
