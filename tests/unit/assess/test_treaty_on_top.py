"""A draft compared with what is in force: what it adds, with everything that is computed of a shipped design."""

from pathlib import Path

import numpy as np
import pytest

import pato
from pato.assess.names import on_top
from pato.treaties.architecture import load_architecture

SHIPPED = Path(pato.__file__).parent / "library" / "treaties" / "pato.yaml"
ARCHITECTURE = """\
format: 1
id: beside
title: "The draft on top"
all_in_force: true
add: [my-pato.yaml]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("drafts")
    text = SHIPPED.read_text(encoding="utf-8").replace("id: pato\n", "id: my-pato\n", 1)
    (found / "my-pato.yaml").write_text(text, encoding="utf-8")
    (found / "beside.yaml").write_text(ARCHITECTURE, encoding="utf-8")
    return found


def test_a_draft_is_put_on_top_of_what_is_in_force(folder):
    quo = load_architecture("in-force")
    draft = on_top(load_architecture(folder / "my-pato.yaml"), quo)
    assert draft.id == "my-pato"
    assert [i.id for i in draft.instruments] == [
        i.id for i in load_architecture(folder / "beside.yaml").instruments
    ]
    assert draft.whole
    for name in ("pato-7", "anzus", "in-force"):
        as_it_is = load_architecture(name)
        assert on_top(as_it_is, quo) is as_it_is, (
            "treaties in force, and architectures, are compared as they are"
        )


def test_a_draft_s_figures_are_those_of_an_architecture_that_adds_it(folder):
    study = folder / "study.yaml"
    study.write_text(
        "format: 1\nid: s\narchitectures: [in-force, my-pato.yaml, beside.yaml]\n"
        "metrics: [gaps, accepting_share, war_initiations_members]\nfutures: 14\ndate: 2026-11-21\n",
        encoding="utf-8",
    )
    found = pato.compare(study)
    for name in ("gaps", "accepting_share", "war_initiations_members"):
        values = found.values[name]
        one, other = (values.sel(architecture=a).values for a in ("my-pato", "beside"))
        np.testing.assert_array_equal(one, other)
        assert np.isfinite(one).all()
