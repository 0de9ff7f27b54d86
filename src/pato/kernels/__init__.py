"""Mathematics only: arrays in, frozen dataclasses or arrays out; nothing of pato is imported here."""
