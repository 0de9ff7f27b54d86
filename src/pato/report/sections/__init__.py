"""One module a section: ``ORDER`` places it, ``build(context)`` makes it or returns None."""
