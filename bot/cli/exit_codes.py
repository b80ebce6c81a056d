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

ALWAYS = {USAGE: "a slip in the command or the settings", INTERRUPTED: "interrupted"}
"""What codes say that every command may end with."""
UNUSABLE = {NO_INDEX: "no usable index or model"}
UNREADABLE = {**UNUSABLE, NO_CORPUS: "the documents cannot be read"}
"""The same of commands that use the index, and of those that read the documents or may build."""
FAILED_SOURCE = {SOURCE_FAILED: "something outside could not be fetched or kept"}
