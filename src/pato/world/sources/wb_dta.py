"""World Bank Deep Trade Agreements: agreements in force between pairs."""

from pato.world.sources.base import Source

SOURCE = Source(
    name="wb-dta",
    title="Deep Trade Agreements: agreements in force and their depth clusters",
    owner="World Bank (Fontagné, Rocha, Ruta and Santoni)",
    version="toolkit of January 2024, to 2023",
    licence="not stated; cite the authors",
    citation="Fontagné, L., Rocha, N., Ruta, M. and Santoni, G. (2023). The economic impact of deepening trade agreements. World Bank Economic Review 37.",
    page="https://datatopics.worldbank.org/dta/table.html",
    table="rta_bilateral_year_1958_2023",
    ships="figures",
)
