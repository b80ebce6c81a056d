"""One file a format: bytes → ``Reading``s. Nothing outside this folder knows formats."""
