"""The formats of treaty, architecture, event and check files: one pydantic model each, the single definition."""
