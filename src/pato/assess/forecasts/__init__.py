"""Falsifiable forecasts: dated statements about pairs of states, frozen in a file, and scored once outcomes are known."""

from pato.assess.forecasts.freeze import freeze as freeze
from pato.assess.forecasts.freeze import to_text as to_text
from pato.assess.forecasts.schema import ForecastFile as ForecastFile
from pato.assess.forecasts.schema import load_forecasts as load_forecasts
from pato.assess.forecasts.score import read_outcomes as read_outcomes
from pato.assess.forecasts.score import score_tables as score_tables
