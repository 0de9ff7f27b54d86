"""`pato panel` and `pato fit`: messages before work, files whole, exit statuses."""

import pytest

from pato.cli.app import _run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--years", "1816to1990", "-o", "x.csv"], ["1816to1990", "1816-2019"]),
        (["--years", "1990-1980", "-o", "x.csv"], ["empty window"]),
        (["--with", "disputs", "-o", "x.csv"], ["disputs", "disputes"]),
        (["--unit", "dyads", "-o", "x.csv"], ["dyads", "dyad-year"]),
        (["-o", "x.xlsx"], ["x.xlsx", ".parquet"]),
    ],
)
def test_slips_are_answered_with_what_is_allowed(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert _run(["panel", *arguments]) == 2
    shown = capsys.readouterr().err
    assert all(word in shown for word in words)
    assert not list(tmp_path.iterdir())


def test_without_data_both_commands_say_how_to_get_them(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_DATA", str(tmp_path))
    for arguments in (["panel", "-o", str(tmp_path / "x.csv")], ["fit", "risk_war"]):
        assert _run(arguments) == 2
        shown = capsys.readouterr().err
        assert "pato data get cow_states" in shown
        assert str(tmp_path) in shown


def test_an_unknown_model_is_named(capsys):
    assert _run(["fit", "risk_wra"]) == 2
    assert "Did you mean 'risk_war'" in capsys.readouterr().err


@pytest.mark.full_data
def test_a_panel_is_written(full_data, tmp_path, monkeypatch, capsys):
    import polars as pl

    monkeypatch.setenv("PATO_DATA", str(full_data))
    target = tmp_path / "panel.parquet"
    assert (
        _run(
            [
                "panel",
                "--unit",
                "dyad-year",
                "--years",
                "1999-2000",
                "--with",
                "capability,disputes",
                "-o",
                str(target),
            ]
        )
        == 0
    )
    frame = pl.read_parquet(target)
    assert f"{frame.height:,} rows" in capsys.readouterr().out
    assert frame["year"].unique().sort().to_list() == [1999, 2000]
