"""What the exit code of a command says."""

ANSWERED = 0
SILENT = 1
"""The documents do not say, or not for certain."""
USAGE = 2
"""A slip in the command, or in the settings."""
NO_INDEX = 3
"""No usable index or model."""
NO_CORPUS = 4
"""The corpus could not be read; nothing was published."""
FORCED = 5
"""The bot had to end by force."""
SOURCE_FAILED = 6
INTERRUPTED = 130
