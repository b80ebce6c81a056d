"""``/settings`` → the owner's rules: ask channels, confidence threshold and document sets.

What opens private documents is an owner's to decide. Who manages a server decides for that server
which channels are answered, from what confidence on, and can narrow what a channel sees.
"""

import re
from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answering.channel_sets import channel_of
from bot.chat.answering.delivery import Interaction, show_page, show_result
from bot.chat.answering.place import origin_of
from bot.chat.commands.channel_settings import add_channel_settings
from bot.chat.commands.handovers import add_handover_setting
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.marked_channels import add_marking_setting
from bot.chat.commands.mode_lines import mode_lines
from bot.chat.commands.owners import OwnerCommands, command_group
from bot.chat.commands.pages import listed_page
from bot.chat.commands.permissions import Rank
from bot.chat.commands.rule_lines import RulesView, rules_lines
from bot.chat.commands.server_settings import MOST_CONFIDENCE
from bot.chat.commands.set_choices import set_choices, set_list_choices
from bot.chat.commands.set_labels import set_labels
from bot.chat.commands.settings_card import SettingsCard
from bot.chat.commands.trusted_roles import add_trusted_setting
from bot.chat.render.escaping import escape
from bot.chat.render.pages import Listed, PageRequest
from bot.chat.state.database import Rule
from bot.service.set_names import sets_named, shown_name

RULES_LIST = "rules"

_CHANNEL = re.compile(r"<#([0-9]{1,20})>")


def settings_commands(owner: OwnerCommands, card: SettingsCard) -> app_commands.Group:
    """``/settings``: which channels are answered, from what confidence on, from which documents."""
    group = command_group("settings")
    _add_show(group, owner, card)
    _add_ask_channel(group, owner)
    _add_confidence(group, owner)
    _add_sets(group, owner)
    _add_role(group, owner)
    _add_mark(group, owner)
    add_channel_settings(group, owner)
    add_handover_setting(group, owner)
    add_marking_setting(group, owner)
    add_trusted_setting(group, owner)
    return group


def _add_show(group: app_commands.Group, owner: OwnerCommands, card: SettingsCard) -> None:
    @group.command(name=localised("show_name"), description=localised("show_about"))
    async def show(interaction: Interaction) -> None:
        if not await owner.accept(interaction):
            return
        if interaction.guild is None:
            await _show_rules(owner, interaction)
        else:
            await card.show(interaction)


def _add_ask_channel(group: app_commands.Group, owner: OwnerCommands) -> None:
    @group.command(name=localised("ask_channel_name"), description=localised("ask_channel_about"))
    @app_commands.rename(channel=localised("channel_name"), on=localised("on_name"))
    @app_commands.describe(
        channel=localised("ask_channel_channel_about"), on=localised("ask_channel_on_about")
    )
    async def ask_channel(
        interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel, on: bool
    ) -> None:
        if not await owner.accept(interaction):
            return
        if on and not owner.responder.config.discord.message_content:
            await show_result(interaction, texts_of(interaction)("needs_content"))
            return
        await _set_rules(owner, interaction, ("ask", channel.id, on or None))


def _add_confidence(group: app_commands.Group, owner: OwnerCommands) -> None:
    @group.command(name=localised("confidence_name"), description=localised("confidence_about"))
    @app_commands.rename(value=localised("value_name"))
    @app_commands.describe(value=localised("value_about"))
    async def confidence(
        interaction: Interaction,
        value: app_commands.Range[float, 0.0, MOST_CONFIDENCE] | None = None,
    ) -> None:
        if await owner.accept(interaction):
            await _set_rules(owner, interaction, ("threshold", interaction.guild_id or 0, value))


def _add_sets(group: app_commands.Group, owner: OwnerCommands) -> None:
    @group.command(name=localised("sets_name"), description=localised("sets_about"))
    @app_commands.rename(channel=localised("channel_name"), sets=localised("listed_name"))
    @app_commands.describe(
        channel=localised("sets_channel_about"), sets=localised("sets_listed_about")
    )
    async def sets(
        interaction: Interaction,
        channel: discord.TextChannel | discord.ForumChannel,
        sets: str = "",
    ) -> None:
        if await owner.accept(interaction):
            await _list_channel_sets(owner, interaction, channel.id, sets)

    @sets.autocomplete("sets")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return set_list_choices(await _offered_names(owner, interaction), typed)


def _add_role(group: app_commands.Group, owner: OwnerCommands) -> None:
    @group.command(name=localised("role_name"), description=localised("role_about"))
    @app_commands.rename(role=localised("which_name"), sets=localised("listed_name"))
    @app_commands.describe(role=localised("role_role_about"), sets=localised("role_listed_about"))
    async def role(interaction: Interaction, role: discord.Role, sets: str = "") -> None:
        if await owner.accept(interaction, Rank.OWNER):
            await _list_role_sets(owner, interaction, role, sets)

    @role.autocomplete("sets")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return set_list_choices(await _offered_names(owner, interaction), typed)


def _add_mark(group: app_commands.Group, owner: OwnerCommands) -> None:
    @group.command(name=localised("mark_name"), description=localised("mark_about"))
    @app_commands.rename(name=localised("set_name"), private=localised("private_name"))
    @app_commands.describe(
        name=localised("mark_set_about"), private=localised("mark_private_about")
    )
    async def mark(interaction: Interaction, name: str, private: bool) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            await _mark_set(owner, interaction, name, private)

    @mark.autocomplete("name")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        names = await _offered_names(owner, interaction)
        return set_choices([name for name in names if name != shown_name("")], typed)


async def _offered_names(owner: OwnerCommands, interaction: Interaction) -> list[str]:
    """What the sets that a person may name are called; none for whoever may not rule."""
    if not await owner.rules(interaction):
        return []
    return [*set_labels(interaction.client, await _known_sets(owner, interaction))]


async def _known_sets(owner: OwnerCommands, interaction: Interaction) -> list[str]:
    """The sets that a person may name."""
    view, responder = await _view(owner, interaction), owner.responder
    return view.sets(responder.rules, responder.engine.sets())


async def _list_channel_sets(
    owner: OwnerCommands, interaction: Interaction, channel: int, names_text: str
) -> None:
    """Store which sets a channel sees; an empty list deletes the rule."""
    names = await _known_names(owner, interaction, names_text)
    if names is None:
        return
    target = f"channel:{channel}"
    if await owner.rank(interaction) is Rank.MANAGER:
        await _set_rules(owner, interaction, ("narrowed", target, names or None))
        return
    await _set_rules(
        owner,
        interaction,
        ("seen", target, names or None),
        ("narrowed", target, None),
        ("seen", channel, None),
    )


async def _list_role_sets(
    owner: OwnerCommands, interaction: Interaction, role: discord.Role, names_text: str
) -> None:
    """Store which sets members with a role see besides; an empty list deletes the rule."""
    if role.is_default() and names_text.strip():
        await show_result(interaction, texts_of(interaction)("role_of_everybody"))
        return
    names = await _known_names(owner, interaction, names_text)
    if names is not None:
        rule = ("seen", f"role:{role.id}", names or None)
        await _set_rules(owner, interaction, rule, ("seen", role.id, None))


async def _mark_set(
    owner: OwnerCommands, interaction: Interaction, written: str, private: bool
) -> None:
    texts, responder = texts_of(interaction), owner.responder
    names = _named(interaction, written, await _known_sets(owner, interaction))
    if len(names) != 1:
        await show_result(interaction, texts("no_set", names=escape(written)))
    elif names[0] in responder.rules.fixed_among(responder.engine.sets()):
        name = escape(written.strip(), opens_line=False)
        await show_result(interaction, texts("mark_fixed", name=name))
    elif private and not names[0]:
        # A mark is lost with the state, and these documents then answer on.
        await show_result(interaction, texts("mark_no_folder"))
    else:
        await _set_rules(owner, interaction, ("private", names[0], private))


async def _known_names(
    owner: OwnerCommands, interaction: Interaction, names_text: str
) -> list[str] | None:
    """The sets that a list names; ``None`` if it names one that there is not, which is told."""
    written_names = [name for name in names_text.split(",") if name.strip()]
    known_sets = await _known_sets(owner, interaction)
    found = {written: _named(interaction, written, known_sets) for written in written_names}
    unknown = [written.strip() for written, names in found.items() if len(names) != 1]
    if unknown:
        names = escape(", ".join(unknown))
        await show_result(interaction, texts_of(interaction)("no_set", names=names))
        return None
    return [name for names in found.values() for name in names]


def _named(interaction: Interaction, written: str, sets: Sequence[str]) -> tuple[str, ...]:
    """The sets that a written name can mean; a channel that is named means that of its messages."""
    if mention := _CHANNEL.fullmatch(written.strip()):
        return tuple(name for name in sets if channel_of(name) == int(mention[1]))
    called = set_labels(interaction.client, sets).get(written.strip())
    return sets_named(written, sets) if called is None else (called,)


async def _view(owner: OwnerCommands, interaction: Interaction) -> RulesView:
    everywhere = await owner.rank(interaction) is Rank.OWNER
    sets, origin = owner.responder.engine.sets(), origin_of(interaction, private=True)
    unnamed = owner.responder.channel_sets.unreadable(sets, origin)
    return RulesView.of(interaction.client, origin.guild, unnamed, everywhere=everywhere)


async def _show_rules(owner: OwnerCommands, interaction: Interaction) -> None:
    listed = await listed_rules(owner, interaction, "")
    await show_page(interaction, listed_page(interaction, listed, PageRequest(RULES_LIST)))


async def listed_rules(owner: OwnerCommands, interaction: Interaction, _: str) -> Listed:
    """The rules in force, as far as the person may know them."""
    rules, sets = owner.responder.rules, owner.responder.engine.sets()
    view, texts = await _view(owner, interaction), texts_of(interaction)
    head = texts("rules_as_read" if owner.responder.state.problem else "rules_head")
    modes = mode_lines(owner.responder, interaction.guild, texts)
    return Listed(head, (*rules_lines(rules, sets, view, texts), *modes))


async def _set_rules(owner: OwnerCommands, interaction: Interaction, *rules: Rule) -> None:
    """Store rules and show those in force."""
    if await owner.keep_rules(interaction, *rules):
        await _show_rules(owner, interaction)
