"""Files that people write, read once and kept as JSON: the reader, the kinds of file, the cache, the library."""
