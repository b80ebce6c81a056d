"""What the file, the environment and flags set → where the value of each setting comes from."""

from collections.abc import Iterable


def origins_of(
    file: Iterable[str], file_name: str, variables: dict[str, str], flags: Iterable[str]
) -> dict[str, str]:
    """For each setting that is not left at its default, what set it: flags win over the
    environment, whose variables are given by the settings, and that over the file."""
    return {
        **dict.fromkeys(file, file_name),
        **variables,
        **{name: f"--{name}" for name in flags},
    }
