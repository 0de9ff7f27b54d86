"""World Development Indicators: gross domestic product."""

from pato.world.sources.base import Source

SOURCE = Source(
    name="wdi",
    title="World Development Indicators: GDP, current and PPP",
    owner="World Bank",
    version="2025-03",
    licence="CC BY 4.0",
    citation="World Bank (2025). World Development Indicators.",
    page="https://databank.worldbank.org/source/world-development-indicators",
    table="wdi_gdp_1960_2023",
)
