"""Studies and claims as files: what they may say, and mistakes at their line."""

import pytest

from pato.assess.load import from_options, load_claims, load_study
from pato.assess.metrics import metrics
from pato.assess.schema import Study
from pato.assess.study import reopened, resolve, settings_of
from pato.errors import FileError, PatoError, UsageError
from pato.report.wording import of_the_day

TODAY = "2026-11-21"


def write(tmp_path, text, name="study.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


STUDY = """format: 1
id: mine
architectures: [hub-and-spoke, pato-7]
futures: 30
weights: {deterrence: {patron: 2, no_effect: 1}}
factors: {taiwan_credence: {range: [0.2, 0.6], source: my reading}}
world: {JPN: {milex_share_gdp: {value: 0.02, source: the cabinet's plan}}}
"""


def test_a_study_sets_factors_weights_and_figures(tmp_path):
    found = resolve(load_study(write(tmp_path, STUDY)), today=TODAY)
    credence = found.design.factor("taiwan_credence")
    assert credence.spec.spec() == {"uniform": {"low": 0.2, "high": 0.6}}
    assert (credence.source, credence.basis) == ("my reading", "assumption")
    assert found.world.state("JPN").value("milex_share_gdp") == 0.02
    assert found.members == ("AUS", "CAN", "JPN", "KOR", "NZL", "TWN", "USA")
    assert found.date == TODAY


@pytest.mark.parametrize(
    ("names", "date", "day"),
    [
        (["in-force", "pato-7"], None, TODAY),
        (["in-force", "pacific-pact-of-1949"], None, "1950-01-01"),
        (["pacific-ocean-pact-of-1951", "hub-and-spoke-1955"], None, "1955-06-01"),
        (["pacific-ocean-pact-of-1951", "hub-and-spoke-1955"], "1955-01-01", "1955-01-01"),
        (["in-force@2013-06-03", "pato-7"], None, TODAY),
        (["hub-and-spoke-2013", "pato-7"], "2026-01-01", "2026-01-01"),
    ],
)
def test_a_study_asks_about_the_day_that_its_designs_are_made_for(names, date, day):
    found = resolve(from_options(names, {"date": date} if date else {}), today=TODAY)
    assert found.date == day
    assert of_the_day(found).endswith(", figures of 2024") is (day < "2024")


def test_members_that_are_no_states_on_the_day_are_refused_before_anything_is_computed(tmp_path):
    text = "format: 1\nid: m\narchitectures: [in-force, pato-7]\nmembers: [USA, SUN, YUG]\n"
    with pytest.raises(
        UsageError, match=rf"study.yaml:4:\d+  SUN and YUG were no states on {TODAY}, the day"
    ):
        resolve(load_study(write(tmp_path, text)), today=TODAY)


def test_levels_can_be_left_out(tmp_path):
    text = "format: 1\nid: m\narchitectures: [hub-and-spoke, pato-7]\nfactors: {deterrence: {values: [patron]}}\n"
    found = resolve(load_study(write(tmp_path, text)), today=TODAY)
    assert found.design.factor("deterrence").levels == ("patron",)


def test_weights_and_metrics_are_no_part_of_what_fixes_figures(tmp_path):
    one = resolve(load_study(write(tmp_path, STUDY)), today=TODAY)
    other = resolve(load_study(write(tmp_path, STUDY.replace("patron: 2", "patron: 9"))), today=TODAY)
    assert one.spec().settings == other.spec().settings
    assert "weights" not in settings_of(one.study)


def test_settings_reopen_as_the_same_study(tmp_path):
    found = resolve(load_study(write(tmp_path, STUDY)), today=TODAY)
    again = reopened(found.spec().settings)
    assert again.design == found.design
    assert again.spec().files == found.spec().files


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("futures: 30", "futures: 0"), "study.yaml:4:10"),
        (("futures: 30", "futurs: 30"), "key 'futurs' is not known here. Did you mean 'futures'?"),
        (
            ("pato-7]", "pato-77]"),
            "study.yaml:3:32  architecture or treaty 'pato-77' is not known. Did you mean 'pato-7'?",
        ),
        (
            ("taiwan_credence", "taiwan_credance"),
            "factor 'taiwan_credance' is not known. Did you mean 'taiwan_credence'?",
        ),
        (("[0.2, 0.6]", "[0.6, 0.2]"), "low must lie below high"),
        (
            ("range: [0.2, 0.6]", "rnge: [0.2, 0.6]"),
            "distribution 'rnge' is not known. Did you mean 'range'?",
        ),
        (("patron: 2", "patrn: 2"), "level of deterrence 'patrn' is not known. Did you mean 'patron'?"),
        (
            ("weights: {deterrence", "weights: {deterence"),
            "categorical factor 'deterence' is not known. Did you mean 'deterrence'?",
        ),
        (("patron: 2", "patron: -2"), "study.yaml:5"),
        (
            ("milex_share_gdp", "milex_share_gpd"),
            "figure 'milex_share_gpd' is not known. Did you mean 'milex_share_gdp'?",
        ),
        (("JPN:", "JNP:"), "'JNP' is not known"),
        ((", source: the cabinet's plan", ""), "source"),
        (("hub-and-spoke, pato-7", "pato-7, pato-7"), "architecture 'pato-7' is named twice"),
        (("[hub-and-spoke, pato-7]", "[]"), "study.yaml:3"),
    ],
)
def test_mistakes_of_a_study_are_told_at_their_line(tmp_path, change, message):
    path = write(tmp_path, STUDY.replace(*change))
    assert change[0] in STUDY
    with pytest.raises(PatoError) as error:
        resolve(load_study(path), today=TODAY)
    assert message in str(error.value)
    assert "study.yaml:" in str(error.value)


def test_all_names_that_are_wrong_are_told_at_once(tmp_path):
    text = (
        STUDY.replace("taiwan_credence", "taiwan_credance").replace("patron: 2", "patrn: 2")
        + "metrics: [gapps]\n"
    )
    with pytest.raises(UsageError) as error:
        resolve(load_study(write(tmp_path, text)), today=TODAY)
    assert len(error.value.problems) == 3
    assert "metric 'gapps' is not known. Did you mean 'gaps'?" in str(error.value)


def test_an_estimate_has_no_range(tmp_path):
    text = "format: 1\nid: m\narchitectures: [pato-7]\nfactors: {risk_war: {range: [0, 1]}, deterrence: {range: [0, 1]}}\n"
    with pytest.raises(UsageError) as error:
        resolve(load_study(write(tmp_path, text)), today=TODAY)
    assert "study.yaml:4:21  'risk_war' is an estimate with its covariance" in str(error.value)
    assert "'deterrence' is categorical: it takes values" in str(error.value)


def test_options_make_a_study_and_change_one(tmp_path):
    made = from_options(["hub-and-spoke", "pato-7"], {"futures": 12, "seed": None, "date": None})
    assert (made.study.futures, made.study.seed) == (12, 1)
    changed = from_options([write(tmp_path, STUDY)], {"futures": None, "seed": 5})
    assert (changed.study.futures, changed.study.seed) == (30, 5)
    with pytest.raises(UsageError, match="is a study; it names its architectures itself"):
        from_options([write(tmp_path, STUDY), "pato-7"], {})


def test_a_users_architecture_file_is_found_beside_the_study(tmp_path):
    write(
        tmp_path,
        "format: 1\nid: mine-3\ntitle: Mine\nextends: hub-and-spoke\nadd: [pato]\nparties: {pato: [USA, JPN, AUS]}\n",
        "mine.yaml",
    )
    text = "format: 1\nid: m\narchitectures: [hub-and-spoke, mine.yaml]\n"
    found = resolve(load_study(write(tmp_path, text)), today=TODAY)
    assert found.architectures[1].id == "mine-3"
    assert found.members == ("AUS", "JPN", "USA")


def test_the_shipped_studies_and_claims_are_whole():
    from pato.files import library

    for name in library.entries("study"):
        study = resolve(load_study(name), today=TODAY)
        assert study.metrics
    claims = load_claims()
    assert [c.id for c in claims] == sorted(c.id for c in claims)
    for claim in claims:
        assert claim.metric is None or claim.metric in metrics()
        assert claim.sources


CLAIM = "format: 1\nid: X1\ntext: Fewer gaps.\nmetric: gaps\nholds_if: {below: 1, in: pato-7}\nidentified: identified\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("below: 1, ", ""), "a condition has one of below, above, better_than"),
        (("below: 1", "below: 1, above: 0"), "a condition has one of below, above, better_than"),
        (("identified: identified", "identified: sure"), "'sure' is not known"),
        (
            ("identified: identified", "identified: not_answerable"),
            "a claim that cannot be answered says why",
        ),
        (("metric: gaps\n", ""), "the claim has a metric or a condition alone"),
        (("in: pato-7", "inn: pato-7"), "key 'inn' is not known here. Did you mean 'in'?"),
    ],
)
def test_mistakes_of_a_claim_are_told_at_their_line(tmp_path, change, message):
    with pytest.raises(FileError) as error:
        load_claims((write(tmp_path, CLAIM.replace(*change), "claim.yaml"),))
    assert message in str(error.value)
    assert "claim.yaml:" in str(error.value)


def test_every_metric_has_unit_direction_and_label():
    for metric in metrics().values():
        assert metric.unit
        assert metric.label
        assert metric.better in {"lower", "higher", "neither"}


def test_a_study_file_has_a_schema_that_editors_can_use():
    schema = Study.model_json_schema()
    assert {"architectures", "futures", "seed", "weights", "factors", "world"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("options", [{"challengers": ["CHIN"]}, {"date": "2026-13-01"}, {"futures": 0}])
def test_a_wrong_option_is_a_message_and_no_traceback(options):
    with pytest.raises(PatoError) as error:
        from_options(["hub-and-spoke"], options)
    assert str(next(iter(options.values()))).strip("[]'") in str(error.value)


def test_one_architecture_on_two_dates_has_two_names(tmp_path):
    text = "format: 1\nid: m\narchitectures: [hub-and-spoke, hub-and-spoke@1960-01-01]\n"
    found = resolve(load_study(write(tmp_path, text)), today=TODAY)
    assert found.labels == ("hub-and-spoke", "hub-and-spoke@1960-01-01")


def test_two_architectures_of_one_id_are_refused(tmp_path):
    write(tmp_path, "format: 1\nid: pato-7\ntitle: Mine\nextends: hub-and-spoke\nadd: [pato]\n", "mine.yaml")
    text = "format: 1\nid: m\narchitectures: [pato-7, mine.yaml]\n"
    with pytest.raises(
        UsageError, match=r"study.yaml:3:25  the id 'pato-7' is also that of another architecture"
    ):
        resolve(load_study(write(tmp_path, text)), today=TODAY)
