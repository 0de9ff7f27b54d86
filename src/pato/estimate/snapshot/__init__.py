"""Compiles the snapshot that ships from the data store: figures of states, pairs and trade, rounded and sourced."""
