"""What can go wrong → a small tree of errors; a person can act on each of them.

    PinciteError
    ├── UsageError          the question, an option or a batch line cannot be used
    ├── ConfigError         pincite.toml, the environment or a secret
    ├── CorpusError         the documents could not be read; nothing was published
    ├── SourceError         something outside could not be read; its last good version stays
    ├── EncoderError        the model's weights are missing or not the expected ones
    ├── NotPublished        a build published nothing; the previous index still answers
    │   ├── IndexBusy           another process is building it
    │   ├── IndexUnwritable     no space, no permission, or no locks in its folder
    │   └── FaultyBuild         what was built failed a check
    └── UnusableIndex       no index to answer from
        ├── IndexNotFound       no index was built yet
        ├── IndexMismatch       built by another format or encoder
        └── IndexDamaged        a file is missing or not what the manifest says

A message says what is wrong, where, and what to do next, to somebody at a terminal. Whoever speaks
to others says the same of its ``kind`` in words of their own.
"""

from collections.abc import Mapping
from enum import Enum

Value = int | str
"""A number that a reason names, or a name, which is from outside and to be escaped."""

NO_VALUES: Mapping[str, Value] = {}


class ErrorKind(Enum):
    """What is wrong, as far as it makes a difference to whom it is said."""

    OTHER = "other"
    UNUSABLE = "unusable"
    EMPTY_QUESTION = "empty_question"
    LONG_QUESTION = "long_question"
    NO_WORDS = "no_words"
    LONG_TEXT = "long_text"
    SETTINGS = "settings"
    DOCUMENTS = "documents"
    SOURCE = "source"
    ADDRESS = "address"
    CREDENTIALS = "credentials"
    FORBIDDEN_ADDRESS = "forbidden_address"
    FORBIDDEN_PORT = "forbidden_port"
    NO_WEBSITE = "no_website"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    REDIRECTS = "redirects"
    SIGN_IN = "sign_in"
    NOT_THERE = "not_there"
    SERVER_BUSY = "server_busy"
    ROBOTS = "robots"
    TOO_LARGE = "too_large"
    UNREAD_TYPE = "unread_type"
    ALREADY_THERE = "already_there"
    PAGE_GONE = "page_gone"
    MOVED_AWAY = "moved_away"
    ASKS_PASSWORD = "asks_password"
    PAGES_GONE = "pages_gone"
    NO_BRANCH = "no_branch"
    GIT_FAILED = "git_failed"
    NO_GIT = "no_git"
    LOOK_BUSY = "look_busy"
    LOOK_CUT = "look_cut"
    LOOK_MEMORY = "look_memory"
    MODEL = "model"
    NOT_PUBLISHED = "not_published"
    BUSY = "busy"
    UNWRITABLE = "unwritable"
    FAULTY_BUILD = "faulty_build"
    UNUSABLE_INDEX = "unusable_index"
    NO_INDEX = "no_index"
    NO_EARLIER_INDEX = "no_earlier_index"
    OTHER_FORMAT = "other_format"
    DAMAGED = "damaged"


class PinciteError(Exception):
    """The base of every error that Pincite raises on purpose.

    ``values`` are the numbers and names of its message that may be told to whoever is told its
    kind, such as a limit or a host.
    """

    default_kind = ErrorKind.OTHER

    def __init__(self, message: str = "", kind: ErrorKind | None = None, **values: Value) -> None:
        super().__init__(message)
        self.kind = kind or self.default_kind
        self.values = values


class UsageError(PinciteError):
    """The question, an option or a batch line cannot be used."""

    default_kind = ErrorKind.UNUSABLE


class ConfigError(PinciteError):
    """A setting or a secret is missing or wrong."""

    default_kind = ErrorKind.SETTINGS


class CorpusError(PinciteError):
    """The documents could not be read; nothing was published."""

    default_kind = ErrorKind.DOCUMENTS


class SourceError(PinciteError):
    """Something outside could not be fetched or kept; its last good version stays."""

    default_kind = ErrorKind.SOURCE


class EncoderError(PinciteError):
    """The model's weights are missing or not the expected ones."""

    default_kind = ErrorKind.MODEL


class NotPublished(PinciteError):
    """A build published nothing; the previous index still answers."""

    default_kind = ErrorKind.NOT_PUBLISHED


class IndexBusy(NotPublished):
    """Another process is building the index."""

    default_kind = ErrorKind.BUSY


class IndexUnwritable(NotPublished):
    """There is no space, no permission, or no locks in the folder of the index."""

    default_kind = ErrorKind.UNWRITABLE


class FaultyBuild(NotPublished):
    """What was built failed a check."""

    default_kind = ErrorKind.FAULTY_BUILD


class UnusableIndex(PinciteError):
    """There is no index to answer from."""

    default_kind = ErrorKind.UNUSABLE_INDEX

    @property
    def problem(self) -> str:
        """The message without its advice, which stands after the last semicolon."""
        return str(self).rpartition("; ")[0] or str(self)


class IndexNotFound(UnusableIndex):
    """No index was built yet."""

    default_kind = ErrorKind.NO_INDEX


class IndexMismatch(UnusableIndex):
    """The index was built by another format or encoder."""

    default_kind = ErrorKind.OTHER_FORMAT


class IndexDamaged(UnusableIndex):
    """A file of the index is missing or not what its manifest says."""

    default_kind = ErrorKind.DAMAGED
