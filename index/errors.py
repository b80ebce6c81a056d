"""What can go wrong → a small tree of errors; a person can act on each of them.

    PinciteError
    ├── UsageError          the question, an option or a batch line cannot be used
    ├── ConfigError         pincite.toml, the environment or a secret
    ├── CorpusError         the documents could not be read; nothing was published
    ├── EncoderError        the model's weights are missing or not the expected ones
    ├── NotPublished        a build published nothing; the previous index still answers
    │   ├── IndexBusy           another process is building it
    │   ├── IndexUnwritable     no space, no permission, or no locks in its folder
    │   └── FaultyBuild         what was built failed a check
    └── UnusableIndex       no index to answer from
        ├── IndexNotFound       no index was built yet
        ├── IndexMismatch       built by another format or encoder
        └── IndexDamaged        a file is missing or not what the manifest says

A message says what is wrong, where, and what to do next.
"""


class PinciteError(Exception):
    """The base of every error that Pincite raises on purpose."""


class UsageError(PinciteError):
    """The question, an option or a batch line cannot be used."""


class ConfigError(PinciteError):
    """A setting or a secret is missing or wrong."""


class CorpusError(PinciteError):
    """The documents could not be read; nothing was published."""


class EncoderError(PinciteError):
    """The model's weights are missing or not the expected ones."""


class NotPublished(PinciteError):
    """A build published nothing; the previous index still answers."""


class IndexBusy(NotPublished):
    """Another process is building the index."""


class IndexUnwritable(NotPublished):
    """There is no space, no permission, or no locks in the folder of the index."""


class FaultyBuild(NotPublished):
    """What was built failed a check."""


class UnusableIndex(PinciteError):
    """There is no index to answer from."""

    @property
    def problem(self) -> str:
        """The message without its advice, which stands after the last semicolon."""
        return str(self).rpartition("; ")[0] or str(self)


class IndexNotFound(UnusableIndex):
    """No index was built yet."""


class IndexMismatch(UnusableIndex):
    """The index was built by another format or encoder."""


class IndexDamaged(UnusableIndex):
    """A file of the index is missing or not what its manifest says."""
