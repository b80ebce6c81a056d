"""A list that is longer than a message → its pages, turned by buttons for who sees it."""

from collections.abc import Awaitable, Callable, Mapping

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge_button,
    send_privately,
    show_page,
)
from bot.chat.commands.localisation import texts_of
from bot.chat.render.pages import Listed, Page, PageRequest, page_of

ReadList = Callable[[Interaction, str], Awaitable[Listed | str]]
"""Reads the list that a person may see there, of what contains a word; a sentence if it is none."""

MayRead = Callable[[Interaction], Awaitable[bool]]
"""Whether a person may see the list; it tells who may not."""


class PagedLists:
    """Lists by the names that stand in the ids of their buttons."""

    def __init__(self, lists: Mapping[str, tuple[MayRead, ReadList]]) -> None:
        self._lists = lists

    async def turn(self, interaction: Interaction, request: PageRequest) -> None:
        """Show another page in the place of the one whose button was used."""
        if request.name not in self._lists:
            unknown = texts_of(interaction)("unknown_answer")
            await send_privately(interaction, unknown)
            return
        may_read, read = self._lists[request.name]
        if await may_read(interaction):
            await acknowledge_button(interaction)
            page = listed_page(interaction, await read(interaction, request.search), request)
            await show_page(interaction, page)


def listed_page(interaction: Interaction, listed: Listed | str, request: PageRequest) -> Page:
    """The page of a list, or the sentence that says why there is none."""
    if isinstance(listed, str):
        return Page(listed)
    return page_of(listed, request, texts_of(interaction))


async def everybody(_: Interaction) -> bool:
    """A list for everybody: what is in it depends on who asks where."""
    return True
