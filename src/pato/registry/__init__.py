"""Registry of states, places and acts: the basis of everything that names one (C4).

The words are kept in ``data/``, checked and compiled once; nothing here imports numpy, pydantic or ruamel (C9).
Import the modules (``from pato.registry import states``): functions are not re-exported here, because
``states``, ``acts`` and ``places`` would then hide the modules of the same names.
"""
