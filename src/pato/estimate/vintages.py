"""Tables behind an estimate: titles, and the checksum of each as read."""

from __future__ import annotations

from collections.abc import Mapping

from pato.world.sources import store

_TITLES = {
    "atop51_directed_dyad_year_1815_2018": "ATOP 5.1 (Leeds, Ritter, Mitchell and Long 2002)",
    "atop51_member_level": "ATOP 5.1, members",
    "cow_capitals": "capitals, as in peacesciencer",
    "cow_contdir": "COW Direct Contiguity 3.2",
    "cow_majors": "COW Major Powers 2016",
    "cow_nmc": "COW National Material Capabilities 7.0",
    "cow_states": "COW State System Membership 2016",
    "gml_dirdisp": "Gibler, Miller and Little, MID 2.2.1",
    "isard_cw_democracy_1816_2025": "extended unified democracy scores, as in isard",
    "polity5_1800_2018": "Polity5 (Marshall and Gurr 2020), crossed to COW's states",
    "tss_rivalries": "Thompson, Sakuwa and Suhas 2021",
}
"""Tables that several estimates rest on."""


def titled(*names: str, **own: str) -> dict[str, str]:
    """Return the titles of tables in the order of their names; unknown names are returned unchanged."""
    return {name: own.get(name) or _TITLES[name] for name in (*names, *(n for n in own if n not in names))}


def vintages(tables: Mapping[str, str], folder: str | None) -> dict[str, dict[str, str]]:
    """Return the version and the SHA-256 of each table."""
    return {
        table: {"version": title, "sha256": store.checksum(table, folder=folder)}
        for table, title in tables.items()
    }
