"""Builders of models for studies: one file per model, named after the model's id."""
