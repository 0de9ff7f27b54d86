"""Negotiations of a user's own: what their files may say, and what is refused in words."""

import numpy as np
import pytest

from pato import world
from pato.errors import CoverageError, FileError
from pato.models.negotiation.forecast import forecast, with_switches
from pato.models.negotiation.library import load_negotiation


def test_unmeasured_alignment_must_be_given(tmp_path):
    file = load_negotiation("area").model_copy(update={"alignment": {}})
    with pytest.raises(
        CoverageError, match="alignment of TWN  cannot be built: not a member of the United Nations"
    ):
        forecast(file, world.load(), futures=5)


def _mine(tmp_path, *changes):
    """Return the path of a user's copy of an issue, changed."""
    from pato.files import library

    text = library.path_of(library.entry("negotiation", "area")["file"]).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_switches_can_have_ktabs_names(tmp_path):
    """KTAB's words in a user's file mean what ours do, and a switch is held by either name."""
    changes = (
        ("  victory: [linear, square]", "  VictoryProbModel: [Linear, Square, linear]"),
        ("  bargains: [", "  BargnModel: ["),
    )
    file, ours = load_negotiation(_mine(tmp_path, *changes)), load_negotiation("area")
    assert file.vary == ours.vary
    run = forecast(file, world.load(), futures=5, seed=3)
    assert run.case(1)[1] == forecast(ours, world.load(), futures=5, seed=3).case(1)[1]
    assert with_switches(file, {"VictoryProbModel": "Octic"}).vary["victory"] == ["octic"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("  victory: [linear, square]", "  victory: [linear]\n  VictoryProbModel: [Square]"), "'victory' is there twice"),
        (("  victory: [linear, square]", "  victory: []"), "'victory' names no value"),
        (('"home territory", from: 0}', '"home territory", from: {range: [5, 9], source: mine}}'), "the first band, and it alone"),
        (("    from:\n      range: [55, 65]", "    from: 0\n    x:\n      range: [55, 65]"), "the first band, and it alone|not known"),
        (("gdp_weight:\n  range: [0, 1]", "gdp_weight:\n  range: [1, 3]"), "gdp_weight runs from 1 to 3; it can be from 0 to 1"),
        (("half_distance_km:\n  range: [1500, 4000]", "half_distance_km:\n  range: [-5, 4000]"), "it can be above 0"),
        (("alignment:\n  TWN:", "alignment:\n  FRA:"), "FRA is no actor"),
        (("threat: CHN", "threat: USA"), "USA is the state to whose ideal point"),
    ],
)  # fmt: skip
def test_what_would_give_a_wrong_outcome_is_refused(tmp_path, change, words):
    with pytest.raises(FileError, match=words):
        load_negotiation(_mine(tmp_path, change))


def test_the_ends_of_alignment_can_be_given_one_of_their_own(tmp_path):
    """Alignment lies between the patron's ideal point and the threat's, whatever a file gives the two as actors."""
    given = "alignment:\n  USA:\n    range: [0.9, 1.0]\n    source: mine\n  CHN:\n    range: [0.0, 0.1]\n    source: mine\n"
    file = load_negotiation(_mine(tmp_path, ("alignment:\n  TWN:", f"{given}  TWN:")))
    assert np.isfinite(forecast(file, world.load(), futures=5).figures.positions).all()
    file = load_negotiation(_mine(tmp_path, ("threat: CHN", "threat: TWN")))
    with pytest.raises(CoverageError, match="Name a threat with an ideal point"):
        forecast(file, world.load(), futures=5)


def test_a_users_file_is_checked(tmp_path):
    from pato.files import library

    text = library.path_of(library.entry("negotiation", "decision-rule")["file"]).read_text()
    path = tmp_path / "mine.yaml"
    path.write_text(
        text.replace("    democracy:", "    demokracy:").replace(
            "victory: [linear, square]", "victory: [linear, sqare]"
        )
    )
    with pytest.raises(FileError) as error:
        load_negotiation(path)
    assert "covariate 'demokracy' is not known." in str(error.value)
    assert "victory 'sqare' is not known." in str(error.value)
    path.write_text(
        text.replace('    source: "assumption: most alliances', '    note: "assumption: most alliances')
    )
    with pytest.raises(FileError):
        load_negotiation(path)
