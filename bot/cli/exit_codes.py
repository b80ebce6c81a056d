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
FAULT = 70
"""A fault of Pincite itself, which Python would end with 1."""
INTERRUPTED = 130
"""As a shell says it of a process that SIGINT ended; SIGTERM makes it 143."""
OUTPUT_CLOSED = 141
"""Nobody reads the output any more, as ``head`` does; a shell says it of SIGPIPE."""

ALWAYS = {
    USAGE: "a slip in the command or the settings",
    INTERRUPTED: "interrupted; 143 if told to end, 141 if nobody reads the output",
}
"""What codes say that every command may end with."""
UNUSABLE = {NO_INDEX: "no usable index or model"}
UNREADABLE = {**UNUSABLE, NO_CORPUS: "the documents cannot be read"}
"""The same of commands that use the index, and of those that read the documents or may build."""
FAILED_SOURCE = {SOURCE_FAILED: "something outside could not be fetched or kept"}
