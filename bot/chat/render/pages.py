"""A long list → one page of it, with buttons to the pages beside it. Pure.

The number of the page and the word that was searched for stand in the ids of the buttons, so that
they work after a restart. The list is read again for each page: what it has no longer is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.render.cards import ID_PREFIX, Button
from bot.chat.render.fitting import fitting_text
from bot.chat.render.forms import Choice
from bot.chat.render.limits import LONGEST_ID, MESSAGE_LIMIT, fitting_start, length
from bot.chat.render.translations import Texts

PAGE_BUTTON = "page"
"""Stands in the ids of the buttons that lead to another page."""

MOST_ENTRIES = 25
"""Entries of a page, if all of them fit into a message."""

_LONGEST_SEARCH = LONGEST_ID - len(f"{ID_PREFIX}:{PAGE_BUTTON}:a_long_name:1000000:")


@dataclass(frozen=True, slots=True)
class Chooser:
    """Entries to choose one from, and what is sent to the bot then."""

    id: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """All entries of a list, the line above them, which may be empty, and further buttons below
    each page.

    ``tabs`` lead to other lists of the same kind. With a ``chooser`` of a choice for each entry,
    one of those on a page can be chosen.
    """

    head: str
    entries: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    tabs: tuple[Button, ...] = ()
    chooser: Chooser | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of which list is wanted, and what its entries have to contain."""

    name: str
    number: int = 1
    search: str = ""

    @property
    def id(self) -> str:
        """The id of a button that leads there."""
        return f"{ID_PREFIX}:{PAGE_BUTTON}:{self.name}:{self.number}:{self.search}"

    @classmethod
    def read(cls, button_id: str) -> "PageRequest | None":
        """The page that a button leads to; ``None`` if it is another kind of button."""
        prefix, _, rest = button_id.partition(f":{PAGE_BUTTON}:")
        name, _, numbered = rest.partition(":")
        number, colon, search = numbered.partition(":")
        is_page = prefix == ID_PREFIX and colon and number.isdecimal() and number.isascii()
        return cls(name, int(number[:9]), search) if is_page else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, as a message."""

    text: str
    buttons: tuple[Button, ...] = ()
    tabs: tuple[Button, ...] = ()
    chooser: Chooser | None = None


def search_word(typed: str) -> str:
    """What is searched for: as much of what was typed as the id of a button holds."""
    return fitting_start(" ".join(typed.split()), _LONGEST_SEARCH)


def page_of(listed: Listed, request: PageRequest, texts: Texts) -> Page:
    """The page of the list that is wanted, or the last one if the list has become shorter."""
    pages = _pages(listed.entries, MESSAGE_LIMIT - length(listed.head) - 1)
    number = min(max(1, request.number), len(pages))
    text = "\n".join([listed.head, *pages[number - 1]] if listed.head else pages[number - 1])
    chooser = _chooser_of(listed, sum(map(len, pages[: number - 1])), len(pages[number - 1]))
    if len(pages) == 1:
        return Page(text, listed.buttons, listed.tabs, chooser)

    def button(label: str, target: int, *, disabled: bool) -> Button:
        id = PageRequest(request.name, target, request.search).id
        return Button(label, id, disabled=disabled)

    where = texts("page_of", number=f"{number:,}", count=f"{len(pages):,}")
    return Page(
        text,
        (
            button(texts("page_before"), number - 1, disabled=number == 1),
            button(where, number, disabled=True),
            button(texts("page_after"), number + 1, disabled=number == len(pages)),
            *listed.buttons,
        ),
        listed.tabs,
        chooser,
    )


def _chooser_of(listed: Listed, first: int, count: int) -> Chooser | None:
    """What can be chosen on a page; ``None`` where nothing can."""
    choices = listed.chooser.choices[first : first + count] if listed.chooser else ()
    return replace(listed.chooser, choices=choices) if listed.chooser and choices else None


def _pages(entries: Sequence[str], room: int) -> list[list[str]]:
    """The entries of each page; there is at least one page."""
    pages: list[list[str]] = [[]]
    room_left = room
    for entry in (fitting_text(entry, room - 1) for entry in entries):
        if len(pages[-1]) == MOST_ENTRIES or length(entry) + 1 > room_left:
            pages.append([])
            room_left = room
        pages[-1].append(entry)
        room_left -= length(entry) + 1
    return pages
