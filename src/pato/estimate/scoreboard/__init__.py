"""The scoreboard of `pato validate`: forecasts on expanding windows by several models, and how good they were.

Outcomes, forecasters and windows are fixed in ``specifications/scoreboard.yaml``.
"""
