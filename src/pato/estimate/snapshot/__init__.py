"""Compiles the shipped snapshot from the data store: data on states, pairs and trade, rounded and sourced."""

from pato.estimate.snapshot.files import compile_snapshot as compile_snapshot
from pato.estimate.snapshot.files import write as write
