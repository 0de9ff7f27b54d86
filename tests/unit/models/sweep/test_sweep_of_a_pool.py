"""The sweep of a real pool: the folder, the files, resuming, and what the command says to bad input."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from pato import world
from pato.cli.app import cli
from pato.errors import PatoError, RunError, UsageError
from pato.futures.provenance import with_checksum
from pato.kernels.membership.named import evaluate
from pato.models.sweep.job import content_hash, execute, read
from pato.models.sweep.prepare import Request, prepare
from pato.report.tables.sweep import tables

DATE = "2026-11-21"
POOL = ("USA", "JPN", "KOR", "PHL")


@pytest.fixture(scope="module")
def prepared():
    return prepare(world.load(), Request(POOL, futures=42, must=("USA",), date=DATE))


@pytest.fixture(scope="module")
def folder(prepared, tmp_path_factory):
    made = tmp_path_factory.mktemp("sweep")
    execute(prepared, made)
    return made


def test_a_treaty_that_the_status_quo_lacks_can_be_asked_about():
    """As in the other commands, what is in force is the status quo that was asked for, and not always all of it."""
    asked = {"treaty": "us-japan-1960", "futures": 7, "date": DATE}
    found = prepare(world.load(), Request(("USA", "JPN", "KOR"), status_quo="rivals-side", **asked))
    assert found.pool.treaty.id == "us-japan-1960"
    with pytest.raises(UsageError, match="not in force already"):
        prepare(world.load(), Request(("USA", "JPN", "KOR"), **asked))


def test_rows_are_the_memberships_asked_for_with_what_must_be_known(prepared, folder):
    rows = read(folder).collect()
    assert rows["members"].to_list() == [
        "USA+JPN",
        "USA+KOR",
        "USA+JPN+KOR",
        "USA+PHL",
        "USA+JPN+PHL",
        "USA+KOR+PHL",
        "USA+JPN+KOR+PHL",
    ]
    carried = pl.read_parquet_metadata(folder / "memberships.parquet")
    assert carried["pato_seed"] == "1"
    assert carried["pato_pool"] == "USA,JPN,KOR,PHL"
    assert carried["pato_digest"] == prepared.sweep.digest
    assert len(carried["pato_assumptions_hash"]) == 64
    assert carried["pato_data_vintage"] == str(prepared.world.about["vintage"])
    assert prepared.world.digest in carried["pato_files_sha256"]
    game = prepared.sweep.game
    gains = evaluate(game, [15]).utilities[:, 0] @ game.weights
    each = [gains[game.theory == t].mean() for t in prepared.sweep.present]
    whole = rows.filter(pl.col("size") == 4)["members_gain"].item()
    assert whole == pytest.approx(min(each), rel=1e-5), "nobody weighs the theories: the worst of them"


def test_the_hash_of_the_rows_does_not_depend_on_how_they_are_cut(prepared, folder, tmp_path):
    rows = read(folder).collect()
    rows.head(3).write_parquet(tmp_path / "1.parquet")
    rows.tail(4).write_parquet(tmp_path / "2.parquet")
    told = json.loads((folder / "sweep.json").read_text())["content_hash"]
    assert content_hash([tmp_path / "1.parquet", tmp_path / "2.parquet"]) == told
    changed = rows.with_columns(members_gain=pl.col("members_gain") + 1e-3)
    changed.write_parquet(tmp_path / "3.parquet")
    assert content_hash([tmp_path / "3.parquet"]) != told


def test_a_finished_sweep_is_returned_and_another_or_an_unfinished_one_is_refused(prepared, folder):
    before = (folder / "memberships.parquet").stat().st_mtime_ns
    execute(prepared, folder)
    assert (folder / "memberships.parquet").stat().st_mtime_ns == before
    described = json.loads((folder / "sweep.json").read_text())
    (folder / "sweep.json").write_text(json.dumps(with_checksum(described | {"state": "running"})))
    with pytest.raises(RunError, match=r"unfinished sweep.*--resume"):
        execute(prepared, folder)
    (folder / "memberships.parquet").write_bytes(b"damaged")
    execute(prepared, folder, resume=True)
    assert len(read(folder).collect()) == 7
    part = (folder / "memberships.parquet").read_bytes()
    (folder / "memberships.parquet").write_bytes(part[:-9] + bytes([part[-9] ^ 1]) + part[-8:])
    with pytest.raises(RunError, match="changed or damaged since the sweep wrote it"):
        read(folder)
    (folder / "memberships.parquet").write_bytes(part)
    again = json.loads((folder / "sweep.json").read_text())
    assert again["content_hash"] == described["content_hash"]
    other = described | {"versions": described["versions"] | {"pato_source": "edited"}}
    (folder / "sweep.json").write_text(json.dumps(with_checksum(other)))
    with pytest.raises(RunError, match=r'a sweep of other versions: pato_source is "edited" there'):
        execute(prepared, folder, resume=True)
    described["request"]["seed"] = 2
    (folder / "sweep.json").write_text(json.dumps(with_checksum(described)))
    with pytest.raises(RunError, match=r"holds another sweep: request\.seed is 2 there and 1 here"):
        execute(prepared, folder, resume=True)
    described["request"]["seed"] = 1
    (folder / "sweep.json").write_text(json.dumps(with_checksum(described)))


def test_the_answer_names_errors_of_what_is_simplified_and_writes_the_front(prepared, folder):
    answer = tables(prepared, read(folder))
    assert answer.sentences[0] == "Of 16 memberships of the pool, 7 meet the constraints."
    assert "pato-7 is not in the pool: AUS, CAN, TWN, NZL not in the pool." in answer.sentences
    errors = {row[0]: row for row in answer.shown["errors"].rows}
    assert {"trade", "expected support", "war risk"} <= set(errors)
    assert all(row[2] < row[4] for row in errors.values())
    answer.write_front(folder)
    assert len(pl.read_csv(folder / "front.csv", comment_prefix="#")) == len(answer.ranking.front)
    carried = json.loads((folder / "sweep.json").read_text())["metadata"]
    assert carried["pato_pool"] == "USA,JPN,KOR,PHL"
    assert json.loads(answer.result().render("json"))["answer"][0] == answer.sentences[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pool", "USA"], "names 1 state"),
        (["--pool", ",".join(["USA"] * 2)], "names USA twice"),
        (["--pool", "USA,XXX,Jappan"], "XXX"),
        (["--pool", "USA,JPN", "--must", "KOR"], "KOR is not in the pool"),
        (["--pool", "USA,JPN", "--must", "USA", "--never", "USA"], "both name USA"),
        (["--pool", "USA,JPN,KOR", "--never", "JPN,KOR"], "no membership is left"),
        (["--pool", "USA,JPN", "--theory", "patronn"], "Did you mean 'patron'?"),
        (["--pool", "USA,JPN", "--resume"], "-o FOLDER"),
        (
            ["--pool", "USA,JPN", "--treaty", "anzus"],
            "no pact with a defence obligation that is not in force",
        ),
        (
            [
                "--pool",
                "USA,JPN,AUS,CAN,KOR,TWN,NZL,PHL,IND,IDN,VNM,SGP,THA,MYS,GBR,FRA,DEU,ITA,ESP,POL,NLD,BEL,NOR,SWE,FIN,DNK,PRT,GRC,TUR,CZE,HUN,ROU,BGR,HRV,SVN,SVK,LTU,LVA,EST,CHL",
            ],
            "names 40 states: 2^40 memberships",
        ),
    ],
)
def test_bad_input_is_answered_in_words(arguments, words):
    result = CliRunner().invoke(cli, ["sweep", "--date", DATE, *arguments])
    told = result.output + str(result.exception)
    assert result.exit_code != 0
    assert words in told


def test_figures_over_theories_are_by_the_users_weights(prepared, folder, tmp_path):
    names = prepared.frame.theories
    weighed = prepare(
        world.load(),
        Request(POOL, futures=42, must=("USA",), date=DATE, weights=((names[0], 3.0), (names[1], 1.0))),
    )
    execute(weighed, tmp_path)
    rows, plain = read(tmp_path).collect(), read(folder).collect()
    for column in ("members_gain", "accepted"):
        one, two = (plain[f"{column}__{n}"].to_numpy() for n in names[:2])
        assert rows[column].to_numpy() == pytest.approx((3 * one + two) / 4, abs=1e-6)
        assert rows[f"{column}__{names[2]}"].to_list() == plain[f"{column}__{names[2]}"].to_list()


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ((("patrn", 1.0),), "patron"),
        ((("patron", -1.0),), "0 or more"),
        ((("patron", 0.0),), "leave nothing"),
    ],
)
def test_weights_that_make_no_sense(weights, words):
    with pytest.raises(PatoError, match=words):
        prepare(world.load(), Request(POOL, futures=20, date=DATE, weights=weights))
