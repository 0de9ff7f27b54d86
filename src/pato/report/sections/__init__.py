"""One module per section: ``ORDER`` places it, ``build(context)`` makes it or returns None."""
