"""The quotes whose words no longer stand → for owners: a list with links to answers, a file.

Of a document that may not be seen where it is asked nothing is said, nor is it counted.
"""

import datetime

import discord

from bot.chat.answering.delivery import Interaction, SentFile, acknowledge, show_page
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.pages import listed_page
from bot.chat.commands.permissions import Rank
from bot.chat.render.addresses import message_link
from bot.chat.render.cards import Button, button_id
from bot.chat.render.csv_files import csv_file
from bot.chat.render.escaping import SMALL, cut_at_word, escape, isolated_direction, joined_fields
from bot.chat.render.pages import Listed, PageRequest
from bot.chat.render.translations import Texts
from bot.chat.state.database import ANSWER_DAYS
from bot.chat.state.lost_quotes import ChangedAnswer, changed_answers
from bot.chat.state.statistics import Scope
from index.answering.changed_quotes import Fate
from index.storage.document_sets import set_of

CHANGED_LIST = "changed"
"""The name of the list, and of the action of the button that opens it."""

OF_SERVER, OF_ALL = 0, 1
"""Whether the button is for one server or for all; also the word of the list's pages."""

FILE_NAME = "changed_quotes.csv"
CSV_HEAD = ("document", "title", "became", "since", "quotes", "server", "link")
LONGEST_TITLE = 100


class ChangedQuotes:
    """The list and the button that opens it."""

    def __init__(self, owner: OwnerCommands) -> None:
        self._owner = owner

    async def open(self, interaction: Interaction, scope: int, _: int) -> None:
        """Show the first page to the owner who pressed the button."""
        if await self._owner.allow(interaction, Rank.OWNER if scope == OF_ALL else Rank.MANAGER):
            await acknowledge(interaction, private=True)
            search = str(OF_ALL) if scope == OF_ALL else ""
            listed = await self.listed(interaction, search)
            request = PageRequest(CHANGED_LIST, search=search)
            await show_page(interaction, listed_page(interaction, listed, request))

    async def listed(self, interaction: Interaction, search: str) -> Listed | str:
        """The answers whose quotes changed, the newest change first; those of all servers for
        owners who ask for them."""
        texts = texts_of(interaction)
        is_owner = await self._owner.rank(interaction) is Rank.OWNER
        of_all = search == str(OF_ALL) and is_owner
        changed = await read_changed(self._owner.responder, interaction, of_all=of_all)
        if changed is None:
            return texts("gaps_unread")
        if not changed:
            return texts("changed_none", days=ANSWER_DAYS)
        head = texts("changed_head", count=f"{sum(one.count for one in changed):,}")
        entries = (_entry(one, _link(interaction.client, one), texts) for one in changed)
        return Listed(head, tuple(entries))


async def read_changed(
    responder: Responder, interaction: Interaction, *, of_all: bool
) -> list[ChangedAnswer] | None:
    """What may be told there; ``None`` while the state cannot be read."""
    origin = origin_of(interaction, private=True)
    scope = Scope(None if of_all else origin.guild, origin.channels)
    unread: list[ChangedAnswer] | None = None
    found = await responder.state.run(lambda database: changed_answers(database, scope), unread)
    if found is None:
        return None
    sets = responder.visible_sets(origin, (set_of(one.lost.document) for one in found))
    return [one for one in found if set_of(one.lost.document) in sets]


def changed_button(texts: Texts, *, of_all: bool) -> Button:
    """The button that opens the list."""
    return Button(texts("changed_button"), button_id(CHANGED_LIST, OF_ALL if of_all else OF_SERVER))


def changed_csv(interaction: Interaction, changed: list[ChangedAnswer]) -> list[SentFile]:
    """All of them as a file, if there are any."""
    rows = [
        (
            one.lost.document,
            one.lost.title,
            one.lost.became.fate.value,
            datetime.datetime.fromtimestamp(one.lost.at, datetime.UTC).isoformat(),
            one.count,
            str(one.guild or ""),
            _link(interaction.client, one),
        )
        for one in changed
    ]
    return [SentFile(FILE_NAME, csv_file(CSV_HEAD, rows))] if rows else []


def _entry(changed: ChangedAnswer, link: str, texts: Texts) -> str:
    title = escape(isolated_direction(cut_at_word(changed.lost.title, LONGEST_TITLE)))
    is_removed = changed.lost.became.fate is Fate.REMOVED
    became = texts("changed_removed" if is_removed else "changed_words")
    where = texts("changed_link", link=f"<{link}>") if link else texts("changed_private")
    details = joined_fields((became, f"<t:{changed.lost.at}:R>", where))
    return f"{title}\n{SMALL}{details}"


def _link(client: discord.Client, changed: ChangedAnswer) -> str:
    """The address of the message that shows the answer; empty if others do not see it."""
    if not (changed.guild and changed.message):
        return ""
    # An answer in the thread on its question stands there, not in the channel.
    in_thread = isinstance(client.get_channel(changed.question), discord.Thread)
    channel = changed.question if in_thread else changed.channel
    return message_link(changed.guild, channel, changed.message)
