"""A treaty taken apart clause by clause: what is yielded is a treaty, and differs in the clause that it names."""

import json

import pytest

from pato.errors import FileError
from pato.files import library
from pato.treaties.architecture import load_architecture
from pato.treaties.load import text_of
from pato.treaties.schema.consistency import inconsistencies
from pato.treaties.schema.treaty import Treaty
from pato.treaties.variants import variants

NAMES = ("pato", "anzus", "us-japan-1960", "us-philippines-1951")


def text(name):
    return text_of(load_architecture(name).instrument(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_is_changed_once_and_the_text_stays(name):
    data = text(name)
    before = json.dumps(data, sort_keys=True)
    found = list(variants(data))
    assert len({(v.clause, v.change) for v in found}) == len(found)
    assert all(json.dumps(v.data, sort_keys=True) != before for v in found)
    assert json.dumps(data, sort_keys=True) == before
    ids = {o["id"] for o in data["obligations"]}
    assert ids <= {v.clause.split(": ")[-1] for v in found}


@pytest.mark.parametrize("name", NAMES)
def test_variants_are_treaties(name, tmp_path):
    """Nearly all of them load; what cannot stand alone says why."""
    bad = 0
    found = list(variants(text(name)))
    for number, variant in enumerate(found):
        path = tmp_path / f"{number}.yaml"
        path.write_text(json.dumps(variant.data))
        try:
            library.user_file(str(path), "treaty")
        except FileError as error:
            assert error.problems[0].what
            bad += 1
    assert bad < len(found) / 3


def test_no_variant_of_the_library_points_to_what_it_left_out():
    """What cannot stand answers one event in two ways; nothing names an obligation, area or standard that is gone."""
    count = 0
    for name in library.entries("treaty"):
        data = text(name)
        for variant in variants(data):
            count += 1
            found = list(inconsistencies(Treaty.model_validate(variant.data)))
            assert all("answer the same event differently" in what for _, what, _ in found), (
                name,
                variant[:2],
            )
    assert count > 1000


def test_a_declaration_on_an_obligation_that_is_left_out_goes_with_it():
    data = text("manila-pact")
    (held,) = [p["declarations"] for p in data["parties"] if p.get("declarations")]
    assert [d["obligations"][0] for d in held] == ["defence"]
    (without,) = [v for v in variants(data) if v[:2] == ("Article IV(1): defence", "left out")]
    (left,) = [p["declarations"] for p in without.data["parties"] if p.get("declarations")]
    assert left == [held[0] | {"obligations": held[0]["obligations"][1:]}]


def test_a_duty_has_its_neighbours():
    changes = {v.change for v in variants(text("pato")) if v.clause == "Article 5: defence"}
    assert {"duty: consult", "duty: act to meet common danger", "after a collective decision"} <= changes
    assert "not subject to request of victim" in changes
