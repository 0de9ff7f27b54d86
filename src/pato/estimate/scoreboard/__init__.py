"""The scoreboard of `pato validate`: forecasts on expanding windows by several models, and how good they were.

What is forecast, by what, and in which windows is fixed in ``specifications/scoreboard.yaml``.
"""
