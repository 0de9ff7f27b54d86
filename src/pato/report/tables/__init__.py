"""Answers of models as tables and sentences: models return numbers, and what prints them lays them out here."""
