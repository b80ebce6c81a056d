"""What a form asks for, as plain values. Pure; ``components`` makes Discord's forms of them."""

from dataclasses import dataclass
from enum import Enum, auto


class FieldKind(Enum):
    """How a field is filled in."""

    TEXT = auto()
    LONG_TEXT = auto()
    CHOICES = auto()
    CHANNELS = auto()
    ROLE = auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values to choose from."""

    label: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: what it is called, what it asks for, and what stands in it at first.

    ``most`` is the number of values that may be chosen, or of characters of a text.
    """

    name: str
    label: str
    kind: FieldKind
    most: int = 1
    choices: tuple[Choice, ...] = ()
    text: str = ""
    ids: tuple[int, ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form of up to five fields, whose id says what it is for; a ``note`` stands below them."""

    title: str
    id: str
    fields: tuple[Field, ...]
    note: str = ""
