"""The shape of results and the refusals that keep them honest (C1, C3)."""

import numpy as np
import pytest
import two_state_world as world
import xarray as xr

from pato.errors import RunError
from pato.futures import Status
from pato.futures.dims import DIMS, ordered
from pato.futures.netcdf import from_bytes, to_bytes
from pato.futures.results import assembled, content_hash
from pato.futures.status import codes_without_figure, flags


def assembled_by(function, **settings):
    draws = world.spec(40).design.draw()
    return assembled(draws, function(draws, settings), function="two_state_world:evaluate")


def test_results_have_three_groups_and_canonical_order():
    groups = assembled_by(world.evaluate)
    assert list(groups) == ["inputs", "outcomes", "diagnostics"]
    assert groups["outcomes"]["by_target"].dims == ("future", "architecture", "target")
    assert list(groups["outcomes"].data_vars) == ["by_target", "spared", "support", "war_risk"]
    assert list(groups["inputs"]["theory"].attrs["flag_meanings"].split()) == ["patron", "null"]
    assert groups["inputs"]["slope"].dims == ("future", "coefficient_slope")


def test_dimensions_are_ordered_as_they_are_defined():
    assert ordered(("coefficient_b", "year", "target", "future")) == (
        "future",
        "target",
        "year",
        "coefficient_b",
    )
    assert DIMS[0] == "future"


def test_a_missing_figure_needs_a_status():
    with pytest.raises(
        RunError,
        match=r"outcome 'war_risk' has \d+ missing or infinite values that no status explains",
    ):
        assembled_by(world.evaluate_with_gap, said=False)
    groups = assembled_by(world.evaluate_with_gap, said=True)
    missing = np.isnan(groups["outcomes"]["war_risk"]).any("architecture").values
    assert missing.any()
    assert np.array_equal(groups["diagnostics"]["status"].values == Status.NOT_COVERED.code, missing)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            "evaluate_wrong_dim",
            "outcomes 'by_target' has the dimension 'tagret', which is not known. Known: future, architecture",
        ),
        ("evaluate_too_few", "has 39 runs; 40 were drawn"),
    ],
)
def test_a_wrong_shape_is_refused(function, message):
    with pytest.raises(RunError) as error:
        assembled_by(getattr(world, function))
    assert message in str(error.value)


def test_a_dimension_without_labels_is_refused():
    def unlabelled(draws, settings):
        found = world.evaluate(draws, settings)
        return world.Evaluation(found.outcomes.drop_vars("target"))

    with pytest.raises(RunError, match=r"'by_target' has no labels along 'target'"):
        assembled_by(unlabelled)


def test_status_codes_are_stored_and_stay():
    # codes are in published files: new members go to the end
    assert [s.word for s in Status] == [
        "converged",
        "not_converged",
        "several_equilibria",
        "not_covered",
        "refused",
    ]
    assert Status.of(3) is Status.NOT_COVERED
    assert flags()["flag_meanings"].split()[1] == "not_converged"
    assert codes_without_figure(np.arange(5)).tolist() == [False, True, False, True, True]


def test_groups_survive_the_file():
    groups = assembled_by(world.evaluate)
    back = from_bytes(to_bytes(groups, 40))
    for name, data in groups.items():
        xr.testing.assert_equal(back[name], data)
        for variable in data.data_vars:
            assert back[name][variable].dtype == data[variable].dtype
    assert back["outcomes"]["war_risk"].attrs["units"] == "probability a year"
    assert content_hash([back]) == content_hash([groups])


def test_the_hash_depends_on_names_types_and_labels():
    groups = assembled_by(world.evaluate)
    outcomes = groups["outcomes"]
    changed = [
        outcomes.rename(support="help"),
        outcomes.assign(support=outcomes["support"].astype("f4")),
        outcomes.assign_coords(target=["AAA", "CCC"]),
        outcomes.drop_vars("support"),
    ]
    hashes = {content_hash([groups | {"outcomes": o}]) for o in (outcomes, *changed)}
    assert len(hashes) == 5


def test_the_fingerprint_is_that_of_the_source():
    found = world.FINGERPRINT()
    assert len(found) == 16
    assert int(found, 16) > 0
    assert world.FINGERPRINT() == found
