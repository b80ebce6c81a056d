"""The settings of a server: what of each holds, the form that changes it, and what its values do.

A form is filled in by anybody's client: what comes back is compared with what was offered.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import discord

from bot.chat.answering.access import AccessRules
from bot.chat.answering.channel_sets import channel_of
from bot.chat.answering.delivery import SEND_ERRORS
from bot.chat.answering.responder import Responder
from bot.chat.commands.filled_forms import Values
from bot.chat.commands.rule_lines import RulesView, elsewhere_lines, set_words
from bot.chat.render.escaping import cut_at_word, escape
from bot.chat.render.forms import Choice, Field, FieldKind
from bot.chat.render.limits import LONGEST_CHOICE, MOST_CHOICES, length
from bot.chat.render.translations import LANGUAGES, Texts, texts_in
from bot.chat.state.database import Rule
from bot.service.set_names import sets_named, shown_name

AUTOMATIC = "auto"
LONGEST_NICKNAME = 32
RENAMED_TIMEOUT = 2.0
LONGEST_NUMBER = 10
LONGEST_LIST = 1_000
MOST_CONFIDENCE = 20.0
MOST_NAMES = 10
LONGEST_NAME = 40


class WrongValueError(Exception):
    """A value that cannot be taken; its text is the name of the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a setting is shown and changed for: a server, by somebody who may do so."""

    rules: AccessRules
    sets: tuple[str, ...]
    guild: discord.Guild
    client: discord.Client
    texts: Texts
    is_owner: bool
    """Whether the person rules the bot everywhere: only then private sets may be opened."""
    unnamed: frozenset[str] = frozenset()
    """The sets of channels that the person may not read."""

    @property
    def view(self) -> RulesView:
        """The rules that the person may see."""
        return RulesView.of(self.client, self.guild.id, self.unnamed, everywhere=self.is_owner)


Apply = Callable[[Responder, Scope, Values], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a server: what holds, the form that changes it, and what its values do."""

    name: str
    lines: Callable[[Scope], Iterable[str]]
    fields: Callable[[Scope], tuple[Field, ...]]
    apply: Apply


def _stored(rules_of: Callable[[Scope, Values], Iterable[Rule]]) -> Apply:
    """Stores the rules that follow from the values."""

    async def apply(responder: Responder, scope: Scope, values: Values) -> None:
        if not await responder.set_rules(*rules_of(scope, values)):
            raise WrongValueError("not_kept")

    return apply


def _server(scope: Scope) -> str:
    return f"guild:{scope.guild.id}"


def _open_sets(scope: Scope) -> list[str]:
    """The sets that this person may name: all of them, or those that are public; but of channels
    only those that the person may read."""
    private = frozenset() if scope.is_owner else scope.rules.private_among(scope.sets)
    return [name for name in scope.sets if name not in private | scope.unnamed]


def _label(scope: Scope, name: str) -> str:
    """How a set is called in a list to choose from."""
    channel = scope.guild.get_channel_or_thread(channel_of(name))
    return cut_at_word(f"#{channel.name}", LONGEST_CHOICE) if channel else shown_name(name)


def _list_rules(scope: Scope, target: str, sets: list[str] | None) -> Iterator[Rule]:
    """An owner decides what is seen; who manages the server can only narrow it."""
    yield ("seen" if scope.is_owner else "narrowed"), target, sets
    if scope.is_owner:
        yield "narrowed", target, None


def _sets_field(scope: Scope, chosen: Iterable[str]) -> Field:
    """Sets to choose from; names to type where there are too many for a list, or too long ones."""
    chosen_sets, names = set(chosen), _open_sets(scope)
    label = scope.texts("setting_sets_label")
    if len(names) > MOST_CHOICES or any(length(name) > LONGEST_CHOICE for name in names):
        text = ", ".join(shown_name(name) for name in names if name in chosen_sets)
        return Field("sets", label, FieldKind.TEXT, LONGEST_LIST, text=text)
    choices = tuple(
        Choice(_label(scope, name), shown_name(name), name in chosen_sets) for name in names
    )
    return Field("sets", label, FieldKind.CHOICES, len(choices), choices)


def _sets_in(scope: Scope, values: Values) -> list[str] | None:
    """The sets that were filled in; ``None`` for none. One that was not offered is refused."""
    open_sets = _open_sets(scope)
    typed = [name for value in values.get("sets", ()) for name in value.split(",") if name.strip()]
    named = [sets_named(name, open_sets) for name in typed]
    if any(len(sets) != 1 for sets in named):
        raise WrongValueError("setting_no_set")
    names = {name for sets in named for name in sets}
    return sorted(names) or None


def _names(scope: Scope, names: Iterable[str]) -> str:
    """Names of sets on one line, the first of many, with nothing in them that Discord obeys."""
    all_names = sorted(names, key=shown_name)
    first = all_names[:MOST_NAMES]
    cut_names = [name if channel_of(name) else cut_at_word(name, LONGEST_NAME) for name in first]
    return set_words(cut_names, scope.unnamed, scope.texts) + _further(len(all_names))


def _further(count: int) -> str:
    """How many of so many names are not shown; empty if all of them are."""
    return f" +{count - MOST_NAMES}" if count > MOST_NAMES else ""


# The sets that are seen where no channel says otherwise


def _default_lines(scope: Scope) -> Iterator[str]:
    listed = _defaults(scope)
    yield _names(scope, listed) if listed else scope.texts("setting_all_public")


def _defaults(scope: Scope) -> frozenset[str]:
    """The sets of the server's list; none without a list."""
    server, rules = scope.guild.id, scope.rules
    has_list = server in rules.server_sets or server in rules.server_narrowed
    return rules.visible(scope.sets, (), server=server) if has_list else frozenset()


def _default_fields(scope: Scope) -> tuple[Field, ...]:
    return (_sets_field(scope, _defaults(scope)),)


def _default_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    yield from _list_rules(scope, _server(scope), _sets_in(scope, values))


# Confidence


def _confidence_lines(scope: Scope) -> Iterator[str]:
    value = scope.rules.thresholds.get(scope.guild.id)
    texts = scope.texts
    yield texts("setting_usual") if value is None else texts("rule_confidence", value=f"{value:g}")


def _confidence_fields(scope: Scope) -> tuple[Field, ...]:
    value = scope.rules.thresholds.get(scope.guild.id)
    text = "" if value is None else f"{value:g}"
    label, hint = scope.texts("setting_confidence"), scope.texts("setting_confidence_hint")
    return (Field("value", label, FieldKind.TEXT, LONGEST_NUMBER, text=text, hint=hint),)


def _confidence_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    [text] = values.get("value") or ("",)
    yield "threshold", scope.guild.id, _number(text)


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST_CONFIDENCE:
        raise WrongValueError("setting_no_number")
    return value


# Language


def _language_lines(scope: Scope) -> Iterator[str]:
    language = scope.rules.languages.get(scope.guild.id)
    texts = scope.texts
    yield texts_in(language)("language") if language else texts("setting_servers_language")


def _language_fields(scope: Scope) -> tuple[Field, ...]:
    chosen = scope.rules.languages.get(scope.guild.id, "")
    named = [("", scope.texts("setting_servers_language"))]
    named += [(language, texts_in(language)("language")) for language in LANGUAGES]
    choices = tuple(Choice(name, value or AUTOMATIC, value == chosen) for value, name in named)
    label, hint = scope.texts("setting_language"), scope.texts("setting_language_hint")
    return (Field("value", label, FieldKind.CHOICES, 1, choices, hint=hint, required=True),)


def _language_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    [language] = values.get("value") or (AUTOMATIC,)
    if language not in (AUTOMATIC, *LANGUAGES):
        raise WrongValueError("setting_no_set")
    yield "language", _server(scope), None if language == AUTOMATIC else language


# The bot's name


def _nickname_lines(scope: Scope) -> Iterator[str]:
    yield escape(scope.guild.me.display_name, opens_line=False)


def _nickname_fields(scope: Scope) -> tuple[Field, ...]:
    label, name = scope.texts("setting_nickname"), scope.guild.me.nick or ""
    hint = scope.texts("setting_nickname_hint")
    return (Field("value", label, FieldKind.TEXT, LONGEST_NICKNAME, text=name, hint=hint),)


async def _apply_nickname(_: Responder, scope: Scope, values: Values) -> None:
    [name] = values.get("value") or ("",)
    renamed = asyncio.create_task(
        scope.client.wait_for(
            "member_update",
            check=lambda _, after: after == scope.guild.me,
            timeout=RENAMED_TIMEOUT,
        )
    )
    try:
        await scope.guild.me.edit(nick=name.strip() or None)
    except SEND_ERRORS as error:
        renamed.cancel()
        raise WrongValueError("setting_no_nickname") from error
    # The card shows the name that Discord then says.
    await asyncio.wait({renamed})


# Channels of which every message is answered


def _ask_channels_here(scope: Scope) -> list[int]:
    channels = {channel.id for channel in scope.guild.channels}
    return sorted(channels & scope.rules.ask_channels)


def _ask_lines(scope: Scope) -> Iterator[str]:
    yield _mentions(_ask_channels_here(scope)) or scope.texts("setting_none")


def _ask_fields(scope: Scope) -> tuple[Field, ...]:
    here, label = _ask_channels_here(scope), scope.texts("setting_ask_label")
    field = Field("channels", label, FieldKind.CHANNELS, MOST_CHOICES, ids=tuple(here))
    return (field,)


def _ask_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    chosen = values.get("channels", ())
    ids = {channel.id for channel in scope.guild.channels if str(channel.id) in chosen}
    for channel in sorted(ids | set(_ask_channels_here(scope))):
        yield "ask", channel, channel in ids or None


async def _apply_ask_channels(responder: Responder, scope: Scope, values: Values) -> None:
    if values.get("channels") and not responder.config.discord.message_content:
        raise WrongValueError("needs_content")
    await _stored(_ask_rules)(responder, scope, values)


def _mentions(channels: Iterable[int]) -> str:
    mentions = [f"<#{channel}>" for channel in channels]
    return " ".join(mentions[:MOST_NAMES]) + _further(len(mentions))


# What single channels see, and members with a role besides


def _channel_lines(scope: Scope) -> Iterator[str]:
    listed = {**scope.rules.channel_sets, **scope.rules.narrowed}
    here = [channel.id for channel in scope.guild.channels if channel.id in listed]
    for channel in here:
        sets = scope.rules.visible(scope.sets, (channel,), server=scope.guild.id)
        yield scope.texts("rule_channel", about=f"<#{channel}>", names=_names(scope, sets))
    if not here:
        yield scope.texts("setting_none")


def _channel_fields(scope: Scope) -> tuple[Field, ...]:
    label = scope.texts("setting_channel_label")
    return (
        Field("channels", label, FieldKind.CHANNELS, required=True),
        _sets_field(scope, ()),
    )


def _channel_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    for channel in scope.guild.channels:
        if str(channel.id) in values.get("channels", ()):
            yield from _list_rules(scope, f"channel:{channel.id}", _sets_in(scope, values))


def _role_lines(scope: Scope) -> Iterator[str]:
    here = [role.id for role in scope.guild.roles if role.id in scope.rules.role_sets]
    for role in here:
        names = _names(scope, scope.rules.role_sets[role])
        yield scope.texts("rule_role", about=f"<@&{role}>", names=names)
    if not here:
        yield scope.texts("setting_none")


def _role_fields(scope: Scope) -> tuple[Field, ...]:
    if not scope.is_owner:
        return ()
    label = scope.texts("setting_role_label")
    return (Field("roles", label, FieldKind.ROLE, required=True), _sets_field(scope, ()))


def _role_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    for role in scope.guild.roles:
        if str(role.id) in values.get("roles", ()) and not role.is_default():
            yield "seen", f"role:{role.id}", _sets_in(scope, values)


# What is private everywhere


def _private_lines(scope: Scope) -> Iterator[str]:
    # A manager learns no name of a private set that is shown nowhere on the server.
    named = scope.view.sets(scope.rules, scope.sets)
    private = scope.rules.private_among(scope.sets) & set(named)
    yield _names(scope, private) if private else scope.texts("setting_none")


def _private_fields(scope: Scope) -> tuple[Field, ...]:
    free = _markable(scope)
    if not (scope.is_owner and free):
        return ()
    private = scope.rules.private_among(scope.sets)
    return (_sets_field(replace(scope, sets=tuple(free)), private),)


def _private_rules(scope: Scope, values: Values) -> Iterator[Rule]:
    chosen, private = _sets_in(scope, values) or (), scope.rules.private_among(scope.sets)
    for name in _markable(scope):
        if (name in private) != (name in chosen) or scope.rules.lost:
            yield "private", name, name in chosen


def _markable(scope: Scope) -> list[str]:
    """The sets that may be marked here: not those that the settings file fixes, nor the documents
    in no folder, which it alone makes private, nor those that are not offered."""
    fixed = scope.rules.fixed_among(scope.sets)
    return [name for name in scope.sets if name and name not in fixed | scope.unnamed]


# What holds on other servers, for owners


def _other_lines(scope: Scope) -> Iterator[str]:
    if scope.is_owner:
        yield from elsewhere_lines(scope.rules, scope.view, scope.texts)


def _no_fields(_: Scope) -> tuple[Field, ...]:
    return ()


SETTINGS = (
    Setting("defaults", _default_lines, _default_fields, _stored(_default_rules)),
    Setting("confidence", _confidence_lines, _confidence_fields, _stored(_confidence_rules)),
    Setting("language", _language_lines, _language_fields, _stored(_language_rules)),
    Setting("nickname", _nickname_lines, _nickname_fields, _apply_nickname),
    Setting("ask_channels", _ask_lines, _ask_fields, _apply_ask_channels),
    Setting("channels", _channel_lines, _channel_fields, _stored(_channel_rules)),
    Setting("roles", _role_lines, _role_fields, _stored(_role_rules)),
    Setting("private", _private_lines, _private_fields, _stored(_private_rules)),
    Setting("elsewhere", _other_lines, _no_fields, _stored(lambda scope, values: ())),
)
"""In the order of the card; a button's id holds the place in it, so that new ones come last."""
