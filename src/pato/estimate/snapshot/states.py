"""Data on each state: the latest value of its source, with its year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from pato.estimate.snapshot.definitions import BY_NAME, STATE_FIGURES, Definition, rounded

Read = Callable[[str], pl.DataFrame]

OLDEST_MILEX = 2015
"""A military expenditure older than ten years is not given at all (the snapshot's vintage is 2024)."""
_WGI_90 = 1.645
_POSSESSOR_YEAR = 2023
_VDEM_INTERVAL = ("v2x_libdem", "v2x_polyarchy", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value for one state, in stored form."""

    state: str
    figure: str
    value: float | str
    year: int
    low: float | None = None
    high: float | None = None
    sd: float | None = None
    note: str = ""

    def row(self) -> tuple[str, ...]:
        """Return the cells of ``figures.csv``."""
        definition = BY_NAME[self.figure]
        numbers = [_cell(v, definition.digits) for v in (self.low, self.high, self.sd)]
        value = self.value if isinstance(self.value, str) else _cell(self.value, definition.digits)
        return (self.state, self.figure, value, str(self.year), definition.source, *numbers, self.note)


def _cell(value: float | None, digits: int) -> str:
    return "" if value is None else str(rounded(value, digits))


def index(read: Read) -> pl.DataFrame:
    """Return the states of the snapshot: ``iso``, ``name``, ``ccode``, ``region``, in the order of the list."""
    listed = read("snapshot_states_2023")
    return listed.select(
        iso=pl.col("iso3c"),
        name=pl.col("country.name.en"),
        ccode=pl.col("cown").cast(pl.Int64),
        region=pl.col("region23"),
    )


def entries(read: Read, states: pl.DataFrame) -> list[Entry]:
    """Return every value for every state, ordered by state and by variable."""
    makers = (_gdp, _population, _milex, _capability, _major, _democracy, _vdem, _vdem_points, _freedom, _voice, _ideal_points, _troops, _bases, _warheads, _capital, _goods)  # fmt: skip
    found = [entry for make in makers for entry in make(read, states)]
    order = {name: n for n, name in enumerate(states["iso"])}
    rank = {d.name: n for n, d in enumerate(STATE_FIGURES)}
    found.sort(key=lambda e: (order[e.state], rank[e.figure]))
    keys = [(e.state, e.figure) for e in found]
    assert len(keys) == len(set(keys)), "a state has one figure of a name"
    return found


def missing(states: pl.DataFrame, found: Iterable[Entry]) -> list[tuple[str, str, str]]:
    """Return (state, figure, reason) of every figure that no source gives (C1)."""
    have = {(e.state, e.figure) for e in found}
    return [
        (s, d.name, _reason(s, d)) for s in states["iso"] for d in STATE_FIGURES if (s, d.name) not in have
    ]


def _reason(state: str, definition: Definition) -> str:
    if definition.name in {f"un_agreement_{state.lower()}", "us_troops" if state == "USA" else ""}:
        return "the state itself."
    return definition.absent or "not in the source."


def _by_iso(states: pl.DataFrame, frame: pl.DataFrame, code: str) -> pl.DataFrame:
    return states.select("iso").join(frame.rename({code: "iso"}), on="iso", how="inner")


def _by_ccode(states: pl.DataFrame, frame: pl.DataFrame, code: str = "ccode") -> pl.DataFrame:
    keyed = frame.filter(pl.col(code).is_not_null()).with_columns(ccode=pl.col(code).cast(pl.Int64))
    return states.select("iso", "ccode").join(keyed, on="ccode", how="inner", suffix="_source")


def _latest(frame: pl.DataFrame, value: str) -> pl.DataFrame:
    return (
        frame.filter(pl.col(value).is_not_null())
        .sort("iso", "year")
        .group_by("iso", maintain_order=True)
        .last()
    )


def _plain(frame: pl.DataFrame, value: str, figure: str, *, scale: float = 1.0) -> Iterator[Entry]:
    for row in frame.filter(pl.col(value).is_not_null()).select("iso", "year", value).iter_rows():
        yield Entry(row[0], figure, float(row[2]) * scale, int(row[1]))


def _gdp(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    weo = _by_iso(states, read("imf_weo_gdp_1980_2030").filter(~pl.col("projection")), "iso3c")
    yield from _plain(_latest(weo, "gdp_current_usd_bn"), "gdp_current_usd_bn", "gdp_usd_bn")
    yield from _plain(_latest(weo, "gdp_ppp_intl_bn"), "gdp_ppp_intl_bn", "gdp_ppp_usd_bn")


def _population(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = _by_iso(states, read("population_1900_2021_2024_2035").filter(pl.col("year") == 2024), "iso3c")
    yield from _plain(table, "population", "population")


def _milex(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    sipri = _by_iso(states, read("sipri_milex_1949_2024").filter(pl.col("year") >= OLDEST_MILEX), "iso3c")
    for value, figure in (("milex_current_usd_m", "milex_usd_m"), ("milex_share_gdp", "milex_share_gdp")):
        yield from _plain(_latest(sipri, value), value, figure)


def _capability(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    nmc = _by_ccode(states, read("cow_nmc")).with_columns(pl.col("year").cast(pl.Int64))
    last = nmc.filter(pl.col("year") == nmc["year"].max())
    yield from _plain(last, "milex", "milex_cow_usd_m", scale=1e-3)
    yield from _plain(last, "milper", "military_personnel_thousand")
    yield from _plain(last, "cinc", "cinc")


def _major(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    majors = read("cow_majors")
    last = int(majors["endyear"].max())  # type: ignore[arg-type]  # a column of numbers
    now = set(majors.filter(pl.col("endyear") == last)["ccode"].cast(pl.Int64))
    for iso, ccode in states.select("iso", "ccode").iter_rows():
        yield Entry(iso, "major", int(ccode in now), last)


def _democracy(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    scores = _by_ccode(states, read("isard_cw_democracy_1816_2025")).with_columns(
        # Polity ends in 2018: only the unified score covers the present
        pl.col("year").cast(pl.Int64),
        flag=(pl.col("aeuds") > 0).cast(pl.Int64),
    )
    yield from _plain(_latest(scores, "flag"), "flag", "democracy")
    yield from _plain(_latest(scores, "aeuds"), "aeuds", "democracy_score")


def _vdem(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("vdem_v15_highlevel_1900_2024").with_columns(pl.col("year").cast(pl.Int64))
    last = _by_iso(states, table.filter(pl.col("year") == table["year"].max()), "country_text_id")
    for name in _VDEM_INTERVAL:
        columns = [name, f"{name}_codelow", f"{name}_codehigh", f"{name}_sd"]
        for iso, year, value, low, high, sd in (
            last.filter(pl.col(name).is_not_null()).select("iso", "year", *columns).iter_rows()
        ):
            yield Entry(iso, name, value, year, low, high, sd)


def _vdem_points(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("vdem_v14_1970_2023").with_columns(pl.col("year").cast(pl.Int64))
    last = _by_iso(states, table.filter(pl.col("year") == table["year"].max()), "country_text_id")
    for definition in STATE_FIGURES:
        if definition.source == "vdem" and definition.name not in _VDEM_INTERVAL:
            yield from _plain(last, definition.name, definition.name)


def _freedom(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("freedom_house_full").with_columns(pl.col("year").cast(pl.Int64))
    last = _by_ccode(states, table.filter(pl.col("year") == table["year"].max()), "cown")
    yield from _plain(last, "total", "freedom_house_total")
    for iso, year, status in last.select("iso", "year", pl.col("status").cast(pl.String)).iter_rows():
        yield Entry(iso, "freedom_house_status", status, year)


def _voice(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("wgi").with_columns(pl.col("year").cast(pl.Int64))
    # the source's Lower and Upper bound the percentile rank, not the score: the interval comes from its standard error
    for iso, year, value, error in (
        _by_iso(states, table.filter(pl.col("year") == table["year"].max()), "wb_code")
        .select("iso", "year", "Estimate", "StdErr")
        .iter_rows()
    ):
        yield Entry(
            iso, "voice_accountability", value, year, value - _WGI_90 * error, value + _WGI_90 * error, error
        )


def _ideal_points(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("unga_idealpoints_s1_s78")
    last = _by_iso(
        states,
        table.filter(pl.col("session") == table["session"].max()).rename({"year_session_opens": "year"}),
        "iso3c",
    )
    for iso, year, session, value, low, high in last.select(
        "iso", "year", "session", "IdealPointAll", "Q5%All", "Q95%All"
    ).iter_rows():
        yield Entry(iso, "ideal_point", value, year, low, high, note=f"session {session}, possibly partial")
    for quantile in (10, 50, 90):
        yield from _plain(last, f"Q{quantile}%All", f"ideal_point_q{quantile}")
    yield from _plain(last.filter(pl.col("iso") != "USA"), "USAgree", "un_agreement_usa")
    yield from _plain(last.filter(pl.col("iso") != "CHN"), "ChinaAgree", "un_agreement_chn")


def _troops(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("us_troops_country_year_1950_2024")
    last = _by_iso(states, table.filter(pl.col("year") == table["year"].max()), "iso3c").filter(
        pl.col("iso") != "USA"
    )
    # Myanmar, Timor-Leste and Micronesia stand there under two spellings, one of them empty; territories are coded apart
    whole = last.group_by("iso", "year", maintain_order=True).agg(pl.col("troops_ad").sum())
    yield from _plain(whole, "troops_ad", "us_troops")


def _bases(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    # only sites in the state itself: the list also codes Hong Kong to CHN, Antarctica to NZL, Diego Garcia to GBR
    elsewhere = ("Hong Kong", "Antarctica", "Ascension Island", "BR Indian Ocean Territory")
    sites = read("us_bases_vine_allen").filter(~pl.col("countryname").is_in(elsewhere))
    counted = dict(sites.group_by("iso3c").len().iter_rows())
    for iso in states["iso"]:
        if iso != "USA":
            yield Entry(iso, "us_base_sites", counted.get(iso, 0), 2018)


def _warheads(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("nuclear_warheads_1945_2023").filter(pl.col("Year") == _POSSESSOR_YEAR)
    listed = dict(table.select("iso3c", "Number of nuclear warheads").iter_rows())
    for iso in states["iso"]:
        yield Entry(iso, "warheads", listed.get(iso, 0), _POSSESSOR_YEAR)


def _capital(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = (
        _by_ccode(states, read("cow_capitals"))
        .sort("iso", "stdate")
        .group_by("iso", maintain_order=True)
        .last()
    )
    for iso, until, name, lat, lon in table.select("iso", "enddate", "capital", "lat", "lng").iter_rows():
        yield Entry(iso, "capital", name, until.year)
        yield Entry(iso, "capital_lat", lat, until.year)
        yield Entry(iso, "capital_lon", lon, until.year)


def _goods(read: Read, states: pl.DataFrame) -> Iterator[Entry]:
    table = read("mrio_adb_domestic_sales").filter(
        (pl.col("mrio_version") == "ADB MRIO 72") & (pl.col("block") == "goods")
    )
    last = _by_iso(states, table.filter(pl.col("year") == table["year"].max()), "iso3c")
    yield from _plain(last, "x", "goods_output_usd_m")
    yield from _plain(last, "domestic_sales", "goods_domestic_usd_m")
