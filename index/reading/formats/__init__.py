"""Bytes of a file → ``Reading``s, one module for each format. No other folder knows formats."""
