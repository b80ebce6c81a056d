"""Values of the stand-in → the JSON objects of Discord, with every member its readers need."""

from urllib.parse import quote

from .interactions import Interaction, Use
from .mentions import mentioned_roles, mentions_everyone
from .messages import HAS_THREAD, Attachment, Message
from .people import (
    BOT,
    CAROL,
    MEMBER_PERMISSIONS,
    Application,
    Channel,
    Guild,
    Overwrite,
    Role,
    Room,
    Tag,
    TeamMember,
    User,
)
from .rights import of_bot, of_user
from .state import State
from .wire import Json, timestamp

ATTACHMENT_LIMIT = 10 * 1024 * 1024

_JOINED = "2024-01-01T00:00:00+00:00"
_REPLY, _COMMAND_ANSWER = 19, 20


def user(value: User) -> Json:
    """A user object."""
    return {
        "id": str(value.id),
        "username": value.name,
        "global_name": None if value.bot else value.name.title(),
        "discriminator": "0000" if value.bot else "0",
        "avatar": None,
        "bot": value.bot,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
    }


def member(value: User) -> Json:
    """A guild member without its user, as messages carry it."""
    return {
        "roles": [str(each.id) for each in value.roles],
        "nick": None,
        "joined_at": _JOINED,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
    }


def application(value: Application) -> Json:
    """The application that owns the bot."""
    return {
        "id": str(BOT.id),
        "name": BOT.name,
        "description": "",
        "icon": None,
        "bot_public": value.public,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": user(CAROL),
        "team": _team(value) if value.team else None,
        "integration_types_config": _installs(value),
        "flags": 0,
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "redirect_uris": [],
        "bot": user(BOT),
    }


def _installs(value: Application) -> Json:
    scopes = ["bot", "applications.commands"]
    link = {"scopes": scopes, "permissions": str(value.install_permissions)}
    in_servers = {"0": {"oauth2_install_params": link}}
    return in_servers | ({"1": {}} if value.user_install else {})


def _team(value: Application) -> Json:
    return {
        "id": str(BOT.id + 1_000),
        "name": "The team",
        "icon": None,
        "owner_user_id": str(CAROL.id),
        "members": [_team_member(member) for member in value.team],
    }


def _team_member(value: TeamMember) -> Json:
    return {
        "membership_state": 2 if value.accepted else 1,
        "permissions": ["*"],
        "role": value.role,
        "team_id": str(BOT.id + 1_000),
        "user": user(value.user),
    }


def audit_log(guild: Guild) -> Json:
    """The log of a guild, of which only the adding of the bot is known."""
    adder, bot_add = guild.added_by, 28
    entry: Json = {"id": str(guild.id + 1), "action_type": bot_add, "target_id": str(BOT.id)}
    lists = "integrations webhooks threads guild_scheduled_events auto_moderation_rules"
    empty: Json = {name: [] for name in (*lists.split(), "application_commands")}
    if adder is None:
        return empty | {"audit_log_entries": [], "users": []}
    entries = [entry | {"user_id": str(adder.id), "changes": []}]
    return empty | {"audit_log_entries": entries, "users": [user(adder), user(BOT)]}


def roles(guild: Guild) -> list[Json]:
    """The role that everybody has, whose id is the guild's, and all others."""
    everybody = Role(guild.id, "@everyone", guild.permissions)
    return [role(each, position) for position, each in enumerate((everybody, *guild.roles))]


def role(value: Role, position: int) -> Json:
    """A role object."""
    return {
        "id": str(value.id),
        "name": value.name,
        "permissions": str(value.permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "icon": None,
        "unicode_emoji": None,
        "hoist": False,
        "managed": False,
        "mentionable": value.mentionable,
        "flags": 0,
    }


def guild(value: Guild, state: State) -> Json:
    """A guild as GUILD_CREATE sends it: without the members intent only the bot is in it."""
    return {
        "id": str(value.id),
        "name": value.name,
        "icon": None,
        "owner_id": str(value.owned_by.id),
        "roles": roles(value),
        "channels": [channel(each) for each in state.of_guild(value) if each.parent is None],
        "threads": [
            channel(each) for each in state.of_guild(value) if each.parent and not each.archived
        ],
        "emojis": [],
        "stickers": [],
        "features": [],
        "members": [_bot_member(value, state)],
        "member_count": len(state.users),
        "presences": [],
        "voice_states": [],
        "preferred_locale": value.locale,
        "system_channel_id": str(value.system_channel) if value.system_channel else None,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "joined_at": _JOINED,
        "large": False,
        "unavailable": False,
    }


def _bot_member(guild: Guild, state: State) -> Json:
    nickname = state.nicknames.get(guild.id)
    return member(BOT) | {"user": user(BOT), "joined_at": guild.added_at, "nick": nickname}


def channel(value: Channel) -> Json:
    """A channel object."""
    common: Json = {"id": str(value.id), "last_message_id": None, "flags": 0}
    common["type"] = int(value.kind)
    if value.guild is None:
        return common | _private(value)
    common |= {"guild_id": str(value.guild.id), "name": value.name, "rate_limit_per_user": 0}
    return common | (_threaded(value) if value.parent else _placed(value, value.guild))


def _private(value: Channel) -> Json:
    recipients = [user(value.recipient)] if value.recipient else []
    group = {"name": value.name, "icon": None, "owner_id": str(CAROL.id)}
    return {"recipients": recipients} | (group if value.kind is Room.GROUP else {})


def _placed(value: Channel, guild: Guild) -> Json:
    tags = [tag(each) for each in value.tags]
    forum = {"available_tags": tags, "default_forum_layout": 0, "default_sort_order": None}
    return {
        "position": 0,
        "permission_overwrites": [
            {"id": str(guild.id), "type": 0, "allow": "0", "deny": str(value.denied)},
            *map(_overwrite, value.overwrites),
        ],
        "parent_id": str(value.category) if value.category else None,
        "topic": None,
        "nsfw": value.nsfw,
    } | (forum if value.kind in (Room.FORUM, Room.MEDIA) else {})


def _overwrite(value: Overwrite) -> Json:
    kind = 0 if isinstance(value.target, Role) else 1
    allow, deny = str(int(value.allow)), str(int(value.deny))
    return {"id": str(value.target.id), "type": kind, "allow": allow, "deny": deny}


def tag(value: Tag) -> Json:
    """A tag of a forum."""
    icon: Json = {"emoji_id": None, "emoji_name": None}
    return {"id": str(value.id), "name": value.name, "moderated": False} | icon


def _threaded(value: Channel) -> Json:
    archival: Json = {"archived": value.archived, "locked": False, "auto_archive_duration": 1440}
    archival |= {"archive_timestamp": timestamp(value.id), "create_timestamp": timestamp(value.id)}
    return {
        "parent_id": str(value.parent.id) if value.parent else None,
        "owner_id": str((value.opener or CAROL).id),
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "thread_metadata": archival,
        "applied_tags": [str(each.id) for each in value.tags],
    }


def readable(value: Message) -> bool:
    """Whether a bot may read the content of a message without the privileged intent."""
    return value.channel.guild is None or value.author == BOT or BOT.id in value.mentions


def hidden(body: Json) -> Json:
    """A message object as a bot without the privileged intent gets it."""
    return body | {"content": "", "embeds": [], "attachments": [], "components": []}


def message(value: Message, state: State, reads_content: bool = True) -> Json:
    """A message object; without `reads_content` only what such a bot may read is in it."""
    body = _alone(value, state, reads_content)
    if value.reference is None:
        return body
    found = state.messages.get(value.reference)
    referenced = _alone(found, state, reads_content) if found else None
    return body | {"message_reference": _reference(value), "referenced_message": referenced}


def attachment(value: Attachment, where: Channel, state: State) -> Json:
    """An uploaded file; that of the bot itself is not served, so its address leads nowhere."""
    cdn = state.cdn if value.id in state.files else "https://cdn.discord.invalid/attachments"
    address = value.url or f"{cdn}/{where.id}/{value.id}/{quote(value.filename, safe='')}"
    return {
        "id": str(value.id),
        "filename": value.filename,
        "size": len(value.content) if value.stated is None else value.stated,
        "url": address,
        "proxy_url": address,
        "description": value.description,
    } | ({"title": value.title} if value.title else {})


def interaction(value: Interaction, state: State) -> Json:
    """An interaction as INTERACTION_CREATE sends it."""
    body: Json = {
        "id": str(value.id),
        "application_id": str(BOT.id),
        "type": int(value.use),
        "token": value.token,
        "version": 1,
        "data": value.data,
        "channel_id": str(value.channel.id),
        "channel": channel(value.channel) | {"permissions": _permissions(value)},
        "locale": value.user.locale,
        "app_permissions": str(of_bot(value.channel) or MEMBER_PERMISSIONS),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": ATTACHMENT_LIMIT,
    }
    if value.source in state.messages:
        body["message"] = message(state.messages[value.source], state)
    return body | _scene(value)


def _scene(value: Interaction) -> Json:
    guild = value.channel.guild
    scene: Json = {"context": value.context, "authorizing_integration_owners": _owners(value)}
    if guild is None:
        return scene | {"user": user(value.user)}
    person = member(value.user) | {"permissions": _permissions(value)}
    return scene | {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": person | {"user": user(value.user)},
    }


def _owners(value: Interaction) -> Json:
    """For whom the app was installed: 0 is a guild, or none in direct messages; 1 is a user."""
    guild = value.channel.guild
    owners = {"0": str(guild.id) if guild else "0"} if value.channel.reachable else {}
    return owners | ({"1": str(value.user.id)} if value.installed_by_user else {})


def _permissions(value: Interaction) -> str:
    return str(int(of_user(value.user, value.channel)))


def _alone(value: Message, state: State, reads_content: bool) -> Json:
    """A message object without the message it replies to: Discord shows one level only."""
    body: Json = {
        "id": str(value.id),
        "channel_id": str(value.channel.id),
        "type": _type(value),
        "author": user(value.author),
        "content": value.content,
        "embeds": [{"type": "rich", **embed} for embed in value.embeds],
        "components": list(value.components),
        "attachments": [attachment(each, value.channel, state) for each in value.attachments],
        "mentions": [user(state.users[each]) for each in value.mentions if each in state.users],
        "mention_roles": [str(each) for each in mentioned_roles(value.content)],
        "mention_everyone": mentions_everyone(value.content),
        "timestamp": timestamp(value.id),
        "edited_timestamp": timestamp(value.edited[-1]) if value.edited else None,
        "flags": value.flags,
        "pinned": value.id in state.pinned,
        "tts": False,
    }
    body |= _origin(value, state) | _thread(value, state)
    if value.forwarded:
        body |= _forward(value)
    return body if reads_content or readable(value) else hidden(body)


def _thread(value: Message, state: State) -> Json:
    """The thread that was opened on a message, which has the same id."""
    thread = state.channels.get(value.id)
    if thread is None or thread.parent != value.channel:
        return {}
    return {"flags": value.flags | HAS_THREAD, "thread": channel(thread)}


def _type(value: Message) -> int:
    if value.reference is not None:
        return _REPLY
    return _COMMAND_ANSWER if value.interaction is not None else 0


def _origin(value: Message, state: State) -> Json:
    body: Json = {}
    if value.channel.guild is not None:
        body["guild_id"] = str(value.channel.guild.id)
        if not value.webhook:
            body["member"] = member(value.author)
    if value.nonce is not None:
        body["nonce"] = value.nonce
    if value.webhook:
        body["webhook_id"] = str(value.author.id)
    asked = state.interactions.get(value.interaction or 0)
    return body | (_asked(asked) if asked else {})


def _asked(value: Interaction) -> Json:
    about: Json = {
        "id": str(value.id),
        "type": int(value.use),
        "user": user(value.user),
        "authorizing_integration_owners": _owners(value),
    }
    if value.use is Use.COMPONENT:
        about["interacted_message_id"] = str(value.source)
    body: Json = {"interaction_metadata": about, "application_id": str(BOT.id)}
    if value.use is Use.COMMAND:
        body["interaction"] = about | {"name": str(value.data.get("name"))}
    return body | {"webhook_id": str(BOT.id)}


def _forward(value: Message) -> Json:
    """What a forward shows: words of a message elsewhere, without who wrote them."""
    elsewhere = {"message_id": str(value.id - 1), "channel_id": str(value.channel.id - 1)}
    said: Json = {"type": 0, "content": value.forwarded, "embeds": [], "attachments": []}
    said |= {"timestamp": timestamp(value.id), "edited_timestamp": None, "flags": 0}
    said |= {"mentions": [], "mention_roles": [], "components": []}
    return {
        "message_reference": {"type": 1, **elsewhere},
        "message_snapshots": [{"message": said}],
    }


def _reference(value: Message) -> Json:
    guild = value.channel.guild
    where = {"message_id": str(value.reference), "channel_id": str(value.channel.id)}
    return {"type": 0, **where} | ({"guild_id": str(guild.id)} if guild else {})
