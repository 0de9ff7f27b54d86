"""Tables behind an estimate: titles, and the checksum of each as read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.world.sources import store

_TITLES = {
    "atop51_directed_dyad_year_1815_2018": "ATOP 5.1 (Leeds, Ritter, Mitchell and Long 2002)",
    "atop51_member_level": "ATOP 5.1, members",
    "berkemeier_fuhrmann_2018_war_performance": "Berkemeier and Fuhrmann 2018, replication data",
    "cow_capitals": "capitals, as in peacesciencer",
    "country_codes": "codes of states, as in countrycode (Arel-Bundock, Enevoldsen and Yetman 2018)",
    "cow_contdir": "COW Direct Contiguity 3.2",
    "cow_majors": "COW Major Powers 2016",
    "cow_nmc": "COW National Material Capabilities 7.0",
    "cow_states": "COW State System Membership 2016",
    "cow_war_inter": "COW Inter-State Wars 4.0",
    "cw_gdppop": "GDP, as in peacesciencer (ends in 2019)",
    "gml_dirdisp": "Gibler, Miller and Little, MID 2.2.1",
    "isard_cw_democracy_1816_2025": "extended unified democracy scores, as in isard",
    "nuclear_warheads_1945_2023": "nuclear warheads (Federation of American Scientists), via Our World in Data",
    "polity5_1800_2018": "Polity5 (Marshall and Gurr 2020), crossed to COW's states",
    "sipri_milex_1949_2024": "SIPRI Military Expenditure Database, April 2025",
    "tss_rivalries": "Thompson, Sakuwa and Suhas 2021",
    "unga_idealpoints_s1_s78": "ideal points in the UN General Assembly (Bailey, Strezhnev and Voeten 2017), June 2024",
    "wdi_gdp_1960_2023": "World Development Indicators, GDP at current USD",
}
"""Tables that several estimates rest on."""


def titled(*names: str, **own: str) -> dict[str, str]:
    """Return the titles of tables in the order of their names, ``own`` ones where the usual title says too little."""
    return {name: own.get(name) or _TITLES[name] for name in (*names, *(n for n in own if n not in names))}


def changed(shipped: Mapping[str, Any], fitted: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return a row for each table whose file is not the same behind two estimates, or that only one of them rests on."""
    both = [{t: v["sha256"][:12] for t, v in one["data"].items()} for one in (shipped, fitted)]
    return [
        (f"file of {t}", old, new)
        for t in dict.fromkeys([*both[0], *both[1]])
        if (old := both[0].get(t, "")) != (new := both[1].get(t, ""))
    ]


def vintages(tables: Mapping[str, str], folder: str | None) -> dict[str, dict[str, str]]:
    """Return the version and the SHA-256 of each table."""
    return {
        table: {"version": title, "sha256": store.checksum(table, folder=folder)}
        for table, title in tables.items()
    }
