"""``pato data`` and ``pato world`` as a user runs them: real processes, real files, a real server on loopback."""

import functools
import hashlib
import http.server
import importlib.util
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import polars as pl
import pytest

_spec = importlib.util.spec_from_file_location(
    "owner_files", Path(__file__).parents[1] / "unit" / "world" / "owner_files.py"
)
owners = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(owners)


@pytest.fixture
def pato(tmp_path):
    """Run the program with a data store of its own; returns (exit status, standard output, standard error)."""
    environment = {**os.environ, "PATO_DATA": str(tmp_path / "store"), "PYTHONUTF8": "1", "COLUMNS": "200"}

    def run(*arguments):
        code = "from pato.cli.app import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    run.store = tmp_path / "store"
    return run


def test_a_file_is_added_recorded_and_found_again(pato, tmp_path):
    file = owners.written(tmp_path, "cow-nmc")
    status, out, _ = pato("data", "add", "cow-nmc", file)
    assert (status, out.splitlines()[0]) == (0, "cow-nmc: 2 rows in table cow_nmc.")
    assert "part of it may be missing" in out  # two rows are not the whole data set, and that is said
    recorded = json.loads((pato.store / "status.json").read_text())["sources"]["cow-nmc"]
    assert recorded["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert recorded["size"] == file.stat().st_size
    assert recorded["version"] == "7.0, to 2022"
    assert pl.read_parquet(pato.store / "cow_nmc.parquet")["cinc"].to_list() == [0.1235657, 5.8e-05]
    rows = {r["name"]: r for r in json.loads(pato("data", "status", "--format", "json")[1])["rows"]}
    assert (rows["cow-nmc"]["state"], rows["cow-nmc"]["rows"]) == ("present", 2)
    assert rows["atop"]["state"] == "absent"


def test_a_table_changed_by_hand_shows(pato, tmp_path):
    pato("data", "add", "cow-states", owners.written(tmp_path, "cow-states"))
    (pato.store / "cow_states.parquet").write_bytes(b"changed")
    rows = {r["name"]: r for r in json.loads(pato("data", "status", "--format", "json")[1])["rows"]}
    assert rows["cow-states"]["state"] == "changed"


def test_a_broken_file_leaves_the_store_as_it_was(pato, tmp_path):
    good = owners.written(tmp_path, "cow-states")
    pato("data", "add", "cow-states", good)
    before = {p.name: p.read_bytes() for p in pato.store.iterdir()}
    good.write_text(good.read_text().replace("styear", "startyear"))
    status, out, err = pato("data", "add", "cow-states", good)
    assert (status, out) == (2, "")
    assert "has no column 'styear'. It has 'startyear', which may be its new name." in err
    assert {p.name: p.read_bytes() for p in pato.store.iterdir()} == before


def test_the_store_reads_what_was_added(pato, tmp_path, monkeypatch):
    pato("data", "add", "cow-states", owners.written(tmp_path, "cow-states"))
    from pato.world.sources import store

    assert store.read("cow_states", folder=pato.store)["stateabb"].to_list() == ["USA", "JPN"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("data", "add", "vdme", "f.csv"), "data set 'vdme' is not known. Did you mean 'vdem'?"),
        (("data", "add", "vdem", "nowhere.csv"), "nowhere.csv  cannot be read"),
        (("data", "get", "vdem"), "Fetch it by hand from https://v-dem.net/"),
        (("data", "get", "cow-alliances"), "The provider has withdrawn the data set. pato uses ATOP instead"),
        (("data", "add", "wgi", "f.csv"), "is cited for single figures and has no loader"),
        (("world", "show", "JPX"), "Did you mean 'JPN'?"),
        (("world", "show", "Germany"), "the snapshot has no data on Germany (DEU)"),
        (("world", "pair", "JPN", "Japan"), "are the same state"),
        (("world", "show", "JPN", "--figures", "gdp"), "figure 'gdp' is not known"),
    ],
)
def test_mistakes_are_answered_in_words(pato, arguments, words):
    status, out, err = pato(*arguments)
    assert (status, out) == (2, "")
    assert words in err


def test_a_damaged_status_file_says_so(pato):
    pato.store.mkdir()
    (pato.store / "status.json").write_text("{")
    status, _, err = pato("data", "status")
    assert status == 2
    assert "status.json  cannot be read" in err


def test_a_store_that_cannot_be_written_says_so(pato, tmp_path):
    pato.store.write_text("a file where the folder should be")
    status, _, err = pato("data", "add", "cow-states", owners.written(tmp_path, "cow-states"))
    assert status == 2
    assert "cannot be written" in err


def test_a_file_is_fetched_from_a_server_and_added(pato, tmp_path):
    served = tmp_path / "served"
    served.mkdir()
    file = owners.zipped(served, owners.written(tmp_path, "cow-contiguity"))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=served)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/{file.name}"
        status, out, err = pato("data", "get", "cow-contiguity", "--url", address)
    finally:
        server.shutdown()
        server.server_close()
    assert (status, out.splitlines()[0]) == (0, "cow-contiguity: 4 rows in table cow_contdir.")
    assert f"{file.stat().st_size:,} of {file.stat().st_size:,} bytes (100%)" in err
    recorded = json.loads((pato.store / "status.json").read_text())["sources"]["cow-contiguity"]
    assert recorded["url"] == address
    assert (pato.store / "owners" / "cow-contiguity" / file.name).read_bytes() == file.read_bytes()


def test_the_list_names_owner_licence_and_how_to_get_each(pato):
    status, out, _ = pato("data", "list", "--format", "json")
    body = json.loads(out)
    assert status == 0
    rows = {r["name"]: r for r in body["rows"]}
    assert rows["vdem"]["get"] == "by hand"
    assert rows["vdem"]["licence"] == "CC BY-SA 4.0"
    assert rows["cow-states"]["get"] == "download"
    assert not any(r["verified"] for r in rows.values())
    assert any("cow-alliances" in n and "withdrawn" in n for n in body["notes"])


@pytest.mark.parametrize("fmt", ["table", "json", "csv", "md"])
def test_figures_are_shown_in_every_format(pato, fmt):
    for arguments in (("show", "JPN"), ("pair", "CHN", "JPN"), ("sources",)):
        status, out, _ = pato("world", *arguments, "--format", fmt)
        assert status == 0
        assert "sipri-milex" in out or "baci" in out


def test_showing_some_figures_only(pato):
    _, out, _ = pato("world", "show", "Japan", "--figures", "milex_usd_m,cinc", "--format", "csv")
    assert [line.split(",")[0] for line in out.splitlines()] == ["figure", "milex_usd_m", "cinc"]


@pytest.mark.full_data
def test_the_snapshot_is_compiled_by_a_command(full_data, tmp_path):
    environment = {**os.environ, "PATO_DATA": str(full_data)}
    code = "from pato.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "data", "compile-snapshot", "-o", str(tmp_path / "s")],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    from pato import world
    from pato.world import files

    assert files.checksum_problems(tmp_path / "s") == []
    assert world.load(folder=tmp_path / "s").digest == world.load().digest
